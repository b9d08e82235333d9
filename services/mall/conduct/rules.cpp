#include "services/mall/conduct/rules.h"

#include <algorithm>

#include "common/base/text.h"

namespace kaibo::mall::conduct_rules {

namespace {

using base::Code;
using base::Error;
using classroom::ConductRule;
using classroom::ConductRules;
using classroom::Detector;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool fits(std::string_view pattern, std::string_view number) {
  return std::ranges::equal(pattern, number,
                            [](char wanted, char is) { return wanted == '#' || wanted == is; });
}

void check_words(const ConductRules& rules, std::string_view text, std::string_view field) {
  const std::int64_t length = base::utf8_length(text);
  base::require(
      length >= 1 && length <= rules.text_max, field,
      {"请写明理由，最多 " + std::to_string(rules.text_max) + " 个字",
       "Give your reasons, in at most " + std::to_string(rules.text_max) + " characters"});
}

}  // namespace

std::vector<std::string> words_in(std::span<const std::string> words, std::string_view text) {
  const std::string plain = base::folded(text);
  std::vector<std::string> found;
  for (const std::string& word : words) {
    if (plain.find(base::folded(word)) != std::string::npos) found.push_back(word);
  }
  return found;
}

std::vector<std::string> numbers_in(std::span<const std::string> patterns, std::string_view text) {
  const std::string plain = base::folded(text);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (!is_digit(plain[i])) continue;
    std::string number;
    for (; i < plain.size(); ++i) {
      const bool joined =
          (plain[i] == ' ' || plain[i] == '-') && i + 1 < plain.size() && is_digit(plain[i + 1]);
      if (!is_digit(plain[i]) && !joined) break;
      if (!joined) number += plain[i];
    }
    const bool wanted = std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return fits(pattern, number); });
    const bool is_new = std::ranges::find(found, number) == found.end();
    if (wanted && is_new) found.push_back(number);
  }
  return found;
}

std::vector<std::string> found_in(const ConductRule& rule,
                                  std::span<const std::string> banned_words,
                                  std::string_view text) {
  if (rule.detector == Detector::banned_words) return words_in(banned_words, text);
  if (rule.detector != Detector::off_platform) return {};
  std::vector<std::string> found = words_in(rule.words, text);
  for (std::string& number : numbers_in(rule.numbers, text)) found.push_back(std::move(number));
  return found;
}

bool is_ring(const ConductRule& rule, std::int64_t there, std::int64_t back) {
  return there > rule.limit && back > rule.limit;
}

Error refusal(const ConductRule& rule, std::string_view words) {
  const std::string named(words);
  return {Code::failed_precondition,
          {"违反平台规则“" + rule.name.zh + "”（" + named + "）：" + rule.text.zh,
           "Against the platform's rule “" + rule.name.en + "” (" + named + "): " + rule.text.en}};
}

void check_appeal(const ConductRules& rules, const v1::Violation& violation,
                  std::string_view text) {
  if (violation.state() != v1::VIOLATION_STATE_STANDING) {
    throw Error(Code::failed_precondition,
                {"每条违规只能申诉一次，请等讲师处理或查看处理结果",
                 "Each violation is appealed against once; see what the instructor decides"});
  }
  check_words(rules, text, "text");
}

void check_decision(const ConductRules& rules, const v1::Violation& violation,
                    std::string_view reason) {
  if (violation.state() != v1::VIOLATION_STATE_APPEALED) {
    throw Error(Code::failed_precondition, {"这条违规没有等待处理的申诉，请刷新",
                                            "No appeal waits for a decision here; reload"});
  }
  check_words(rules, reason, "reason");
}

}  // namespace kaibo::mall::conduct_rules
