#include "services/classroom/conduct.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/classroom/section.h"

namespace kaibo::classroom {

namespace {

struct NamedDetector {
  std::string_view name;
  Detector detector;
};
constexpr std::array<NamedDetector, 8> detectors{{
    {"banned_words", Detector::banned_words},
    {"off_platform", Detector::off_platform},
    {"late_shipping", Detector::late_shipping},
    {"not_collected", Detector::not_collected},
    {"waybill_reused", Detector::waybill_reused},
    {"copied", Detector::copied},
    {"buying_ring", Detector::buying_ring},
    {"many_orders", Detector::many_orders},
}};

Detector read_detector(Section& section) {
  const auto found = std::ranges::find(detectors, section.text("detector"), &NamedDetector::name);
  section.require(found != detectors.end(), "detector", "不是已知的检查方式。",
                  "is no detector that the program knows.");
  return found->detector;
}

/// Nobody is there to be refused.
bool is_of_time(Detector detector) {
  return detector == Detector::late_shipping || detector == Detector::not_collected;
}

base::Text read_both(Section section) {
  base::Text text = section.both();
  section.finish();
  return text;
}

ConductRule read_rule(Section& section) {
  ConductRule rule{.key = section.text("key"),
                   .detector = read_detector(section),
                   .on = section.flag("on"),
                   .block = section.flag("block"),
                   .points = section.number("points"),
                   .name = read_both(section.section("name")),
                   .text = read_both(section.section("text")),
                   .punishment = read_both(section.section("punishment")),
                   .words = section.any_texts("words"),
                   .numbers = section.any_texts("numbers"),
                   .limit = section.number("limit")};
  section.require(!rule.block || !is_of_time(rule.detector), "block",
                  "这条规则由时间触发，无法拦截。", "cannot refuse what time alone shows.");
  const Range percent{1, 100};
  section.require(rule.detector != Detector::copied || percent.holds(rule.limit), "limit",
                  "相似度需要在 1 到 100 之间。", "is how alike titles are, from 1 to 100.");
  section.finish();
  return rule;
}

}  // namespace

const ConductRule* ConductRules::rule(std::string_view key) const {
  const auto found = std::ranges::find(rules, key, &ConductRule::key);
  return found == rules.end() ? nullptr : &*found;
}

const ConductRule* ConductRules::rule(Detector detector) const {
  const auto found = std::ranges::find(rules, detector, &ConductRule::detector);
  return found == rules.end() ? nullptr : &*found;
}

ConductRules read_conduct(Section section) {
  ConductRules rules{.rules = {}, .text_max = section.number("text_max")};
  for (Section& each : section.sections("rules")) {
    ConductRule rule = read_rule(each);
    each.require(rules.rule(rule.key) == nullptr, "key", "和另一条规则重复了。",
                 "is the key of another rule, too.");
    rules.rules.push_back(std::move(rule));
  }
  section.finish();
  return rules;
}

}  // namespace kaibo::classroom
