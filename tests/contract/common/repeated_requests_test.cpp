#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/error.h"
#include "common/rpc/dispatcher.h"
#include "generated/embedded/rpc_schema.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/databases.h"
#include "tests/support/submitter.h"

namespace kaibo::rpc {
namespace {

namespace mall = kaibo::mall::v1;

constexpr std::int64_t class_id = 11;
constexpr std::string_view pay_order = "kaibo.mall.v1.MallService/PayOrder";
constexpr int calls = 50;

/// Many of the same call wait for one lane, so that they come into one batch.
class RepeatedRequestsContract : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = open();
    database_->migrate("rpc", embedded::rpc_schema);
    callers_ = std::make_unique<contract::Submitter>(*database_);
    dispatcher_ = std::make_unique<Dispatcher>(*database_, clock_);
    dispatcher_->write<mall::PayOrderRequest, mall::PayOrderResponse>(
        pay_order, [this](const Call&, db::Transaction& tx, const mall::PayOrderRequest& request) {
          return pay(tx, request.order_id());
        });
    runtime_.start();
  }
  void TearDown() override {
    if (database_) database_->stop();
    runtime_.stop();
  }

  /// An order is paid at its first time only; what tells is a row of the very table that is at
  /// hand.
  mall::PayOrderResponse pay(db::Transaction& tx, std::int64_t order_id) const {
    const bool is_paid =
        !tx.query("SELECT at FROM rpc_request WHERE user_id = 0 AND at = ?", order_id).empty();
    if (is_paid && refuses_twice_) {
      throw base::Error(base::Code::failed_precondition, {"已付款", "Paid already"});
    }
    tx.execute(
        "INSERT INTO rpc_request (user_id, request_id, method, content_hash, answer, at) "
        "SELECT 0, COUNT(*), '', '', '', ? FROM rpc_request",
        order_id);
    mall::PayOrderResponse response;
    response.mutable_order()->set_order_id(order_id);
    return response;
  }

  std::future<std::string> call(std::int64_t order_id, std::string request_id) {
    mall::PayOrderRequest request;
    request.set_class_id(class_id);
    request.set_request_id(std::move(request_id));
    request.set_order_id(order_id);
    auto promise = std::make_shared<std::promise<std::string>>();
    runtime_.spawn(0, [this, promise, content = request.SerializeAsString()]() -> Task<void> {
      Call call{.caller = std::make_shared<const Caller>(
                    Caller{.user_id = 7,
                           .session_id = 1,
                           .name = "",
                           .grants = {{class_id, access::v1::ROLE_TRAINEE}}})};
      try {
        promise->set_value(co_await dispatcher_->call(call, *dispatcher_->find(pay_order), content,
                                                      Format::binary));
      } catch (...) {
        promise->set_exception(std::current_exception());
      }
    });
    return promise->get_future();
  }

  std::int64_t payments() {
    return database_->read_now([](db::Transaction& tx) {
      return tx.query("SELECT COUNT(*) FROM rpc_request WHERE user_id = 0").front().integer(0);
    });
  }

  void expect_one_payment() {
    callers_->close_gate(class_id);
    std::vector<std::future<std::string>> same;
    for (int i = 0; i < calls; ++i) same.push_back(call(5, "11111111"));
    std::future<std::string> other = call(6, "22222222");
    ASSERT_TRUE(callers_->queued(calls + 1));
    callers_->open_gate();
    const std::string answer = other.get();
    EXPECT_NE(answer, "");
    const std::string first = same.front().get();
    for (int i = 1; i < calls; ++i) EXPECT_EQ(same[static_cast<std::size_t>(i)].get(), first);
    EXPECT_EQ(payments(), 2);
  }

  bool refuses_twice_ = false;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Dispatcher> dispatcher_;
  async::Runtime runtime_{1};
  std::unique_ptr<contract::Submitter> callers_;
};
KAIBO_ON_EVERY_DATABASE(RepeatedRequestsContract);

TEST_P(RepeatedRequestsContract, TheSameCallManyTimesAtOnceHasItsEffectOnce) {
  expect_one_payment();
}

TEST_P(RepeatedRequestsContract, TheSameCallAgainIsAnsweredAlsoWhereItWouldBeRefused) {
  refuses_twice_ = true;
  expect_one_payment();
}

}  // namespace
}  // namespace kaibo::rpc
