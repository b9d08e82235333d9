#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/contract/trade.h"
#include "tests/contract/trade_model.h"

/// A random walk of orders and after-sales beside a small model of what must come of each step: who
/// may do it, where money, stock and pieces are afterwards.
namespace kaibo::mall {
namespace {

using contract::TradeTest;
using trade_model::by_the_clock;
using trade_model::has_ended;
using trade_model::ModelAfterSale;
using trade_model::ModelLine;
using trade_model::ModelOrder;
using trade_model::next_state;

class TradeWalk : public TradeTest {
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

  void ask(ModelOrder& order) {
    const int number = in(0, static_cast<int>(order.lines.size()) - 1);
    ModelLine& line = order.lines[static_cast<std::size_t>(number)];
    const auto kind = static_cast<v1::AfterSaleKind>(in(1, 3));
    const bool unsent = kind == v1::AFTER_SALE_KIND_REFUND && line.unsent() > 0;
    const int most = unsent ? line.unsent() : line.shipped - line.refunded;
    v1::AskAfterSaleRequest wish;
    wish.set_class_id(class_id_);
    wish.set_order_id(order.id);
    wish.set_line(number);
    wish.set_kind(kind);
    wish.set_quantity(in(1, std::max(1, most + (one_in(10) ? 1 : 0))));
    wish.set_reason("其他");
    const bool in_time = !order.finished || now_.now() <= order.ask_before;
    const bool due = order.paid && !order.closed && in_time && line.after_sale == 0 &&
                     line.asked < numbers_.after_sale.most_for_a_line && wish.quantity() <= most;
    v1::AfterSale asked;
    ASSERT_EQ(tried([&](db::Transaction& tx) {
                asked = mall_->after_sales.ask(tx, buyers_[order.buyer].user_id, wish);
              }),
              due);
    if (!due) return;
    ASSERT_EQ(asked.refund_fen(), line.share(wish.quantity()));
    ++line.asked;
    line.after_sale = asked.after_sale_id();
    after_sales_[line.after_sale] = {.id = line.after_sale,
                                     .order = order.id,
                                     .line = number,
                                     .pieces = wish.quantity(),
                                     .kind = kind,
                                     .unsent = unsent,
                                     .deadline = asked.deadline_class_at()};
  }

  void moved(ModelAfterSale& it, v1::AfterSaleState state, v1::AfterSaleStep step) {
    it.sent_back = it.sent_back || step == v1::AFTER_SALE_STEP_SEND_BACK;
    it.resent = it.resent || step == v1::AFTER_SALE_STEP_RESEND;
    it.state = state;
    if (!has_ended(state)) return;
    ModelOrder& order = order_of(it.order);
    ModelLine& line = order.lines[static_cast<std::size_t>(it.line)];
    line.after_sale = 0;
    if (state != v1::AFTER_SALE_STATE_REFUNDED) return;
    const std::int64_t fen = line.share(it.pieces);
    (it.unsent ? line.cancelled : line.refunded) += it.pieces;
    order.refunded += fen;
    wallets_[order.buyer] += fen;
    (order.finished ? income_ : escrow_) -= fen;
    sold_[line.product_id] -= it.pieces;
    if (it.unsent || (it.sent_back && !it.resent && !lost_back_.contains(it.id))) {
      stock_[line.product_id] += it.pieces;
    }
    order.closed =
        std::ranges::all_of(order.lines, [](const auto& l) { return l.gone() == l.quantity; });
  }

