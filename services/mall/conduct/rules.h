#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "kaibo/mall/v1/conduct.pb.h"
#include "services/classroom/conduct.h"

namespace kaibo::mall::conduct_rules {

/// The words that stand in the text, each once, in their order in the list. Capitals and full-width
/// letters make no difference.
std::vector<std::string> words_in(std::span<const std::string> words, std::string_view text);

/// Numbers of one of the patterns ("1##########") in the text, as digits; single spaces and hyphens
/// between the digits make no difference. A longer number holds no shorter one.
std::vector<std::string> numbers_in(std::span<const std::string> patterns, std::string_view text);

/// What in the text breaks the rule, for the detectors that read; empty when nothing does.
std::vector<std::string> found_in(const classroom::ConductRule& rule,
                                  std::span<const std::string> banned_words, std::string_view text);

/// Two who have paid so many orders of each other, when that is more than the rule allows.
bool is_ring(const classroom::ConductRule& rule, std::int64_t there, std::int64_t back);

/// The refusal of a rule that blocks: its text, and what broke it.
base::Error refusal(const classroom::ConductRule& rule, std::string_view words);

/// Throws failed_precondition when it was appealed against already, invalid_argument for a bad
/// text.
void check_appeal(const classroom::ConductRules& rules, const v1::Violation& violation,
                  std::string_view text);
/// Throws failed_precondition when nothing waits for a decision, invalid_argument for a bad reason.
void check_decision(const classroom::ConductRules& rules, const v1::Violation& violation,
                    std::string_view reason);

}  // namespace kaibo::mall::conduct_rules
