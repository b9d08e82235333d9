#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/db/transaction.h"

namespace kaibo::db {

/// What one transaction was answered, each as long as nothing that its query names is written: many
/// units in a batch ask the same of a class. What others commit meanwhile is not seen; all units of
/// a batch were waiting before its transaction began, so none of them can tell.
class Answers {
 public:
  /// The answer to this query, from `ask()` where it is not known.
  template <typename F>
  Rows get(std::string_view sql, std::span<const Param> params, F ask) {
    Question& question = question_of(sql);
    std::string key = key_of(params);
    const auto known = question.find(key);
    if (known != question.end()) return known->second;
    Rows rows = ask();
    if (rows.values() <= largest_kept) question.emplace(std::move(key), rows);
    return rows;
  }

  /// Forgets what was answered of this table; of all where it is empty.
  void forget(std::string_view table);
  /// Forgets what was answered of this column.
  void forget(const Amount& amount);

 private:
  /// Values in an answer. Bounds the memory of a batch.
  static constexpr std::size_t largest_kept = 256;

  /// Answers to one query, by its parameters.
  using Question = std::unordered_map<std::string, Rows>;

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  template <typename T>
  using ByText = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

  void forget_about(std::string_view subject);
  Question& question_of(std::string_view sql);
  static std::string key_of(std::span<const Param> params);

  ByText<Question> questions_;
  /// The questions that name a table, or a table and a column behind a space, of those written.
  ByText<std::vector<Question*>> about_;
};

/// The table that an INSERT, UPDATE or DELETE writes; empty for any other statement.
std::string_view written_table(std::string_view sql);

}  // namespace kaibo::db
