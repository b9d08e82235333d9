#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "tests/contract/trade.h"
#include "tests/contract/trade_model.h"

namespace kaibo::mall::trade_model {

/// Random steps of orders: the model follows what the program did, and says what must be refused.
class OrderWalk : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    numbers_ = classroom::Profiles().find("live-hunan-2021")->mall;
    for (const char* name : {"陈雨桐", "周小敏", "吴志强"}) buyers_.push_back(trainee(name));
    for (const int price : {333, 1999}) {
      products_.push_back(list_product(seller_, price, 100'000));
      stock_[products_.back().product_id()] = 100'000;
    }
    wallets_.assign(buyers_.size(), numbers_.initial_money_fen);
  }

  int in(int least, int most) {
    return least + static_cast<int>(random_() % static_cast<unsigned>(most - least + 1));
  }
  bool one_in(int n) { return in(1, n) == 1; }

  /// Runs the step as a unit of its own; whether it was let through.
  template <typename Work>
  bool tried(Work work) {
    try {
      db_->write_now(class_id_, [&](db::Transaction& tx) { work(tx); });
      return true;
    } catch (const base::Error&) {
      return false;
    }
  }

  ModelOrder& any_order() {
    // Those of lately, mostly: old ones have come to their end.
    const std::size_t last = orders_.size() - 1;
    const std::size_t back = std::min<std::size_t>(last, one_in(5) ? 40 : 6);
    return orders_[last - static_cast<std::size_t>(in(0, static_cast<int>(back)))];
  }
  ModelOrder& order_of(std::int64_t id) { return *std::ranges::find(orders_, id, &ModelOrder::id); }

  void place() {
    const auto buyer = static_cast<std::size_t>(in(0, static_cast<int>(buyers_.size()) - 1));
    Orders::NewOrder wish{.class_id = class_id_,
                          .buyer_id = buyers_[buyer].user_id,
                          .lines = {},
                          .address = order_for(products_[0], 1).address(),
                          .pay_now = one_in(2),
                          .live_prices_fen = {}};
    ModelOrder made{.buyer = buyer, .paid = wish.pay_now, .lines = {}};
    for (const v1::Product& product : products_) {
      if (made.lines.empty() || one_in(2)) {
        v1::NewOrderLine& line = *wish.lines.Add();
        line.set_product_id(product.product_id());
        line.set_quantity(in(1, 4));
        made.lines.push_back({.product_id = product.product_id(),
                              .cost = product.price_fen() * line.quantity(),
                              .quantity = line.quantity()});
      }
    }
    const v1::Order quoted = quote(wish);
    for (std::size_t i = 0; i < made.lines.size(); ++i) {
      const v1::OrderLine& line = quoted.lines(static_cast<int>(i));
      ASSERT_EQ(line.paid_fen() + line.promotion_fen(), made.lines[i].cost);
      made.lines[i].cost = line.paid_fen();
      made.amount += line.paid_fen();
    }
    ASSERT_EQ(quoted.amount_fen(), made.amount);
    wish.expected_amount_fen = made.amount;
    const bool affordable = !wish.pay_now || wallets_[buyer] >= made.amount;
    ASSERT_EQ(tried([&](db::Transaction& tx) {
                const v1::Order order = mall_->orders.place(tx, wish);
                made.id = order.order_id();
                made.pay_before = order.pay_before_class_at();
              }),
              affordable);
    if (!affordable) return;
    for (const ModelLine& line : made.lines) {
      stock_[line.product_id] -= line.quantity;
      if (made.paid) sold_[line.product_id] += line.quantity;
    }
    if (made.paid) take_money(made);
    orders_.push_back(made);
  }

  /// What the order would cost now: promotions come and go.
  v1::Order quote(const Orders::NewOrder& wish) {
    v1::QuoteCheckoutRequest request;
    request.set_class_id(class_id_);
    *request.add_baskets()->mutable_lines() = wish.lines;
    return db_->read_now([&](db::Transaction& tx) {
      return mall_->orders.quote(tx, wish.buyer_id, request).quotes(0).order();
    });
  }

  /// A promotion of any kind for a while, from now or later on; refused while one of its kind is
  /// for the product at the same time. One that is planned may be withdrawn.
  void promote() {
    if (planned_ != 0 && one_in(3)) {
      tried([&](db::Transaction& tx) {
        mall_->campaigns.stop(tx, class_id_, seller_.user_id, planned_);
      });
      planned_ = 0;
    }
    const v1::Product& product = products_[static_cast<std::size_t>(in(0, 1))];
    v1::PromotionWish wish;
    wish.set_name("活动");
    wish.set_kind(static_cast<v1::PromotionKind>(in(1, 3)));
    wish.set_budget_fen(in(3'000, 30'000));
    wish.set_valid_from_class_at(now_.now() + (one_in(2) ? in(1, 24) * hour : 0));
    wish.set_valid_until_class_at(wish.valid_from_class_at() + in(1, 72) * hour);
    if (wish.kind() == v1::PROMOTION_KIND_LIMITED_PRICE) {
      wish.add_product_ids(product.product_id());
      wish.set_price_fen(product.price_fen() * in(40, 90) / 100);
      wish.set_per_person(in(1, 9));
    } else if (wish.kind() == v1::PROMOTION_KIND_BUNDLE) {
      for (const v1::Product& part : products_) wish.add_product_ids(part.product_id());
      wish.set_price_fen(in(1'500, 2'300));
    } else {
      wish.add_steps()->set_threshold_fen(in(400, 6'000));
      wish.mutable_steps(0)->set_off_fen(wish.steps(0).threshold_fen() / 4);
    }
    tried([&](db::Transaction& tx) {
      const v1::Promotion laid = mall_->campaigns.start(tx, class_id_, seller_.user_id, wish);
      if (laid.state() == v1::PROMOTION_STATE_PLANNED) planned_ = laid.promotion_id();
    });
  }

  void take_money(const ModelOrder& order) {
    wallets_[order.buyer] -= order.amount;
    escrow_ += order.amount;
  }

  void pay(ModelOrder& order) {
    const bool due =
        order.state() == v1::ORDER_STATE_PENDING_PAY && wallets_[order.buyer] >= order.amount;
    ASSERT_EQ(tried([&](db::Transaction& tx) {
                mall_->orders.pay(tx, class_id_, buyers_[order.buyer].user_id, order.id);
              }),
              due);
    if (!due) return;
    order.paid = true;
    take_money(order);
    for (const ModelLine& line : order.lines) sold_[line.product_id] += line.quantity;
  }

  void close_unpaid(ModelOrder& order) {
    order.closed = true;
    for (const ModelLine& line : order.lines) stock_[line.product_id] += line.quantity;
  }

  void cancel(ModelOrder& order) {
    const bool due = order.state() == v1::ORDER_STATE_PENDING_PAY;
    const std::int64_t who = one_in(2) ? seller_.user_id : buyers_[order.buyer].user_id;
    ASSERT_EQ(
        tried([&](db::Transaction& tx) { mall_->orders.cancel(tx, class_id_, who, order.id); }),
        due);
    if (due) close_unpaid(order);
  }

  void change_price(ModelOrder& order) {
    v1::ChangeOrderPriceRequest wish;
    wish.set_order_id(order.id);
    wish.set_amount_fen(order.amount * in(80, 120) / 100);
    wish.set_reason("议价");
    v1::Order changed;
    const bool done = tried([&](db::Transaction& tx) {
      changed = mall_->orders.change_price(tx, class_id_, seller_.user_id, wish);
    });
    if (order.state() != v1::ORDER_STATE_PENDING_PAY) {
      ASSERT_FALSE(done);
      return;
    }
    // Out of the course's bounds after many changes: refused, nothing else.
    if (!done) return;
    order.amount = wish.amount_fen();
    std::int64_t sum = 0;
    for (const v1::OrderLine& line : changed.lines()) {
      order.lines[static_cast<std::size_t>(line.line())].cost = line.paid_fen();
      sum += line.paid_fen();
    }
    ASSERT_EQ(sum, order.amount);
  }

  void ship(ModelOrder& order) {
    v1::ShipOrderRequest wish;
    wish.set_order_id(order.id);
    wish.set_courier("中通快递");
    wish.set_waybill("ZT20260001");
    std::vector<int> packed;
    int all = 0;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
      const ModelLine& line = order.lines[i];
      int free = line.unsent();
      if (line.after_sale != 0 && after_sales_.at(line.after_sale).unsent) {
        free -= after_sales_.at(line.after_sale).pieces;
      }
      packed.push_back(free > 0 && one_in(3) ? in(0, free) : free);
      all += packed.back();
      if (packed.back() == 0) continue;
      v1::ParcelLine& parcel_line = *wish.add_lines();
      parcel_line.set_line(static_cast<int>(i));
      parcel_line.set_quantity(packed.back());
    }
    const v1::OrderState state = order.state();
    const bool due =
        (state == v1::ORDER_STATE_PAID || state == v1::ORDER_STATE_PARTLY_SHIPPED) && all > 0;
    if (all == 0 && (state == v1::ORDER_STATE_PAID || state == v1::ORDER_STATE_PARTLY_SHIPPED)) {
      return;  // An empty wish means everything.
    }
    ASSERT_EQ(tried([&](db::Transaction& tx) {
                mall_->orders.ship(tx, class_id_, seller_.user_id, wish);
              }),
              due);
    if (!due) return;
    for (std::size_t i = 0; i < packed.size(); ++i) order.lines[i].shipped += packed[i];
  }

  void finish(ModelOrder& order, base::Millis now) {
    order.finished = true;
    order.ask_before = now + numbers_.after_sale.ask_days * day;
    escrow_ -= order.amount - order.refunded;
    income_ += order.amount - order.refunded;
  }

  void confirm(ModelOrder& order) {
    const bool due = order.state() == v1::ORDER_STATE_SHIPPED && !order.in_after_sale();
    ASSERT_EQ(tried([&](db::Transaction& tx) {
                mall_->orders.confirm(tx, class_id_, buyers_[order.buyer].user_id, order.id);
              }),
              due);
    if (due) finish(order, now_.now());
  }

  void lose_a_parcel() {
    v1::ListParcelsUnderWayResponse under_way;
    db_->read_now([&](db::Transaction& tx) {
      under_way = mall_->parcels.under_way(tx, class_id_);
      return 0;
    });
    if (under_way.parcels().empty()) return;
    const v1::Parcel& parcel = under_way.parcels(in(0, under_way.parcels_size() - 1)).parcel();
    ASSERT_TRUE(tried(
        [&](db::Transaction& tx) { mall_->parcels.lose(tx, class_id_, 1, parcel.parcel_id()); }));
    if (parcel.kind() == v1::PARCEL_KIND_RETURN) lost_back_.insert(parcel.after_sale_id());
    if (parcel.kind() == v1::PARCEL_KIND_GOODS) lost_.push_back(parcel.parcel_id());
  }

  void resend() {
    if (lost_.empty()) return;
    const std::int64_t parcel_id =
        lost_[static_cast<std::size_t>(in(0, static_cast<int>(lost_.size()) - 1))];
    std::int64_t order_id = 0;
    db_->read_now([&](db::Transaction& tx) {
      order_id = mall_->parcels.require(tx, class_id_, parcel_id).order_id();
      return 0;
    });
    const ModelOrder& order = order_of(order_id);
    const v1::OrderState state = order.state();
    const bool due =
        (state == v1::ORDER_STATE_SHIPPED || state == v1::ORDER_STATE_PARTLY_SHIPPED) &&
        !order.in_after_sale() && !resent_.contains(parcel_id);
    v1::ResendParcelRequest wish;
    wish.set_parcel_id(parcel_id);
    wish.set_courier("中通快递");
    wish.set_waybill("ZT20260002");
    ASSERT_EQ(tried([&](db::Transaction& tx) {
                mall_->orders.resend(tx, class_id_, seller_.user_id, wish);
              }),
              due);
    if (due) resent_.insert(parcel_id);
  }

  std::mt19937 random_{20261127};
  classroom::MallRules numbers_;
  std::vector<Trainee> buyers_;
  std::vector<v1::Product> products_;
  /// The promotion that was planned last; 0 for none.
  std::int64_t planned_ = 0;
  std::vector<ModelOrder> orders_;
  std::map<std::int64_t, ModelAfterSale> after_sales_;
  std::vector<std::int64_t> lost_;
  std::set<std::int64_t> lost_back_;
  std::set<std::int64_t> resent_;
  std::vector<std::int64_t> wallets_;
  std::int64_t escrow_ = 0;
  std::int64_t income_ = 0;
  std::map<std::int64_t, std::int64_t> stock_;
  std::map<std::int64_t, std::int64_t> sold_;
};

}  // namespace kaibo::mall::trade_model
