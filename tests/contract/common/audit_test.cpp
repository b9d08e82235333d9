#include "common/observe/audit.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "generated/embedded/observe_schema.h"
#include "tests/support/databases.h"

namespace kaibo::observe {
namespace {

class AuditContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = open();
    database_->migrate("observe", embedded::observe_schema);
  }

  db::Rows lines() {
    return database_->read_now([](db::Transaction& tx) {
      return tx.query(
          "SELECT stream, actor, action, subject, before_text, after_text, why, at "
          "FROM observe_audit ORDER BY audit_id");
    });
  }

  std::unique_ptr<db::Database> database_;
  base::IdSource ids_{clock_, 1};
};
KAIBO_ON_EVERY_DATABASE(AuditContract);

TEST_P(AuditContract, ALineSaysWhoDidWhatToWhomAndWhy) {
  database_->write_now(11, [this](db::Transaction& tx) {
    audit(tx, ids_,
          {.stream = 11,
           .actor = 7,
           .action = "assessment.mark",
           .subject = 9,
           .before = "8.5",
           .after = "9",
           .why = "补交了视频 🎉"});
    audit(tx, ids_, {.stream = 11, .actor = 7, .action = "classroom.reveal_id_card"});
  });
  const db::Rows all = lines();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].integer(0), 11);
  EXPECT_EQ(all[0].integer(1), 7);
  EXPECT_EQ(all[0].text(2), "assessment.mark");
  EXPECT_EQ(all[0].integer(3), 9);
  EXPECT_EQ(all[0].text(4), "8.5");
  EXPECT_EQ(all[0].text(5), "9");
  EXPECT_EQ(all[0].text(6), "补交了视频 🎉");
  EXPECT_LT(std::abs(all[0].integer(7) - clock_.now()), 60'000);
  EXPECT_EQ(all[1].text(2), "classroom.reveal_id_card");
}

TEST_P(AuditContract, WhatDidNotHappenLeavesNoLine) {
  const auto fail = [this] {
    database_->write_now(11, [this](db::Transaction& tx) {
      audit(tx, ids_, {.stream = 11, .actor = 7, .action = "assessment.mark"});
      throw std::runtime_error("refused");
    });
  };
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_TRUE(lines().empty());
}

}  // namespace
}  // namespace kaibo::observe
