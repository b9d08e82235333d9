#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/journal/hub.h"
#include "common/journal/journal.h"
#include "common/net/server.h"
#include "common/observe/metrics.h"
#include "common/rpc/dispatcher.h"
#include "tests/support/fake_authenticator.h"
#include "tests/support/folder.h"
#include "tests/support/program.h"

namespace kaibo::test {

constexpr std::int64_t class_id = 11;
constexpr std::string_view trainee_token = "trainee";
constexpr std::int64_t trainee_id = 7;
constexpr std::string_view get_good = "kaibo.supply.v1.SupplyService/GetGood";
constexpr std::string_view pay_order = "kaibo.mall.v1.MallService/PayOrder";
constexpr std::string_view sign_in = "kaibo.identity.v1.IdentityService/SignIn";
constexpr std::string_view upload = "kaibo.classroom.v1.ClassroomService/UploadPicture";

/// The whole way of a request on a free loopback port: real server, dispatcher, database,
/// journal and hub, with a few handlers of the tests' own behind the real contract:
/// - GetGood echoes the id; good 13 is unknown, good 500 breaks; good 99 waits for `release`;
/// - PostComment appends the comment to the class's journal (topic "room:<id>");
/// - SignIn sets a cookie; UploadPicture tells how many bytes came.
class NetServer {
 public:
  /// `port` 0: a free one.
  explicit NetServer(net::Options options = {}, std::uint16_t port = 0);
  ~NetServer();
  NetServer(const NetServer&) = delete;
  NetServer& operator=(const NetServer&) = delete;

  std::uint16_t port() const { return server_->port(); }
  /// Appends so many comments with texts "0", "1", … to the journal, in units of `unit`.
  void post_comments(int count, int unit, std::size_t text_bytes = 0);
  /// Open connections, as /metrics tells.
  int connections() const;
  void announce_stop() { server_->announce_stop(); }
  bool stop(base::Millis patience) { return server_->stop(patience); }

  TempFolder folder;
  base::SystemClock clock;
  async::Runtime runtime{2};
  journal::Hub hub{runtime};
  journal::Writer writer{[this](std::vector<db::Entry> e) { hub.publish(std::move(e)); }};
  std::unique_ptr<db::Database> database;
  std::unique_ptr<rpc::Dispatcher> dispatcher;
  FakeAuthenticator authenticator;
  std::unique_ptr<files::Store> files;
  observe::Metrics metrics;
  /// What /readyz knows.
  observe::Health health;
  /// Lets GetGood of good 99 go on.
  std::atomic<bool> release{false};
  /// GetGood of good 99 that have begun.
  std::atomic<int> held{0};
  /// Whether the last SignIn came over an encrypted connection, and from where.
  std::atomic<bool> saw_secure{false};
  std::string saw_peer;

 private:
  void add_handlers();

  std::unique_ptr<net::Server> server_;
};

}  // namespace kaibo::test
