#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/order.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/assessment/evidence.h"
#include "services/classroom/happened.h"

namespace kaibo::assessment {
namespace {

using event::v1::Event;

/// One shop's practice, told event by event.
class ShopPractice : public ::testing::Test {
 protected:
  static constexpr std::int64_t seller = 1;
  static constexpr std::int64_t buyer = 2;
  static constexpr std::int64_t second_buyer = 3;
  static constexpr std::int64_t simulated = -7;

  /// Returns the event's seq.
  std::int64_t tell(const Event& event, std::int64_t actor = seller,
                    const std::string& topic = classroom::class_topic) {
    db::Entry entry;
    entry.stream = 5;
    entry.seq = ++seq_;
    entry.at = 1'700'000'000'000;
    entry.topic = topic;
    entry.actor = actor;
    entry.kind = static_cast<int>(event.body_case());
    entry.body = event.SerializeAsString();
    evidence_.apply(entry);
    return seq_;
  }

  template <typename Deal>
  static void between(Deal* deal, std::int64_t order_id, std::int64_t buyer_id) {
    deal->set_order_id(order_id);
    deal->set_seller_id(seller);
    deal->set_buyer_id(buyer_id);
  }
  std::int64_t paid(std::int64_t order_id, std::int64_t buyer_id = buyer) {
    Event event;
    between(event.mutable_order_paid(), order_id, buyer_id);
    return tell(event, buyer_id);
  }
  std::int64_t shipped(std::int64_t order_id, std::int64_t buyer_id = buyer) {
    Event event;
    between(event.mutable_order_shipped(), order_id, buyer_id);
    return tell(event);
  }
  std::int64_t late(std::int64_t order_id, std::int64_t buyer_id = buyer) {
    Event event;
    between(event.mutable_order_ship_late(), order_id, buyer_id);
    return tell(event, 0);
  }
  std::int64_t closed(std::int64_t order_id, mall::v1::CloseReason reason,
                      std::int64_t buyer_id = buyer) {
    Event event;
    between(event.mutable_order_closed(), order_id, buyer_id);
    event.mutable_order_closed()->set_reason(reason);
    return tell(event);
  }
  std::int64_t coupon_used(std::int64_t order_id, std::int64_t buyer_id = buyer) {
    Event event;
    between(event.mutable_coupon_used(), order_id, buyer_id);
    return tell(event, buyer_id);
  }
  std::int64_t listed(std::int64_t product_id, std::int64_t price_fen, bool complete = true) {
    Event event;
    event.mutable_product_listed()->set_product_id(product_id);
    event.mutable_product_listed()->set_price_fen(price_fen);
    event.mutable_product_listed()->set_qualified(true);
    event.mutable_product_listed()->set_attributes_complete(complete);
    return tell(event);
  }
  std::int64_t saved(std::int64_t product_id, std::int64_t price_fen, bool is_listed,
                     const std::string& fault = {}) {
    Event event;
    event.mutable_product_saved()->set_product_id(product_id);
    event.mutable_product_saved()->set_price_fen(price_fen);
    event.mutable_product_saved()->set_listed(is_listed);
    event.mutable_product_saved()->set_attributes_complete(true);
    if (!fault.empty()) event.mutable_product_saved()->add_fault_kinds(fault);
    return tell(event);
  }
  void delisted(std::int64_t product_id) {
    Event event;
    event.mutable_product_delisted()->set_product_id(product_id);
    tell(event);
  }

  std::int64_t measure(std::string_view name, std::int64_t argument = 0) {
    return evidence_.of(seller).measure(name, argument, 0).value;
  }
  std::vector<std::int64_t> seqs(std::string_view name, std::int64_t argument = 0) {
    return evidence_.of(seller).measure(name, argument, 0).seqs;
  }
  using Seqs = std::vector<std::int64_t>;

