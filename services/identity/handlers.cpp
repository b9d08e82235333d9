#include "services/identity/handlers.h"

#include <memory>
#include <utility>

#include "common/base/error.h"
#include "common/observe/audit.h"
#include "common/security/secrets.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/identity/records.h"
#include "services/identity/sign_in.h"

namespace kaibo::identity {
namespace {

using base::Code;
using base::Error;
using rpc::Call;

Error signed_out() {
  return {Code::unauthenticated,
          {"您已退出登录，请重新登录。", "You have been signed out; please sign in again."}};
}

Error wrong_setup_token() {
  return {Code::permission_denied,
          {"初始化口令不对或已经用过。请使用服务器最近一次启动时打印的口令。",
           "The setup token is wrong or was used already. Take the one that the server printed at "
           "its last start."},
          "setup_token"};
}

/// The RPCs of the identity service. The dispatcher keeps it alive as long as it may be called.
class Handlers {
 public:
  explicit Handlers(HandlerParts parts) : parts_(std::move(parts)) {}

  v1::GetServerInfoResponse server_info(db::Transaction& tx);
  v1::GetMeResponse me(const Call& call, db::Transaction& tx);
  v1::ListSessionsResponse sessions(const Call& call, db::Transaction& tx);
  Task<v1::SignInResponse> sign_in(Call& call, const v1::SignInRequest& request);
  Task<v1::SignOutResponse> sign_out(Call& call, const v1::SignOutRequest& request);
  Task<v1::EndSessionResponse> end_session(Call& call, const v1::EndSessionRequest& request);
  Task<v1::ChangePasswordResponse> change_password(Call& call,
                                                   const v1::ChangePasswordRequest& request);
  Task<v1::ClaimAdministratorResponse> claim(Call& call,
                                             const v1::ClaimAdministratorRequest& request);

 private:
  std::vector<std::int64_t> replace_password(db::Transaction& tx, const rpc::Caller& caller,
                                             const std::string& before, const std::string& after);
  void check_setup_token(db::Transaction& tx, const std::string& token_hash);

