#include "services/live/talk/records.h"

namespace kaibo::live::talk_records {

bool set_fate(db::Transaction& tx, std::int64_t room_id, std::int64_t seq, Fate fate) {
  if (has_fate(tx, room_id, seq, fate)) return false;
  tx.execute("INSERT INTO live_comment_fate (room_id, seq, fate) VALUES (?, ?, ?)", room_id, seq,
             static_cast<int>(fate));
  return true;
}

bool has_fate(db::Transaction& tx, std::int64_t room_id, std::int64_t seq, Fate fate) {
  return !tx.query("SELECT seq FROM live_comment_fate WHERE room_id = ? AND seq = ? AND fate = ?",
                   room_id, seq, static_cast<int>(fate))
              .empty();
}

std::unordered_set<std::int64_t> with_fate(db::Transaction& tx, std::int64_t room_id, Fate fate) {
  std::unordered_set<std::int64_t> seqs;
  for (const db::Row row :
       tx.query("SELECT seq FROM live_comment_fate WHERE room_id = ? AND fate = ?", room_id,
                static_cast<int>(fate))) {
    seqs.insert(row.integer(0));
  }
  return seqs;
}

void set_mute(db::Transaction& tx, std::int64_t room_id, const v1::MutedPerson& muted) {
  tx.execute("DELETE FROM live_mute WHERE room_id = ? AND user_id = ?", room_id, muted.user_id());
  if (muted.until() == 0) return;
  tx.execute("INSERT INTO live_mute (room_id, user_id, name, muted_until) VALUES (?, ?, ?, ?)",
             room_id, muted.user_id(), muted.name(), muted.until());
}

std::int64_t muted_until(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id) {
  const db::Rows rows = tx.query(
      "SELECT muted_until FROM live_mute WHERE room_id = ? AND user_id = ?", room_id, user_id);
  return rows.empty() ? 0 : rows.front().integer(0);
}

std::vector<v1::MutedPerson> muted(db::Transaction& tx, std::int64_t room_id, base::Millis now) {
  std::vector<v1::MutedPerson> people;
  for (const db::Row row :
       tx.query("SELECT user_id, name, muted_until FROM live_mute WHERE room_id = ? AND "
                "(muted_until < 0 OR muted_until > ?) ORDER BY user_id",
                room_id, now)) {
    v1::MutedPerson& person = people.emplace_back();
    person.set_user_id(row.integer(0));
    person.set_name(row.text(1));
    person.set_until(row.integer(2));
  }
  return people;
}

void hold(db::Transaction& tx, std::int64_t room_id, const Held& held) {
  tx.execute(
      "INSERT INTO live_held (held_id, room_id, said_at, user_id, name, text, reply_to) VALUES "
      "(?, ?, ?, ?, ?, ?, ?)",
      held.comment.held_id(), room_id, held.comment.at(), held.comment.user_id(),
      held.comment.user_name(), held.comment.text(), held.reply_to);
}

std::vector<Held> held(db::Transaction& tx, std::int64_t room_id) {
  std::vector<Held> waiting;
  for (const db::Row row : tx.query(
           "SELECT held_id, said_at, user_id, name, text, reply_to FROM live_held WHERE room_id = "
           "? ORDER BY held_id",
           room_id)) {
    Held& held = waiting.emplace_back();
    held.comment.set_held_id(row.integer(0));
    held.comment.set_at(row.integer(1));
    held.comment.set_user_id(row.integer(2));
    held.comment.set_user_name(row.text(3));
    held.comment.set_text(row.text(4));
    held.reply_to = row.integer(5);
  }
  return waiting;
}

bool release(db::Transaction& tx, std::int64_t room_id, std::int64_t held_id) {
  return tx.execute("DELETE FROM live_held WHERE room_id = ? AND held_id = ?", room_id, held_id) ==
         1;
}

bool follows(db::Transaction& tx, const Bond& bond) {
  return !tx.query(
                "SELECT user_id FROM live_follow WHERE class_id = ? AND owner_id = ? AND user_id = "
                "?",
                bond.class_id, bond.owner_id, bond.user_id)
              .empty();
}

bool set_following(db::Transaction& tx, const Bond& bond, bool following) {
  if (follows(tx, bond) == following) return false;
  tx.execute(following
                 ? "INSERT INTO live_follow (class_id, owner_id, user_id) VALUES (?, ?, ?)"
                 : "DELETE FROM live_follow WHERE class_id = ? AND owner_id = ? AND user_id = ?",
             bond.class_id, bond.owner_id, bond.user_id);
  return true;
}

std::int32_t followers(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id) {
  return static_cast<std::int32_t>(
      tx.query(
            "SELECT COUNT(*) FROM live_follow WHERE class_id = ? AND owner_id = ? AND user_id > 0",
            class_id, owner_id)
          .front()
          .integer(0));
}

void add_remark(db::Transaction& tx, std::int64_t room_id, const v1::Remark& remark) {
  tx.execute(
      "INSERT INTO live_remark (remark_id, room_id, said_at, user_id, name, text) VALUES (?, ?, "
      "?, ?, ?, ?)",
      remark.remark_id(), room_id, remark.at(), remark.user_id(), remark.user_name(),
      remark.text());
}

std::vector<v1::Remark> remarks(db::Transaction& tx, std::int64_t room_id) {
  std::vector<v1::Remark> remarks;
  for (const db::Row row :
       tx.query("SELECT remark_id, said_at, user_id, name, text FROM live_remark WHERE room_id = ? "
                "ORDER BY remark_id",
                room_id)) {
    v1::Remark& remark = remarks.emplace_back();
    remark.set_remark_id(row.integer(0));
    remark.set_at(row.integer(1));
    remark.set_user_id(row.integer(2));
    remark.set_user_name(row.text(3));
    remark.set_text(row.text(4));
  }
  return remarks;
}

}  // namespace kaibo::live::talk_records
