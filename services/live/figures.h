#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/entry.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/review.pb.h"
#include "services/identity/simulated.h"
#include "services/live/review/audience.h"

namespace kaibo::live {

/// What a room's events add up to. Fed with the events of one room in order; the same events always
/// give the same figures. Definitions: the comments of kaibo.live.v1.Figures and FigureKind.
class RoomTally {
 public:
  void apply(const db::Entry& entry);

  /// What the console shows. As of server time `now` while the room is live, as of its end
  /// afterwards.
  v1::Figures figures(base::Millis now) const;

  /// The same as figures, whole: without names and markers.
  v1::Report report(base::Millis now) const;
  bool is_crew(std::int64_t user_id) const {
    return user_id == host_id_ || crew_.contains(user_id);
  }
  /// Journal lines that a curve is marked with, in order.
  const std::vector<std::int64_t>& markers() const { return markers_; }

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
    std::set<std::int64_t> shown;
    std::set<std::int64_t> opened;
    std::set<std::int64_t> buyers;
    int pieces = 0;
    std::int64_t sales_fen = 0;
  };
  /// Index in audiences_.
  enum Audience { everyone, people, simulated };

  /// Those of a topic; false when it is none of it.
  bool apply_presence(const event::v1::Event& event);
  bool apply_host(const event::v1::Event& event);
  bool apply_talk(const event::v1::Event& event);
  bool apply_sale(const event::v1::Event& event);

  void end(base::Millis at);
  void begin_turn(std::int64_t host_id, base::Millis at);
  void end_turn(base::Millis at);
  void pause(bool paused, base::Millis at);
  void enter(std::int64_t user_id, std::int32_t node, base::Millis at);
  void leave(std::int64_t user_id, std::int32_t node, base::Millis left_at, base::Millis at);
  void end_visit(std::int64_t user_id, base::Millis at);
  void explain(std::int64_t product_id, base::Millis at);
  void comment(const event::v1::Event& event);
  void answer(std::int64_t comment_seq, base::Millis at);
  void follow(const event::v1::Followed& followed, base::Millis at);
  void like(const event::v1::LikesAdded& likes, base::Millis at);
  void open(const event::v1::ProductsOpened& opened, base::Millis at);
  void sell(const event::v1::RoomSale& sale, base::Millis at);

  /// Calls `count` for everyone and for the audience that the person is of.
  template <typename Count>
  void each_audience(std::int64_t user_id, Count count) {
    count(audiences_[everyone]);
    count(audiences_[identity::is_simulated(user_id) ? simulated : people]);
  }
  /// The figures of the minute `at` lies in; null before the start.
  v1::MinuteFigures* minute(base::Millis at);
  /// The turn of the host on air; null before the start and after the end.
  v1::Segment* segment();
  Airtime airtime(base::Millis now) const;
  std::array<AudienceTally, 3> with_questions() const;
  void add_products(base::Millis until,
                    google::protobuf::RepeatedPtrField<v1::ProductFigures>& products) const;

  std::int64_t host_id_ = 0;
  std::set<std::int64_t> crew_;
  base::Millis started_at_ = 0;
  base::Millis ended_at_ = 0;
  base::Millis last_at_ = 0;
  std::map<std::int64_t, Visit> visits_;
  std::array<AudienceTally, 3> audiences_;
  std::int64_t explaining_ = 0;
  base::Millis explaining_since_ = 0;
  std::map<std::int64_t, ProductTally> products_;
  std::vector<v1::MinuteFigures> minutes_;
  std::vector<v1::Segment> segments_;
  /// 0 when the presenter is not away.
  base::Millis paused_since_ = 0;
  base::Millis paused_ms_ = 0;
  /// By the seq of the comment.
  std::map<std::int64_t, v1::AskedQuestion> questions_;
  v1::AskedQuestion last_comment_;
  std::vector<std::int64_t> markers_;
};

}  // namespace kaibo::live
