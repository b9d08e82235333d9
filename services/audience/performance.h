#pragma once

#include <cstdint>
#include <string>

#include "common/db/transaction.h"
#include "services/audience/engine.h"
#include "services/live/live.h"

namespace kaibo::audience {

/// Lets happen in a room what the engine says its audience does.
class Performance {
 public:
  /// Lives within one unit of work.
  Performance(db::Transaction& tx, live::Live& live, std::int64_t class_id,
              const live::v1::Room& room)
      : tx_(tx),
        live_(live),
        class_id_(class_id),
        room_id_(room.room_id()),
        host_id_(room.host_id()),
        shop_id_(room.shop_id()) {}

  /// `present`: persons in the room before.
  void perform(const engine::Plan& plan, const engine::Doings& doings, int present);

 private:
  void tell(const event::v1::Event& event);
  void move(const engine::Doings& doings, int present);
  void begin_incident(const engine::Plan& plan, int index);
  void say(const engine::Saying& saying);
  /// Says it; false when the room did not get to hear it.
  bool is_heard(std::int64_t person, const std::string& text, bool asks);
  void like(const engine::Doings& doings);
  void follow(std::int64_t person);
  void claim(std::int64_t person, std::int64_t coupon_id);
  void join(const engine::Joining& joining);
  void buy(const engine::Purchase& purchase);
  /// Of what the room has given them, what takes most off.
  void use_best_coupon(std::int64_t user_id, live::v1::BuyInRoomRequest& wish);
  void close(const engine::Closing& closing);
  void ask_back(const engine::Closing& closing);
  void mark_answered(const engine::Closing& closing);

  db::Transaction& tx_;
  live::Live& live_;
  const std::int64_t class_id_;
  const std::int64_t room_id_;
  const std::int64_t host_id_;
  const std::int64_t shop_id_;
};

}  // namespace kaibo::audience
