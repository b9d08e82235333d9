#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/embedded.h"
#include "kaibo/assessment/v1/assessment.pb.h"

namespace kaibo::assessment {

/// One counted part of an automatic line: `max_tenths` × min(1, value / target), rounded down to
/// tenths of a point; a `whole` part gives all of it or nothing.
struct AutoPart {
  /// Name of what is counted, see evidence.h.
  std::string measure;
  /// A number the measure needs, e.g. the seconds a product must be explained.
  std::int64_t argument = 0;
  /// In shown units.
  std::int64_t target = 0;
  /// Counted units in one shown unit: 60 where seconds are counted and minutes shown.
  std::int64_t scale = 1;
  bool whole = false;
  std::int32_t max_tenths = 0;
  std::string zh;
  std::string en;
};

/// One line of the sheet, worth so many tenths of a point at the most.
struct Item {
  std::string id;
  std::string name;
  std::string name_en;
  std::int32_t max_tenths = 0;
  v1::ItemMode mode = v1::ITEM_MODE_MANUAL;
  /// How the points come about and where the line comes from, as the rubric puts it.
  std::string rule;
  std::string rule_en;
  std::string source;
  std::vector<AutoPart> parts;

  /// What the journal can give at most; the rest of the line is the instructor's.
  std::int32_t auto_max_tenths() const;
};

/// Lines that belong together; their points add up to its own.
struct Section {
  std::string id;
  std::string name;
  std::string name_en;
  std::int32_t max_tenths = 0;
  std::vector<Item> items;
};

/// A score sheet's form: data (services/assessment/rubrics/*.json), versioned.
struct Rubric {
  std::string id;
  std::int32_t version = 0;
  std::string name;
  std::string name_en;
  /// Its standing, e.g. that it is a proposal.
  std::string status;
  std::string status_en;
  std::int32_t total_tenths = 0;
  std::int32_t pass_tenths = 0;
  std::vector<Section> sections;

  /// Null when there is none.
  const Item* find(std::string_view item_id) const;
};

/// Throws base::Error naming the file and what is wrong: unknown keys, measures or modes, sums that
/// do not agree.
Rubric parse_rubric(std::string_view file, std::string_view content);

/// All rubrics of the program by id.
class Rubrics {
 public:
  Rubrics();
  explicit Rubrics(std::span<const base::Embedded> files);

  /// Throws failed_precondition when there is none.
  const Rubric& require(std::string_view id) const;

 private:
  std::map<std::string, Rubric, std::less<>> rubrics_;
};

}  // namespace kaibo::assessment