  ClassEvidence evidence_;
  std::int64_t seq_ = 0;
};

TEST_F(ShopPractice, WhatAHelperDoesCountsForTheOwner) {
  constexpr std::int64_t helper = 4;
  Event event;
  event.mutable_product_listed()->set_product_id(11);
  event.mutable_product_listed()->set_seller_id(seller);
  event.mutable_product_listed()->set_qualified(true);
  const std::int64_t seq = tell(event, helper);
  EXPECT_EQ(seqs("qualified_products"), Seqs{seq});
  EXPECT_EQ(evidence_.of(helper).measure("qualified_products", 0, 0).value, 0);
  event.mutable_product_delisted()->set_product_id(11);
  event.mutable_product_delisted()->set_seller_id(seller);
  tell(event, helper);
  EXPECT_EQ(measure("qualified_products"), 0);
}

TEST_F(ShopPractice, SettingsAndPageCountAsTheyWereSavedLast) {
  Event event;
  event.mutable_shop_settings_saved()->set_has_return_address(true);
  event.mutable_shop_settings_saved()->set_freight_templates(2);
  event.mutable_shop_settings_saved()->set_categories(3);
  const std::int64_t saved_seq = tell(event);
  EXPECT_EQ(measure("return_address"), 1);
  EXPECT_EQ(measure("freight_templates"), 2);
  EXPECT_EQ(measure("shop_categories"), 3);
  EXPECT_EQ(seqs("return_address"), Seqs{saved_seq});
  EXPECT_EQ(measure("page_logo"), 0) << "no page yet";

  Event page;
  page.mutable_shop_page_published()->set_has_logo(true);
  page.mutable_shop_page_published()->set_banners(1);
  page.mutable_shop_page_published()->set_recommended(3);
  page.mutable_shop_page_published()->set_categories(2);
  const std::int64_t published_seq = tell(page);
  EXPECT_EQ(measure("page_logo"), 1);
  EXPECT_EQ(measure("page_banners"), 1);
  EXPECT_EQ(measure("page_recommended"), 3);
  EXPECT_EQ(measure("shop_categories"), 2);
  EXPECT_EQ(seqs("shop_categories"), Seqs{published_seq});

  tell(Event(event), buyer);
  event.mutable_shop_settings_saved()->set_has_return_address(false);
  tell(event);
  EXPECT_EQ(measure("return_address"), 0);
  EXPECT_TRUE(seqs("return_address").empty());
}

TEST_F(ShopPractice, AttributesMustBeCompleteOnEveryProductOnSale) {
  EXPECT_EQ(measure("attributes_complete"), 0);
  const std::int64_t first = listed(10, 2990);
  EXPECT_EQ(measure("attributes_complete"), 1);
  const std::int64_t without = listed(11, 2990, false);
  EXPECT_EQ(measure("attributes_complete"), 0);
  EXPECT_EQ(seqs("attributes_complete"), Seqs{without}) << "what is missing where";
  delisted(11);
  EXPECT_EQ(measure("attributes_complete"), 1);
  EXPECT_EQ(seqs("attributes_complete"), Seqs{first});
}

TEST_F(ShopPractice, AProductCopiedFromAClassmateIsNotQualified) {
  listed(10, 2990);
  EXPECT_EQ(measure("qualified_products"), 1);
  saved(10, 2990, true, "copied_title");
  EXPECT_EQ(measure("qualified_products"), 0);
}

TEST_F(ShopPractice, APromotionIsUsedByABuyerWhoPaid) {
  Event started;
  started.mutable_promotion_started()->set_promotion_id(20);
  started.mutable_promotion_started()->set_seller_id(seller);
  const std::int64_t started_seq = tell(started);
  Event coupon;
  coupon.mutable_coupon_issued()->set_coupon_id(21);
  coupon.mutable_coupon_issued()->set_seller_id(seller);
  tell(coupon, seller, classroom::user_topic(seller));
  EXPECT_EQ(measure("promotions_started"), 1) << "what is drawn is a part of its bag";
  EXPECT_EQ(seqs("promotions_started"), Seqs{started_seq});
  tell(coupon);
  EXPECT_EQ(measure("promotions_started"), 2);

  const std::int64_t used_seq = coupon_used(30);
  EXPECT_EQ(measure("promotions_used"), 0) << "not paid";
  paid(30);
  EXPECT_EQ(seqs("promotions_used"), Seqs{used_seq});
  paid(31);
  Event promotion;
  between(promotion.mutable_promotion_used(), 31, buyer);
  tell(promotion, buyer);
  EXPECT_EQ(measure("promotions_used"), 1) << "the same buyer";
  for (const std::int64_t nobody : {seller, simulated}) {
    coupon_used(40, nobody);
    paid(40, nobody);
  }
  EXPECT_EQ(measure("promotions_used"), 1);
  closed(30, mall::v1::CLOSE_REASON_REFUNDED);
  EXPECT_EQ(measure("promotions_used"), 1) << "the other order";
  closed(31, mall::v1::CLOSE_REASON_REFUNDED);
  EXPECT_EQ(measure("promotions_used"), 0);
}

TEST_F(ShopPractice, ACouponWithdrawnBeforeItIsValidWasNeverGivenOut) {
  for (const std::int64_t valid_from : {0, 1000}) {
    Event coupon;
    coupon.mutable_coupon_issued()->set_coupon_id(20 + valid_from);
    coupon.mutable_coupon_issued()->set_seller_id(seller);
    coupon.mutable_coupon_issued()->set_valid_from_class_at(valid_from);
    tell(coupon);
  }
  EXPECT_EQ(measure("promotions_started"), 2);
  for (const std::int64_t valid_from : {0, 1000}) {
    Event stopped;
    stopped.mutable_coupon_stopped()->set_coupon_id(20 + valid_from);
    stopped.mutable_coupon_stopped()->set_seller_id(seller);
    tell(stopped);
  }
  EXPECT_EQ(measure("promotions_started"), 1) << "the other was given out, and stopped later";
}

TEST_F(ShopPractice, OnlyPeopleCountWhoComeByAPromotion) {
  for (const std::int64_t visitor : {seller, simulated, buyer, buyer, second_buyer}) {
    Event visit;
    visit.mutable_promotion_visited()->set_promotion_id(20);
    visit.mutable_promotion_visited()->set_seller_id(seller);
    visit.mutable_promotion_visited()->set_visitor_id(visitor);
    tell(visit, visitor);
  }
  EXPECT_EQ(measure("promotions_visited"), 2);
}

TEST_F(ShopPractice, ShippingIsInTimeWhenNothingWasLate) {
  EXPECT_EQ(measure("shipped_in_time"), 0) << "nothing shipped";
  late(30, simulated);
  const std::int64_t shipped_seq = shipped(31);
  EXPECT_EQ(measure("shipped_in_time"), 1);
  EXPECT_EQ(seqs("shipped_in_time"), Seqs{shipped_seq});
  const std::int64_t late_seq = late(32);
  EXPECT_EQ(measure("shipped_in_time"), 0);
  EXPECT_EQ(seqs("shipped_in_time"), Seqs{late_seq});
  closed(32, mall::v1::CLOSE_REASON_REFUNDED);
  EXPECT_EQ(measure("shipped_in_time"), 0) << "a refund does not undo the delay";
}

TEST_F(ShopPractice, OrdersThatTheSellerCancelledAreTheirFault) {
  paid(30);
  closed(31, mall::v1::CLOSE_REASON_BUYER);
  closed(32, mall::v1::CLOSE_REASON_TIMEOUT);
  closed(33, mall::v1::CLOSE_REASON_SELLER, simulated);
  EXPECT_EQ(measure("none_cancelled"), 1);
  const std::int64_t cancelled = closed(34, mall::v1::CLOSE_REASON_SELLER);
  EXPECT_EQ(measure("none_cancelled"), 0);
  EXPECT_EQ(seqs("none_cancelled"), Seqs{cancelled});
}

TEST_F(ShopPractice, ConsultationsCountWhenAPersonAnsweredAPersonInTime) {
  const auto said = [&](std::int32_t consultation, std::int64_t buyer_id, bool automatic,
                        bool in_time) {
    Event event;
    event::v1::ChatSaid& line = *event.mutable_chat_said();
    line.set_chat_id(50);
    line.set_seller_id(seller);
    line.set_buyer_id(buyer_id);
    line.set_by_shop(true);
    line.set_consultation(consultation);
    line.set_automatic(automatic);
    line.set_in_time(in_time);
    return tell(event, automatic ? 0 : seller);
  };
  const std::int64_t first = said(1, buyer, false, true);
  said(1, buyer, false, false);
  said(2, buyer, true, true);
  said(3, buyer, false, false);
  said(4, simulated, false, true);
  EXPECT_EQ(measure("consultations_in_time"), 1);
  EXPECT_EQ(seqs("consultations_in_time"), Seqs{first});
  said(5, buyer, false, true);
  EXPECT_EQ(measure("consultations_in_time"), 2);
}

TEST_F(ShopPractice, AnAfterSaleCountsWhenItsSellerLetNoTimeRunOut) {
  const auto asked = [&](std::int64_t after_sale_id, std::int64_t buyer_id = buyer) {
    Event event;
    between(event.mutable_after_sale_asked(), 30, buyer_id);
    event.mutable_after_sale_asked()->set_after_sale_id(after_sale_id);
    tell(event, buyer_id);
  };
  const auto moved = [&](std::int64_t after_sale_id, mall::v1::AfterSaleStep step,
                         mall::v1::AfterSaleState state) {
    Event event;
    between(event.mutable_after_sale_moved(), 30, buyer);
    event.mutable_after_sale_moved()->set_after_sale_id(after_sale_id);
    event.mutable_after_sale_moved()->set_step(step);
    event.mutable_after_sale_moved()->set_state(state);
    return tell(event);
  };
  asked(60);
  moved(60, mall::v1::AFTER_SALE_STEP_EXPIRE, mall::v1::AFTER_SALE_STATE_REFUNDED);
  asked(61);
  moved(61, mall::v1::AFTER_SALE_STEP_WITHDRAW, mall::v1::AFTER_SALE_STATE_CLOSED);
  asked(62, simulated);
  moved(62, mall::v1::AFTER_SALE_STEP_AGREE, mall::v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(measure("after_sales_in_time"), 0) << "late, not acted in, of nobody";

  asked(63);
  const std::int64_t agreed =
      moved(63, mall::v1::AFTER_SALE_STEP_AGREE, mall::v1::AFTER_SALE_STATE_WAIT_RETURN);
  moved(63, mall::v1::AFTER_SALE_STEP_SEND_BACK, mall::v1::AFTER_SALE_STATE_WAIT_RECEIPT);
  EXPECT_EQ(measure("after_sales_in_time"), 0) << "not ended";
  const std::int64_t received =
      moved(63, mall::v1::AFTER_SALE_STEP_RECEIVE, mall::v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(measure("after_sales_in_time"), 1);
  EXPECT_EQ(seqs("after_sales_in_time"), (Seqs{agreed, received}));

  asked(64);
  moved(64, mall::v1::AFTER_SALE_STEP_AGREE, mall::v1::AFTER_SALE_STATE_WAIT_RETURN);
  moved(64, mall::v1::AFTER_SALE_STEP_EXPIRE, mall::v1::AFTER_SALE_STATE_CLOSED);
  EXPECT_EQ(measure("after_sales_in_time"), 2) << "it was the buyer's time that ran out";
  asked(65);
  moved(65, mall::v1::AFTER_SALE_STEP_AGREE, mall::v1::AFTER_SALE_STATE_WAIT_RETURN);
  moved(65, mall::v1::AFTER_SALE_STEP_SEND_BACK, mall::v1::AFTER_SALE_STATE_WAIT_RECEIPT);
  moved(65, mall::v1::AFTER_SALE_STEP_EXPIRE, mall::v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(measure("after_sales_in_time"), 2);
}

TEST_F(ShopPractice, AReviewIsRepliedToOnce) {
  for (const std::int64_t buyer_id : {buyer, buyer, simulated}) {
    Event event;
    event.mutable_review_replied()->set_review_id(buyer_id);
    event.mutable_review_replied()->set_seller_id(seller);
    event.mutable_review_replied()->set_buyer_id(buyer_id);
    tell(event);
  }
  EXPECT_EQ(measure("reviews_replied"), 1);
}

TEST_F(ShopPractice, GoodsOfTheMarketCountWhileTheyAreOnSaleLinkedAndAboveCost) {
  const auto linked = [&](std::int64_t product_id, std::int64_t price_fen) {
    Event event;
    event.mutable_good_linked()->set_product_id(product_id);
    event.mutable_good_linked()->set_seller_id(seller);
    event.mutable_good_linked()->set_supply_price_fen(1000);
    event.mutable_good_linked()->set_price_fen(price_fen);
    return tell(event);
  };
  const auto changed = [&](std::int64_t product_id, supply::v1::LinkState state,
                           std::int64_t accepted_fen) {
    Event event;
    event.mutable_link_changed()->set_product_id(product_id);
    event.mutable_link_changed()->set_state(state);
    event.mutable_link_changed()->set_accepted_price_fen(accepted_fen);
    event.mutable_link_changed()->set_price_fen(1590);
    return tell(event);
  };
  listed(9, 500);
  linked(10, 1590);
  EXPECT_EQ(measure("goods_linked"), 0) << "not on sale";
  const std::int64_t on_sale = listed(10, 1590);
  EXPECT_EQ(seqs("goods_linked"), Seqs{on_sale});
  EXPECT_EQ(measure("goods_above_cost"), 1);
  EXPECT_EQ(measure("links_complete"), 1);
  const std::int64_t dearer = changed(10, supply::v1::LINK_STATE_LINKED, 1590);
  EXPECT_EQ(measure("goods_above_cost"), 0);
  EXPECT_EQ(seqs("goods_above_cost"), Seqs{dearer});
  saved(10, 1600, true);
  EXPECT_EQ(measure("goods_above_cost"), 1);
  linked(11, 1590);
  listed(11, 990);
  EXPECT_EQ(measure("goods_linked"), 2);
  EXPECT_EQ(measure("goods_above_cost"), 0) << "each must be";
  const std::int64_t broken = changed(11, supply::v1::LINK_STATE_BROKEN, 1000);
  EXPECT_EQ(measure("goods_linked"), 1);
  EXPECT_EQ(measure("goods_above_cost"), 1);
  EXPECT_EQ(seqs("links_complete"), Seqs{broken});
  EXPECT_EQ(measure("links_complete"), 0);
  delisted(11);
  EXPECT_EQ(measure("links_complete"), 1);
}

TEST_F(ShopPractice, OrdersPassedOnCountWhenTheirSupplierShippedThem) {
  const auto created = [&](std::int64_t order_id, std::int64_t buyer_id) {
    Event event;
    between(event.mutable_supply_order_created(), order_id, buyer_id);
    event.mutable_supply_order_created()->set_supply_order_id(order_id + 100);
    tell(event);
  };
  const auto moved = [&](std::int64_t order_id, supply::v1::SupplyOrderState state) {
    Event event;
    between(event.mutable_supply_order_moved(), order_id, buyer);
    event.mutable_supply_order_moved()->set_supply_order_id(order_id + 100);
    event.mutable_supply_order_moved()->set_state(state);
    return tell(event, 0);
  };
  const auto returned = [&](std::int64_t order_id, std::int64_t return_id,
                            supply::v1::ReturnState state) {
    Event event;
    event.mutable_supply_return_moved()->set_return_id(return_id);
    event.mutable_supply_return_moved()->set_order_id(order_id);
    event.mutable_supply_return_moved()->set_seller_id(seller);
    event.mutable_supply_return_moved()->set_state(state);
    return tell(event, 0);
  };
  created(30, buyer);
  created(31, simulated);
  created(32, buyer);
  moved(30, supply::v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_EQ(measure("supply_orders_shipped"), 0);
  const std::int64_t first = moved(30, supply::v1::SUPPLY_ORDER_STATE_SHIPPED);
  moved(31, supply::v1::SUPPLY_ORDER_STATE_SHIPPED);
  moved(32, supply::v1::SUPPLY_ORDER_STATE_SHIPPED);
  EXPECT_EQ(measure("supply_orders_shipped"), 2);

  returned(30, 70, supply::v1::RETURN_STATE_SENT);
  returned(31, 71, supply::v1::RETURN_STATE_REFUNDED);
  returned(30, 72, supply::v1::RETURN_STATE_CANCELLED);
  EXPECT_EQ(measure("supply_returns"), 0) << "under way, of nobody, taken back";
  const std::int64_t back = returned(32, 73, supply::v1::RETURN_STATE_REFUNDED);
  closed(32, mall::v1::CLOSE_REASON_REFUNDED);
  EXPECT_EQ(seqs("supply_returns"), Seqs{back});
  EXPECT_EQ(seqs("supply_orders_shipped"), Seqs{first}) << "refunded whole";
}

TEST_F(ShopPractice, StockIsInStepOnceALinkedProductFollowedItsSupplier) {
  const auto stock = [&](std::int64_t product_id, std::int32_t pieces) {
    Event event;
    event.mutable_supply_stock_changed()->set_stock(pieces);
    event.mutable_supply_stock_changed()->add_products()->set_product_id(product_id);
    event.mutable_supply_stock_changed()->mutable_products(0)->set_stock(pieces);
    return tell(event, buyer);
  };
  Event linked;
  linked.mutable_good_linked()->set_product_id(10);
  linked.mutable_good_linked()->set_seller_id(seller);
  tell(linked);
  stock(99, 3);
  EXPECT_EQ(measure("supply_stock_in_step"), 0) << "another's product";
  stock(10, 3);
  const std::int64_t last = stock(10, 0);
  EXPECT_EQ(measure("supply_stock_in_step"), 1);
  EXPECT_EQ(seqs("supply_stock_in_step"), Seqs{last});
  const std::int64_t oversold = stock(10, -1);
  stock(10, 5);
  EXPECT_EQ(measure("supply_stock_in_step"), 0);
  EXPECT_EQ(seqs("supply_stock_in_step"), Seqs{oversold});
}

TEST_F(ShopPractice, EachViolationThatIsNotLiftedTakesAPointDownToNothing) {
  const auto found = [&](std::int64_t violation_id) {
    Event event;
    event.mutable_violation_found()->set_violation_id(violation_id);
    event.mutable_violation_found()->set_user_id(seller);
    return tell(event, 0);
  };
  const auto decided = [&](std::int64_t violation_id, bool lifted) {
    Event event;
    event.mutable_appeal_decided()->set_violation_id(violation_id);
    event.mutable_appeal_decided()->set_user_id(seller);
    event.mutable_appeal_decided()->set_lifted(lifted);
    tell(event, 90);
  };
  EXPECT_EQ(measure("platform_rules_kept", 5), 0) << "no shop, no practice";
  tell([] {
    Event opened;
    opened.mutable_shop_opened()->set_shop_id(8);
    return opened;
  }());
  EXPECT_EQ(measure("platform_rules_kept", 5), 5);
  const std::int64_t kept = found(80);
  const std::int64_t lifted = found(81);
  EXPECT_EQ(measure("platform_rules_kept", 5), 3);
  EXPECT_EQ(seqs("platform_rules_kept", 5), (Seqs{kept, lifted}));
  decided(80, false);
  EXPECT_EQ(measure("platform_rules_kept", 5), 3);
  decided(81, true);
  EXPECT_EQ(measure("platform_rules_kept", 5), 4);
  for (std::int64_t violation = 90; violation < 97; ++violation) found(violation);
  EXPECT_EQ(measure("platform_rules_kept", 5), 0);
}

}  // namespace
}  // namespace kaibo::assessment
