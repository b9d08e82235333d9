#include "services/live/talk/talk.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/journal/journal.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/classroom/happened.h"
#include "services/classroom/words.h"
#include "services/identity/simulated.h"
#include "services/live/records.h"
#include "services/live/rules.h"
#include "services/live/talk/records.h"
#include "services/live/tell.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;
using event::v1::Event;
using talk_records::Fate;

/// Comments a page starts with, and those among which the crew's page looks for open questions.
constexpr std::size_t newest_comments = 50;
constexpr std::size_t searched_comments = 500;

constexpr std::int64_t until_lifted = -1;

v1::Comment comment_of(const Event& event) {
  v1::Comment comment;
  comment.set_seq(event.seq());
  comment.set_at(event.at());
  comment.set_user_id(event.comment_posted().user_id());
  comment.set_user_name(event.comment_posted().name());
  comment.set_text(event.comment_posted().text());
  comment.set_reply_to(event.comment_posted().reply_to());
  comment.set_question(event.comment_posted().question());
  return comment;
}

/// The newest comments that nobody deleted, oldest first, with what is known of each.
std::vector<v1::Comment> newest(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                                std::size_t limit) {
  const auto deleted = talk_records::with_fate(tx, room_id, Fate::deleted);
  const auto answered = talk_records::with_fate(tx, room_id, Fate::answered);
  std::vector<v1::Comment> comments;
  for (const db::Entry& entry :
       journal::read_newest(tx, class_id, classroom::room_topic(room_id), Event::kCommentPosted,
                            limit + deleted.size())) {
    if (deleted.contains(entry.seq)) continue;
    v1::Comment& comment = comments.emplace_back(comment_of(classroom::event_of(entry)));
    comment.set_answered(answered.contains(entry.seq));
  }
  if (comments.size() > limit) {
    comments.erase(comments.begin(), comments.end() - static_cast<std::ptrdiff_t>(limit));
  }
  return comments;
}

/// Evidence for the teachers: the comment as it was written.
void tell_caught(db::Transaction& tx, std::int64_t class_id, const Person& who,
                 const Talk::Saying& saying, const std::vector<std::string>& caught,
                 std::int64_t held_id) {
  Event event;
  event::v1::WordsCaught& said = *event.mutable_words_caught();
  said.set_room_id(saying.room_id);
  said.set_user_id(who.user_id);
  said.set_name(who.name);
  said.set_text(saying.text);
  said.mutable_words()->Assign(caught.begin(), caught.end());
  said.set_held_id(held_id);
  classroom::happened(tx, class_id, who.user_id, {classroom::staff_topic, {}}, event);
}

/// "4 分 20 秒" of the time still to wait, at least a second.
base::Text in_words(base::Millis wait) {
  const std::int64_t seconds = std::max<std::int64_t>((wait + 999) / 1000, 1);
  const std::string minutes = std::to_string(seconds / 60);
  const std::string rest = std::to_string(seconds % 60);
  if (seconds < 60) return {rest + " 秒", rest + " s"};
  return {minutes + " 分 " + rest + " 秒", minutes + " min " + rest + " s"};
}

}  // namespace

void Talk::require_voice(db::Transaction& tx, const v1::Room& room, std::int64_t user_id) {
  if (room.muted()) {
    throw Error(Code::failed_precondition,
                {"主播开启了全员禁言，暂时不能评论", "The host has muted the room for now"});
  }
  const std::int64_t until = talk_records::muted_until(tx, room.room_id(), user_id);
  if (until == until_lifted) {
    throw Error(Code::failed_precondition,
                {"您被禁言了，主播或场控解除后才能评论",
                 "You are muted until the host or a moderator lifts it"});
  }
  if (until <= tx.now()) return;
  const base::Text wait = in_words(until - tx.now());
  throw Error(Code::failed_precondition, {"您被禁言了，" + wait.zh + "后可以评论",
                                          "You are muted and may comment again in " + wait.en});
}

