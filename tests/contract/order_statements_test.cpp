#include <gtest/gtest.h>

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "tests/contract/trade.h"
#include "tests/support/submitter.h"

namespace kaibo::mall {
namespace {

using event::v1::Event;

/// On a database server each statement is a way there and back: these are what an order costs.
class OrderStatements : public contract::TradeTest {
 protected:
  static constexpr std::int64_t together = 64;
  /// Of a batch of orders: its beginning, its end, what its orders ask alike and store together.
  static constexpr std::int64_t of_batch = 56;

  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    other_ = trainee("李小梅");
    product_ = list_product(seller_, 100, 10'000);
    buyers_ = std::make_unique<contract::Submitter>(*db_);
  }

  void TearDown() override {
    buyers_.reset();
    TradeTest::TearDown();
  }

  /// Statements that it takes when both buyers order, and pay at once, in one batch.
  std::int64_t statements_of_a_batch() {
    const std::int64_t before = statements();
    buyers_->close_gate(class_id_);
    std::vector<std::future<void>> answers;
    for (std::int64_t i = 0; i < together; ++i) {
      const std::int64_t buyer_id = (i % 2 == 0 ? buyer_ : other_).user_id;
      const v1::PlaceOrderRequest wish = order_for(product_, 1);
      answers.push_back(buyers_->submit(class_id_, [this, buyer_id, wish](db::Transaction& tx) {
        mall_->orders.place(tx, {.class_id = class_id_,
                                 .buyer_id = buyer_id,
                                 .lines = wish.lines(),
                                 .address = wish.address(),
                                 .pay_now = true,
                                 .expected_amount_fen = wish.expected_amount_fen(),
                                 .live_prices_fen = {}});
      }));
    }
    EXPECT_TRUE(buyers_->queued(together));
    buyers_->open_gate();
    for (auto& answer : answers) EXPECT_NO_THROW(answer.get());
    return statements() - before;
  }

  std::int64_t statements() {
    return db_->read_now([](db::Transaction& tx) {
      return std::stoll(tx.query("SELECT variable_value FROM information_schema.global_status "
                                 "WHERE variable_name = 'QUESTIONS'")
                            .front()
                            .text(0));
    });
  }

  Trainee other_;
  v1::Product product_;
  std::unique_ptr<contract::Submitter> buyers_;
};
INSTANTIATE_TEST_SUITE_P(OnAServer, OrderStatements, testing::Values(contract::Engine::mysql),
                         contract::engine_name);

TEST_P(OrderStatements, AnOrderReadsItsProductAndTakesTheStock) {
  // Wallets are opened, statements prepared, and both are known to buy there again and again.
  statements_of_a_batch();
  EXPECT_LE(statements_of_a_batch(), of_batch);
  // Who sells, too, might buy in a ring: their orders are counted there and back.
  open_shop(buyer_, "建国杂货");
  open_shop(other_, "小梅鲜花");
  EXPECT_LE(statements_of_a_batch(), 5 * together + of_batch);

  const v1::Product left = product_now(buyer_, product_.product_id());
  EXPECT_EQ(left.stock(), product_.stock() - 3 * together);
  EXPECT_EQ(events(Event::kStockChanged).back().stock_changed().stock(), left.stock());
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
