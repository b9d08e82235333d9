#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/talk.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/rooms.h"
#include "services/live/talk/followers.h"

namespace kaibo::live {

/// What is said in live rooms, and how the crew keeps it in order. A change takes effect for the
/// next comment.
class Talk {
 public:
  /// All outlive the face.
  Talk(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
       Rooms& rooms, Followers& followers)
      : ids_(ids),
        identity_(identity),
        classroom_(classroom),
        rooms_(rooms),
        followers_(followers) {}

  struct Saying {
    std::int64_t room_id = 0;
    /// Tidied already.
    std::string text;
    /// Seq of the comment it replies to; 0 when none. A reply of the crew answers a question.
    std::int64_t reply_to = 0;
    /// Whether it asks something of the host; the course's rule decides where it is not said.
    std::optional<bool> asks = std::nullopt;
  };
  /// Posts a comment, or keeps it back for the crew because of its words: then true. Throws
  /// failed_precondition for somebody who is muted and while the room is not live,
  /// invalid_argument for a text against the rules.
  bool say(db::Transaction& tx, std::int64_t class_id, const Person& who, const Saying& saying);

  /// Each throws permission_denied for whoever is neither host nor moderator and not_found for a
  /// comment that is not in the room. What is so already stays so, without an event.
  void remove(db::Transaction& tx, std::int64_t actor, const v1::DeleteCommentRequest& wish);
  void pin(db::Transaction& tx, std::int64_t actor, const v1::PinCommentRequest& wish);
  void mute(db::Transaction& tx, std::int64_t actor, const v1::MutePersonRequest& wish);
  void mute_room(db::Transaction& tx, std::int64_t actor, const v1::MuteRoomRequest& wish);
  void mark_answered(db::Transaction& tx, std::int64_t actor, const v1::MarkAnsweredRequest& wish);
  void decide(db::Transaction& tx, std::int64_t actor, const v1::DecideHeldRequest& wish);

  /// What the crew has to look after. Who may see it the caller has checked.
  v1::GetTalkResponse overview(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  /// Comments that were deleted, oldest first: evidence for the teachers.
  std::vector<v1::Comment> deleted(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t room_id);
  /// Adds what a page starts with to a room with names and shelf: the newest comments, what is
  /// pinned, and how the person stands in the room.
  void fill(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
            v1::GetRoomResponse& page);

 private:
  v1::Room require_moderator(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                             std::int64_t room_id);
  void require_voice(db::Transaction& tx, const v1::Room& room, std::int64_t user_id);
  /// The comment as it was posted. Throws not_found.
  event::v1::Event find(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                        std::int64_t seq);
  void keep_back(db::Transaction& tx, std::int64_t class_id, const Person& who,
                 const Saying& saying, std::int64_t held_id);
  void post(db::Transaction& tx, std::int64_t class_id, const Person& who, const Saying& saying);
  void answered(db::Transaction& tx, std::int64_t actor, const event::v1::Event& question);
  void set_pinned(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  std::int64_t room_id, const event::v1::Event* comment);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Rooms& rooms_;
  Followers& followers_;
};

}  // namespace kaibo::live
