#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"

/// The tables identity_*. Hashes of tokens and cards are text.
namespace kaibo::identity::records {

struct PersonRow {
  std::int64_t user_id = 0;
  std::string account;
  std::string name;
  std::string password_hash;
  bool must_change = false;
  std::string avatar;
  base::Millis locked_until = 0;
};

struct IdCard {
  std::string sealed;
  std::string hash;
};

struct GrantRow {
  std::int64_t class_id = 0;
  int role = 0;
  bool teaches = false;
};

struct MemberRow {
  PersonRow person;
  int role = 0;
  bool teaches = false;
};

struct SealedCard {
  std::int64_t user_id = 0;
  std::string sealed;
};

struct SessionRow {
  std::int64_t session_id = 0;
  std::int64_t user_id = 0;
  std::string token_hash;
  base::Millis created_at = 0;
  base::Millis seen_at = 0;
  base::Millis ends_at = 0;
  std::string device;
  std::string peer;
};

/// Throws db::DuplicateKey when the account is taken.
void insert_person(db::Transaction& tx, const PersonRow& person);
std::optional<PersonRow> person(db::Transaction& tx, std::int64_t user_id);
std::optional<PersonRow> person_by_account(db::Transaction& tx, std::string_view account);
std::optional<PersonRow> person_by_card(db::Transaction& tx, std::string_view card_hash);
/// Everybody of that name in the class, each once.
std::vector<PersonRow> persons_in_class(db::Transaction& tx, std::int64_t class_id,
                                        std::string_view name);
/// Person rows with only id and name.
std::vector<PersonRow> names(db::Transaction& tx, std::span<const std::int64_t> user_ids);
void set_avatar(db::Transaction& tx, std::int64_t user_id, std::string_view avatar);

/// Throws db::DuplicateKey when somebody else has the card.
void set_card(db::Transaction& tx, std::int64_t user_id, const IdCard& card);
/// Empty when none.
std::string sealed_card(db::Transaction& tx, std::int64_t user_id);
std::vector<SealedCard> sealed_cards(db::Transaction& tx, std::int64_t class_id);

/// The password of a person who forgot it: to be changed, and any lock-out is lifted.
void reset_password(db::Transaction& tx, std::int64_t user_id, std::string_view hash);
/// Compare-and-set from `before`; false when the password is another by now.
bool change_password(db::Transaction& tx, std::int64_t user_id, std::string_view before,
                     std::string_view after);
void count_failure(db::Transaction& tx, std::int64_t user_id);
/// Locks the account if it has failed so often; true when this call did it.
bool lock_after(db::Transaction& tx, std::int64_t user_id, int failures, base::Millis until);
void forget_failures(db::Transaction& tx, std::int64_t user_id);

/// Throws db::DuplicateKey when the person has the role.
void insert_grant(db::Transaction& tx, std::int64_t user_id, const GrantRow& grant);
std::vector<GrantRow> grants(db::Transaction& tx, std::int64_t user_id);
bool has_grant(db::Transaction& tx, std::int64_t user_id, std::int64_t class_id, int role);
bool anybody_holds(db::Transaction& tx, std::int64_t class_id, int role);
std::vector<MemberRow> members(db::Transaction& tx, std::int64_t class_id);

void insert_session(db::Transaction& tx, const SessionRow& session);
std::optional<SessionRow> session_by_token(db::Transaction& tx, std::string_view token_hash);
/// Newest first.
std::vector<SessionRow> sessions(db::Transaction& tx, std::int64_t user_id);
void seen(db::Transaction& tx, std::int64_t session_id, base::Millis at);
/// False when the person has no such session.
bool delete_session(db::Transaction& tx, std::int64_t user_id, std::int64_t session_id);

/// Whether a node has printed the token of this hash and it is still good.
bool is_setup_hash(db::Transaction& tx, std::string_view hash);
/// One for each node, as each prints a link of its own.
void set_setup_hash(db::Transaction& tx, int node, std::string_view hash);
/// Compare-and-set: true for the one who takes it. All others go with it.
bool take_setup_hash(db::Transaction& tx, std::string_view hash);

}  // namespace kaibo::identity::records
