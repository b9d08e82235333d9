#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/db/database.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "tests/support/databases.h"
#include "tests/support/pictures.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"
#include "tests/support/redis_server.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;

/// Looks often and loses patience soon.
const std::string quick_probes =
    "[health]\ninterval_ms = 100\npatience_ms = 500\n[database]\nstuck_ms = 1000\n";

Answer ready_answer(const Kaibo& kaibo) {
  return RawClient(kaibo.port()).ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/// The truth table of /readyz (common/observe/README.md), each fault made for real.
class Readiness : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kaibo_ = std::make_unique<Kaibo>(on_sqlite() ? std::string() : options_.url);
  }

  void start(const std::string& toml) {
    kaibo_->configure(toml);
    kaibo_->start();
  }

  /// The database of the program, as another program would open it.
  std::unique_ptr<db::Database> open_beside() {
    if (on_sqlite()) {
      options_.url = "sqlite:" + (kaibo_->folder() / "data" / "kaibo.db").string();
    }
    return open();
  }

  Answer ask() const { return ready_answer(*kaibo_); }

  bool comes_to(int status, std::string_view words) {
    const bool came = wait_until([&] {
      const Answer answer = ask();
      return answer.status == status && answer.body.find(words) != std::string::npos;
    });
    if (!came) ADD_FAILURE() << "not " << words << " but " << ask().body;
    return came;
  }

  std::unique_ptr<Kaibo> kaibo_;
};

TEST_P(Readiness, ANodeThatServesIsReady) {
  start(quick_probes);
  EXPECT_EQ(ask().status, 200);
  EXPECT_EQ(ask().body, "ready\n");
}

TEST_P(Readiness, ADatabaseThatDoesNotAnswerMakesItUnready) {
  start(quick_probes);
  const auto beside = open_beside();
  std::atomic<bool> hold{true};
  // Another program keeps what the node wants to write.
  std::jthread holder([&] {
    beside->write_now(0, [&](db::Transaction& tx) {
      tx.execute("UPDATE db_health SET at = at + 1 WHERE id = 1");
      wait_until([&] { return !hold; });
    });
  });
  comes_to(503, "the database cannot commit");
  if (on_sqlite()) comes_to(503, "no lane of the database answers");
  hold = false;
  holder.join();
  comes_to(200, "ready\n");
  beside->stop();
}

TEST_P(Readiness, ASchemaThatAnotherProgramHasChangedDegradesIt) {
  start(quick_probes);
  const auto beside = open_beside();
  beside->write_now(0, [](db::Transaction& tx) {
    tx.execute(
        "INSERT INTO db_migration (part, name, hash, done, applied_at) VALUES (?, ?, ?, ?, ?)",
        "mall", "999_later.sql", "0123456789abcdef", 1, 1);
  });
  comes_to(200, "degraded: another program has changed the schema, update this one\n");
  beside->write_now(0, [](db::Transaction& tx) {
    tx.execute("DELETE FROM db_migration WHERE hash = ?", "0123456789abcdef");
  });
  comes_to(200, "ready\n");
  beside->stop();
}

TEST_P(Readiness, LittleSpaceOnTheDiskDegradesIt) {
  start("[health]\nmin_free_mb = 1000000000\n");
  EXPECT_EQ(ask().status, 200);
  EXPECT_EQ(ask().body, "degraded: little space is left in the data folder\n");
}

KAIBO_ON_EVERY_DATABASE(Readiness);

TEST(ReadinessUnderPictures, ANodeThatHasMorePicturesThanItCanTakeIsReady) {
  Kaibo kaibo;
  const PracticeClass practice = kaibo.provision(1).front();
  kaibo.configure(quick_probes);
  kaibo.start();
  classroom::v1::UploadPictureRequest request;
  request.set_class_id(practice.class_id);
  request.set_content(make_picture({.width = 600, .height = 600, .comment = {}}));

  std::atomic<bool> over{false};
  std::atomic<int> refused{0};
  std::vector<std::jthread> tabs;
  for (int tab = 0; tab < 3; ++tab) {
    for (const auto& trainee : practice.trainees) {
      tabs.emplace_back(
          [&, wish = request, caller = Caller(kaibo.port(), trainee.token)]() mutable {
            while (!over) {
              wish.set_request_id(new_request_id());
              const Outcome outcome = caller.call(
                  "kaibo.classroom.v1.ClassroomService/UploadPicture", wish.SerializeAsString());
              if (outcome.code == "resource_exhausted") ++refused;
            }
          });
    }
  }
  EXPECT_TRUE(wait_until([&] { return refused > 100; }));
  // As many looks as there are tenths of a second.
  const bool was_unready =
      wait_until([&] { return ready_answer(kaibo).status != 200; }, std::chrono::seconds(2));
  EXPECT_FALSE(was_unready) << ready_answer(kaibo).body;
  over = true;
}

class ReadinessOfANodeAmongOthers : public Readiness {
 protected:
  void SetUp() override {
    if (!RedisServer::installed()) {
      if (std::getenv("CI") != nullptr) FAIL() << "redis-server is not installed";
      GTEST_SKIP() << "redis-server is not installed";
    }
    Readiness::SetUp();
  }
};

TEST_P(ReadinessOfANodeAmongOthers, IsDegradedWhileRedisIsAway) {
  RedisServer redis;
  start(quick_probes + "[cluster]\nredis = \"" + redis.url() + "\"\n");
  comes_to(200, "ready\n");
  redis.kill();
  comes_to(200, "degraded: Redis is away\n");
  redis.start();
  comes_to(200, "ready\n");
}

INSTANTIATE_TEST_SUITE_P(OnMariaDb, ReadinessOfANodeAmongOthers,
                         ::testing::Values(contract::Engine::mysql), contract::engine_name);

}  // namespace
}  // namespace kaibo::test
