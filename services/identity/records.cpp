#include "services/identity/records.h"

#include <algorithm>
#include <array>

namespace kaibo::identity::records {
namespace {

PersonRow read_person(const db::Row& row) {
  return {.user_id = row.integer(0),
          .account = row.text(1),
          .name = row.text(2),
          .password_hash = row.text(3),
          .must_change = row.flag(4),
          .avatar = row.text(5),
          .locked_until = row.integer(6)};
}

std::optional<PersonRow> first_person(const db::Rows& rows) {
  if (rows.empty()) {
    return std::nullopt;
  }
  return read_person(rows.front());
}

/// Columns: session_id, user_id, token_hash, created_at, seen_at, ends_at, device, peer.
SessionRow read_session(const db::Row& row) {
  return {.session_id = row.integer(0),
          .user_id = row.integer(1),
          .token_hash = row.text(2),
          .created_at = row.integer(3),
          .seen_at = row.integer(4),
          .ends_at = row.integer(5),
          .device = row.text(6),
          .peer = row.text(7)};
}

}  // namespace

void insert_person(db::Transaction& tx, const PersonRow& person) {
  tx.execute(
      "INSERT INTO identity_person (user_id, account, name, password_hash, must_change, avatar, "
      "created_at, failed_count, locked_until) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
      person.user_id, person.account, person.name, person.password_hash, person.must_change ? 1 : 0,
      person.avatar, tx.now());
}

std::optional<PersonRow> person(db::Transaction& tx, std::int64_t user_id) {
  return first_person(
      tx.query("SELECT user_id, account, name, password_hash, must_change, avatar, locked_until "
               "FROM identity_person WHERE user_id = ?",
               user_id));
}

std::optional<PersonRow> person_by_account(db::Transaction& tx, std::string_view account) {
  return first_person(
      tx.query("SELECT user_id, account, name, password_hash, must_change, avatar, locked_until "
               "FROM identity_person WHERE account = ?",
               account));
}

std::optional<PersonRow> person_by_card(db::Transaction& tx, std::string_view card_hash) {
  return first_person(
      tx.query("SELECT user_id, account, name, password_hash, must_change, avatar, locked_until "
               "FROM identity_person WHERE id_card_hash = ?",
               card_hash));
}

std::vector<PersonRow> persons_in_class(db::Transaction& tx, std::int64_t class_id,
                                        std::string_view name) {
  const db::Rows rows = tx.query(
      "SELECT DISTINCT p.user_id, p.account, p.name, p.password_hash, p.must_change, p.avatar, "
      "p.locked_until FROM identity_grant g JOIN identity_person p ON p.user_id = g.user_id "
      "WHERE g.class_id = ? AND p.name = ?",
      class_id, name);
  std::vector<PersonRow> persons;
  for (const db::Row row : rows) {
    persons.push_back(read_person(row));
  }
  return persons;
}

std::vector<PersonRow> names(db::Transaction& tx, std::span<const std::int64_t> user_ids) {
  // A fixed number of places, filled up by repeating the last, keeps to one prepared statement.
  static constexpr std::size_t places = 40;
  static const std::string sql = [] {
    std::string text = "SELECT user_id, name FROM identity_person WHERE user_id IN (?";
    for (std::size_t i = 1; i < places; ++i) {
      text += ", ?";
    }
    return text + ")";
  }();
  std::vector<PersonRow> persons;
  for (std::size_t first = 0; first < user_ids.size(); first += places) {
    const auto some = user_ids.subspan(first, std::min(places, user_ids.size() - first));
    std::vector<db::Param> params;
    for (std::size_t i = 0; i < places; ++i) {
      params.push_back(db::param(some[std::min(i, some.size() - 1)]));
    }
    for (const db::Row row : tx.query_list(sql, params)) {
      persons.push_back({.user_id = row.integer(0), .name = row.text(1)});
    }
  }
  return persons;
}

void set_avatar(db::Transaction& tx, std::int64_t user_id, std::string_view avatar) {
  tx.execute("UPDATE identity_person SET avatar = ? WHERE user_id = ?", avatar, user_id);
}

void set_card(db::Transaction& tx, std::int64_t user_id, const IdCard& card) {
  tx.execute("UPDATE identity_person SET id_card_sealed = ?, id_card_hash = ? WHERE user_id = ?",
             card.sealed, card.hash, user_id);
}

std::string sealed_card(db::Transaction& tx, std::int64_t user_id) {
  const db::Rows rows =
      tx.query("SELECT id_card_sealed FROM identity_person WHERE user_id = ?", user_id);
  return rows.empty() ? std::string() : rows.front().text(0);
}

std::vector<SealedCard> sealed_cards(db::Transaction& tx, std::int64_t class_id) {
  const db::Rows rows = tx.query(
      "SELECT DISTINCT p.user_id, p.id_card_sealed FROM identity_grant g "
      "JOIN identity_person p ON p.user_id = g.user_id "
      "WHERE g.class_id = ? AND p.id_card_hash IS NOT NULL",
      class_id);
  std::vector<SealedCard> cards;
  for (const db::Row row : rows) {
    cards.push_back({.user_id = row.integer(0), .sealed = row.text(1)});
  }
  return cards;
}

void reset_password(db::Transaction& tx, std::int64_t user_id, std::string_view hash) {
  tx.execute(
      "UPDATE identity_person SET password_hash = ?, must_change = 1, failed_count = 0, "
      "locked_until = 0 WHERE user_id = ?",
      hash, user_id);
}

bool change_password(db::Transaction& tx, std::int64_t user_id, std::string_view before,
                     std::string_view after) {
  return tx.execute(
             "UPDATE identity_person SET password_hash = ?, must_change = 0 "
             "WHERE user_id = ? AND password_hash = ?",
             after, user_id, before) == 1;
}

void count_failure(db::Transaction& tx, std::int64_t user_id) {
  tx.execute("UPDATE identity_person SET failed_count = failed_count + 1 WHERE user_id = ?",
             user_id);
}

bool lock_after(db::Transaction& tx, std::int64_t user_id, int failures, base::Millis until) {
  return tx.execute(
             "UPDATE identity_person SET failed_count = 0, locked_until = ? "
             "WHERE user_id = ? AND failed_count >= ?",
             until, user_id, failures) == 1;
}

void forget_failures(db::Transaction& tx, std::int64_t user_id) {
  tx.execute(
      "UPDATE identity_person SET failed_count = 0, locked_until = 0 "
      "WHERE user_id = ? AND (failed_count <> 0 OR locked_until <> 0)",
      user_id);
}

void insert_grant(db::Transaction& tx, std::int64_t user_id, const GrantRow& grant) {
  tx.execute("INSERT INTO identity_grant (user_id, class_id, role, teaches) VALUES (?, ?, ?, ?)",
             user_id, grant.class_id, grant.role, grant.teaches ? 1 : 0);
}

std::vector<GrantRow> grants(db::Transaction& tx, std::int64_t user_id) {
  const db::Rows rows = tx.query(
      "SELECT class_id, role, teaches FROM identity_grant WHERE user_id = ? "
      "ORDER BY class_id DESC, role",
      user_id);
  std::vector<GrantRow> grants;
  for (const db::Row row : rows) {
    grants.push_back({.class_id = row.integer(0),
                      .role = static_cast<int>(row.integer(1)),
                      .teaches = row.flag(2)});
  }
  return grants;
}

bool has_grant(db::Transaction& tx, std::int64_t user_id, std::int64_t class_id, int role) {
  return !tx.query(
                "SELECT role FROM identity_grant WHERE user_id = ? AND class_id = ? AND role = ?",
                user_id, class_id, role)
              .empty();
}

bool anybody_holds(db::Transaction& tx, std::int64_t class_id, int role) {
  return !tx.query("SELECT user_id FROM identity_grant WHERE class_id = ? AND role = ? LIMIT 1",
                   class_id, role)
              .empty();
}

std::vector<MemberRow> members(db::Transaction& tx, std::int64_t class_id) {
  const db::Rows rows = tx.query(
      "SELECT p.user_id, p.account, p.name, p.password_hash, p.must_change, p.avatar, "
      "p.locked_until, g.role, g.teaches FROM identity_grant g "
      "JOIN identity_person p ON p.user_id = g.user_id WHERE g.class_id = ? "
      "ORDER BY g.role, p.account",
      class_id);
  std::vector<MemberRow> members;
  for (const db::Row row : rows) {
    members.push_back({.person = read_person(row),
                       .role = static_cast<int>(row.integer(7)),
                       .teaches = row.flag(8)});
  }
  return members;
}

void insert_session(db::Transaction& tx, const SessionRow& session) {
  tx.execute(
      "INSERT INTO identity_session (session_id, user_id, token_hash, created_at, seen_at, "
      "ends_at, device, peer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      session.session_id, session.user_id, session.token_hash, session.created_at, session.seen_at,
      session.ends_at, session.device, session.peer);
}

std::optional<SessionRow> session_by_token(db::Transaction& tx, std::string_view token_hash) {
  const db::Rows rows = tx.query(
      "SELECT session_id, user_id, token_hash, created_at, seen_at, ends_at, device, peer "
      "FROM identity_session WHERE token_hash = ?",
      token_hash);
  if (rows.empty()) {
    return std::nullopt;
  }
  return read_session(rows.front());
}

std::vector<SessionRow> sessions(db::Transaction& tx, std::int64_t user_id) {
  const db::Rows rows = tx.query(
      "SELECT session_id, user_id, token_hash, created_at, seen_at, ends_at, device, peer "
      "FROM identity_session WHERE user_id = ? ORDER BY session_id DESC",
      user_id);
  std::vector<SessionRow> sessions;
  for (const db::Row row : rows) {
    sessions.push_back(read_session(row));
  }
  return sessions;
}

void seen(db::Transaction& tx, std::int64_t session_id, base::Millis at) {
  tx.execute("UPDATE identity_session SET seen_at = ? WHERE session_id = ? AND seen_at < ?", at,
             session_id, at);
}

bool delete_session(db::Transaction& tx, std::int64_t user_id, std::int64_t session_id) {
  return tx.execute("DELETE FROM identity_session WHERE session_id = ? AND user_id = ?", session_id,
                    user_id) == 1;
}

bool is_setup_hash(db::Transaction& tx, std::string_view hash) {
  return !tx.query("SELECT 1 FROM identity_setup WHERE token_hash = ?", hash).empty();
}

void set_setup_hash(db::Transaction& tx, int node, std::string_view hash) {
  constexpr std::array<std::string_view, 1> keys{"setup_id"};
  constexpr std::array<std::string_view, 1> columns{"token_hash"};
  const std::array<db::Param, 2> params{db::param(node), db::param(hash)};
  tx.upsert("identity_setup", keys, columns, params);
}

bool take_setup_hash(db::Transaction& tx, std::string_view hash) {
  if (tx.execute("DELETE FROM identity_setup WHERE token_hash = ?", hash) != 1) return false;
  tx.execute("DELETE FROM identity_setup");
  return true;
}

}  // namespace kaibo::identity::records
