#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <ranges>
#include <vector>

#include "services/identity/simulated.h"
#include "services/supply/orders/rules.h"
#include "tests/contract/supplied.h"

/// A random walk through orders, captures, cancellations, returns, price changes and time, beside a
/// model that knows nothing of tables: each step must be taken or refused as the model says, and
/// states, stock and money must be the model's all along.
namespace kaibo::supply {
namespace {

constexpr int steps_between_looks = 200;
constexpr std::int64_t freight = 200;

/// What can be bought: a product without specifications, or one of another's four.
struct ModelItem {
  std::size_t good = 0;
  std::int64_t product_id = 0;
  std::int64_t sku_id = 0;
  std::int64_t sells_at = 0;
  std::int64_t price = 0;
  int free = 0;
};
constexpr std::size_t model_items = 5;
/// By item.
using ModelPieces = std::array<int, model_items>;
using ModelPrices = std::array<std::int64_t, model_items>;

struct ModelReturn {
  std::int64_t id = 0;
  std::size_t item = 0;
  int pieces = 0;
  v1::ReturnKind kind = v1::RETURN_KIND_REFUND;
  v1::ReturnState state = v1::RETURN_STATE_ASKED;
  std::int64_t due = 0;
};

struct ModelOrder {
  std::int64_t id = 0;
  std::int64_t mall_id = 0;
  ModelPieces pieces{};
  ModelPrices prices{};
  v1::SupplyOrderState state = v1::SUPPLY_ORDER_STATE_WAITING;
  int attempts = 0;
  std::int64_t due = 0;
  std::vector<ModelReturn> returns;

  std::int64_t cost() const { return cost_at(prices); }
  std::int64_t cost_at(const ModelPrices& each) const {
    return std::inner_product(pieces.begin(), pieces.end(), each.begin(), freight);
  }
  bool ships() const {
    return state == v1::SUPPLY_ORDER_STATE_SHIPPED || state == v1::SUPPLY_ORDER_STATE_RECEIVED;
  }
  int returned(std::size_t item) const {
    int sum = 0;
    for (const ModelReturn& back : returns) {
      if (back.item == item && back.state != v1::RETURN_STATE_REJECTED &&
          back.state != v1::RETURN_STATE_CANCELLED) {
        sum += back.pieces;
      }
    }
    return sum;
  }
};

class SupplyWalk : public contract::SuppliedTest {
 protected:
  void SetUp() override {
    SuppliedTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    supplier_.mutable_behaviour()->set_late_percent(20);
    supplier_.mutable_behaviour()->set_late_minutes(15);
    supplier_.mutable_behaviour()->set_short_percent(20);
    supplier_.mutable_behaviour()->set_reject_percent(20);
    save_supplier(supplier_);
    seller_ = trainee("林晓燕");
    open_shop(seller_, "橙心果园");
    add(0, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 60));
    add(1, add_oranges(60));
    money_ = balance(seller_);
    until_receipts_ = profiles_.find(profile_)->mall.confirm_days * 24 * 60;
  }

