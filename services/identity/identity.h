#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/security/secrets.h"
#include "services/identity/rules.h"
#include "services/identity/settings.h"

namespace kaibo::identity {

/// A person as other services see one: nothing secret.
struct Person {
  std::int64_t user_id = 0;
  std::string account;
  std::string name;
  /// Picture id; empty when none.
  std::string avatar;
  bool must_change_password = false;
};

/// A role of a person. `class_id` 0: for the whole school. `role` is a kaibo.access.v1.Role.
struct Role {
  std::int64_t class_id = 0;
  int role = 0;
  /// An instructor who teaches this class; a non-teaching one may be drawn as scorer.
  bool teaches = false;
};

/// A person with one of their roles in a class.
struct Member {
  Person person;
  int role = 0;
  bool teaches = false;
};

/// What an account is made of.
struct NewPerson {
  /// Normalised, see normal_account.
  std::string account;
  std::string name;
  std::string password_hash;
  /// The password was given to them: they choose their own first.
  bool must_change_password = false;
  std::string avatar = {};
  /// Checked, see check_id_card; empty when not known.
  std::string id_card = {};
};

/// What identity must know of classes, answered by the classroom service: the composition root
/// connects them.
struct ClassDirectory {
  /// The class with this code, as a person types it.
  std::function<std::optional<std::int64_t>(db::Transaction&, std::string_view code)> find_code;
  /// The name of a class; empty when there is none.
  std::function<std::string(db::Transaction&, std::int64_t class_id)> name;
};

/// People, their roles and their passwords: operations that other services may call inside their
/// own transaction. After the commit of one that changes roles or ends sessions, tell Sessions.
/// Thread-safe.
class Identity {
 public:
  /// All outlive the face.
  Identity(const Settings& settings, const security::Sealer& sealer, base::IdSource& ids);

  const Settings& settings() const { return settings_; }
  const PasswordPolicy& passwords() const { return policy_; }

  /// Makes a person and returns their id. Throws already_exists when the account or the ID card is
  /// taken, invalid_argument for a malformed account.
  std::int64_t create_person(db::Transaction& tx, const NewPerson& person);
  /// Gives a role, with an audit line; false when the person held it already. `actor` 0: the
  /// platform itself.
  bool grant(db::Transaction& tx, std::int64_t user_id, const Role& role, std::int64_t actor);
  /// Sets the person's picture; empty for none.
  void set_avatar(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id);

  std::optional<Person> find(db::Transaction& tx, std::int64_t user_id);
  /// `account` is normalised.
  std::optional<Person> find_by_account(db::Transaction& tx, std::string_view account);
  std::optional<Person> find_by_id_card(db::Transaction& tx, std::string_view id_card);

  /// Empty for an unknown id; simulated persons have names, too (simulated.h).
  std::string name_of(db::Transaction& tx, std::int64_t user_id);
  /// Names by id, in one statement; unknown ids are left out.
  std::unordered_map<std::int64_t, std::string> names_of(db::Transaction& tx,
                                                         std::span<const std::int64_t> user_ids);

  std::vector<Role> roles_of(db::Transaction& tx, std::int64_t user_id);
  bool holds(db::Transaction& tx, std::int64_t user_id, std::int64_t class_id, int role);
  /// In the order of role and account; a person with two roles twice.
  std::vector<Member> members_of(db::Transaction& tx, std::int64_t class_id);

  /// Keeps the number sealed, with an audit line. Throws already_exists when another person has it.
  void set_id_card(db::Transaction& tx, std::int64_t user_id, std::string_view id_card,
                   std::int64_t actor);
  /// The whole number; empty when none is known. Who shows it writes the audit line.
  std::string id_card_of(db::Transaction& tx, std::int64_t user_id);
  /// The numbers of a class's members by id, whole: mask them before they leave the server.
  std::unordered_map<std::int64_t, std::string> id_cards_in_class(db::Transaction& tx,
                                                                  std::int64_t class_id);

  /// Replaces the password by an initial one and lifts a lock-out. Does not end sessions.
  void reset_password(db::Transaction& tx, std::int64_t user_id, std::string_view password_hash);
  /// Opens a session for a person who need not prove who they are (load runs) and returns its
  /// token, of which only the hash is stored.
  std::string start_session(db::Transaction& tx, std::int64_t user_id, std::string_view device);
  /// Ends the person's sessions except `keep` (0: all) and returns their ids.
  std::vector<std::int64_t> end_sessions(db::Transaction& tx, std::int64_t user_id,
                                         std::int64_t keep);

  /// Whether nobody administers the school yet.
  bool setup_needed(db::Transaction& tx);
  /// While there is no administrator: a fresh one-time token for this node to print, which replaces
  /// an earlier one of the node. Only its hash is stored. In a write on stream 0.
  std::optional<std::string> ensure_setup_token(db::Transaction& tx, int node);

 private:
  const Settings& settings_;
  const security::Sealer& sealer_;
  base::IdSource& ids_;
  PasswordPolicy policy_;
};

}  // namespace kaibo::identity