  HandlerParts parts_;
};

v1::GetServerInfoResponse Handlers::server_info(db::Transaction& tx) {
  v1::GetServerInfoResponse response;
  response.set_version(parts_.version);
  response.set_server_time_ms(parts_.clock.now());
  response.set_setup_needed(parts_.identity.setup_needed(tx));
  if (parts_.demo_accounts) {
    for (v1::DemoAccount& account : parts_.demo_accounts()) {
      *response.add_demo_accounts() = std::move(account);
    }
  }
  return response;
}

v1::GetMeResponse Handlers::me(const Call& call, db::Transaction& tx) {
  const std::optional<Person> person = parts_.identity.find(tx, call.signed_in().user_id);
  if (!person) {
    throw signed_out();
  }
  v1::GetMeResponse response;
  *response.mutable_me() = to_message(parts_, tx, *person);
  return response;
}

v1::ListSessionsResponse Handlers::sessions(const Call& call, db::Transaction& tx) {
  const rpc::Caller& caller = call.signed_in();
  const Settings& settings = parts_.identity.settings();
  const base::Millis now = parts_.clock.now();
  v1::ListSessionsResponse response;
  for (const records::SessionRow& row : records::sessions(tx, caller.user_id)) {
    const bool present = row.session_id == caller.session_id;
    if (!present && (row.ends_at <= now || row.seen_at + settings.idle_ms <= now)) {
      continue;
    }
    v1::Session& session = *response.add_sessions();
    session.set_session_id(row.session_id);
    session.set_created_at(row.created_at);
    session.set_seen_at(row.seen_at);
    session.set_device(row.device);
    session.set_present(present);
  }
  return response;
}

Task<v1::SignInResponse> Handlers::sign_in(Call& call, const v1::SignInRequest& request) {
  return identity::sign_in(parts_, call, request);
}

Task<v1::SignOutResponse> Handlers::sign_out(Call& call, const v1::SignOutRequest&) {
  const std::int64_t user_id = call.signed_in().user_id;
  const std::int64_t session_id = call.signed_in().session_id;
  auto unit = [user_id, session_id](db::Transaction& tx) {
    records::delete_session(tx, user_id, session_id);
  };
  co_await parts_.database.write(0, unit);
  parts_.sessions.ended(user_id, {&session_id, 1}, signed_out());
  call.response_headers.emplace_back("Set-Cookie", session_cookie({}, call.secure));
  co_return v1::SignOutResponse();
}

Task<v1::EndSessionResponse> Handlers::end_session(Call& call,
                                                   const v1::EndSessionRequest& request) {
  const std::int64_t user_id = call.signed_in().user_id;
  const std::int64_t session_id = request.session_id();
  auto unit = [user_id, session_id](db::Transaction& tx) {
    return records::delete_session(tx, user_id, session_id);
  };
  const bool was_there = co_await parts_.database.write(0, unit);
  if (!was_there) {
    throw Error(Code::not_found,
                {"没有找到这个登录设备，它可能已经退出。",
                 "There is no such session of yours; it may have ended already."},
                "session_id");
  }
  parts_.sessions.ended(user_id, {&session_id, 1}, signed_out());
  co_return v1::EndSessionResponse();
}

std::vector<std::int64_t> Handlers::replace_password(db::Transaction& tx, const rpc::Caller& caller,
                                                     const std::string& before,
                                                     const std::string& after) {
  if (!records::change_password(tx, caller.user_id, before, after)) {
    throw Error(Code::aborted, {"密码刚刚被改过，请重新登录后再试。",
                                "The password was changed just now; sign in again and retry."});
  }
  observe::audit(tx, parts_.ids,
                 {.stream = 0,
                  .actor = caller.user_id,
                  .action = "identity.change_password",
                  .subject = caller.user_id,
                  .before = "",
                  .after = "",
                  .why = ""});
  return parts_.identity.end_sessions(tx, caller.user_id, caller.session_id);
}

Task<v1::ChangePasswordResponse> Handlers::change_password(
    Call& call, const v1::ChangePasswordRequest& request) {
  const std::shared_ptr<const rpc::Caller> caller = call.caller;
  const std::int64_t user_id = call.signed_in().user_id;
  parts_.limiter.take("change_password:" + std::to_string(user_id),
                      parts_.identity.settings().change_password_rate);
  auto query = [user_id](db::Transaction& tx) { return records::person(tx, user_id); };
  const std::optional<records::PersonRow> person = co_await parts_.database.read(query);
  if (!person) {
    throw signed_out();
  }
  parts_.identity.passwords().check(request.new_password(), person->account, "new_password");
  const bool is_right =
      co_await parts_.passwords.verify(person->password_hash, request.present_password());
  base::require(is_right, "present_password",
                {"现在的密码不对，请重新输入。", "The present password is wrong."});
  base::require(request.new_password() != request.present_password(), "new_password",
                {"新密码和现在的密码一样，请换一个。",
                 "The new password is the present one; please choose another."});
  const std::string hash = co_await parts_.passwords.hash(request.new_password());
  auto unit = [&](db::Transaction& tx) {
    return replace_password(tx, *caller, person->password_hash, hash);
  };
  const std::vector<std::int64_t> ended = co_await parts_.database.write(0, unit);
  parts_.sessions.ended(
      user_id, ended,
      {Code::unauthenticated,
       {"密码已在另一台设备上修改，请用新密码登录。",
        "The password was changed on another device; sign in with the new one."}});
  co_return v1::ChangePasswordResponse();
}

void Handlers::check_setup_token(db::Transaction& tx, const std::string& token_hash) {
  if (!parts_.identity.setup_needed(tx)) {
    throw Error(Code::failed_precondition,
                {"管理员已经设置好了，请直接登录。",
                 "The administrator has been set up already: please sign in."});
  }
  if (!records::is_setup_hash(tx, token_hash)) {
    throw wrong_setup_token();
  }
}

Task<v1::ClaimAdministratorResponse> Handlers::claim(Call& call,
                                                     const v1::ClaimAdministratorRequest& request) {
  parts_.limiter.take("claim:" + call.peer, parts_.identity.settings().address_failures);
  const std::string token_hash = security::token_hash(request.setup_token());
  auto query = [&](db::Transaction& tx) { check_setup_token(tx, token_hash); };
  co_await parts_.database.read(query);

  NewPerson person{.account = normal_account(request.account()),
                   .name = check_name(request.name(), "name"),
                   .password_hash = {}};
  check_account(person.account, "account");
  parts_.identity.passwords().check(request.password(), person.account, "password");
  person.password_hash = co_await parts_.passwords.hash(request.password());

  NewSession session = begin_session(parts_, call, 0);
  auto unit = [&](db::Transaction& tx) {
    check_setup_token(tx, token_hash);
    if (!records::take_setup_hash(tx, token_hash)) {
      throw wrong_setup_token();
    }
    const std::int64_t user_id = parts_.identity.create_person(tx, person);
    parts_.identity.grant(tx, user_id, {.class_id = 0, .role = access::v1::ROLE_ADMINISTRATOR}, 0);
    session.row.user_id = user_id;
    store_session(parts_.identity.settings(), tx, session);
    v1::ClaimAdministratorResponse response;
    *response.mutable_me() = to_message(parts_, tx, *parts_.identity.find(tx, user_id));
    return response;
  };
  v1::ClaimAdministratorResponse response = co_await parts_.database.write(0, unit);
  call.response_headers.emplace_back("Set-Cookie", session_cookie(session.token, call.secure));
  co_return response;
}

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, HandlerParts parts) {
  const std::string service = "kaibo.identity.v1.IdentityService/";
  const auto h = std::make_shared<Handlers>(std::move(parts));
  dispatcher.read<v1::GetServerInfoRequest, v1::GetServerInfoResponse>(
      service + "GetServerInfo",
      [h](const Call&, db::Transaction& tx, const auto&) { return h->server_info(tx); });
  dispatcher.read<v1::GetMeRequest, v1::GetMeResponse>(
      service + "GetMe",
      [h](const Call& call, db::Transaction& tx, const auto&) { return h->me(call, tx); });
  dispatcher.read<v1::ListSessionsRequest, v1::ListSessionsResponse>(
      service + "ListSessions",
      [h](const Call& call, db::Transaction& tx, const auto&) { return h->sessions(call, tx); });
  dispatcher.task<v1::SignInRequest, v1::SignInResponse>(
      service + "SignIn",
      [h](Call& call, const auto& request) { return h->sign_in(call, request); });
  dispatcher.task<v1::SignOutRequest, v1::SignOutResponse>(
      service + "SignOut",
      [h](Call& call, const auto& request) { return h->sign_out(call, request); });
  dispatcher.task<v1::EndSessionRequest, v1::EndSessionResponse>(
      service + "EndSession",
      [h](Call& call, const auto& request) { return h->end_session(call, request); });
  dispatcher.task<v1::ChangePasswordRequest, v1::ChangePasswordResponse>(
      service + "ChangePassword",
      [h](Call& call, const auto& request) { return h->change_password(call, request); });
  dispatcher.task<v1::ClaimAdministratorRequest, v1::ClaimAdministratorResponse>(
      service + "ClaimAdministrator",
      [h](Call& call, const auto& request) { return h->claim(call, request); });
}

}  // namespace kaibo::identity
