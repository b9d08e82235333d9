#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"

namespace kaibo::classroom {

class Section;

/// What finds that a rule of the platform (平台规则) was broken.
enum class Detector {
  /// A text holds one of MallRules::banned_words.
  banned_words,
  /// A text holds one of the rule's own words, or a number of one of its patterns.
  off_platform,
  /// An order was not shipped in time.
  late_shipping,
  /// No courier has collected a parcel `limit` hours of the class clock after it was sent.
  not_collected,
  /// A waybill number stands on an earlier parcel of the class.
  waybill_reused,
  /// The title of a listed product is like a classmate's, by `limit` of 100 or more; or its main
  /// picture is a classmate's.
  copied,
  /// Two persons have each bought of the other's shop more than `limit` times.
  buying_ring,
  /// One person has bought of one shop more than `limit` times.
  many_orders,
};

/// A rule of the platform, as the course profile has it.
struct ConductRule {
  std::string key;
  Detector detector = Detector::banned_words;
  bool on = false;
  /// What breaks it is refused, instead of being written down: only what a person does, not what
  /// time shows.
  bool block = false;
  std::int64_t points = 0;
  base::Text name;
  base::Text text;
  /// What a real platform would do.
  base::Text punishment;
  std::vector<std::string> words;
  /// "1##########": a number of eleven digits that begins with 1.
  std::vector<std::string> numbers;
  std::int64_t limit = 0;
};

/// All of them, and how they are contested.
struct ConductRules {
  std::vector<ConductRule> rules;
  /// Characters of an appeal, and of the reason of a decision.
  std::int64_t text_max = 0;

  /// Null when there is none.
  const ConductRule* rule(std::string_view key) const;
  const ConductRule* rule(Detector detector) const;
};

/// Throws as parse_profile.
ConductRules read_conduct(Section section);

}  // namespace kaibo::classroom
