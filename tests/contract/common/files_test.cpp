#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/files/store.h"
#include "generated/embedded/files_schema.h"
#include "tests/support/databases.h"
#include "tests/support/refusal.h"

namespace kaibo::contract {
namespace {

class Pictures : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db_ = open();
    db_->migrate("files", embedded::files_schema);
    limits_.quota_files = 2;
    limits_.quota_bytes = 1000;
  }

  void claim(std::int64_t user_id, char id, std::int64_t bytes) {
    db_->write_now(0, [&](db::Transaction& tx) {
      files::claim(tx, limits_, user_id, {std::string(64, id), 100, 100, bytes});
    });
  }
  bool holds(std::int64_t user_id, char id) {
    return db_->read_now(
        [&](db::Transaction& tx) { return files::holds(tx, user_id, std::string(64, id)); });
  }
  base::Code refusal(std::int64_t user_id, char id, std::int64_t bytes) {
    return test::refusal_of([&] { claim(user_id, id, bytes); }).code();
  }

  files::Limits limits_;
  std::unique_ptr<db::Database> db_;
};

TEST_P(Pictures, AreHeldByWhoeverClaimedThem) {
  claim(7, 'a', 400);
  claim(8, 'a', 400);
  EXPECT_TRUE(holds(7, 'a'));
  EXPECT_TRUE(holds(8, 'a'));
  EXPECT_FALSE(holds(9, 'a'));
  EXPECT_FALSE(holds(7, 'b'));
}

TEST_P(Pictures, CountOnceAgainstTheQuota) {
  claim(7, 'a', 600);
  claim(7, 'a', 600);
  claim(7, 'b', 400);
  EXPECT_TRUE(holds(7, 'b'));
}

TEST_P(Pictures, AreRefusedBeyondTheQuotaOfBytesOrFiles) {
  claim(7, 'a', 600);
  EXPECT_EQ(refusal(7, 'b', 401), base::Code::resource_exhausted);
  EXPECT_FALSE(holds(7, 'b'));
  claim(7, 'b', 1);
  EXPECT_EQ(refusal(7, 'c', 1), base::Code::resource_exhausted);
  // Another person's quota is another's.
  claim(8, 'c', 600);
}

KAIBO_ON_EVERY_DATABASE(Pictures);

}  // namespace
}  // namespace kaibo::contract
