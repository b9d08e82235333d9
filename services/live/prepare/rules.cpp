#include "services/live/prepare/rules.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::live::prepare_rules {

namespace {

using base::Code;
using base::Error;

constexpr std::int32_t seconds_per_minute = 60;

/// "3 天", "2 小时", "10 分钟"
base::Text duration(std::int64_t minutes) {
  constexpr std::int64_t hour = 60;
  constexpr std::int64_t day = 24 * hour;
  const auto text = [](std::int64_t n, const char* zh, const char* en) {
    return base::Text{std::to_string(n) + zh, std::to_string(n) + en};
  };
  if (minutes % day == 0) return text(minutes / day, " 天", " days");
  if (minutes % hour == 0) return text(minutes / hour, " 小时", " hours");
  return text(minutes, " 分钟", " minutes");
}

/// Collects the problems of one script.
class ScriptChecker {
 public:
  ScriptChecker(const PrepareRules& rules, std::int32_t planned_minutes) : rules_(rules) {
    check_.set_planned_seconds(planned_minutes * seconds_per_minute);
  }

  void row(std::int32_t index, const v1::ScriptRow& row, const std::set<std::int64_t>& shelf) {
    time_of(index, row);
    sections_.insert(row.section());
    if (row.section() == v1::SCRIPT_SECTION_PRODUCT && row.product_id() == 0) {
      add(v1::SCRIPT_PROBLEM_KIND_NO_PRODUCT, index);
    }
    if (row.product_id() != 0 && !shelf.contains(row.product_id())) {
      add(v1::SCRIPT_PROBLEM_KIND_NOT_ON_SHELF, index);
    }
    if (row.words().empty()) add(v1::SCRIPT_PROBLEM_KIND_NO_WORDS, index);
  }

  v1::ScriptCheck finish() {
    for (int section = v1::SCRIPT_SECTION_OPENING; section <= v1::SCRIPT_SECTION_ENDING;
         ++section) {
      const auto which = static_cast<v1::ScriptSection>(section);
      if (sections_.contains(which)) {
        check_.add_sections(which);
      } else {
        add(v1::SCRIPT_PROBLEM_KIND_SECTION_MISSING).set_section(which);
      }
    }
    length();
    check_.set_adds_up(times_fit_);
    return std::move(check_);
  }

 private:
  v1::ScriptProblem& add(v1::ScriptProblemKind kind, std::int32_t row = 0,
                         std::int32_t seconds = 0) {
    v1::ScriptProblem& problem = *check_.add_problems();
    problem.set_kind(kind);
    problem.set_row(row);
    problem.set_seconds(seconds);
    return problem;
  }

  void wrong_time(v1::ScriptProblemKind kind, std::int32_t row, std::int32_t seconds) {
    add(kind, row, seconds);
    times_fit_ = false;
  }

  void time_of(std::int32_t index, const v1::ScriptRow& row) {
    const std::int32_t space = row.from_seconds() - end_;
    if (space > 0) wrong_time(v1::SCRIPT_PROBLEM_KIND_GAP, index, space);
    if (space < 0) wrong_time(v1::SCRIPT_PROBLEM_KIND_OVERLAP, index, -space);
    const std::int32_t length = row.to_seconds() - row.from_seconds();
    if (length <= 0) wrong_time(v1::SCRIPT_PROBLEM_KIND_NO_TIME, index, 0);
    check_.set_total_seconds(check_.total_seconds() + std::max(length, 0));
    end_ = std::max(end_, row.to_seconds());
  }

  void length() {
    const std::int32_t missing = check_.planned_seconds() - end_;
    if (missing > 0) wrong_time(v1::SCRIPT_PROBLEM_KIND_TOO_SHORT, 0, missing);
    if (missing < 0) wrong_time(v1::SCRIPT_PROBLEM_KIND_TOO_LONG, 0, -missing);
    const auto least = static_cast<std::int32_t>(rules_.script_minutes.min) * seconds_per_minute;
    if (check_.planned_seconds() < least) {
      wrong_time(v1::SCRIPT_PROBLEM_KIND_PLAN_TOO_SHORT, 0, least - check_.planned_seconds());
    }
  }

  const PrepareRules& rules_;
  v1::ScriptCheck check_;
  std::set<v1::ScriptSection> sections_;
  std::int32_t end_ = 0;
  bool times_fit_ = true;
};

template <typename Holds>
bool every_product(const v1::Room& room, Holds holds) {
  return !room.shelf().empty() && std::all_of(room.shelf().begin(), room.shelf().end(), holds);
}

}  // namespace

void check_planned(const PrepareRules& rules, base::Millis planned_at, base::Millis now) {
  if (planned_at == 0) {
    throw Error(Code::failed_precondition,
                {"请先填写计划开播时间，再发布预告", "Set the planned time before you announce"},
                "planned_at");
  }
  const base::Text least = duration(rules.announce_ahead_minutes.min);
  const base::Text most = duration(rules.announce_ahead_minutes.max);
  const base::Millis ahead = planned_at - now;
  if (ahead < rules.announce_ahead_minutes.min * base::minute ||
      ahead > rules.announce_ahead_minutes.max * base::minute) {
    throw Error(Code::failed_precondition,
                {"预告的开播时间要在 " + least.zh + " 以后、" + most.zh + " 以内，请修改计划时间",
                 "A preview is for a time between " + least.en + " and " + most.en +
                     " from now; change the planned time"},
                "planned_at");
  }
}

