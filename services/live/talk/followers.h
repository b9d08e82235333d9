#pragma once

#include <cstdint>
#include <string>

#include "common/db/transaction.h"
#include "kaibo/live/v1/talk.pb.h"
#include "services/live/rooms.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// Somebody in a room, by the name the room knows them by.
struct Person {
  std::int64_t user_id = 0;
  std::string name;
};

/// Who follows (关注) whose shop and host.
class Followers {
 public:
  /// Both outlive the face.
  Followers(mall::Mall& mall, Rooms& rooms) : mall_(mall), rooms_(rooms) {}

  /// Begins or stops following the shop of `wish.owner_id()`; returns its followers. What is so
  /// already stays so, without an event. Throws not_found for a person without a shop,
  /// invalid_argument for one's own and for a room of another shop.
  std::int32_t follow(db::Transaction& tx, const Person& who, const v1::FollowRequest& wish);
  bool follows(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
               std::int64_t user_id);
  std::int32_t count(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);

 private:
  mall::Mall& mall_;
  Rooms& rooms_;
};

}  // namespace kaibo::live
