#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/review.pb.h"

namespace kaibo::live {

/// What one audience of a room did. Every figure is a formula over it.
struct AudienceTally {
  void enter(std::int64_t user_id, base::Millis at);
  /// Ends a visit that began at `since`.
  void leave(base::Millis since, base::Millis at);
  /// Of all visits, until `until` where they are not over.
  base::Millis watched_ms(base::Millis until) const;

  std::int64_t visits = 0;
  std::int64_t leaves = 0;
  std::int64_t online = 0;
  std::int64_t peak_online = 0;
  std::set<std::int64_t> visitors;

  std::int64_t comments = 0;
  std::set<std::int64_t> commenters;
  std::int64_t likes = 0;
  /// Those who commented, liked or followed.
  std::set<std::int64_t> engaged;
  std::set<std::int64_t> new_followers;
  std::set<std::int64_t> product_visitors;
  std::int64_t questions = 0;
  std::int64_t answered = 0;

  std::int64_t orders = 0;
  std::set<std::int64_t> buyers;
  std::int64_t pieces = 0;
  std::int64_t gmv_fen = 0;
  std::int64_t paid_fen = 0;
  std::int64_t refunded_fen = 0;

  std::int64_t coupons_claimed = 0;
  /// Of the room, whoever the audience is.
  std::int64_t bags = 0;
  std::int64_t bag_entries = 0;

 private:
  /// Of visits that are over.
  base::Millis over_ms_ = 0;
  /// Sum of the moments at which those who are here came.
  base::Millis came_at_ = 0;
};

/// The time a broadcast took.
struct Airtime {
  /// 0 before the start.
  base::Millis from = 0;
  base::Millis until = 0;
};

/// Every kind in the order of the contract.
const std::vector<v1::FigureKind>& figure_kinds();
v1::FigureUnit unit_of(v1::FigureKind kind);
/// The formulas: see FigureKind in the contract.
std::int64_t value_of(v1::FigureKind kind, const AudienceTally& tally, const Airtime& airtime);

/// Events a figure is counted from.
const std::set<event::v1::Event::BodyCase>& counted_from(v1::FigureKind kind);

/// Whether a curve of the broadcast is marked with it.
bool is_marker(const event::v1::Event& event);

}  // namespace kaibo::live
