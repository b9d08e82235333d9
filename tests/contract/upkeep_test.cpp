#include "services/kaibo/upkeep.h"

#include <gtest/gtest.h>

#include "common/observe/audit.h"
#include "common/rpc/requests.h"
#include "tests/contract/practice.h"

namespace kaibo {
namespace {

constexpr base::Millis hour = 3'600'000;

class UpkeepContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    upkeep_ = std::make_unique<Upkeep>(
        *agenda_, ids_, Upkeep::Kept{.requests_ms = 24 * hour, .logs_ms = 183 * 24 * hour});
    begin();
  }

  void begin() {
    db_->write_now(classroom::school_stream, [this](db::Transaction& tx) { upkeep_->begin(tx); });
  }
  static rpc::RequestKey key() {
    return {.user_id = 7, .request_id = "12345678", .method = "a/B", .content = "content"};
  }
  bool remembered() {
    return db_->read_now(
        [](db::Transaction& tx) { return rpc::earlier_answer(tx, key()).has_value(); });
  }

  void log_lines(int count) {
    db_->write_now(class_id_, [&](db::Transaction& tx) {
      for (int i = 0; i < count; ++i) {
        observe::audit(tx, ids_, {.stream = class_id_, .action = "test.line"});
      }
    });
  }

  int all_lines() {
    return db_->read_now([](db::Transaction& tx) {
      return static_cast<int>(tx.query("SELECT COUNT(*) FROM observe_audit").front().integer(0));
    });
  }

  std::unique_ptr<Upkeep> upkeep_;
};
KAIBO_ON_EVERY_DATABASE(UpkeepContract);

TEST_P(UpkeepContract, AnswersAreForgottenOnceTheyAreOldAndItGoesOnByItself) {
  db_->write_now(class_id_, [](db::Transaction& tx) { rpc::remember_answer(tx, key(), "answer"); });
  EXPECT_EQ(fire_timers(), 2);
  EXPECT_TRUE(remembered());
  EXPECT_EQ(fire_timers(), 0) << "it comes again only after its pause";
  now_.advance(25 * hour);
  begin();
  EXPECT_EQ(fire_timers(), 2) << "a second start sets no second timer";
  EXPECT_FALSE(remembered());
  now_.advance(hour);
  EXPECT_EQ(fire_timers(), 2);
}

TEST_P(UpkeepContract, TheAuditTrailLosesWhatIsOlderThanItsTimeAndNothingElse) {
  log_lines(1'003 - all_lines());
  now_.advance(1);
  log_lines(7);
  now_.advance(183 * 24 * hour - 1);
  log_lines(1);
  fire_timers();
  EXPECT_EQ(all_lines(), 1'011) << "to the millisecond as old as it may be";
  now_.advance(1);
  begin();
  EXPECT_EQ(fire_timers(), 2);
  EXPECT_EQ(all_lines(), 511) << "in steps, so that nobody waits long";
  EXPECT_EQ(fire_timers(), 1);
  EXPECT_EQ(all_lines(), 11);
  EXPECT_EQ(fire_timers(), 1) << "a full step is followed by another";
  EXPECT_EQ(all_lines(), 8);
  EXPECT_EQ(fire_timers(), 0);
}

}  // namespace
}  // namespace kaibo
