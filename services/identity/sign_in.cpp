#include "services/identity/sign_in.h"

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/observe/audit.h"
#include "common/security/secrets.h"

namespace kaibo::identity {
namespace {

using base::Code;
using base::Error;

Error wrong() {
  return {Code::unauthenticated,
          {"账号或密码不对，请检查后再试；忘记密码请找班级助理重置。",
           "The account or the password is wrong. If you forgot the password, ask the class "
           "assistant for a new one."}};
}

Error locked(const Settings& settings) {
  const std::string minutes = std::to_string((settings.lock_ms + 59'999) / 60'000);
  return {Code::resource_exhausted,
          {"密码连续输错次数太多，账号已暂时锁定，请 " + minutes +
               " 分钟后再试，或请班级助理重置密码。",
           "Too many wrong passwords: the account is locked. Try again in " + minutes +
               " minutes, or ask the class assistant for a new password."}};
}

/// The account someone typed, in a form that may be a key; long ones are cut.
std::string typed_key(const v1::SignInRequest& request) {
  if (!request.account().empty()) {
    return normal_account(request.account()).substr(0, 64);
  }
  return normal_account(request.class_code()).substr(0, 32) + "/" +
         base::tidy(request.name()).substr(0, 96);
}

/// Who signs in, if there is such a person.
std::optional<records::PersonRow> find_person(const HandlerParts& parts, db::Transaction& tx,
                                              const v1::SignInRequest& request) {
  if (!request.account().empty()) {
    return records::person_by_account(tx, normal_account(request.account()));
  }
  const std::optional<std::int64_t> class_id = parts.classes.find_code(tx, request.class_code());
  if (!class_id) {
    return std::nullopt;
  }
  const auto found = records::persons_in_class(tx, *class_id, base::tidy(request.name()));
  if (found.size() > 1) {
    throw Error(
        Code::failed_precondition,
        {"班里有几位同学叫这个名字，请改用账号登录；账号在发给您的登录单上，也可以问班级助理。",
         "Several people in the class have this name: please sign in with your account. "
         "The class assistant knows it."},
        "name");
  }
  return found.empty() ? std::nullopt : std::optional(found.front());
}

/// Counts a wrong password, and locks the account when there were too many.
void count_failure(const HandlerParts& parts, db::Transaction& tx, std::int64_t user_id) {
  const Settings& settings = parts.identity.settings();
  records::count_failure(tx, user_id);
  const base::Millis until = tx.now() + settings.lock_ms;
  if (records::lock_after(tx, user_id, settings.max_failures, until)) {
    const std::string after = "until " + std::to_string(until);
    observe::audit(tx, parts.ids,
                   {.stream = 0,
                    .actor = 0,
                    .action = "identity.lock_out",
                    .subject = user_id,
                    .before = "",
                    .after = after,
                    .why = "wrong passwords"});
  }
}

/// The end of a right sign-in: refuses when the account was locked or its password changed while
/// this one was being checked.
v1::SignInResponse admit(const HandlerParts& parts, db::Transaction& tx,
                         const records::PersonRow& checked, const NewSession& session) {
  const auto person = records::person(tx, checked.user_id);
  if (!person || person->password_hash != checked.password_hash) {
    throw wrong();
  }
  if (person->locked_until > tx.now()) {
    throw locked(parts.identity.settings());
  }
  records::forget_failures(tx, person->user_id);
  store_session(parts.identity.settings(), tx, session);
  v1::SignInResponse response;
  *response.mutable_me() = to_message(parts, tx, *parts.identity.find(tx, person->user_id));
  return response;
}

/// What follows a wrong password or an unknown account; always throws.
Task<void> refuse(const HandlerParts& parts, std::string peer, std::string key,
                  std::optional<records::PersonRow> person) {
  const Settings& settings = parts.identity.settings();
  if (person) {
    const std::int64_t user_id = person->user_id;
    auto unit = [&parts, user_id](db::Transaction& tx) { count_failure(parts, tx, user_id); };
    co_await parts.database.write(0, unit);
  } else {
    // Unknown accounts lock as known ones do, so that a lock-out tells nothing.
    parts.limiter.take("sign_in_unknown:" + key, {settings.max_failures, settings.lock_ms});
  }
  parts.limiter.take("sign_in:" + peer, settings.address_failures);
  throw wrong();
}

bool is_locked_unknown(const HandlerParts& parts, const std::string& key) {
  const Settings& settings = parts.identity.settings();
  try {
    parts.limiter.require_left("sign_in_unknown:" + key, {settings.max_failures, settings.lock_ms});
    return false;
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

v1::Person to_message(const HandlerParts& parts, db::Transaction& tx, const Person& person) {
  v1::Person message;
  message.set_user_id(person.user_id);
  message.set_account(person.account);
  message.set_name(person.name);
  message.set_avatar(person.avatar);
  message.set_must_change_password(person.must_change_password);
  for (const Role& role : parts.identity.roles_of(tx, person.user_id)) {
    v1::Membership& membership = *message.add_memberships();
    membership.set_class_id(role.class_id);
    membership.set_role(static_cast<access::v1::Role>(role.role));
    if (role.class_id != 0) {
      membership.set_class_name(parts.classes.name(tx, role.class_id));
    }
  }
  return message;
}

NewSession begin_session(const HandlerParts& parts, const rpc::Call& call, std::int64_t user_id) {
  const base::Millis now = parts.clock.now();
  NewSession session{.token = security::random_token(), .row = {}};
  session.row = {.session_id = parts.ids.next(),
                 .user_id = user_id,
                 .token_hash = security::token_hash(session.token),
                 .created_at = now,
                 .seen_at = now,
                 .ends_at = now + parts.identity.settings().life_ms,
                 .device = printable(call.device, 200),
                 .peer = printable(call.peer, 64)};
  return session;
}

void store_session(const Settings& settings, db::Transaction& tx, const NewSession& session) {
  for (const records::SessionRow& old : records::sessions(tx, session.row.user_id)) {
    if (old.ends_at <= tx.now() || old.seen_at + settings.idle_ms <= tx.now()) {
      records::delete_session(tx, session.row.user_id, old.session_id);
    }
  }
  records::insert_session(tx, session.row);
}

Task<v1::SignInResponse> sign_in(const HandlerParts& parts, rpc::Call& call,
                                 const v1::SignInRequest& request) {
  const Settings& settings = parts.identity.settings();
  parts.limiter.require_left("sign_in:" + call.peer, settings.address_failures);
  const std::string key = typed_key(request);
  auto query = [&](db::Transaction& tx) { return find_person(parts, tx, request); };
  const std::optional<records::PersonRow> person = co_await parts.database.read(query);

  const bool is_locked =
      person ? person->locked_until > parts.clock.now() : is_locked_unknown(parts, key);
  // Also hashed for a locked or unknown account, so that all refusals take the same time.
  const std::string hash = person && !is_locked ? person->password_hash : std::string();
  const bool is_right = co_await parts.passwords.verify(hash, request.password());
  if (is_locked) {
    parts.limiter.take("sign_in:" + call.peer, settings.address_failures);
    throw locked(settings);
  }
  if (!person || !is_right) {
    co_await refuse(parts, call.peer, key, person);
  }

  const NewSession session = begin_session(parts, call, person->user_id);
  auto unit = [&](db::Transaction& tx) { return admit(parts, tx, *person, session); };
  v1::SignInResponse response = co_await parts.database.write(0, unit);
  call.response_headers.emplace_back("Set-Cookie", session_cookie(session.token, call.secure));
  if (request.want_token()) {
    response.set_token(session.token);
  }
  co_return response;
}

}  // namespace kaibo::identity
