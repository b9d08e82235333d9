#include "tests/contract/school.h"

#include "generated/embedded/classroom_schema.h"
#include "generated/embedded/files_schema.h"
#include "generated/embedded/identity_schema.h"
#include "generated/embedded/journal_schema.h"
#include "generated/embedded/observe_schema.h"
#include "generated/embedded/rpc_schema.h"

namespace kaibo::contract {

void SchoolTest::SetUp() {
  DatabaseTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  db_ = db::Database::open(options_, now_, &writer_);
  db_->migrate("journal", embedded::journal_schema);
  db_->migrate("observe", embedded::observe_schema);
  db_->migrate("files", embedded::files_schema);
  db_->migrate("rpc", embedded::rpc_schema);
  db_->migrate("identity", embedded::identity_schema);
  db_->migrate("classroom", embedded::classroom_schema);
  files_ = std::make_unique<files::Store>(files::in_folder(school_folder_.path() / "files"),
                                          picture_limits_);
  identity_ = std::make_unique<identity::Identity>(settings_, sealer_, ids_);
  sessions_ = std::make_unique<identity::Sessions>(settings_, *db_, now_, hub_);
  classroom_ = std::make_unique<classroom::Classroom>(profiles_, *identity_, ids_);
  dispatcher_ = std::make_unique<rpc::Dispatcher>(*db_, now_);
  const identity::ClassDirectory classes{
      .find_code = [this](db::Transaction& tx,
                          std::string_view code) -> std::optional<std::int64_t> {
        const auto found = classroom_->find_code(tx, code);
        return found ? std::optional(found->class_id) : std::nullopt;
      },
      .name =
          [this](db::Transaction& tx, std::int64_t class_id) {
            const auto found = classroom_->find(tx, class_id);
            return found ? found->name : std::string();
          }};
  identity::register_handlers(*dispatcher_, {.identity = *identity_,
                                             .sessions = *sessions_,
                                             .database = *db_,
                                             .passwords = passwords_,
                                             .limiter = limiter_,
                                             .ids = ids_,
                                             .clock = now_,
                                             .classes = classes,
                                             .version = "1.2.3",
                                             .demo_accounts = {}});
  classroom::register_handlers(*dispatcher_, {.classroom = *classroom_,
                                              .identity = *identity_,
                                              .sessions = *sessions_,
                                              .database = *db_,
                                              .passwords = passwords_,
                                              .sealer = sealer_,
                                              .files = *files_,
                                              .picture_pool = picture_pool_,
                                              .limiter = limiter_,
                                              .ids = ids_});
  db_->write_now(classroom::school_stream,
                 [this](db::Transaction& tx) { classroom_->ensure_school(tx); });
  runtime_.start();
}

void SchoolTest::TearDown() {
  if (db_) db_->stop();
  runtime_.stop();
}

std::string SchoolTest::call_bytes(std::string_view method, const std::string& request,
                                   const std::string& token) {
  const rpc::Method* found = dispatcher_->find(method);
  if (found == nullptr) throw std::logic_error("no method " + std::string(method));
  rpc::Call call;
  call.caller = find_caller(token);
  call.peer = peer_;
  call.device = "Firefox on a test";
  call.secure = secure_;
  call.token = token;
  std::string response;
  async::run_blocking([&]() -> Task<void> {
    response = co_await dispatcher_->call(call, *found, request, rpc::Format::binary);
  });
  response_headers_ = call.response_headers;
  return response;
}

std::shared_ptr<const rpc::Caller> SchoolTest::find_caller(const std::string& token) {
  std::shared_ptr<const rpc::Caller> caller;
  async::run_blocking([&]() -> Task<void> { caller = co_await sessions_->find(token); });
  return caller;
}

std::string SchoolTest::sign_in(const std::string& account, const std::string& password) {
  identity::v1::SignInRequest request;
  request.set_account(account);
  request.set_password(password);
  request.set_want_token(true);
  return call<identity::v1::SignInResponse>("kaibo.identity.v1.IdentityService/SignIn", request)
      .token();
}

std::int64_t SchoolTest::make_person(const std::string& account, const std::string& name,
                                     const identity::Role& role) {
  const std::string hash = passwords_.hash_now("correct-horse");
  return db_->write_now(0, [&](db::Transaction& tx) {
    const std::int64_t user_id =
        identity_->create_person(tx, {.account = account, .name = name, .password_hash = hash});
    identity_->grant(tx, user_id, role, 0);
    return user_id;
  });
}

std::string SchoolTest::make_signed_in(const std::string& account, const std::string& name,
                                       const identity::Role& role) {
  make_person(account, name, role);
  return sign_in(account, "correct-horse");
}

std::int64_t SchoolTest::make_class(const std::string& code) {
  return db_->write_now(classroom::school_stream, [&](db::Transaction& tx) {
    return classroom_->create_class(tx, {.code = code, .name = "直播一班", .profile = profile_}, 0)
        .class_id;
  });
}

std::vector<db::Entry> SchoolTest::journal_of(std::int64_t stream, std::int64_t after_seq) {
  return db_->read_now([stream, after_seq](db::Transaction& tx) {
    return journal::read_since(
        tx, {.stream = stream, .after_seq = after_seq, .topic = {}, .limit = 1000});
  });
}

std::int64_t SchoolTest::audit_lines(const std::string& action) {
  return db_->read_now([&action](db::Transaction& tx) {
    return tx.query("SELECT COUNT(*) FROM observe_audit WHERE action = ?", action)
        .front()
        .integer(0);
  });
}

}  // namespace kaibo::contract
