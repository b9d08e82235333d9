#include "services/identity/identity.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/observe/audit.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/identity/records.h"
#include "services/identity/simulated.h"

namespace kaibo::identity {
namespace {

using base::Code;

Person to_person(const records::PersonRow& row) {
  return {.user_id = row.user_id,
          .account = row.account,
          .name = row.name,
          .avatar = row.avatar,
          .must_change_password = row.must_change};
}

std::optional<Person> to_person(const std::optional<records::PersonRow>& row) {
  return row ? std::optional(to_person(*row)) : std::nullopt;
}

std::string card_context(std::int64_t user_id) {
  return "identity_person.id_card:" + std::to_string(user_id);
}

/// "class 7: ROLE_INSTRUCTOR (teaches)", for the audit trail.
std::string describe(const Role& role) {
  std::string text = role.class_id == 0 ? "school" : "class " + std::to_string(role.class_id);
  text += ": " + access::v1::Role_Name(static_cast<access::v1::Role>(role.role));
  return role.teaches ? text + " (teaches)" : text;
}

}  // namespace

Identity::Identity(const Settings& settings, const security::Sealer& sealer, base::IdSource& ids)
    : settings_(settings), sealer_(sealer), ids_(ids), policy_(settings) {}

std::int64_t Identity::create_person(db::Transaction& tx, const NewPerson& person) {
  check_account(person.account, "account");
  const std::int64_t user_id = ids_.next();
  try {
    records::insert_person(tx, {.user_id = user_id,
                                .account = person.account,
                                .name = person.name,
                                .password_hash = person.password_hash,
                                .must_change = person.must_change_password,
                                .avatar = person.avatar});
  } catch (const db::DuplicateKey&) {
    throw base::Error(Code::already_exists,
                      {"账号 " + person.account + " 已经有人使用，请换一个账号。",
                       "The account " + person.account + " is taken; please choose another."},
                      "account");
  }
  if (!person.id_card.empty()) {
    set_id_card(tx, user_id, person.id_card, 0);
  }
  return user_id;
}

bool Identity::grant(db::Transaction& tx, std::int64_t user_id, const Role& role,
                     std::int64_t actor) {
  try {
    records::insert_grant(tx, user_id,
                          {.class_id = role.class_id, .role = role.role, .teaches = role.teaches});
  } catch (const db::DuplicateKey&) {
    return false;
  }
  const std::string after = describe(role);
  observe::audit(tx, ids_,
                 {.stream = role.class_id,
                  .actor = actor,
                  .action = "identity.grant",
                  .subject = user_id,
                  .before = "",
                  .after = after,
                  .why = ""});
  return true;
}

void Identity::set_avatar(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id) {
  records::set_avatar(tx, user_id, picture_id);
}

std::optional<Person> Identity::find(db::Transaction& tx, std::int64_t user_id) {
  return to_person(records::person(tx, user_id));
}

std::optional<Person> Identity::find_by_account(db::Transaction& tx, std::string_view account) {
  return to_person(records::person_by_account(tx, account));
}

std::optional<Person> Identity::find_by_id_card(db::Transaction& tx, std::string_view id_card) {
  return to_person(records::person_by_card(tx, sealer_.lookup_hash(id_card)));
}

std::string Identity::name_of(db::Transaction& tx, std::int64_t user_id) {
  if (is_simulated(user_id)) return simulated_name(user_id);
  const std::optional<records::PersonRow> row = records::person(tx, user_id);
  return row ? row->name : std::string();
}

std::unordered_map<std::int64_t, std::string> Identity::names_of(
    db::Transaction& tx, std::span<const std::int64_t> user_ids) {
  std::unordered_map<std::int64_t, std::string> names;
  for (records::PersonRow& row : records::names(tx, user_ids)) {
    names.emplace(row.user_id, std::move(row.name));
  }
  for (const std::int64_t user_id : user_ids) {
    if (is_simulated(user_id)) names.emplace(user_id, simulated_name(user_id));
  }
  return names;
}

std::vector<Role> Identity::roles_of(db::Transaction& tx, std::int64_t user_id) {
  std::vector<Role> roles;
  for (const records::GrantRow& row : records::grants(tx, user_id)) {
    roles.push_back({.class_id = row.class_id, .role = row.role, .teaches = row.teaches});
  }
  return roles;
}

bool Identity::holds(db::Transaction& tx, std::int64_t user_id, std::int64_t class_id, int role) {
  return records::has_grant(tx, user_id, class_id, role);
}

std::vector<Member> Identity::members_of(db::Transaction& tx, std::int64_t class_id) {
  std::vector<Member> members;
  for (const records::MemberRow& row : records::members(tx, class_id)) {
    members.push_back({.person = to_person(row.person), .role = row.role, .teaches = row.teaches});
  }
  return members;
}

void Identity::set_id_card(db::Transaction& tx, std::int64_t user_id, std::string_view id_card,
                           std::int64_t actor) {
  const std::string before = id_card_of(tx, user_id);
  if (before == id_card) {
    return;
  }
  try {
    records::set_card(tx, user_id,
                      {.sealed = sealer_.seal(id_card, card_context(user_id)),
                       .hash = sealer_.lookup_hash(id_card)});
  } catch (const db::DuplicateKey&) {
    throw base::Error(Code::already_exists,
                      {"这个身份证号已经登记在另一位学员名下，请核对。",
                       "This ID-card number belongs to another person; please check it."},
                      "id_card");
  }
  const std::string masked_before = before.empty() ? "" : base::mask_id_card(before);
  const std::string masked_after = base::mask_id_card(id_card);
  observe::audit(tx, ids_,
                 {.stream = 0,
                  .actor = actor,
                  .action = "identity.id_card",
                  .subject = user_id,
                  .before = masked_before,
                  .after = masked_after,
                  .why = ""});
}

std::string Identity::id_card_of(db::Transaction& tx, std::int64_t user_id) {
  const std::string sealed = records::sealed_card(tx, user_id);
  if (sealed.empty()) {
    return {};
  }
  std::optional<std::string> card = sealer_.open_sealed(sealed, card_context(user_id));
  if (!card) {
    throw std::runtime_error("sealed ID card of person " + std::to_string(user_id) +
                             " does not open: wrong key file, or changed in the database");
  }
  return *std::move(card);
}

std::unordered_map<std::int64_t, std::string> Identity::id_cards_in_class(db::Transaction& tx,
                                                                          std::int64_t class_id) {
  std::unordered_map<std::int64_t, std::string> cards;
  for (const records::SealedCard& row : records::sealed_cards(tx, class_id)) {
    if (std::optional<std::string> card =
            sealer_.open_sealed(row.sealed, card_context(row.user_id))) {
      cards.emplace(row.user_id, *std::move(card));
    }
  }
  return cards;
}

void Identity::reset_password(db::Transaction& tx, std::int64_t user_id,
                              std::string_view password_hash) {
  records::reset_password(tx, user_id, password_hash);
}

std::string Identity::start_session(db::Transaction& tx, std::int64_t user_id,
                                    std::string_view device) {
  std::string token = security::random_token();
  records::insert_session(tx, {.session_id = ids_.next(),
                               .user_id = user_id,
                               .token_hash = security::token_hash(token),
                               .created_at = tx.now(),
                               .seen_at = tx.now(),
                               .ends_at = tx.now() + settings_.life_ms,
                               .device = std::string(device),
                               .peer = {}});
  return token;
}

std::vector<std::int64_t> Identity::end_sessions(db::Transaction& tx, std::int64_t user_id,
                                                 std::int64_t keep) {
  std::vector<std::int64_t> ended;
  for (const records::SessionRow& session : records::sessions(tx, user_id)) {
    if (session.session_id != keep && records::delete_session(tx, user_id, session.session_id)) {
      ended.push_back(session.session_id);
    }
  }
  return ended;
}

bool Identity::setup_needed(db::Transaction& tx) {
  return !records::anybody_holds(tx, 0, access::v1::ROLE_ADMINISTRATOR);
}

std::optional<std::string> Identity::ensure_setup_token(db::Transaction& tx, int node) {
  if (!setup_needed(tx)) {
    return std::nullopt;
  }
  std::string token = security::random_token();
  records::set_setup_hash(tx, node, security::token_hash(token));
  return token;
}

}  // namespace kaibo::identity
