#include "common/db/answers.h"

#include <array>
#include <cstring>
#include <variant>

namespace kaibo::db {

namespace {

/// `subject` is a table, or one and a column of it behind a space.
bool names(std::string_view sql, std::string_view subject) {
  const std::size_t space = subject.find(' ');
  if (sql.find(subject.substr(0, space)) == std::string_view::npos) return false;
  return space == std::string_view::npos ||
         sql.find(subject.substr(space + 1)) != std::string_view::npos;
}

void append_number(std::string& key, char kind, std::int64_t number) {
  std::array<char, 1 + sizeof number> bytes{kind};
  std::memcpy(bytes.data() + 1, &number, sizeof number);
  key.append(bytes.data(), bytes.size());
}

/// With its length before it, so that no two lists of parameters have one key.
void append_text(std::string& key, char kind, std::string_view text) {
  append_number(key, kind, static_cast<std::int64_t>(text.size()));
  key.append(text);
}

}  // namespace

void Answers::forget(std::string_view table) {
  if (table.empty()) {
    for (auto& [sql, question] : questions_) question.clear();
    return;
  }
  forget_about(table);
}

void Answers::forget(const Amount& amount) { forget_about(amount.table() + ' ' + amount.column()); }

void Answers::forget_about(std::string_view subject) {
  auto about = about_.find(subject);
  if (about == about_.end()) {
    about = about_.try_emplace(std::string(subject)).first;
    for (auto& [sql, question] : questions_) {
      if (names(sql, subject)) about->second.push_back(&question);
    }
  }
  for (Question* question : about->second) question->clear();
}

Answers::Question& Answers::question_of(std::string_view sql) {
  const auto found = questions_.find(sql);
  if (found != questions_.end()) return found->second;
  Question& question = questions_.try_emplace(std::string(sql)).first->second;
  for (auto& [subject, questions] : about_) {
    if (names(sql, subject)) questions.push_back(&question);
  }
  return question;
}

std::string Answers::key_of(std::span<const Param> params) {
  std::string key;
  for (const Param& param : params) {
    if (const auto* number = std::get_if<std::int64_t>(&param)) {
      append_number(key, 'n', *number);
    } else if (const auto* text = std::get_if<std::string_view>(&param)) {
      append_text(key, 't', *text);
    } else if (const auto* blob = std::get_if<Blob>(&param)) {
      append_text(key, 'b', blob->bytes);
    } else {
      key += '0';
    }
  }
  return key;
}

std::string_view written_table(std::string_view sql) {
  for (const std::string_view verb : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
    if (!sql.starts_with(verb)) continue;
    sql.remove_prefix(verb.size());
    return sql.substr(0, sql.find_first_of(" ("));
  }
  return {};
}

}  // namespace kaibo::db
