#include "services/assessment/assessment.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/journal/journal.h"
#include "common/observe/audit.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/assessment/rules.h"
#include "services/classroom/happened.h"

namespace kaibo::assessment {

namespace {

using base::Code;
using base::Error;

constexpr std::size_t incidents_on_a_tile = 5;

/// Calls `visit` with every line of the sheet.
template <typename Visit>
void each_item(v1::Sheet& sheet, Visit visit) {
  for (v1::SheetSection& section : *sheet.mutable_sections()) {
    for (v1::SheetItem& item : *section.mutable_items()) visit(item);
  }
}

void add_up(v1::Sheet& sheet) {
  std::int32_t score = 0;
  each_item(sheet, [&](const v1::SheetItem& item) { score += item.points_tenths(); });
  sheet.set_score_tenths(score);
  sheet.set_passed(score >= sheet.pass_tenths());
}

const v1::SheetItem& item_of(v1::Sheet& sheet, const std::string& item_id) {
  const v1::SheetItem* found = nullptr;
  each_item(sheet, [&](const v1::SheetItem& item) {
    if (item.id() == item_id) found = &item;
  });
  if (found == nullptr) {
    throw Error(Code::invalid_argument,
                {"评分表里没有“" + item_id + "”这一项", "The rubric has no line “" + item_id + "”"},
                "item_id");
  }
  return *found;
}

v1::Tile tile_of(const identity::Member& member, const TraineeEvidence& evidence,
                 base::Millis now) {
  v1::Tile tile;
  tile.set_user_id(member.person.user_id);
  tile.set_name(member.person.name);
  tile.set_avatar(member.person.avatar);
  const ShopEvidence& shop = evidence.topic<ShopEvidence>();
  tile.set_shop_open(shop.is_open(tile.user_id()));
  tile.set_shop_name(shop.name(tile.user_id()));
  tile.set_listed_products(shop.listed_products(tile.user_id()));
  tile.set_paid_orders(evidence.topic<OrderEvidence>().paid_orders(tile.user_id()));
  tile.set_live_minutes(
      static_cast<std::int32_t>(evidence.measure("live_seconds", 0, now).value / 60));
  tile.set_live_room_id(evidence.topic<BroadcastEvidence>().live_room_id(tile.user_id()));
  tile.set_last_event_at(evidence.last_event_at());
  for (const v1::TileIncident& incident :
       evidence.topic<IncidentEvidence>().newest(tile.user_id(), incidents_on_a_tile)) {
    *tile.add_incidents() = incident;
  }
  return tile;
}

}  // namespace

const Rubric& Assessment::rubric_of(db::Transaction& tx, std::int64_t class_id) {
  return parts_.rubrics.require(parts_.classroom.profile_of(tx, class_id).rubric);
}

identity::Member Assessment::require_trainee(db::Transaction& tx, std::int64_t class_id,
                                             std::int64_t trainee_id) {
  identity::Member member = parts_.classroom.require_member(tx, class_id, trainee_id);
  if (member.role != access::v1::ROLE_TRAINEE) {
    throw Error(Code::not_found,
                {"这个人不是本班学员，没有评分单", "This person is no trainee of the class"});
  }
  return member;
}

v1::Sheet Assessment::proposed_sheet(const Rubric& rubric, const TraineeEvidence& evidence) const {
  const base::Millis now = parts_.clock.now();
  v1::Sheet sheet;
  sheet.set_rubric_id(rubric.id);
  sheet.set_rubric_version(rubric.version);
  sheet.set_rubric_name(rubric.name);
  sheet.set_rubric_name_en(rubric.name_en);
  sheet.set_rubric_status(rubric.status);
  sheet.set_rubric_status_en(rubric.status_en);
  sheet.set_total_tenths(rubric.total_tenths);
  sheet.set_pass_tenths(rubric.pass_tenths);
  sheet.set_state(v1::SHEET_STATE_PROPOSED);
  for (const Section& section : rubric.sections) {
    v1::SheetSection& shown = *sheet.add_sections();
    shown.set_id(section.id);
    shown.set_name(section.name);
    shown.set_name_en(section.name_en);
    shown.set_max_tenths(section.max_tenths);
    for (const Item& item : section.items) {
      *shown.add_items() = rules::proposed(item, evidence, now);
    }
  }
  add_up(sheet);
  return sheet;
}

void Assessment::apply_marks(db::Transaction& tx, v1::Sheet& sheet,
                             const std::vector<records::MarkRow>& marks) {
  std::map<std::string, const records::MarkRow*> by_item;
  std::vector<std::int64_t> markers;
  for (const records::MarkRow& mark : marks) {
    by_item[mark.item_id] = &mark;
    if (mark.marked_by != 0) markers.push_back(mark.marked_by);
  }
  const std::unordered_map<std::int64_t, std::string> names = parts_.identity.names_of(tx, markers);
  each_item(sheet, [&](v1::SheetItem& item) {
    const auto found = by_item.find(item.id());
    if (found == by_item.end()) return;
    const records::MarkRow& mark = *found->second;
    item.set_points_tenths(mark.points_tenths);
    if (mark.marked_by == 0) return;
    item.set_marked(true);
    item.set_reason(mark.reason);
    item.set_remark(mark.remark);
    item.set_marked_at(mark.marked_at);
    const auto name = names.find(mark.marked_by);
    if (name != names.end()) item.set_marked_by(name->second);
  });
  add_up(sheet);
}

v1::Sheet Assessment::sheet(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id) {
  const identity::Member trainee = require_trainee(tx, class_id, trainee_id);
  const Rubric& rubric = rubric_of(tx, class_id);
  v1::Sheet sheet =
      evidence_.look(tx, class_id, {}, [&](const ClassEvidence& evidence, std::int64_t) {
        return proposed_sheet(rubric, evidence.of(trainee_id));
      });
  sheet.set_trainee_id(trainee_id);
  sheet.set_trainee_name(trainee.person.name);
  const std::optional<records::SheetRow> row = records::find(tx, class_id, trainee_id);
  if (!row) return sheet;
  apply_marks(tx, sheet, records::marks(tx, class_id, trainee_id));
  sheet.set_state(row->state);
  sheet.set_version(row->version);
  sheet.set_submitted_at(row->submitted_at);
  if (row->scorer_id != 0) sheet.set_scorer_name(parts_.identity.name_of(tx, row->scorer_id));
  return sheet;
}

v1::Sheet Assessment::progress(db::Transaction& tx, std::int64_t class_id,
                               std::int64_t trainee_id) {
  v1::Sheet shown = sheet(tx, class_id, trainee_id);
  if (shown.state() == v1::SHEET_STATE_SUBMITTED) return shown;
  each_item(shown, [](v1::SheetItem& item) {
    item.set_points_tenths(item.proposed_tenths());
    item.clear_marked();
    item.clear_reason();
    item.clear_remark();
    item.clear_marked_by();
    item.clear_marked_at();
  });
  shown.clear_scorer_name();
  shown.set_state(v1::SHEET_STATE_PROPOSED);
  add_up(shown);
  return shown;
}

std::vector<event::v1::Event> Assessment::evidence(db::Transaction& tx, std::int64_t class_id,
                                                   std::int64_t trainee_id,
                                                   const std::string& item_id) {
  require_trainee(tx, class_id, trainee_id);
  const Item* item = rubric_of(tx, class_id).find(item_id);
  if (item == nullptr) {
    throw Error(Code::not_found, {"评分表里没有这一项", "The rubric has no such line"}, "item_id");
  }
  const base::Millis now = parts_.clock.now();
  const std::vector<std::int64_t> seqs =
      evidence_.look(tx, class_id, {}, [&](const ClassEvidence& known, std::int64_t) {
        return rules::evidence_of(*item, known.of(trainee_id), now);
      });
  std::vector<event::v1::Event> events;
  for (const db::Entry& entry : journal::read_these(tx, class_id, seqs)) {
    events.push_back(classroom::event_of(entry));
  }
  return events;
}

v1::GetBoardResponse Assessment::board(db::Transaction& tx, std::int64_t class_id) {
  const Rubric& rubric = rubric_of(tx, class_id);
  const base::Millis now = parts_.clock.now();
  const std::vector<identity::Member> trainees = parts_.classroom.trainees(tx, class_id);
  const std::map<std::int64_t, records::SheetRow> rows = records::of_class(tx, class_id);
  std::map<std::int64_t, std::vector<records::MarkRow>> marks;
  for (records::MarkRow& mark : records::marks_of_class(tx, class_id)) {
    marks[mark.trainee_id].push_back(std::move(mark));
  }

  v1::GetBoardResponse board;
  board.set_total_tenths(rubric.total_tenths);
  board.set_pass_tenths(rubric.pass_tenths);
  evidence_.look(tx, class_id, {}, [&](const ClassEvidence& evidence, std::int64_t seq) {
    board.set_seq(seq);
    for (const identity::Member& trainee : trainees) {
      const std::int64_t id = trainee.person.user_id;
      v1::Tile& tile = *board.add_tiles();
      tile = tile_of(trainee, evidence.of(id), now);
      v1::Sheet sheet = proposed_sheet(rubric, evidence.of(id));
      apply_marks(tx, sheet, marks[id]);
      tile.set_score_tenths(sheet.score_tenths());
      const auto row = rows.find(id);
      tile.set_sheet_state(row == rows.end() ? v1::SHEET_STATE_PROPOSED : row->second.state);
    }
  });
  return board;
}

records::SheetRow Assessment::open(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t trainee_id) {
  require_trainee(tx, class_id, trainee_id);
  const Rubric& rubric = rubric_of(tx, class_id);
  records::open(tx, class_id, trainee_id, rubric.id, rubric.version);
  return *records::find(tx, class_id, trainee_id);
}

void Assessment::advance(db::Transaction& tx, std::int64_t class_id, const records::SheetRow& row,
                         std::int64_t seen_version) {
  if (records::advance(tx, class_id, row, seen_version)) return;
  throw Error(Code::aborted,
              {"这张评分单刚刚被别的讲师改过，请刷新后再改",
               "Another instructor changed this sheet just now; reload before you change it"});
}

void Assessment::audit(db::Transaction& tx, std::int64_t class_id, std::int64_t scorer_id,
                       std::string_view action, std::int64_t trainee_id, const std::string& before,
                       const std::string& after, const std::string& why) {
  observe::audit(tx, parts_.ids,
                 {.stream = class_id,
                  .actor = scorer_id,
                  .action = action,
                  .subject = trainee_id,
                  .before = before,
                  .after = after,
                  .why = why});
}

v1::Sheet Assessment::save_marks(db::Transaction& tx, std::int64_t scorer_id,
                                 const v1::SaveMarksRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const std::int64_t trainee_id = wish.trainee_id();
  records::SheetRow row = open(tx, class_id, trainee_id);
  if (row.state == v1::SHEET_STATE_SUBMITTED) {
    throw Error(Code::failed_precondition,
                {"评分单已经提交；要修改请先写明理由重新打开",
                 "The sheet is submitted; reopen it with a reason to change it"});
  }
  const Rubric& rubric = rubric_of(tx, class_id);
  v1::Sheet before = sheet(tx, class_id, trainee_id);
  event::v1::Event event;
  event.mutable_marks_saved()->set_trainee_id(trainee_id);
  for (const v1::NewMark& mark : wish.marks()) {
    const v1::SheetItem& line = item_of(before, mark.item_id());
    if (mark.clear()) {
      records::clear_mark(tx, class_id, trainee_id, mark.item_id());
    } else {
      rules::check_mark(*rubric.find(mark.item_id()), line.proposed_tenths(), mark);
      records::set_mark(tx, class_id,
                        {.trainee_id = trainee_id,
                         .item_id = mark.item_id(),
                         .points_tenths = mark.points_tenths(),
                         .proposed_tenths = line.proposed_tenths(),
                         .reason = base::tidy(mark.reason()),
                         .remark = base::tidy(mark.remark()),
                         .marked_by = scorer_id,
                         .marked_at = tx.now()});
    }
    const std::int32_t after = mark.clear() ? line.proposed_tenths() : mark.points_tenths();
    event::v1::MarkChange& change = *event.mutable_marks_saved()->add_changes();
    change.set_item_id(mark.item_id());
    change.set_before_tenths(line.points_tenths());
    change.set_after_tenths(after);
    change.set_reason(base::tidy(mark.reason()));
    audit(tx, class_id, scorer_id, "assessment.mark", trainee_id,
          mark.item_id() + "=" + std::to_string(line.points_tenths()),
          mark.item_id() + "=" + std::to_string(after), change.reason());
  }
  row.state = v1::SHEET_STATE_DRAFT;
  row.scorer_id = scorer_id;
  advance(tx, class_id, row, wish.version());
  classroom::happened(tx, class_id, scorer_id, {classroom::staff_topic, {}}, event);
  return sheet(tx, class_id, trainee_id);
}

v1::Sheet Assessment::submit(db::Transaction& tx, std::int64_t scorer_id,
                             const v1::SubmitSheetRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const std::int64_t trainee_id = wish.trainee_id();
  records::SheetRow row = open(tx, class_id, trainee_id);
  if (row.state == v1::SHEET_STATE_SUBMITTED) {
    throw Error(Code::failed_precondition,
                {"这张评分单已经提交过了", "This sheet is submitted already"});
  }
  v1::Sheet final_sheet = sheet(tx, class_id, trainee_id);
  each_item(final_sheet, [&](const v1::SheetItem& item) {
    if (item.marked()) return;
    records::set_mark(tx, class_id,
                      {.trainee_id = trainee_id,
                       .item_id = item.id(),
                       .points_tenths = item.points_tenths(),
                       .proposed_tenths = item.proposed_tenths(),
                       .reason = {},
                       .remark = {},
                       .marked_by = 0,
                       .marked_at = tx.now()});
  });
  row.state = v1::SHEET_STATE_SUBMITTED;
  row.score_tenths = final_sheet.score_tenths();
  row.scorer_id = scorer_id;
  row.submitted_at = tx.now();
  advance(tx, class_id, row, wish.version());
  audit(tx, class_id, scorer_id, "assessment.submit", trainee_id, {},
        std::to_string(row.score_tenths), {});

  event::v1::Event event;
  event::v1::SheetSubmitted& said = *event.mutable_sheet_submitted();
  said.set_trainee_id(trainee_id);
  said.set_score_tenths(final_sheet.score_tenths());
  said.set_passed(final_sheet.passed());
  classroom::happened(tx, class_id, scorer_id,
                      {classroom::user_topic(trainee_id), classroom::staff_topic}, event);
  return sheet(tx, class_id, trainee_id);
}

v1::Sheet Assessment::reopen(db::Transaction& tx, std::int64_t scorer_id,
                             const v1::ReopenSheetRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const std::int64_t trainee_id = wish.trainee_id();
  const std::string reason = base::tidy(wish.reason());
  base::require(!reason.empty(), "reason",
                {"请写明重新打开的理由", "Say why the sheet is opened again"});
  records::SheetRow row = open(tx, class_id, trainee_id);
  if (row.state != v1::SHEET_STATE_SUBMITTED) {
    throw Error(Code::failed_precondition,
                {"这张评分单还没有提交", "This sheet is not submitted yet"});
  }
  records::clear_frozen(tx, class_id, trainee_id);
  const std::int32_t before = row.score_tenths;
  row.state = v1::SHEET_STATE_DRAFT;
  row.score_tenths = 0;
  row.submitted_at = 0;
  advance(tx, class_id, row, wish.version());
  audit(tx, class_id, scorer_id, "assessment.reopen", trainee_id, std::to_string(before), {},
        reason);

  event::v1::Event event;
  event.mutable_sheet_reopened()->set_trainee_id(trainee_id);
  event.mutable_sheet_reopened()->set_reason(reason);
  classroom::happened(tx, class_id, scorer_id,
                      {classroom::user_topic(trainee_id), classroom::staff_topic}, event);
  return sheet(tx, class_id, trainee_id);
}

}  // namespace kaibo::assessment
