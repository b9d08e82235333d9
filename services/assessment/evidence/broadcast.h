#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// What trainees did while they were live. Where hosts take turns, each has what happened in their
/// own.
class BroadcastEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Over all rooms, without pauses of more than `argument` seconds.
  Measured live_seconds(const Asked& asked) const;
  /// Products explained for `argument` seconds at least, over all rooms.
  Measured explained_products(const Asked& asked) const;
  /// Percent of the questions that were answered within `argument` seconds; those that may still be
  /// are left out.
  Measured questions_answered(const Asked& asked) const;
  /// `argument` less one for each violation, as soon as they have been on air.
  Measured rules_kept(const Asked& asked) const;

  static constexpr std::array<Measure<BroadcastEvidence>, 4> measures = {{
      {"live_seconds", &BroadcastEvidence::live_seconds},
      {"explained_products", &BroadcastEvidence::explained_products},
      {"questions_answered", &BroadcastEvidence::questions_answered},
      {"rules_kept", &BroadcastEvidence::rules_kept},
  }};

  /// Of one's own that is live; 0 when there is none.
  std::int64_t live_room_id(std::int64_t trainee_id) const;

 private:
  /// One's own share of a broadcast.
  struct OnAir {
    /// 0 while somebody else is on air.
    base::Millis since = 0;
    base::Millis ms = 0;
    /// 0 when not away.
    base::Millis paused_since = 0;
    std::vector<base::Millis> pauses;
    std::vector<std::int64_t> seqs;

    void begin(base::Millis at, std::int64_t seq);
    void end(base::Millis at, std::int64_t seq);
    void pause(bool paused, base::Millis at, std::int64_t seq);
  };
  struct Explained {
    base::Millis ms = 0;
    std::vector<std::int64_t> seqs;
  };
  struct Question {
    base::Millis asked_at = 0;
    /// 0 while it is open.
    base::Millis answered_at = 0;
    std::int64_t answered_seq = 0;
  };
  struct Host {
    /// By room.
    std::map<std::int64_t, OnAir> on_air;
    std::map<std::int64_t, Explained> explained;
    /// By the seq of the comment.
    std::map<std::int64_t, Question> questions;
    std::vector<std::int64_t> violations;
  };
  struct Room {
    std::int64_t owner = 0;
    /// Who is on air.
    std::int64_t presenter = 0;
    std::int64_t explaining = 0;
    base::Millis explaining_since = 0;
  };

  void apply_turn(const event::v1::Event& event, const RoomOwners& owners);
  void apply_talk(const event::v1::Event& event);
  void begin(const event::v1::Event& event, std::int64_t room_id, std::int64_t user_id);
  void end(const event::v1::Event& event, std::int64_t room_id);
  void explain(const event::v1::Event& event, Room& room, std::int64_t product_id);
  /// Null while the room is not live.
  Room* live(std::int64_t room_id);

  std::map<std::int64_t, Host> hosts_;
  /// Those that are live.
  std::map<std::int64_t, Room> rooms_;
};

}  // namespace kaibo::assessment
