#include "services/kaibo/upkeep.h"

#include <gtest/gtest.h>

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
    upkeep_ = std::make_unique<Upkeep>(*agenda_, ids_, 24 * hour);
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

  std::unique_ptr<Upkeep> upkeep_;
};
KAIBO_ON_EVERY_DATABASE(UpkeepContract);

TEST_P(UpkeepContract, AnswersAreForgottenOnceTheyAreOldAndItGoesOnByItself) {
  db_->write_now(class_id_, [](db::Transaction& tx) { rpc::remember_answer(tx, key(), "answer"); });
  EXPECT_EQ(fire_timers(), 1);
  EXPECT_TRUE(remembered());
  EXPECT_EQ(fire_timers(), 0) << "it comes again only after its pause";
  now_.advance(25 * hour);
  begin();
  EXPECT_EQ(fire_timers(), 1) << "a second start sets no second timer";
  EXPECT_FALSE(remembered());
  now_.advance(hour);
  EXPECT_EQ(fire_timers(), 1);
}

}  // namespace
}  // namespace kaibo
