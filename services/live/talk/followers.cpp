#include "services/live/talk/followers.h"

#include "common/base/error.h"
#include "services/classroom/happened.h"
#include "services/live/talk/records.h"

namespace kaibo::live {

std::int32_t Followers::follow(db::Transaction& tx, const Person& who,
                               const v1::FollowRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  if (!mall_.shops.of_owner(tx, class_id, wish.owner_id())) {
    throw base::Error(base::Code::not_found, {"对方还没有开店", "They have no shop yet"},
                      "owner_id");
  }
  base::require(wish.owner_id() != who.user_id, "owner_id",
                {"不能关注自己", "You cannot follow yourself"});
  base::require(wish.room_id() == 0 ||
                    rooms_.require(tx, class_id, wish.room_id()).host_id() == wish.owner_id(),
                "room_id", {"这不是对方的直播间", "This is not a room of theirs"});
  const talk_records::Bond bond{
      .class_id = class_id, .owner_id = wish.owner_id(), .user_id = who.user_id};
  const bool changed = talk_records::set_following(tx, bond, wish.following());
  const std::int32_t followers = count(tx, class_id, wish.owner_id());
  if (!changed) return followers;

  event::v1::Event event;
  event::v1::Followed& said = *event.mutable_followed();
  said.set_room_id(wish.room_id());
  said.set_owner_id(wish.owner_id());
  said.set_user_id(who.user_id);
  said.set_name(who.name);
  said.set_following(wish.following());
  said.set_followers(followers);
  const std::string owner = classroom::user_topic(wish.owner_id());
  classroom::happened(tx, class_id, who.user_id,
                      wish.room_id() == 0
                          ? classroom::Heard{owner, {}}
                          : classroom::Heard{classroom::room_topic(wish.room_id()), owner},
                      event);
  return followers;
}

bool Followers::follows(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                        std::int64_t user_id) {
  return talk_records::follows(tx,
                               {.class_id = class_id, .owner_id = owner_id, .user_id = user_id});
}

std::int32_t Followers::count(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id) {
  return talk_records::followers(tx, class_id, owner_id);
}

}  // namespace kaibo::live
