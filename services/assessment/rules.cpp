#include "services/assessment/rules.h"

#include <algorithm>
#include <string>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::assessment::rules {

namespace {

constexpr std::int64_t reason_max = 200;
constexpr std::int64_t remark_max = 500;

/// "4.5" of 45 tenths.
std::string in_points(std::int32_t tenths) {
  const std::string whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

}  // namespace

std::int32_t points_of(const AutoPart& part, std::int64_t value) {
  const std::int64_t full = part.target * part.scale;
  if (part.whole) return value >= full ? part.max_tenths : 0;
  return static_cast<std::int32_t>(part.max_tenths * std::min(value, full) / full);
}

v1::SheetItem proposed(const Item& item, const TraineeEvidence& evidence, base::Millis now) {
  v1::SheetItem line;
  line.set_id(item.id);
  line.set_name(item.name);
  line.set_name_en(item.name_en);
  line.set_max_tenths(item.max_tenths);
  line.set_mode(item.mode);
  line.set_rule(item.rule);
  line.set_rule_en(item.rule_en);
  line.set_source(item.source);
  line.set_auto_max_tenths(item.auto_max_tenths());
  std::int32_t points = 0;
  for (const AutoPart& part : item.parts) {
    const Measured measured = evidence.measure(part.measure, part.argument, now);
    v1::Fact& fact = *line.add_facts();
    fact.set_zh(part.zh);
    fact.set_en(part.en);
    fact.set_value(measured.value / part.scale);
    fact.set_target(part.target);
    fact.set_points_tenths(points_of(part, measured.value));
    fact.set_max_tenths(part.max_tenths);
    points += fact.points_tenths();
  }
  line.set_proposed_tenths(points);
  line.set_points_tenths(points);
  line.set_evidence_count(static_cast<std::int32_t>(evidence_of(item, evidence, now).size()));
  return line;
}

std::vector<std::int64_t> evidence_of(const Item& item, const TraineeEvidence& evidence,
                                      base::Millis now) {
  std::vector<std::int64_t> seqs;
  for (const AutoPart& part : item.parts) {
    const Measured measured = evidence.measure(part.measure, part.argument, now);
    seqs.insert(seqs.end(), measured.seqs.begin(), measured.seqs.end());
  }
  std::sort(seqs.begin(), seqs.end());
  seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
  return seqs;
}

void check_mark(const Item& item, std::int32_t proposed_tenths, const v1::NewMark& mark) {
  const std::string field = "marks." + item.id;
  base::require(
      mark.points_tenths() >= 0 && mark.points_tenths() <= item.max_tenths, field,
      {"“" + item.name + "”的分数需要在 0 到 " + in_points(item.max_tenths) + " 之间",
       "Points for “" + item.name + "” must lie between 0 and " + in_points(item.max_tenths)});
  base::require(base::utf8_length(mark.reason()) <= reason_max &&
                    base::utf8_length(mark.remark()) <= remark_max,
                field, {"理由或评语太长了", "The reason or remark is too long"});
  const std::int32_t own_part = item.max_tenths - item.auto_max_tenths();
  const bool as_proposed =
      mark.points_tenths() >= proposed_tenths && mark.points_tenths() <= proposed_tenths + own_part;
  base::require(
      as_proposed || !base::tidy(mark.reason()).empty(), field,
      {"“" + item.name + "”的系统建议分是 " + in_points(proposed_tenths) + "，改动需要写明理由",
       "The journal proposes " + in_points(proposed_tenths) + " for “" + item.name +
           "”; changing it needs a reason"});
}

}  // namespace kaibo::assessment::rules
