#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/talk.pb.h"

namespace kaibo::live::talk_records {

/// What became of a comment after it was posted.
enum class Fate { deleted = 1, answered = 2 };
/// False when it was so already.
bool set_fate(db::Transaction& tx, std::int64_t room_id, std::int64_t seq, Fate fate);
bool has_fate(db::Transaction& tx, std::int64_t room_id, std::int64_t seq, Fate fate);
/// Of all comments of the room.
std::unordered_set<std::int64_t> with_fate(db::Transaction& tx, std::int64_t room_id, Fate fate);

/// `until` as in PersonMuted, where 0 lifts it.
void set_mute(db::Transaction& tx, std::int64_t room_id, const v1::MutedPerson& muted);
/// 0 when nobody has muted them; may lie in the past.
std::int64_t muted_until(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id);
/// Those still muted at `now`.
std::vector<v1::MutedPerson> muted(db::Transaction& tx, std::int64_t room_id, base::Millis now);

/// A comment that waits for the crew.
struct Held {
  v1::HeldComment comment;
  std::int64_t reply_to = 0;
};
void hold(db::Transaction& tx, std::int64_t room_id, const Held& held);
/// In the order they were written.
std::vector<Held> held(db::Transaction& tx, std::int64_t room_id);
/// Whether it was still waiting.
bool release(db::Transaction& tx, std::int64_t room_id, std::int64_t held_id);

/// Who follows the shop of whom.
struct Bond {
  std::int64_t class_id = 0;
  std::int64_t owner_id = 0;
  std::int64_t user_id = 0;
};
bool follows(db::Transaction& tx, const Bond& bond);
/// False when it was so already.
bool set_following(db::Transaction& tx, const Bond& bond, bool following);
/// People: the simulated audience is not counted.
std::int32_t followers(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);

void add_remark(db::Transaction& tx, std::int64_t room_id, const v1::Remark& remark);
/// In the order they were written.
std::vector<v1::Remark> remarks(db::Transaction& tx, std::int64_t room_id);

}  // namespace kaibo::live::talk_records
