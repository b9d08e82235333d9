#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/databases.h"
#include "tests/support/raw_client.h"

namespace kaibo::test {

/// A person with an open session, made by `kaibo provision`.
struct Person {
  std::int64_t user_id = 0;
  std::string account;
  std::string name;
  std::string token;
};

struct PracticeClass {
  std::int64_t class_id = 0;
  std::string code;
  std::vector<Person> trainees;
  Person instructor;
};

/// How a command of the program ended, and what it printed.
struct Ended {
  int code = 0;
  std::string output;
};

/// The started program `kaibo` on a fresh folder: what a test does to it, an operator could do.
/// Not thread-safe; its port may be used by any thread.
class Kaibo {
 public:
  /// With an empty `database` the data is in SQLite in the folder; else a url of an empty MySQL
  /// database. Nothing runs yet.
  explicit Kaibo(std::string database = contract::fresh_database());
  /// How an installation differs from that.
  struct Setup {
    std::string database = {};
    /// "KAIBO_SERVER_NODE=2", for every command.
    std::vector<std::string> environment = {};
    /// Words of a program that runs each command, as strace does.
    std::vector<std::string> under = {};
    /// Where the folder is made; empty: where temporary files are.
    std::filesystem::path parent = {};
  };
  explicit Kaibo(Setup setup);
  /// Kills what runs and removes the folder.
  ~Kaibo();
  Kaibo(const Kaibo&) = delete;
  Kaibo& operator=(const Kaibo&) = delete;

  /// A configuration file for all commands from now on.
  void configure(std::string_view toml);
  /// From now on; empty: by itself.
  void run_under(std::vector<std::string> words) { setup_.under = std::move(words); }

  /// Runs a command of the program to its end, on this folder and database. The command may be of
  /// several words.
  Ended run(const std::string& command, const std::vector<std::string>& more = {});
  /// A command that needs neither.
  Ended run_plain(const std::string& command, const std::vector<std::string>& more);
  /// As run(), but killed after so long, and then without a result.
  std::optional<Ended> run_for(std::chrono::milliseconds time, const std::string& command,
                               const std::vector<std::string>& more = {});
  /// Throws std::runtime_error with the program's words when it refuses.
  std::vector<PracticeClass> provision(int classes);

  /// Starts serving and returns when it is ready. Throws std::runtime_error after 30 s.
  void start();
  /// As an operator stops it; returns its exit code.
  int stop();
  /// The two halves of that.
  void ask_to_stop() const;
  int wait_for_end();
  /// As a crash ends it: no handler runs, nothing is drained.
  void kill();

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  std::filesystem::path folder() const { return folder_; }
  bool on_sqlite() const { return setup_.database.empty(); }
  /// For what no command of the program does.
  std::string database_url() const;
  /// What the server has written to its log so far.
  std::string log() const;
  /// Answer to GET /readyz and the like.
  Answer get(std::string_view path) const;

 private:
  Ended finish(const std::string& command, const std::vector<std::string>& words);
  std::vector<std::string> command_line(const std::string& command,
                                        const std::vector<std::string>& more) const;
  void wait_until_ready(int output);

  Setup setup_;
  std::filesystem::path folder_;
  std::filesystem::path config_;
  pid_t pid_ = 0;
  std::uint16_t port_ = 0;
};

/// How a call ended.
struct Outcome {
  /// HTTP status; 0 when the connection broke, and nobody knows whether it happened.
  int status = 0;
  /// Connect code of the refusal; empty when there is none.
  std::string code;
  /// Chinese, as the person reads it.
  std::string message;
  /// Serialized response.
  std::string body;

  bool ok() const { return status == 200; }
};

/// One person's HTTP connection, kept open, speaking binary Connect. One thread at a time.
class Caller {
 public:
  /// Without a token: somebody who has not signed in.
  explicit Caller(std::uint16_t port, std::string token = {});

  /// Connects anew when the connection was broken before.
  Outcome call(std::string_view method, const std::string& request);

  /// The response of a call that must succeed; throws std::runtime_error when it does not.
  template <typename Response, typename Request>
  Response ask(std::string_view method, const Request& request) {
    Response response;
    response.ParseFromString(expect_ok(method, call(method, request.SerializeAsString())));
    return response;
  }

 private:
  static std::string expect_ok(std::string_view method, const Outcome& outcome);

  std::uint16_t port_;
  std::string token_;
  std::unique_ptr<RawClient> client_;
};

/// A new id for a request, never given before in this run.
std::string new_request_id();

/// A trainee's shop with one listed product.
struct Stall {
  mall::v1::Product product;
  /// A live room with the product on its shelf.
  std::int64_t room_id = 0;
};
/// As many as a product may have.
inline constexpr int largest_stock = 100'000;
Stall open_stall(Caller& seller, std::int64_t class_id, int stock);

inline constexpr std::string_view place_order = "kaibo.mall.v1.MallService/PlaceOrder";
inline constexpr std::string_view post_comment = "kaibo.live.v1.LiveService/PostComment";
/// Pays at once; with a new request id.
mall::v1::PlaceOrderRequest order_for(std::int64_t class_id, const mall::v1::Product& product);

}  // namespace kaibo::test
