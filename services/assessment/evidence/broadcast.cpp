#include "services/assessment/evidence/broadcast.h"

#include <algorithm>
#include <iterator>

namespace kaibo::assessment {

using event::v1::Event;

void BroadcastEvidence::OnAir::begin(base::Millis at, std::int64_t seq) {
  since = at;
  seqs.push_back(seq);
}

void BroadcastEvidence::OnAir::end(base::Millis at, std::int64_t seq) {
  if (paused_since != 0) pauses.push_back(at - paused_since);
  paused_since = 0;
  ms += at - since;
  since = 0;
  seqs.push_back(seq);
}

void BroadcastEvidence::OnAir::pause(bool paused, base::Millis at, std::int64_t seq) {
  if (!paused && paused_since != 0) pauses.push_back(at - paused_since);
  paused_since = paused ? at : 0;
  seqs.push_back(seq);
}

BroadcastEvidence::Room* BroadcastEvidence::live(std::int64_t room_id) {
  const auto found = rooms_.find(room_id);
  return found == rooms_.end() ? nullptr : &found->second;
}

void BroadcastEvidence::apply(const Event& event, const RoomOwners& owners) {
  apply_turn(event, owners);
  apply_talk(event);
}

void BroadcastEvidence::apply_turn(const Event& event, const RoomOwners& owners) {
  switch (event.body_case()) {
    case Event::kRoomStarted: {
      const std::int64_t room_id = event.room_started().room_id();
      rooms_[room_id].owner = owners.of(room_id);
      begin(event, room_id, event.actor());
      break;
    }
    case Event::kPresenterChanged:
      end(event, event.presenter_changed().room_id());
      begin(event, event.presenter_changed().room_id(), event.presenter_changed().to_id());
      break;
    case Event::kRoomPaused: {
      const std::int64_t room_id = event.room_paused().room_id();
      if (const Room* room = live(room_id)) {
        hosts_[room->presenter].on_air[room_id].pause(event.room_paused().paused(), event.at(),
                                                      event.seq());
      }
      break;
    }
    case Event::kRoomEnded: {
      const std::int64_t room_id = event.room_ended().room_id();
      const Room* room = live(room_id);
      if (room != nullptr && !event.room_ended().reason().empty()) {
        hosts_[room->presenter].violations.push_back(event.seq());
      }
      end(event, room_id);
      rooms_.erase(room_id);
      break;
    }
    case Event::kProductExplained:
      if (Room* room = live(event.product_explained().room_id())) {
        explain(event, *room, event.product_explained().product_id());
      }
      break;
    default:
      break;
  }
}

void BroadcastEvidence::begin(const Event& event, std::int64_t room_id, std::int64_t user_id) {
  Room* room = live(room_id);
  if (room == nullptr) return;
  room->presenter = user_id;
  hosts_[user_id].on_air[room_id].begin(event.at(), event.seq());
  if (room->explaining != 0) explain(event, *room, room->explaining);
}

void BroadcastEvidence::end(const Event& event, std::int64_t room_id) {
  Room* room = live(room_id);
  if (room == nullptr) return;
  const std::int64_t explaining = room->explaining;
  explain(event, *room, 0);
  room->explaining = explaining;
  room->explaining_since = event.at();
  hosts_[room->presenter].on_air[room_id].end(event.at(), event.seq());
}

void BroadcastEvidence::explain(const Event& event, Room& room, std::int64_t product_id) {
  Host& host = hosts_[room.presenter];
  if (room.explaining != 0)
    host.explained[room.explaining].ms += event.at() - room.explaining_since;
  room.explaining = product_id;
  room.explaining_since = event.at();
  if (product_id != 0) host.explained[product_id].seqs.push_back(event.seq());
}

void BroadcastEvidence::apply_talk(const Event& event) {
  switch (event.body_case()) {
    case Event::kCommentPosted: {
      const Room* room = live(event.comment_posted().room_id());
      if (room == nullptr || !event.comment_posted().question()) break;
      hosts_[room->presenter].questions[event.seq()].asked_at = event.at();
      break;
    }
    case Event::kCommentDeleted:
      for (auto& [user_id, host] : hosts_) {
        host.questions.erase(event.comment_deleted().comment_seq());
      }
      break;
    case Event::kQuestionAnswered:
      for (auto& [user_id, host] : hosts_) {
        const auto asked = host.questions.find(event.question_answered().comment_seq());
        if (asked == host.questions.end()) continue;
        asked->second.answered_at = event.at();
        asked->second.answered_seq = event.seq();
      }
      break;
    case Event::kWordsCaught: {
      // What viewers say is not the host's fault.
      const auto host = hosts_.find(event.words_caught().user_id());
      if (host != hosts_.end() && host->second.on_air.contains(event.words_caught().room_id())) {
        host->second.violations.push_back(event.seq());
      }
      break;
    }
    default:
      break;
  }
}

Measured BroadcastEvidence::live_seconds(const Asked& asked) const {
  Measured measured;
  base::Millis total = 0;
  const auto excluded = [&](base::Millis pause) {
    return pause > asked.argument * 1000 ? pause : 0;
  };
  for (const auto& [room_id, on_air] : known_of(hosts_, asked.trainee_id).on_air) {
    total += on_air.ms;
    if (on_air.since != 0) total += asked.now - on_air.since;
    for (const base::Millis pause : on_air.pauses) total -= excluded(pause);
    if (on_air.paused_since != 0) total -= excluded(asked.now - on_air.paused_since);
    measured.seqs.insert(measured.seqs.end(), on_air.seqs.begin(), on_air.seqs.end());
  }
  measured.value = total / 1000;
  return sorted(std::move(measured));
}

Measured BroadcastEvidence::explained_products(const Asked& asked) const {
  Measured measured;
  for (const auto& [product_id, explained] : known_of(hosts_, asked.trainee_id).explained) {
    base::Millis ms = explained.ms;
    for (const auto& [room_id, room] : rooms_) {
      const bool is_explaining =
          room.presenter == asked.trainee_id && room.explaining == product_id;
      if (is_explaining) ms += asked.now - room.explaining_since;
    }
    if (ms < asked.argument * 1000) continue;
    ++measured.value;
    measured.seqs.insert(measured.seqs.end(), explained.seqs.begin(), explained.seqs.end());
  }
  return sorted(std::move(measured));
}

Measured BroadcastEvidence::questions_answered(const Asked& asked) const {
  Measured measured;
  std::int64_t closed = 0;
  std::int64_t answered = 0;
  for (const auto& [seq, question] : known_of(hosts_, asked.trainee_id).questions) {
    const base::Millis until = question.asked_at + asked.argument * 1000;
    const bool open = question.answered_at == 0;
    if (open && asked.now <= until) continue;
    ++closed;
    measured.seqs.push_back(seq);
    if (open || question.answered_at > until) continue;
    ++answered;
    measured.seqs.push_back(question.answered_seq);
  }
  if (closed > 0) measured.value = answered * 100 / closed;
  return sorted(std::move(measured));
}

Measured BroadcastEvidence::rules_kept(const Asked& asked) const {
  const Host& host = known_of(hosts_, asked.trainee_id);
  if (host.on_air.empty()) return {};
  const std::int64_t left = asked.argument - std::ssize(host.violations);
  return {.value = std::max<std::int64_t>(left, 0), .seqs = host.violations};
}

std::int64_t BroadcastEvidence::live_room_id(std::int64_t trainee_id) const {
  for (const auto& [room_id, room] : rooms_) {
    if (room.owner == trainee_id) return room_id;
  }
  return 0;
}

}  // namespace kaibo::assessment
