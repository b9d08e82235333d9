#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kaibo::load {

/// A figure in an earlier report and in this one; nothing where a report does not have it.
struct Change {
  std::optional<double> before;
  std::optional<double> now;

  /// Nothing without both, or when it was 0 before.
  std::optional<double> ratio() const;
};

/// A run beside an earlier one.
struct Comparison {
  struct Operation {
    std::string name;
    Change p50_ms;
    Change p99_ms;
    Change errors;
  };
  struct Figure {
    std::string name;
    Change value;
  };

  /// The earlier report's file.
  std::string earlier;
  /// What the two runs were not asked for alike, in words; empty when they can be compared.
  std::string difference;
  /// Of either report, by name.
  std::vector<Operation> operations;
  /// Of the whole run: errors, calls, delivery, CPU, memory.
  std::vector<Figure> figures;
};

/// Of two reports as as_json writes them. Throws std::runtime_error when the earlier one is none.
Comparison compare_reports(std::string_view earlier, std::string_view now);

}  // namespace kaibo::load