void require_storable(const PrepareRules& rules, std::int32_t planned_minutes,
                      const ScriptRows& rows) {
  const auto longest = static_cast<std::int32_t>(rules.script_minutes.max);
  base::require(planned_minutes >= 1 && planned_minutes <= longest, "planned_minutes",
                {"计划时长需要 1–" + std::to_string(longest) + " 分钟",
                 "The planned length is 1–" + std::to_string(longest) + " minutes"});
  base::require(rows.size() <= rules.script_rows, "rows",
                {"脚本最多 " + std::to_string(rules.script_rows) + " 行",
                 "A script has at most " + std::to_string(rules.script_rows) + " rows"});
  for (int i = 0; i < rows.size(); ++i) {
    const v1::ScriptRow& row = rows[i];
    const std::string field = "rows[" + std::to_string(i) + "].";
    const auto in_time = [&](std::int32_t seconds) {
      return seconds >= 0 && seconds <= longest * seconds_per_minute;
    };
    base::require(in_time(row.from_seconds()), field + "from_seconds",
                  {"开始时间不对", "The time it starts is wrong"});
    base::require(in_time(row.to_seconds()), field + "to_seconds",
                  {"结束时间不对", "The time it ends is wrong"});
    base::require(
        row.section() >= v1::SCRIPT_SECTION_OPENING && row.section() <= v1::SCRIPT_SECTION_ENDING,
        field + "section", {"请选择环节", "Choose the section"});
    base::require(base::utf8_length(row.words()) <= rules.script_words, field + "words",
                  {"话术最多 " + std::to_string(rules.script_words) + " 个字",
                   "The words have at most " + std::to_string(rules.script_words) + " characters"});
    base::require(base::utf8_length(row.who()) <= rules.script_who, field + "who",
                  {"负责人最多 " + std::to_string(rules.script_who) + " 个字",
                   "The name has at most " + std::to_string(rules.script_who) + " characters"});
  }
}

v1::ScriptCheck check_script(const PrepareRules& rules, std::int32_t planned_minutes,
                             const ScriptRows& rows, const std::set<std::int64_t>& shelf) {
  ScriptChecker checker(rules, planned_minutes);
  for (int i = 0; i < rows.size(); ++i) checker.row(i, rows[i], shelf);
  return checker.finish();
}

void check_shelf_details(const PrepareRules& rules, std::int64_t max_quantity,
                         const v1::SetShelfDetailsRequest& wish) {
  const bool whole = wish.stock() >= 0 && wish.stock_seen() >= 0 &&
                     std::ranges::all_of(wish.skus(), [](const v1::SkuStock& sku) {
                       return sku.stock() >= 0 && sku.stock_seen() >= 0;
                     });
  base::require(whole, "stock",
                {"预留库存请填不小于 0 的整数", "The stock set aside is a whole number from 0"});
  base::require(wish.per_person() >= 0 && wish.per_person() <= max_quantity, "per_person",
                {"每人限购 0–" + std::to_string(max_quantity) + " 件，0 表示不限",
                 "The limit per person is 0–" + std::to_string(max_quantity) + ", 0 for none"});
  const int lines = wish.selling_points().size();
  const std::string range = rules.selling_points.text();
  base::require(lines == 0 || rules.selling_points.holds(lines), "selling_points",
                {"卖点卡写 " + range + " 行，或者不写",
                 "A card of selling points has " + range + " lines, or none"});
  for (const std::string& line : wish.selling_points()) {
    base::require(!line.empty() && base::utf8_length(line) <= rules.selling_point, "selling_points",
                  {"每行卖点 1–" + std::to_string(rules.selling_point) + " 个字",
                   "Each line has 1–" + std::to_string(rules.selling_point) + " characters"});
  }
}

bool is_done(std::string_view item, const PrepareRules& rules, const v1::Room& room,
             const v1::ScriptCheck& script) {
  if (item == "cover") return !room.cover().empty();
  if (item == "notice") return !room.notice().empty();
  if (item == "planned") return room.planned_at() != 0;
  if (item == "shelf") return room.shelf().size() >= rules.shelf_least;
  if (item == "priced") {
    return every_product(room, [](const v1::ShelfItem& one) {
      return one.live_price_fen() != 0 ||
             std::ranges::any_of(one.skus(),
                                 [](const v1::ShelfSku& sku) { return sku.live_price_fen() != 0; });
    });
  }
  if (item == "stocked") {
    return every_product(room, [](const v1::ShelfItem& one) { return one.product().stock() > 0; });
  }
  if (item == "script") return script.adds_up() && script.problems().empty();
  const std::string name(item);
  throw Error(Code::failed_precondition,
              {"检查清单里有不认识的项目 " + name + "，请联系管理员",
               "The check-list names the unknown item " + name + "; ask the administrator"});
}

}  // namespace kaibo::live::prepare_rules
