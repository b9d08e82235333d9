#include "services/live/review/reviews.h"

#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/journal/journal.h"
#include "services/classroom/happened.h"
#include "services/live/review/records.h"
#include "services/live/review/rules.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;
using event::v1::Event;

/// Events in one answer.
constexpr std::size_t page_events = 500;

/// More deleted comments than a room will have.
constexpr std::size_t most_deleted = 100'000;
/// Violations a report tells of.
constexpr std::size_t most_violations = 200;

/// Comments of the room that were deleted: only staff still see what they said.
std::set<std::int64_t> deleted_comments(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t room_id) {
  std::set<std::int64_t> seqs;
  for (const db::Entry& entry : journal::read_newest(tx, class_id, classroom::room_topic(room_id),
                                                     Event::kCommentDeleted, most_deleted)) {
    seqs.insert(classroom::event_of(entry).comment_deleted().comment_seq());
  }
  return seqs;
}

bool tells_of(const db::Entry& entry, const std::set<std::int64_t>& comments) {
  if (entry.kind == Event::kCommentPosted) return comments.contains(entry.seq);
  if (entry.kind != Event::kCommentPinned) return false;
  return comments.contains(classroom::event_of(entry).comment_pinned().comment_seq());
}

/// Adds those of the next page of the room's events that `wanted` lets pass; returns where to go on
/// (0: nowhere).
template <typename Wanted>
std::int64_t add_page(db::Transaction& tx, const journal::Range& range, Wanted wanted,
                      google::protobuf::RepeatedPtrField<Event>& events) {
  const std::vector<db::Entry> entries = journal::read_since(tx, range);
  for (const db::Entry& entry : entries) {
    if (wanted(entry)) *events.Add() = classroom::event_of(entry);
  }
  return entries.size() < range.limit ? 0 : entries.back().seq;
}

}  // namespace

v1::Report Reviews::report(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  parts_.rooms.require(tx, class_id, room_id);
  const base::Millis now = parts_.clock.now();
  std::vector<std::int64_t> markers;
  v1::Report report = parts_.tallies.look(tx, class_id, classroom::room_topic(room_id),
                                          [&](const RoomTally& tally, std::int64_t /*seq*/) {
                                            markers = tally.markers();
                                            return tally.report(now);
                                          });
  for (const db::Entry& entry : journal::read_these(tx, class_id, markers)) {
    *report.add_markers() = classroom::event_of(entry);
  }
  std::vector<std::int64_t> hosts;
  for (const v1::Segment& turn : report.segments()) hosts.push_back(turn.host_id());
  const auto names = parts_.identity.names_of(tx, hosts);
  for (v1::Segment& turn : *report.mutable_segments()) {
    if (const auto name = names.find(turn.host_id()); name != names.end()) {
      turn.set_host_name(name->second);
    }
  }
  return report;
}

v1::ListFigureEventsResponse Reviews::figure_events(db::Transaction& tx,
                                                    const v1::ListFigureEventsRequest& wish,
                                                    bool sees_all) {
  parts_.rooms.require(tx, wish.class_id(), wish.room_id());
  std::set<std::int64_t> hidden;
  if (!sees_all) hidden = deleted_comments(tx, wish.class_id(), wish.room_id());
  const std::set<Event::BodyCase>& kinds = counted_from(wish.kind());
  v1::ListFigureEventsResponse response;
  journal::Range range{.stream = wish.class_id(),
                       .after_seq = wish.after_seq(),
                       .topic = classroom::room_topic(wish.room_id()),
                       .limit = page_events};
  const auto counted = [&](const db::Entry& entry) {
    return kinds.contains(static_cast<Event::BodyCase>(entry.kind)) && !tells_of(entry, hidden);
  };
  // A page without any would look like the end.
  do {
    range.after_seq = add_page(tx, range, counted, *response.mutable_events());
  } while (range.after_seq != 0 && response.events().empty());
  response.set_next_after_seq(range.after_seq);
  return response;
}

v1::ListRoomEventsResponse Reviews::room_events(db::Transaction& tx,
                                                const v1::ListRoomEventsRequest& wish,
                                                bool sees_all) {
  parts_.rooms.require(tx, wish.class_id(), wish.room_id());
  std::set<std::int64_t> hidden;
  if (!sees_all) hidden = deleted_comments(tx, wish.class_id(), wish.room_id());
  v1::ListRoomEventsResponse response;
  const journal::Range range{.stream = wish.class_id(),
                             .after_seq = wish.after_seq(),
                             .topic = classroom::room_topic(wish.room_id()),
                             .limit = page_events};
  const auto shown = [&](const db::Entry& entry) { return !tells_of(entry, hidden); };
  response.set_next_after_seq(add_page(tx, range, shown, *response.mutable_events()));
  return response;
}