  /// Copies the good; what can be bought of it are the next items.
  void add(std::size_t nth, const v1::Good& good) {
    goods_[nth] = good.good_id();
    const mall::v1::Product product =
        product_now(seller_, copy(seller_, good, 1590, 20'000).product_id());
    std::size_t item = nth;
    if (product.skus().empty()) {
      items_[item] = {.good = nth,
                      .product_id = product.product_id(),
                      .sku_id = 0,
                      .sells_at = product.price_fen(),
                      .price = good.supply_price_fen(),
                      .free = good.stock()};
    }
    for (int row = 0; row < product.skus_size(); ++row) {
      items_[item++] = {.good = nth,
                        .product_id = product.product_id(),
                        .sku_id = product.skus(row).sku_id(),
                        .sells_at = product.skus(row).price_fen(),
                        .price = good.skus(row).price_fen(),
                        .free = good.skus(row).stock()};
    }
  }

  int any(std::ptrdiff_t below) {
    return std::uniform_int_distribution<int>(0, static_cast<int>(below) - 1)(random_);
  }
  std::size_t any_item() { return static_cast<std::size_t>(any(model_items)); }
  ModelPrices prices() const {
    ModelPrices each{};
    std::ranges::transform(items_, each.begin(), &ModelItem::price);
    return each;
  }
  /// One of those of lately that fit, if there is any; now and then one that does not.
  template <typename Fits>
  ModelOrder* some_order(Fits fits) {
    const bool whichever = any(8) == 0;
    std::vector<ModelOrder*> found;
    for (ModelOrder& order : orders_ | std::views::take(40)) {
      if (whichever || fits(order)) found.push_back(&order);
    }
    return found.empty() ? nullptr : found[static_cast<std::size_t>(any(std::ssize(found)))];
  }
  ModelOrder* some_order() {
    return some_order([](const ModelOrder&) { return true; });
  }

  /// Whether the step of an order, or of a return, went through.
  template <typename Step>
  bool tries(int& steps, Step step) {
    ++steps;
    try {
      db_->write_now(class_id_, step);
      return true;
    } catch (const base::Error&) {
      return false;
    }
  }

  void order() {
    mall::Orders::NewOrder wish{.class_id = class_id_,
                                .buyer_id = identity::simulated_person(1 + any(30)),
                                .pay_now = true};
    ModelPieces pieces{};
    for (int line = 0; line <= any(3); ++line) pieces[any_item()] += 1 + any(3);
    bool expected = true;
    for (std::size_t i = 0; i < model_items; ++i) {
      if (pieces[i] == 0) continue;
      mall::v1::NewOrderLine& line = *wish.lines.Add();
      line.set_product_id(items_[i].product_id);
      line.set_sku_id(items_[i].sku_id);
      line.set_quantity(pieces[i]);
      wish.expected_amount_fen += items_[i].sells_at * pieces[i];
      expected = expected && pieces[i] <= items_[i].free && !stopped_[items_[i].good];
    }
    wish.address.set_name("买家");
    wish.address.set_phone("13800000000");
    wish.address.set_text("实训楼 201");
    std::int64_t mall_id = 0;
    const bool went = tries(order_steps_, [&](db::Transaction& tx) {
      mall_id = mall_->orders.place(tx, wish).order_id();
    });
    ASSERT_EQ(went, expected);
    if (!went) return;
    for (std::size_t i = 0; i < model_items; ++i) items_[i].free -= pieces[i];
    const v1::SupplyOrder made = supply_order_of(seller_, mall_id);
    orders_.insert(
        orders_.begin(),
        {.id = made.supply_order_id(), .mall_id = mall_id, .pieces = pieces, .prices = prices()});
  }

  void capture() {
    ModelOrder* order = some_order();
    if (order == nullptr) return;
    const std::int64_t cost = order->cost_at(prices());
    v1::CaptureOrderRequest wish;
    wish.set_class_id(class_id_);
    wish.set_supply_order_id(order->id);
    wish.set_expected_fen(cost);
    const bool expected =
        rules::may_become(order->state, v1::SUPPLY_ORDER_STATE_CAPTURED) && money_ >= cost;
    ASSERT_EQ(
        tries(order_steps_,
              [&](db::Transaction& tx) { supply_->orders.capture(tx, seller_.user_id, wish); }),
        expected);
    if (!expected) return;
    order->prices = prices();
    order->state = v1::SUPPLY_ORDER_STATE_CAPTURED;
    order->due = minutes_ + 10;
    ++order->attempts;
    money_ -= cost;
  }

  void cancel() {
    ModelOrder* order = some_order();
    if (order == nullptr) return;
    v1::CancelSupplyOrderRequest wish;
    wish.set_class_id(class_id_);
    wish.set_supply_order_id(order->id);
    const bool expected = rules::may_become(order->state, v1::SUPPLY_ORDER_STATE_CANCELLED);
    ASSERT_EQ(
        tries(order_steps_,
              [&](db::Transaction& tx) { supply_->orders.cancel(tx, seller_.user_id, wish); }),
        expected);
    if (!expected) return;
    if (rules::costs(order->state)) money_ += order->cost();
    order->state = v1::SUPPLY_ORDER_STATE_CANCELLED;
    for (std::size_t i = 0; i < model_items; ++i) items_[i].free += order->pieces[i];
  }

  void confirm() {
    ModelOrder* order = some_order(
        [](const ModelOrder& one) { return one.state == v1::SUPPLY_ORDER_STATE_SHIPPED; });
    if (order == nullptr || order->state != v1::SUPPLY_ORDER_STATE_SHIPPED) return;
    const mall::v1::Order bought = order_now(seller_, order->mall_id);
    ASSERT_EQ(bought.state(), mall::v1::ORDER_STATE_SHIPPED);
    ASSERT_TRUE(tries(order_steps_, [&](db::Transaction& tx) {
      mall_->orders.confirm(tx, class_id_, bought.buyer_id(), order->mall_id);
    }));
    order->state = v1::SUPPLY_ORDER_STATE_RECEIVED;
    money_ += bought.amount_fen();
  }

  void ask() {
    ModelOrder* order = some_order([](const ModelOrder& one) { return one.ships(); });
    if (order == nullptr) return;
    v1::AskReturnRequest wish;
    wish.set_class_id(class_id_);
    wish.set_supply_order_id(order->id);
    wish.set_kind(any(2) == 0 ? v1::RETURN_KIND_REFUND : v1::RETURN_KIND_EXCHANGE);
    wish.set_reason("有坏果");
    v1::ReturnLine& line = *wish.add_lines();
    const std::size_t item = any_item();
    line.set_product_id(items_[item].product_id);
    line.set_sku_id(items_[item].sku_id);
    line.set_quantity(1 + any(2));
    const bool expected =
        order->ships() && line.quantity() <= order->pieces[item] - order->returned(item);
    std::int64_t id = 0;
    ASSERT_EQ(tries(return_steps_,
                    [&](db::Transaction& tx) {
                      id = supply_->returns.ask(tx, seller_.user_id, wish, 0);
                    }),
              expected);
    if (!expected) return;
    order->returns.push_back(
        {.id = id, .item = item, .pieces = line.quantity(), .kind = wish.kind()});
  }

  void send_or_cancel_return() {
    ModelOrder* order = some_order([](const ModelOrder& one) { return !one.returns.empty(); });
    if (order == nullptr || order->returns.empty()) return;
    ModelReturn& back = order->returns.back();
    const bool expected = back.state == v1::RETURN_STATE_ASKED;
    if (any(3) == 0) {
      v1::CancelReturnRequest wish;
      wish.set_class_id(class_id_);
      wish.set_return_id(back.id);
      ASSERT_EQ(
          tries(return_steps_,
                [&](db::Transaction& tx) { supply_->returns.cancel(tx, seller_.user_id, wish); }),
          expected);
      if (expected) back.state = v1::RETURN_STATE_CANCELLED;
      return;
    }
    v1::SendReturnRequest wish;
    wish.set_class_id(class_id_);
    wish.set_return_id(back.id);
    wish.set_courier("中通快递");
    wish.set_waybill("ZT20260099");
    ASSERT_EQ(tries(return_steps_,
                    [&](db::Transaction& tx) { supply_->returns.send(tx, seller_.user_id, wish); }),
              expected);
    if (!expected) return;
    back.state = v1::RETURN_STATE_SENT;
    back.due = minutes_ + 30;
  }

  void pass_time() {
    const int minutes = 1 + any(14);
    pass_minutes(minutes);
    minutes_ += minutes;
    ASSERT_LT(minutes_, until_receipts_)
        << "orders are received by themselves, unknown to the model";
    for (ModelOrder& order : orders_) {
      if (order.state == v1::SUPPLY_ORDER_STATE_CAPTURED && order.due <= minutes_) {
        order.state = v1::SUPPLY_ORDER_STATE_PREPARING;
        order.due += rules::strikes(order.id, order.attempts, "late", 20) ? 75 : 60;
      }
      if (order.state == v1::SUPPLY_ORDER_STATE_PREPARING && order.due <= minutes_) {
        const bool is_short = rules::strikes(order.id, order.attempts, "short", 20);
        order.state = is_short ? v1::SUPPLY_ORDER_STATE_UNFILLED : v1::SUPPLY_ORDER_STATE_SHIPPED;
        if (is_short) money_ += order.cost();
      }
      for (ModelReturn& back : order.returns) inspect(order, back);
    }
  }

  void inspect(const ModelOrder& order, ModelReturn& back) {
    if (back.state != v1::RETURN_STATE_SENT || back.due > minutes_) return;
    if (rules::strikes(back.id, 0, "reject", 20)) {
      back.state = v1::RETURN_STATE_REJECTED;
    } else if (back.kind == v1::RETURN_KIND_EXCHANGE) {
      back.state = v1::RETURN_STATE_RESENT;
    } else {
      back.state = v1::RETURN_STATE_REFUNDED;
      money_ += order.prices[back.item] * back.pieces;
      items_[back.item].free += back.pieces;
    }
  }

  void stop_or_change_price() {
    if (any(4) != 0) return;
    const std::size_t chosen = any_item();
    ModelItem& item = items_[chosen];
    bool& stopped = stopped_[item.good];
    if (stopped || any(3) == 0) {
      stopped = !stopped;
      set_stopped(goods_[item.good], stopped);
    }
    item.price = 900 + any(300);
    item.free += any(60);
    v1::Good good = good_now(goods_[item.good]);
    if (good.skus().empty()) {
      good.set_supply_price_fen(item.price);
      good.set_stock(item.free);
    } else {
      mall::v1::Sku& sku = *good.mutable_skus(static_cast<int>(chosen - item.good));
      sku.set_price_fen(item.price);
      sku.set_stock(item.free);
    }
    save_seen(good);
  }

  void look() {
    EXPECT_EQ(good_now(goods_[0]).stock(), items_[0].free);
    const v1::Good with_skus = good_now(goods_[1]);
    for (int row = 0; row < with_skus.skus_size(); ++row) {
      EXPECT_EQ(with_skus.skus(row).stock(), items_[static_cast<std::size_t>(row) + 1].free);
    }
    const mall::Balances has = db_->read_now([&](db::Transaction& tx) {
      const std::int64_t starting = classroom_->profile_of(tx, class_id_).mall.initial_money_fen;
      return mall_->ledger.balances(tx, class_id_, seller_.user_id, starting);
    });
    EXPECT_EQ(has.wallet_fen + has.income_fen, money_);
    EXPECT_TRUE(faults().empty());
    for (const ModelOrder& order : orders_) {
      const v1::SupplyOrder now = db_->read_now([&](db::Transaction& tx) {
        return supply_->orders.show(tx, class_id_, seller_.user_id, order.id, false);
      });
      ASSERT_EQ(now.state(), order.state);
      ASSERT_EQ(now.returns_size(), static_cast<int>(order.returns.size()));
      for (int i = 0; i < now.returns_size(); ++i) {
        ASSERT_EQ(now.returns(i).state(), order.returns[static_cast<std::size_t>(i)].state);
      }
      if (orders_.size() > 60 && &order == &orders_[60]) break;
    }
  }

  int returns_in(v1::ReturnState state) const {
    int all = 0;
    for (const ModelOrder& order : orders_) {
      all += static_cast<int>(std::ranges::count(order.returns, state, &ModelReturn::state));
    }
    return all;
  }

  std::mt19937 random_{20'261'127};
  Trainee seller_;
  std::array<std::int64_t, 2> goods_{};
  std::array<bool, 2> stopped_{};
  std::array<ModelItem, model_items> items_;
  std::int64_t money_ = 0;
  std::int64_t minutes_ = 0;
  std::int64_t until_receipts_ = 0;
  int order_steps_ = 0;
  int return_steps_ = 0;
  /// The newest first.
  std::vector<ModelOrder> orders_;
};
KAIBO_ON_EVERY_DATABASE(SupplyWalk);

/// More than ten thousand steps of each of the two machines, over both databases.
TEST_P(SupplyWalk, EveryStepIsTakenOrRefusedAsTheModelSaysAndTheBooksAgree) {
  const int wanted = on_sqlite() ? 7'800 : 2'400;
  for (int step = 0; std::min(order_steps_, return_steps_) < wanted; ++step) {
    switch (any(13)) {
      case 0:
      case 1:
        order();
        break;
      case 2:
      case 3:
        capture();
        break;
      case 4:
        if (any(4) == 0) cancel();
        break;
      case 5:
        confirm();
        break;
      case 6:
      case 7:
        ask();
        break;
      case 8:
      case 9:
      case 10:
        send_or_cancel_return();
        break;
      case 11:
        stop_or_change_price();
        break;
      default:
        pass_time();
    }
    if (step % steps_between_looks == 0) look();
    if (HasFatalFailure()) FAIL() << "step " << step;
  }
  look();
  EXPECT_GT(orders_.size(), 100U);
  for (const v1::ReturnState end : {v1::RETURN_STATE_REFUNDED, v1::RETURN_STATE_RESENT,
                                    v1::RETURN_STATE_REJECTED, v1::RETURN_STATE_CANCELLED}) {
    EXPECT_GT(returns_in(end), 20) << v1::ReturnState_Name(end);
  }
}

}  // namespace
}  // namespace kaibo::supply