bool Talk::say(db::Transaction& tx, std::int64_t class_id, const Person& who,
               const Saying& saying) {
  const classroom::LiveRules& rules = classroom_.profile_of(tx, class_id).live;
  rules::check_comment(rules, saying.text);
  const v1::Room room = rooms_.require_live(tx, class_id, saying.room_id);
  const v1::CrewRole role = rooms_.role_of(tx, room, who.user_id);
  const bool is_viewer = role == v1::CREW_ROLE_UNSPECIFIED;
  const bool moderates = rules::may(role, rules::Duty::moderate);
  if (is_viewer) require_voice(tx, room, who.user_id);
  std::optional<Event> replied_to;
  if (saying.reply_to != 0) replied_to = find(tx, class_id, saying.room_id, saying.reply_to);

  classroom::words::Found found = classroom::words::look(rules.talk, saying.text);
  const bool held = found.hold && !moderates;
  const std::int64_t held_id = held ? ids_.next() : 0;
  if (!found.caught.empty()) tell_caught(tx, class_id, who, saying, found.caught, held_id);
  Saying shown = saying;
  shown.text = std::move(found.text);
  if (held) {
    keep_back(tx, class_id, who, shown, held_id);
    return true;
  }
  if (!is_viewer) shown.asks = false;
  post(tx, class_id, who, shown);
  if (is_viewer && room.open_bags() > 0) {
    rooms_.bags.heard(tx, class_id, room.room_id(),
                      {.user_id = who.user_id, .name = who.name, .text = saying.text});
  }
  if (moderates && replied_to) answered(tx, who.user_id, *replied_to);
  return false;
}

void Talk::keep_back(db::Transaction& tx, std::int64_t class_id, const Person& who,
                     const Saying& saying, std::int64_t held_id) {
  talk_records::Held held{.comment = {}, .reply_to = saying.reply_to};
  held.comment.set_held_id(held_id);
  held.comment.set_at(tx.now());
  held.comment.set_user_id(who.user_id);
  held.comment.set_user_name(who.name);
  held.comment.set_text(saying.text);
  talk_records::hold(tx, saying.room_id, held);
  Event event;
  event.mutable_comment_held()->set_room_id(saying.room_id);
  event.mutable_comment_held()->set_held_id(held_id);
  tell_room(tx, class_id, who.user_id, saying.room_id, event);
}

void Talk::post(db::Transaction& tx, std::int64_t class_id, const Person& who,
                const Saying& saying) {
  const classroom::TalkRules& rules = classroom_.profile_of(tx, class_id).live.talk;
  Event event;
  event::v1::CommentPosted& said = *event.mutable_comment_posted();
  said.set_room_id(saying.room_id);
  said.set_user_id(who.user_id);
  said.set_name(who.name);
  said.set_text(saying.text);
  said.set_reply_to(saying.reply_to);
  said.set_question(saying.asks.value_or(classroom::words::asks(rules, saying.text)));
  tell_room(tx, class_id, who.user_id, saying.room_id, event);
}

v1::Room Talk::require_moderator(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                                 std::int64_t room_id) {
  return rooms_.require_crew(tx, class_id, actor, room_id, rules::Duty::moderate);
}

Event Talk::find(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                 std::int64_t seq) {
  const std::array<std::int64_t, 1> seqs{seq};
  const std::vector<db::Entry> entries = journal::read_these(tx, class_id, seqs);
  if (!entries.empty() && entries.front().kind == Event::kCommentPosted) {
    Event event = classroom::event_of(entries.front());
    if (event.comment_posted().room_id() == room_id) return event;
  }
  throw Error(Code::not_found,
              {"没有这条评论，请刷新", "There is no such comment; reload the page"}, "comment_seq");
}

void Talk::remove(db::Transaction& tx, std::int64_t actor, const v1::DeleteCommentRequest& wish) {
  require_moderator(tx, wish.class_id(), actor, wish.room_id());
  const Event comment = find(tx, wish.class_id(), wish.room_id(), wish.comment_seq());
  if (!talk_records::set_fate(tx, wish.room_id(), wish.comment_seq(), Fate::deleted)) return;
  Event event;
  event::v1::CommentDeleted& said = *event.mutable_comment_deleted();
  said.set_room_id(wish.room_id());
  said.set_comment_seq(wish.comment_seq());
  said.set_user_id(comment.comment_posted().user_id());
  tell_room(tx, wish.class_id(), actor, wish.room_id(), event);
  if (records::pinned(tx, wish.room_id()) == wish.comment_seq()) {
    set_pinned(tx, wish.class_id(), actor, wish.room_id(), nullptr);
  }
}

