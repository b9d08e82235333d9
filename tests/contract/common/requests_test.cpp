#include "common/rpc/requests.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "common/base/error.h"
#include "generated/embedded/rpc_schema.h"
#include "tests/support/databases.h"
#include "tests/support/refusal.h"

namespace kaibo::rpc {
namespace {

constexpr std::int64_t lane = 11;

RequestKey key(std::string_view content = "content", std::int64_t user_id = 7) {
  return {.user_id = user_id, .request_id = "request-1", .method = "a/B", .content = content};
}

class RequestsContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = open();
    database_->migrate("rpc", embedded::rpc_schema);
  }

  std::optional<std::string> earlier(RequestKey asked) {
    return database_->read_now([asked](db::Transaction& tx) { return earlier_answer(tx, asked); });
  }
  void remember(RequestKey asked, std::string answer) {
    database_->write_now(
        lane, [asked, answer](db::Transaction& tx) { remember_answer(tx, asked, answer); });
  }

  std::unique_ptr<db::Database> database_;
};
KAIBO_ON_EVERY_DATABASE(RequestsContract);

TEST_P(RequestsContract, TheSameRequestGetsItsFirstAnswer) {
  EXPECT_EQ(earlier(key()), std::nullopt);
  const std::string answer("\0any\xff bytes'", 12);
  remember(key(), answer);
  EXPECT_EQ(earlier(key()), answer);
}

TEST_P(RequestsContract, AnEmptyAnswerIsAnAnswer) {
  remember(key(), "");
  EXPECT_EQ(earlier(key()), "");
}

TEST_P(RequestsContract, AnotherPersonsRequestOfTheSameIdIsNew) {
  remember(key(), "answer");
  EXPECT_EQ(earlier(key("content", 8)), std::nullopt);
}

TEST_P(RequestsContract, TheSameIdForAnotherContentOrMethodIsRefused) {
  remember(key(), "answer");
  EXPECT_EQ(test::refusal_of([this] { earlier(key("other")); }).code(),
            base::Code::invalid_argument);
  RequestKey other_method = key();
  other_method.method = "a/C";
  EXPECT_EQ(test::refusal_of([&] { earlier(other_method); }).field(), "request_id");
}

TEST_P(RequestsContract, WhatWasRolledBackWasNotAnswered) {
  const auto fail = [this] {
    database_->write_now(lane, [](db::Transaction& tx) {
      remember_answer(tx, key(), "answer");
      throw std::runtime_error("after the effect");
    });
  };
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_EQ(earlier(key()), std::nullopt);
}

TEST_P(RequestsContract, AnAnswerIsKeptOnce) {
  remember(key(), "answer");
  EXPECT_THROW(remember(key(), "second"), db::DuplicateKey);
  EXPECT_EQ(earlier(key()), "answer");
}

TEST_P(RequestsContract, OldAnswersAreForgottenOldestFirstAndNoMoreThanAsked) {
  for (const std::int64_t user_id : {1, 2, 3}) remember(key("content", user_id), "answer");
  const auto forget = [this](base::Millis at, std::size_t limit) {
    return database_->write_now(
        lane, [at, limit](db::Transaction& tx) { return forget_before(tx, at, limit); });
  };
  EXPECT_EQ(forget(clock_.now() - 3'600'000, 100), 0U);
  EXPECT_EQ(forget(clock_.now() + 3'600'000, 2), 2U);
  EXPECT_EQ(forget(clock_.now() + 3'600'000, 2), 1U);
  EXPECT_EQ(earlier(key("content", 3)), std::nullopt);
}

}  // namespace
}  // namespace kaibo::rpc
