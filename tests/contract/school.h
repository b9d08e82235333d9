#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/async/pool.h"
#include "common/async/runtime.h"
#include "common/base/ids.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/journal/hub.h"
#include "common/journal/journal.h"
#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "common/security/password.h"
#include "common/security/secrets.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "services/classroom/classroom.h"
#include "services/classroom/handlers.h"
#include "services/identity/handlers.h"
#include "services/identity/identity.h"
#include "services/identity/sessions.h"
#include "tests/support/databases.h"

namespace kaibo::contract {

/// A school without network: database, identity and classroom, called through the dispatcher as a
/// client would, on a clock that the test moves.
class SchoolTest : public DatabaseTest {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Calls an RPC, signed in by the token if there is one. Throws what the server refuses with.
  template <typename Response, typename Request>
  Response call(std::string_view method, const Request& request, const std::string& token = {}) {
    Response response;
    response.ParseFromString(call_bytes(method, request.SerializeAsString(), token));
    return response;
  }

  /// Signs in and returns the token.
  std::string sign_in(const std::string& account, const std::string& password);
  /// A person with one role and the password "correct-horse".
  std::int64_t make_person(const std::string& account, const std::string& name,
                           const identity::Role& role);
  /// The same, signed in.
  std::string make_signed_in(const std::string& account, const std::string& name,
                             const identity::Role& role);
  std::int64_t make_class(const std::string& code);
  /// A stream's journal after a line of it, oldest first, 1,000 lines at most.
  std::vector<db::Entry> journal_of(std::int64_t stream, std::int64_t after_seq = 0);
  std::int64_t audit_lines(const std::string& action);
  /// Null when the token is of no use.
  std::shared_ptr<const rpc::Caller> find_caller(const std::string& token);

  base::ManualClock now_{1'900'000'000'000};
  base::IdSource ids_{now_, 1};
  async::Runtime runtime_{1};
  journal::Hub hub_{runtime_};
  journal::Writer writer_{
      [this](std::vector<db::Entry> entries) { hub_.publish(std::move(entries)); }};
  test::TempFolder school_folder_;
  std::unique_ptr<db::Database> db_;
  identity::Settings settings_;
  security::Sealer sealer_ = security::Sealer::open(school_folder_.path() / "key");
  /// Cheap, so that the tests are fast.
  security::Passwords passwords_{{.passes = 1, .memory_kib = 64}};
  security::RateLimiter limiter_{now_};
  classroom::Profiles profiles_;
  /// Of the classes that are made.
  std::string profile_ = "live-hunan-2021";
  files::Limits picture_limits_;
  std::unique_ptr<files::Store> files_;
  async::Pool picture_pool_{"pictures", 1, 16};
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<identity::Sessions> sessions_;
  std::unique_ptr<classroom::Classroom> classroom_;
  std::unique_ptr<rpc::Dispatcher> dispatcher_;
  /// Of the thread's last call.
  static inline thread_local std::vector<std::pair<std::string, std::string>> response_headers_;
  std::string peer_ = "10.0.0.3";
  bool secure_ = false;

 private:
  std::string call_bytes(std::string_view method, const std::string& request,
                         const std::string& token);
};

}  // namespace kaibo::contract