void Talk::pin(db::Transaction& tx, std::int64_t actor, const v1::PinCommentRequest& wish) {
  require_moderator(tx, wish.class_id(), actor, wish.room_id());
  if (records::pinned(tx, wish.room_id()) == wish.comment_seq()) return;
  if (wish.comment_seq() == 0) {
    set_pinned(tx, wish.class_id(), actor, wish.room_id(), nullptr);
    return;
  }
  const Event comment = find(tx, wish.class_id(), wish.room_id(), wish.comment_seq());
  if (talk_records::has_fate(tx, wish.room_id(), wish.comment_seq(), Fate::deleted)) {
    throw Error(Code::failed_precondition, {"这条评论已经删除", "This comment has been deleted"},
                "comment_seq");
  }
  set_pinned(tx, wish.class_id(), actor, wish.room_id(), &comment);
}

void Talk::set_pinned(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                      std::int64_t room_id, const Event* comment) {
  Event event;
  event::v1::CommentPinned& said = *event.mutable_comment_pinned();
  said.set_room_id(room_id);
  if (comment != nullptr) {
    said.set_comment_seq(comment->seq());
    said.set_user_id(comment->comment_posted().user_id());
    said.set_name(comment->comment_posted().name());
    said.set_text(comment->comment_posted().text());
  }
  records::set_pinned(tx, room_id, said.comment_seq());
  tell_room(tx, class_id, actor, room_id, event);
}

