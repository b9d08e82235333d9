#include "services/live/review/rules.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/live/review/audience.h"

namespace kaibo::live::rules {

namespace {

void check_text(const ReviewRules& rules, const std::string& field, const std::string& text) {
  base::require(!text.empty(), field, {"请填写这一格", "Fill in this field"});
  const std::string most = std::to_string(rules.text_max);
  base::require(std::ssize(text) <= 4 * rules.text_max && base::utf8_length(text) <= rules.text_max,
                field, {"最多 " + most + " 个字", "At most " + most + " characters"});
}

}  // namespace

std::vector<v1::FigureKind> key_figures(const ReviewRules& rules) {
  std::vector<v1::FigureKind> kinds;
  for (const v1::FigureKind kind : figure_kinds()) {
    const std::string name = v1::FigureKind_Name(kind).substr(std::string("FIGURE_KIND_").size());
    if (std::ranges::find(rules.key_figures, name) != rules.key_figures.end()) {
      kinds.push_back(kind);
    }
  }
  return kinds;
}

void check_entered(const ReviewRules& rules, const v1::EnterFiguresRequest& wish) {
  const std::vector<v1::FigureKind> asked = key_figures(rules);
  std::set<v1::FigureKind> seen;
  for (const v1::EnteredFigure& figure : wish.figures()) {
    base::require(std::ranges::find(asked, figure.kind()) != asked.end(), "figures",
                  {"这一项不是本课程要填的关键数据", "The course does not ask for this figure"});
    base::require(seen.insert(figure.kind()).second, "figures",
                  {"同一项数据填了两次", "A figure is entered twice"});
  }
  base::require(!seen.empty(), "figures", {"请至少填写一项数据", "Enter one figure at least"});
}

bool is_correct(const ReviewRules& rules, v1::FigureUnit unit, std::int64_t entered,
                std::int64_t counted) {
  const bool is_rate = unit == v1::FIGURE_UNIT_TEN_THOUSANDTHS;
  // Unsigned, so that no distance overflows.
  const auto [low, high] = std::minmax(entered, counted);
  const std::uint64_t distance = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  return distance <= static_cast<std::uint64_t>(is_rate ? rules.rate_slack : 0);
}

void check_findings(const ReviewRules& rules, const v1::Room& room,
                    const google::protobuf::RepeatedPtrField<v1::Finding>& findings) {
  const std::string most = std::to_string(rules.findings_max);
  base::require(findings.size() <= rules.findings_max, "findings",
                {"最多写 " + most + " 条", "At most " + most + " entries"});
  for (int i = 0; i < findings.size(); ++i) {
    const v1::Finding& finding = findings[i];
    const std::string field = "findings." + std::to_string(i) + ".";
    check_text(rules, field + "problem", finding.problem());
    check_text(rules, field + "cause", finding.cause());
    check_text(rules, field + "action", finding.action());
    const bool has_figure = finding.figure() != v1::FIGURE_KIND_UNSPECIFIED;
    base::require(!has_figure || v1::FigureKind_IsValid(finding.figure()), field + "figure",
                  {"没有这项数据", "There is no such figure"});
    base::require(has_figure || finding.at() != 0, field + "figure",
                  {"请选择它依据的数据，或者填写直播的第几分几秒",
                   "Choose the figure it rests on, or a moment of the broadcast"});
    const bool in_broadcast = room.started_at() <= finding.at() && finding.at() <= room.ended_at();
    base::require(finding.at() == 0 || in_broadcast, field + "at",
                  {"这个时间点不在这场直播里", "This moment is not within the broadcast"});
    base::require(finding.aim() >= 0 && (finding.aim() == 0 || has_figure), field + "aim",
                  {"目标要对应一项数据", "An aim needs a figure"});
  }
}

}  // namespace kaibo::live::rules
