#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "tests/contract/trade_walk.h"

/// A random walk of orders and after-sales beside a small model of what must come of each step: who
/// may do it, where money, stock and pieces are afterwards.
namespace kaibo::mall {
namespace {

using trade_model::by_the_clock;
using trade_model::has_ended;
using trade_model::ModelAfterSale;
using trade_model::ModelLine;
using trade_model::ModelOrder;
using trade_model::next_state;

class TradeWalk : public trade_model::OrderWalk {
 protected:
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

  int order_steps_ = 0;
  int after_sale_steps_ = 0;
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
