#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <vector>

#include "tests/fault/crowd.h"
#include "tests/fault/integrity.h"
#include "tests/fault/row.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

using Seconds = std::chrono::duration<double>;

class Kill : public contract::DatabaseTest {
 protected:
  /// A fresh installation, so that what has to be looked through after each kill stays small.
  void begin_anew() {
    crowd_.reset();
    kaibo_ = std::make_unique<Kaibo>(on_sqlite() ? std::string() : options_.url);
    const PracticeClass practice = kaibo_->provision(1).front();
    kaibo_->start();
    crowd_ = std::make_unique<Crowd>(practice, kaibo_->port());
  }

  /// Lets everybody write, kills the server in the midst of it and starts it again.
  void kill_under_load(int after) {
    crowd_->start({kaibo_->port()});
    EXPECT_TRUE(crowd_->wait_for(after)) << crowd_->acknowledged();
    kaibo_->kill();
    crowd_->stop();
    if (on_sqlite()) EXPECT_EQ(integrity_of(kaibo_->folder() / "data" / "kaibo.db"), "ok");
    const Ended check = kaibo_->run("check");
    EXPECT_EQ(check.code, 0) << check.output;
    const auto begin = std::chrono::steady_clock::now();
    kaibo_->start();
    starts_.emplace_back(std::chrono::steady_clock::now() - begin);
  }

  double start_p99() {
    std::ranges::sort(starts_);
    return starts_[(starts_.size() - 1) * 99 / 100].count();
  }

  std::unique_ptr<Kaibo> kaibo_;
  std::unique_ptr<Crowd> crowd_;
  std::vector<Seconds> starts_;
};

TEST_P(Kill, WhatWasAcknowledgedIsThereAfterACrash) {
  // Other moments each time, the same ones in every run.
  std::mt19937 chance(20260817);  // NOLINT(bugprone-random-generator-seed)
  constexpr int kills_of_an_installation = 50;
  const int kills = on_sqlite() ? rounds(14, 1'000) : rounds(6, 50);
  int acknowledged = 0;
  for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
    SCOPED_TRACE("kill " + std::to_string(kill));
    if (kill % kills_of_an_installation == 0) begin_anew();
    const int before = crowd_->acknowledged();
    kill_under_load(10 + static_cast<int>(chance() % 120));
    acknowledged += crowd_->acknowledged() - before;
    crowd_->verify(kaibo_->port());
  }
  EXPECT_GT(crowd_->orders(), 100U);
  EXPECT_GT(crowd_->marks(), 20U);
  EXPECT_LE(start_p99(), 5.0);
  figure("{}: {} kills, {} acknowledged, lost {}, start-up p99 {:.2f} s",
         on_sqlite() ? "SQLite" : "MariaDB", starts_.size(), acknowledged,
         HasFailure() ? "SOME" : "0", start_p99());
}

KAIBO_ON_EVERY_DATABASE(Kill);

}  // namespace
}  // namespace kaibo::test
