// Ten live rooms at once, and a server that is killed in the midst of them: row LIVE-1 of the fault
// catalogue.

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <vector>

#include "kaibo/live/v1/live.pb.h"
#include "tests/fault/crowd.h"
#include "tests/fault/row.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

class TenRooms : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kaibo_ = std::make_unique<Kaibo>(on_sqlite() ? std::string() : options_.url);
    const auto classes = kaibo_->provision(10);
    kaibo_->start();
    for (const PracticeClass& one : classes) {
      crowds_.push_back(std::make_unique<Crowd>(one, kaibo_->port()));
      crowds_.back()->set_pace(std::chrono::milliseconds(20));
    }
  }

  void kill_under_load(int after) {
    for (const auto& crowd : crowds_) crowd->start({kaibo_->port()});
    EXPECT_TRUE(crowds_.back()->wait_for(after));
    kaibo_->kill();
    for (const auto& crowd : crowds_) crowd->stop();
    const Ended check = kaibo_->run("check");
    EXPECT_EQ(check.code, 0) << check.output;
    kaibo_->start();
  }

  /// As the host's page shows it after a restart.
  live::v1::RoomState state_of(const Crowd& crowd) const {
    Caller host(kaibo_->port(), crowd.practice_class().trainees.front().token);
    live::v1::GetRoomRequest request;
    request.set_class_id(crowd.practice_class().class_id);
    request.set_room_id(crowd.stall().room_id);
    return host.ask<live::v1::GetRoomResponse>("kaibo.live.v1.LiveService/GetRoom", request)
        .room()
        .state();
  }

  std::unique_ptr<Kaibo> kaibo_;
  std::vector<std::unique_ptr<Crowd>> crowds_;
};

TEST_P(TenRooms, GoOnAfterACrashWithEverythingThatWasAcknowledged) {
  std::mt19937 chance(20261126);  // NOLINT(bugprone-random-generator-seed)
  const int kills = rounds(2, 20);
  for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
    SCOPED_TRACE("kill " + std::to_string(kill));
    kill_under_load(20 + static_cast<int>(chance() % 60));
    for (const auto& crowd : crowds_) {
      EXPECT_EQ(state_of(*crowd), live::v1::ROOM_STATE_LIVE);
      crowd->verify(kaibo_->port());
    }
  }
  std::size_t orders = 0;
  std::size_t comments = 0;
  std::int64_t likes = 0;
  for (const auto& crowd : crowds_) {
    orders += crowd->orders();
    comments += crowd->comments();
    likes += crowd->likes();
  }
  EXPECT_GT(likes, 0);
  figure(
      "{}: {} kills during ten live rooms; acknowledged {} orders, {} comments, {} likes, lost {}",
      on_sqlite() ? "SQLite" : "MariaDB", kills, orders, comments, likes,
      HasFailure() ? "SOME" : "0");
}

KAIBO_ON_EVERY_DATABASE(TenRooms);

}  // namespace
}  // namespace kaibo::test
