#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/entry.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"

namespace kaibo::live {

/// What a room's events add up to. Fed with the events of one room in order; the same events always
/// give the same figures. Definitions: the comments of kaibo.live.v1.Figures.
class RoomTally {
 public:
  void apply(const db::Entry& entry);

  /// As of server time `now` while the room is live, as of its end afterwards.
  v1::Figures figures(base::Millis now) const;

  /// Viewers that node has let in and not seen leave.
  std::vector<std::int64_t> viewers_at(std::int32_t node) const;
  /// Of the last event.
  base::Millis last_at() const { return last_at_; }

 private:
  struct Visit {
    base::Millis since = 0;
    std::set<std::int32_t> nodes;
  };
  struct ProductTally {
    std::string title;
    base::Millis explained_ms = 0;
    int pieces = 0;
    std::int64_t sales_fen = 0;
  };

  void enter(const event::v1::ViewerEntered& entered, base::Millis at);
  void leave(const event::v1::ViewerLeft& left, base::Millis at);
  void end_visit(std::int64_t user_id, base::Millis at);
  void stop_explaining(base::Millis at);
  /// The figures of the minute `at` lies in; null before the start.
  v1::MinuteFigures* minute(base::Millis at);

  base::Millis started_at_ = 0;
  base::Millis ended_at_ = 0;
  base::Millis last_at_ = 0;
  std::map<std::int64_t, Visit> visits_;
  std::set<std::int64_t> visitors_;
  std::set<std::int64_t> buyers_;
  base::Millis stayed_ms_ = 0;
  std::int64_t explaining_ = 0;
  base::Millis explaining_since_ = 0;
  std::map<std::int64_t, ProductTally> products_;
  std::vector<v1::MinuteFigures> minutes_;
  /// Counters as they are shown.
  v1::Figures counted_;
};

}  // namespace kaibo::live