void Reviews::open_products(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                            const std::vector<Look>& looks) {
  parts_.rooms.require_live(tx, class_id, room_id);
  std::set<std::int64_t> shelf;
  for (const records::ShelfRow& row : records::shelf(tx, room_id)) shelf.insert(row.product_id);
  Event event;
  event::v1::ProductsOpened& said = *event.mutable_products_opened();
  said.set_room_id(room_id);
  for (const Look& look : looks) {
    if (!shelf.contains(look.product_id)) continue;
    event::v1::ProductOpened& opened = *said.add_people();
    opened.set_user_id(look.user_id);
    opened.set_product_id(look.product_id);
  }
  if (said.people().empty()) return;
  classroom::happened(tx, class_id, 0, {classroom::room_topic(room_id), {}}, event);
}

v1::GetReviewResponse Reviews::review(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t room_id, std::int64_t trainee_id) {
  parts_.rooms.require(tx, class_id, room_id);
  v1::GetReviewResponse response;
  *response.mutable_review() = review_records::find(tx, room_id, trainee_id);
  for (const v1::FigureKind kind :
       rules::key_figures(parts_.classroom.profile_of(tx, class_id).live.review)) {
    response.add_key_figures(kind);
  }
  const auto add_violations = [&](const std::string& topic, Event::BodyCase kind, auto is_one) {
    for (const db::Entry& entry :
         journal::read_newest(tx, class_id, topic, kind, most_violations)) {
      Event event = classroom::event_of(entry);
      if (is_one(event)) *response.add_violations() = std::move(event);
    }
  };
  add_violations(classroom::staff_topic, Event::kWordsCaught, [&](const Event& event) {
    return event.words_caught().room_id() == room_id &&
           event.words_caught().user_id() == trainee_id;
  });
  add_violations(classroom::room_topic(room_id), Event::kRoomEnded,
                 [](const Event& event) { return !event.room_ended().reason().empty(); });
  return response;
}

v1::Room Reviews::require_reviewable(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t room_id, std::int64_t trainee_id) {
  v1::Room room =
      parts_.rooms.require_crew(tx, class_id, trainee_id, room_id, rules::Duty::present);
  if (room.state() != v1::ROOM_STATE_ENDED) {
    throw Error(Code::failed_precondition,
                {"下播以后才能复盘", "A broadcast is reviewed after its end"});
  }
  return room;
}

v1::Review Reviews::enter_figures(db::Transaction& tx, std::int64_t trainee_id,
                                  const v1::EnterFiguresRequest& wish) {
  const classroom::ReviewRules& numbers =
      parts_.classroom.profile_of(tx, wish.class_id()).live.review;
  rules::check_entered(numbers, wish);
  require_reviewable(tx, wish.class_id(), wish.room_id(), trainee_id);
  const v1::Report counted = report(tx, wish.class_id(), wish.room_id());

  Event event;
  event.mutable_figures_entered()->set_room_id(wish.room_id());
  for (v1::EnteredFigure entered : wish.figures()) {
    for (const v1::Figure& figure : counted.figures()) {
      if (figure.kind() != entered.kind()) continue;
      entered.set_correct(
          rules::is_correct(numbers, figure.unit(), entered.value(), figure.value()));
      event::v1::FigureChecked& said = *event.mutable_figures_entered()->add_figures();
      said.set_kind(entered.kind());
      said.set_entered(entered.value());
      said.set_counted(figure.value());
      said.set_correct(entered.correct());
    }
    review_records::set_figure(tx, wish.room_id(), trainee_id, entered);
  }
  classroom::happened(tx, wish.class_id(), trainee_id,
                      {classroom::user_topic(trainee_id), classroom::staff_topic}, event);
  return review_records::find(tx, wish.room_id(), trainee_id);
}

v1::Review Reviews::save_findings(db::Transaction& tx, std::int64_t trainee_id,
                                  const v1::SaveFindingsRequest& wish) {
  v1::SaveFindingsRequest tidied = wish;
  for (v1::Finding& finding : *tidied.mutable_findings()) {
    finding.set_problem(base::tidy(finding.problem()));
    finding.set_cause(base::tidy(finding.cause()));
    finding.set_action(base::tidy(finding.action()));
  }
  const v1::Room room = require_reviewable(tx, wish.class_id(), wish.room_id(), trainee_id);
  rules::check_findings(parts_.classroom.profile_of(tx, wish.class_id()).live.review, room,
                        tidied.findings());
  review_records::set_findings(tx, wish.room_id(), trainee_id, tidied.findings());

  Event event;
  event.mutable_findings_saved()->set_room_id(wish.room_id());
  for (const v1::Finding& finding : tidied.findings()) {
    event::v1::RoomFinding& said = *event.mutable_findings_saved()->add_findings();
    said.set_problem(finding.problem());
    said.set_cause(finding.cause());
    said.set_action(finding.action());
    said.set_figure(finding.figure());
    said.set_at(finding.at());
    said.set_aim(finding.aim());
  }
  classroom::happened(tx, wish.class_id(), trainee_id,
                      {classroom::user_topic(trainee_id), classroom::staff_topic}, event);
  return review_records::find(tx, wish.room_id(), trainee_id);
}

}  // namespace kaibo::live