  void step(ModelAfterSale& it) {
    const auto step = static_cast<v1::AfterSaleStep>(
        in(v1::AFTER_SALE_STEP_WITHDRAW, v1::AFTER_SALE_STEP_REJECT));
    const bool by_instructor = step >= v1::AFTER_SALE_STEP_UPHOLD;
    const bool by_seller = !by_instructor && step >= v1::AFTER_SALE_STEP_AGREE;
    const ModelOrder& order = order_of(it.order);
    const auto next = next_state(it, step);
    v1::AfterSale after;
    const bool done = tried([&](db::Transaction& tx) {
      if (by_instructor) {
        v1::DecideAfterSaleRequest wish;
        wish.set_class_id(class_id_);
        wish.set_after_sale_id(it.id);
        wish.set_refund(step == v1::AFTER_SALE_STEP_UPHOLD);
        wish.set_reason("见聊天记录");
        after = mall_->after_sales.decide(tx, 1, wish);
        return;
      }
      v1::StepAfterSaleRequest wish;
      wish.set_class_id(class_id_);
      wish.set_after_sale_id(it.id);
      wish.set_step(step);
      wish.set_text("说明");
      wish.set_courier("圆通速递");
      wish.set_waybill("YT20260009");
      after = mall_->after_sales.step(
          tx, by_seller ? seller_.user_id : buyers_[order.buyer].user_id, wish);
    });
    ASSERT_EQ(done, next.has_value())
        << v1::AfterSaleStep_Name(step) << " in " << v1::AfterSaleState_Name(it.state);
    if (!done) return;
    ASSERT_EQ(after.state(), *next);
    it.deadline = after.deadline_class_at();
    moved(it, *next, step);
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

  /// Less than a day, so that nothing that is set by a timer is due at once, too.
  void let_time_pass() {
    std::vector<std::pair<std::int64_t, base::Millis>> confirms;
    for (const ModelOrder& order : orders_) {
      if (order.state() != v1::ORDER_STATE_SHIPPED) continue;
      confirms.emplace_back(order.id, server_order(order.id).confirm_before_class_at());
    }
    pass(in(1, 23) * hour);
    const base::Millis now = now_.now();
    for (ModelOrder& order : orders_) {
      if (order.state() == v1::ORDER_STATE_PENDING_PAY && order.pay_before <= now) {
        close_unpaid(order);
      }
    }
    for (const auto& [id, due] : confirms) {
      if (due != 0 && due <= now) finish(order_of(id), now);
    }
    for (auto& [id, it] : after_sales_) {
      if (has_ended(it.state) || it.deadline == 0 || it.deadline > now) continue;
      if (it.state == v1::AFTER_SALE_STATE_WAIT_RESEND) {
        moved(it, v1::AFTER_SALE_STATE_REFUNDED, v1::AFTER_SALE_STEP_EXPIRE);
      } else {
        moved(it, *next_state(it, by_the_clock(it.state)), v1::AFTER_SALE_STEP_EXPIRE);
      }
      it.deadline = server_after_sale(id).deadline_class_at();
    }
  }

  v1::Order server_order(std::int64_t id) {
    return db_->read_now(
        [&](db::Transaction& tx) { return mall_->orders.require(tx, class_id_, id); });
  }
  v1::AfterSale server_after_sale(std::int64_t id) {
    return db_->read_now([&](db::Transaction& tx) {
      return mall_->after_sales.show(tx, {.user_id = 1, .is_staff = true}, class_id_, id);
    });
  }

  void compare(const ModelOrder& order) {
    const v1::Order found = server_order(order.id);
    ASSERT_EQ(found.state(), order.state());
    ASSERT_EQ(found.amount_fen(), order.amount);
    ASSERT_EQ(found.refunded_fen(), order.refunded);
    std::map<int, int> arrived;
    for (const v1::Parcel& parcel : found.parcels()) {
      if (parcel.kind() != v1::PARCEL_KIND_GOODS) continue;
      if (parcel.state() != v1::TRACK_STATE_DELIVERED) continue;
      for (const v1::ParcelLine& line : parcel.lines()) arrived[line.line()] += line.quantity();
    }
    bool all_arrived = true;
    for (int i = 0; i < found.lines_size(); ++i) {
      const ModelLine& line = order.lines[static_cast<std::size_t>(i)];
      ASSERT_EQ(found.lines(i).shipped(), line.shipped);
      ASSERT_EQ(found.lines(i).cancelled(), line.cancelled);
      ASSERT_EQ(found.lines(i).refunded(), line.refunded);
      ASSERT_EQ(found.lines(i).after_sale_id(), line.after_sale);
      all_arrived = all_arrived && arrived[i] >= line.quantity - line.gone();
    }
    ASSERT_EQ(found.confirm_before_class_at() != 0,
              order.state() == v1::ORDER_STATE_SHIPPED && !order.in_after_sale() && all_arrived);
  }

  void compare_books() {
    for (std::size_t i = 0; i < buyers_.size(); ++i) ASSERT_EQ(balance(buyers_[i]), wallets_[i]);
    ASSERT_EQ(wallet(seller_).escrow_fen(), escrow_);
    // What the seller earned may have been too little for what was asked back later.
    ASSERT_EQ(wallet(seller_).income_fen() + balance(seller_),
              income_ + numbers_.initial_money_fen);
    for (const v1::Product& product : products_) {
      const v1::Product now = product_now(seller_, product.product_id());
      ASSERT_EQ(now.stock(), stock_[product.product_id()]);
      ASSERT_EQ(now.sold(), sold_[product.product_id()]);
    }
  }

  void one_step() {
    if (one_in(40)) promote();
    const int what = in(1, 100);
    if (orders_.empty() || what <= 45) {
      ++order_steps_;
      step_of_an_order(what);
    } else if (what <= 93) {
      step_of_an_after_sale(what);
    } else {
      let_time_pass();
    }
    // Each step has looked at what it changed; what it must not have changed is looked at now and
    // then.
    if (!HasFatalFailure() && !orders_.empty() && one_in(4)) compare(any_order());
  }

  void step_of_an_order(int what) {
    if (orders_.empty() || what <= 8) {
      place();
      return;
    }
    ModelOrder& order = any_order();
    if (what <= 16) {
      pay(order);
    } else if (what <= 18) {
      cancel(order);
    } else if (what <= 22) {
      change_price(order);
    } else if (what <= 35) {
      ship(order);
    } else if (what <= 40) {
      confirm(order);
    } else if (what <= 42) {
      lose_a_parcel();
    } else {
      resend();
    }
    if (!HasFatalFailure()) compare(order);
  }

  void step_of_an_after_sale(int what) {
    if (what <= 59) {
      ++after_sale_steps_;
      ask(any_order());
      return;
    }
    // One of those that are open, if there is any.
    std::vector<std::int64_t> open;
    for (const auto& [id, it] : after_sales_) {
      if (!has_ended(it.state) || one_in(50)) open.push_back(id);
    }
    if (open.empty()) return;
    ++after_sale_steps_;
    ModelAfterSale& it =
        after_sales_.at(open[static_cast<std::size_t>(in(0, static_cast<int>(open.size()) - 1))]);
    step(it);
    if (!HasFatalFailure()) compare(order_of(it.order));
  }

  std::mt19937 random_{20261127};
  classroom::MallRules numbers_;
  std::vector<Trainee> buyers_;
  std::vector<v1::Product> products_;
  int order_steps_ = 0;
  int after_sale_steps_ = 0;
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
KAIBO_ON_EVERY_DATABASE(TradeWalk);

/// More than ten thousand steps of each of the two machines, over both databases.
TEST_P(TradeWalk, ThousandsOfStepsEndWhereTheModelEnds) {
  const int steps = on_sqlite() ? 7'000 : 3'500;
  for (int i = 1; std::min(order_steps_, after_sale_steps_) < steps; ++i) {
    one_step();
    ASSERT_FALSE(HasFatalFailure()) << "step " << i;
    if (i % 100 == 0) compare_books();
    if (i % 1'000 == 0) ASSERT_EQ(faults(), std::vector<std::string>{}) << "step " << i;
  }
  for (const ModelOrder& order : orders_) {
    compare(order);
    ASSERT_FALSE(HasFatalFailure()) << "order " << order.id;
  }
  compare_books();
  int refunded = 0;
  for (const auto& [id, it] : after_sales_) {
    refunded += it.state == v1::AFTER_SALE_STATE_REFUNDED ? 1 : 0;
  }
  EXPECT_GT(refunded, 50) << "the walk went past what it is to test";
}

}  // namespace
}  // namespace kaibo::mall