void Talk::mute(db::Transaction& tx, std::int64_t actor, const v1::MutePersonRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const v1::Room room = require_moderator(tx, class_id, actor, wish.room_id());
  const std::vector<std::int64_t>& choices =
      classroom_.profile_of(tx, class_id).live.talk.mute_minutes;
  base::require(wish.minutes() == 0 || wish.minutes() == until_lifted ||
                    std::ranges::find(choices, wish.minutes()) != choices.end(),
                "minutes", {"请从列表里选择禁言时长", "Choose how long from the list"});
  if (rooms_.role_of(tx, room, wish.user_id()) != v1::CREW_ROLE_UNSPECIFIED ||
      (!identity::is_simulated(wish.user_id()) &&
       !identity_.holds(tx, wish.user_id(), class_id, access::v1::ROLE_TRAINEE))) {
    throw Error(Code::failed_precondition,
                {"只能禁言观众，不能禁言主播团队和老师",
                 "Only viewers can be muted, neither the crew nor the teachers"},
                "user_id");
  }
  v1::MutedPerson muted;
  muted.set_user_id(wish.user_id());
  muted.set_name(identity_.name_of(tx, wish.user_id()));
  const bool forever = wish.minutes() == until_lifted;
  if (wish.minutes() != 0) {
    muted.set_until(forever ? until_lifted : tx.now() + wish.minutes() * std::int64_t{60'000});
  }
  if (muted.until() == talk_records::muted_until(tx, room.room_id(), wish.user_id())) return;
  talk_records::set_mute(tx, room.room_id(), muted);
  Event event;
  event::v1::PersonMuted& said = *event.mutable_person_muted();
  said.set_room_id(room.room_id());
  said.set_user_id(muted.user_id());
  said.set_name(muted.name());
  said.set_until(muted.until());
  tell_room(tx, class_id, actor, room.room_id(), event);
}

void Talk::mute_room(db::Transaction& tx, std::int64_t actor, const v1::MuteRoomRequest& wish) {
  require_moderator(tx, wish.class_id(), actor, wish.room_id());
  if (!records::set_muted(tx, wish.room_id(), wish.muted())) return;
  Event event;
  event.mutable_room_muted()->set_room_id(wish.room_id());
  event.mutable_room_muted()->set_muted(wish.muted());
  tell_room(tx, wish.class_id(), actor, wish.room_id(), event);
}

void Talk::mark_answered(db::Transaction& tx, std::int64_t actor,
                         const v1::MarkAnsweredRequest& wish) {
  require_moderator(tx, wish.class_id(), actor, wish.room_id());
  answered(tx, actor, find(tx, wish.class_id(), wish.room_id(), wish.comment_seq()));
}

void Talk::answered(db::Transaction& tx, std::int64_t actor, const Event& question) {
  const event::v1::CommentPosted& asked = question.comment_posted();
  if (!asked.question() ||
      !talk_records::set_fate(tx, asked.room_id(), question.seq(), Fate::answered)) {
    return;
  }
  Event event;
  event::v1::QuestionAnswered& said = *event.mutable_question_answered();
  said.set_room_id(asked.room_id());
  said.set_comment_seq(question.seq());
  said.set_asker_id(asked.user_id());
  said.set_asked_at(question.at());
  tell_room(tx, question.class_id(), actor, asked.room_id(), event);
}

void Talk::decide(db::Transaction& tx, std::int64_t actor, const v1::DecideHeldRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  require_moderator(tx, class_id, actor, wish.room_id());
  if (wish.allow()) rooms_.require_live(tx, class_id, wish.room_id());
  for (const talk_records::Held& held : talk_records::held(tx, wish.room_id())) {
    if (held.comment.held_id() != wish.held_id()) continue;
    talk_records::release(tx, wish.room_id(), wish.held_id());
    Event event;
    event::v1::HeldDecided& said = *event.mutable_held_decided();
    said.set_room_id(wish.room_id());
    said.set_held_id(wish.held_id());
    said.set_allowed(wish.allow());
    tell_room(tx, class_id, actor, wish.room_id(), event);
    if (wish.allow()) {
      post(tx, class_id, {held.comment.user_id(), held.comment.user_name()},
           {.room_id = wish.room_id(), .text = held.comment.text(), .reply_to = held.reply_to});
    }
    return;
  }
  throw Error(Code::failed_precondition,
              {"这条评论已经处理过了", "Somebody has decided on this comment already"}, "held_id");
}

v1::GetTalkResponse Talk::overview(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t room_id) {
  v1::GetTalkResponse overview;
  overview.set_seq(journal::last_seq(tx, class_id));
  for (v1::Comment& comment : newest(tx, class_id, room_id, searched_comments)) {
    if (comment.question() && !comment.answered()) *overview.add_questions() = std::move(comment);
  }
  for (talk_records::Held& held : talk_records::held(tx, room_id)) {
    *overview.add_held() = std::move(held.comment);
  }
  for (v1::MutedPerson& person : talk_records::muted(tx, room_id, tx.now())) {
    *overview.add_muted() = std::move(person);
  }
  for (const std::int64_t minutes : classroom_.profile_of(tx, class_id).live.talk.mute_minutes) {
    overview.add_mute_minutes(static_cast<std::int32_t>(minutes));
  }
  return overview;
}

std::vector<v1::Comment> Talk::deleted(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t room_id) {
  const auto found = talk_records::with_fate(tx, room_id, Fate::deleted);
  const std::vector<std::int64_t> seqs(found.begin(), found.end());
  std::vector<v1::Comment> comments;
  for (const db::Entry& entry : journal::read_these(tx, class_id, seqs)) {
    comments.push_back(comment_of(classroom::event_of(entry)));
  }
  return comments;
}

void Talk::fill(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                v1::GetRoomResponse& page) {
  v1::Room& room = *page.mutable_room();
  page.set_seq(journal::last_seq(tx, class_id));
  for (v1::Comment& comment : newest(tx, class_id, room.room_id(), newest_comments)) {
    *page.add_comments() = std::move(comment);
  }
  if (const std::int64_t pinned = records::pinned(tx, room.room_id()); pinned != 0) {
    *room.mutable_pinned() = comment_of(find(tx, class_id, room.room_id(), pinned));
  }
  v1::Standing& standing = *page.mutable_standing();
  standing.set_role(rooms_.role_of(tx, room, user_id));
  const std::int64_t until = talk_records::muted_until(tx, room.room_id(), user_id);
  if (until == until_lifted || until > tx.now()) standing.set_muted_until(until);
  standing.set_following(followers_.follows(tx, class_id, room.host_id(), user_id));
  standing.set_followers(followers_.count(tx, class_id, room.host_id()));
}

}  // namespace kaibo::live
