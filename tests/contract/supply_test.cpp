#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/conduct.pb.h"
#include "services/classroom/happened.h"
#include "services/supply/market/seed.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

namespace kaibo::supply {
namespace {

using base::Code;
using test::refusal_of;

class SupplyContract : public contract::SuppliedTest {
 protected:
  void SetUp() override {
    SuppliedTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    seller_ = trainee("林晓燕");
    buyer_ = trainee("周建国");
    open_shop(seller_, "橙心果园");
  }

  mall::v1::AfterSale ask_after_sale(std::int64_t order_id, mall::v1::AfterSaleKind kind,
                                     int quantity) {
    mall::v1::AskAfterSaleRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_order_id(order_id);
    request.set_kind(kind);
    request.set_quantity(quantity);
    request.set_reason("商品破损");
    return call<mall::v1::AskAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/AskAfterSale",
                                                request, buyer_.token)
        .after_sale();
  }

  void step_after_sale(const Trainee& who, const mall::v1::AfterSale& after_sale,
                       mall::v1::AfterSaleStep step) {
    mall::v1::StepAfterSaleRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_after_sale_id(after_sale.after_sale_id());
    request.set_step(step);
    request.set_courier("圆通速递");
    request.set_waybill("YT20260009");
    call<mall::v1::StepAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/StepAfterSale", request,
                                          who.token);
  }

  int stock_in_mall(std::int64_t product_id) { return product_now(buyer_, product_id).stock(); }

  /// Of which product the class was told its stock last, and what it was told.
  std::pair<std::int64_t, int> stock_told_last() {
    std::pair<std::int64_t, int> told;
    for (const db::Entry& entry : journal_of(class_id_)) {
      const event::v1::Event event = classroom::event_of(entry);
      if (!event.has_stock_changed()) continue;
      told = {event.stock_changed().product_id(), event.stock_changed().stock()};
    }
    return told;
  }

  Trainee seller_;
  Trainee buyer_;
};
KAIBO_ON_EVERY_DATABASE(SupplyContract);

TEST_P(SupplyContract, WhatTheSupplierGaveIsNobodysCopyButAShopsOwnTitleOfItIs) {
  open_shop(buyer_, "建国茶行");
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 50);
  const auto found = [&](const Trainee& who) {
    mall::v1::ListViolationsRequest request;
    request.set_class_id(class_id_);
    request.set_rule("copied");
    return call<mall::v1::ListViolationsResponse>("kaibo.mall.v1.ConductService/ListViolations",
                                                  request, who.token);
  };
  const std::int64_t first = copy(seller_, good, 1590, 30).product_id();
  const std::int64_t second = copy(buyer_, good, 1690, 30).product_id();
  EXPECT_EQ(found(seller_).violations_size(), 0);
  EXPECT_EQ(found(buyer_).violations_size(), 0) << "they share the source";

  const auto retitle = [&](const Trainee& who, std::int64_t product_id) {
    const mall::v1::Product product = product_now(who, product_id);
    mall::v1::SaveProductRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_product_id(product_id);
    request.set_version(product.version());
    request.set_title("我家后山的橙子 摘下来就给您寄");
    request.set_description(product.description());
    *request.mutable_pictures() = product.pictures();
    request.set_price_fen(product.price_fen());
    request.set_stock(product.stock());
    request.set_stock_seen(product.stock());
    request.set_listed(true);
    call<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                        who.token);
  };
  retitle(seller_, first);
  EXPECT_EQ(found(seller_).violations_size(), 0);
  retitle(buyer_, second);
  ASSERT_EQ(found(buyer_).violations_size(), 1);
  EXPECT_EQ(found(buyer_).violations(0).place(), "title") << "the picture is still the supplier's";
}

TEST_P(SupplyContract, TheMarketThatComesWithTheProgramIsFilledInOnceAndSearched) {
  v1::FillMarketRequest fill;
  fill.set_class_id(class_id_);
  fill.set_request_id(request_id());
  const auto fill_now = [&] {
    return call<v1::FillMarketResponse>("kaibo.supply.v1.SupplyService/FillMarket", fill,
                                        instructor_);
  };
  EXPECT_GE(fill_now().goods(), 60);
  fill.set_request_id(request_id());
  EXPECT_EQ(fill_now().goods(), static_cast<int>(seed().goods.size()));

  v1::SearchGoodsRequest search;
  search.set_class_id(class_id_);
  const auto found = [&] {
    return call<v1::SearchGoodsResponse>("kaibo.supply.v1.SupplyService/SearchGoods", search,
                                         seller_.token);
  };
  EXPECT_EQ(found().goods_size(), found().total());
  EXPECT_GE(found().categories_size(), 8);
  EXPECT_FALSE(found().suppliers(0).has_behaviour()) << "how a supplier behaves is not told";
  search.set_category("水果");
  search.set_to_fen(2000);
  search.set_sort(v1::GOOD_SORT_PRICE_UP);
  search.set_limit(2);
  const v1::SearchGoodsResponse cheap = found();
  ASSERT_EQ(cheap.goods_size(), 2);
  EXPECT_GT(cheap.total(), 2);
  EXPECT_LE(cheap.goods(0).supply_price_fen(), cheap.goods(1).supply_price_fen());
}

TEST_P(SupplyContract, ACopiedGoodIsAProductThatShowsTheSmallerOfBothStocks) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link few = copy(seller_, good, 1590, 5);
  EXPECT_EQ(stock_in_mall(few.product_id()), 5);
  EXPECT_EQ(few.supply_stock(), 20);
  EXPECT_TRUE(few.listed());
  EXPECT_EQ(good_now(good.good_id()).shops(), 1);

  const Trainee other = trainee("陈雨桐");
  open_shop(other, "雨桐山货铺");
  const v1::Link many = copy(other, good, 1690, 100);
  EXPECT_EQ(stock_in_mall(many.product_id()), 20);
  buy(buyer_, few.product_id(), 3);
  EXPECT_EQ(stock_in_mall(many.product_id()), 17) << "sold in one shop, gone from both";
  EXPECT_EQ(stock_in_mall(few.product_id()), 2);
  EXPECT_EQ(stock_told_last(), std::pair(few.product_id(), 2));
  buy(buyer_, many.product_id(), 1);
  EXPECT_EQ(stock_told_last(), std::pair(many.product_id(), 16)) << "what its supplier has";
  EXPECT_EQ(stock_in_mall(many.product_id()), 16);
  EXPECT_EQ(refusal_of([&] { copy(seller_, good, 1590, 5); }).code(), Code::failed_precondition);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, StockComesBackExactlyOnceWhenAnOrderClosesUnpaid) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t order =
      place(buyer_, order_for(product_now(buyer_, link.product_id()), 4)).order_id();
  EXPECT_EQ(good_now(good.good_id()).stock(), 16);
  cancel(buyer_, order);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  place(buyer_, order_for(product_now(buyer_, link.product_id()), 4));
  pass_minutes(30);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  EXPECT_EQ(supply_orders(seller_).orders_size(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, APaidOrderIsCapturedByHandShippedBySupplierAndItsWaybillIsTheMallOrders) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 3);
  const v1::SupplyOrder waiting = supply_order_of(seller_, order);
  EXPECT_EQ(waiting.state(), v1::SUPPLY_ORDER_STATE_WAITING);
  EXPECT_EQ(waiting.hold(), v1::HOLD_BY_HAND);
  EXPECT_EQ(waiting.goods_fen() + waiting.freight_fen(), 3200);
  EXPECT_EQ(balance(seller_), before);

  EXPECT_EQ(capture(seller_, waiting).state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_EQ(balance(seller_), before - 3200);
  EXPECT_EQ(refusal_of([&] { capture(seller_, waiting); }).code(), Code::failed_precondition);
  pass_minutes(10);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_PREPARING);
  pass_minutes(60);
  const v1::SupplyOrder shipped = supply_order_of(seller_, order);
  EXPECT_EQ(shipped.state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  const mall::v1::Order bought = order_now(seller_, order);
  EXPECT_EQ(bought.state(), mall::v1::ORDER_STATE_SHIPPED);
  EXPECT_EQ(bought.waybill(), shipped.waybill());
  confirm(buyer_, order);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_RECEIVED);

  const v1::GetProfitResponse report = profit(seller_);
  EXPECT_EQ(report.shop().income_fen(), 4770);
  EXPECT_EQ(report.shop().cost_fen(), 3200);
  EXPECT_EQ(report.shop().net_fen(), 1570);
  ASSERT_EQ(report.products_size(), 1);
  EXPECT_EQ(report.products(0).profit().net_fen(), 1570);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, SwitchingToAutomaticTouchesNewOrdersOnly) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t earlier = buy(buyer_, link.product_id(), 1);
  capture_automatically(seller_);
  const std::int64_t later = buy(buyer_, link.product_id(), 1);
  EXPECT_EQ(supply_order_of(seller_, earlier).state(), v1::SUPPLY_ORDER_STATE_WAITING);
  const v1::SupplyOrder captured = supply_order_of(seller_, later);
  EXPECT_EQ(captured.state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_TRUE(captured.automatic());
}

TEST_P(SupplyContract, WhatHindersAnAutomaticCaptureIsSaidAndCanBeMended) {
  v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 200);
  const v1::Link link = copy(seller_, good, 1590, 500);
  capture_automatically(seller_);

  good = good_now(good.good_id());
  good.set_supply_price_fen(1200);
  save_good(good, good.stock());
  const v1::Link changed = link_of(seller_, link.product_id());
  EXPECT_EQ(changed.news_size(), 1);
  EXPECT_EQ(changed.news(0), v1::LINK_NEWS_PRICE_CHANGED);
  const std::int64_t dearer = buy(buyer_, link.product_id(), 1);
  const v1::SupplyOrder held = supply_order_of(seller_, dearer);
  EXPECT_EQ(held.hold(), v1::HOLD_PRICE_CHANGED);
  v1::SupplyOrder old_price = held;
  old_price.set_goods_fen(1000);
  EXPECT_EQ(refusal_of([&] { capture(seller_, old_price); }).code(), Code::aborted);
  EXPECT_EQ(capture(seller_, held).paid_fen(), 1400);

  v1::AcceptPriceRequest accept;
  accept.set_class_id(class_id_);
  accept.set_request_id(request_id());
  accept.set_product_id(link.product_id());
  accept.set_supply_price_fen(1200);
  accept.set_price_anew(true);
  const v1::Link accepted = call<v1::AcceptPriceResponse>(
                                "kaibo.supply.v1.SupplyService/AcceptPrice", accept, seller_.token)
                                .link();
  EXPECT_EQ(accepted.price_fen(), 1800) << "the link's rule is +50 %";
  EXPECT_EQ(accepted.news_size(), 0);
  EXPECT_EQ(supply_order_of(seller_, buy(buyer_, link.product_id(), 1)).state(),
            v1::SUPPLY_ORDER_STATE_CAPTURED);

  // The shop's money goes into another purchase.
  const Trainee other = trainee("陈雨桐");
  open_shop(other, "雨桐山货铺");
  const mall::v1::Product dear = list_product(other, balance(seller_) - 100, 5);
  mall::v1::PlaceOrderRequest spend = order_for(dear, 1);
  spend.set_pay_now(true);
  place(seller_, spend);
  const v1::SupplyOrder poor = supply_order_of(seller_, buy(buyer_, link.product_id(), 1));
  EXPECT_EQ(poor.hold(), v1::HOLD_SHORT_OF_MONEY);
  EXPECT_EQ(refusal_of([&] { capture(seller_, poor); }).code(), Code::failed_precondition);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, IncomePaysForSupplyBeforeTheWalletDoes) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t first = buy(buyer_, link.product_id(), 1);
  ship(seller_, first);
  EXPECT_EQ(supply_order_of(seller_, first).state(), v1::SUPPLY_ORDER_STATE_CANCELLED)
      << "the seller has sent it from elsewhere";
  EXPECT_EQ(good_now(link.good_id()).stock(), 20);
  confirm(buyer_, first);
  capture(seller_, supply_order_of(seller_, buy(buyer_, link.product_id(), 1)));
  EXPECT_EQ(balance(seller_), before) << "¥12 of ¥15.90 earned";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, ASupplierWithoutGoodsPaysBackAndMayBeAskedAgain) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  supplier_.mutable_behaviour()->set_short_percent(100);
  save_supplier(supplier_);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 2);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(70);
  const v1::SupplyOrder unfilled = supply_order_of(seller_, order);
  EXPECT_EQ(unfilled.state(), v1::SUPPLY_ORDER_STATE_UNFILLED);
  EXPECT_EQ(balance(seller_), before);
  EXPECT_EQ(order_now(seller_, order).state(), mall::v1::ORDER_STATE_PAID);
  supplier_.mutable_behaviour()->set_short_percent(0);
  save_supplier(supplier_);
  capture(seller_, unfilled);
  pass_minutes(70);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  EXPECT_EQ(profit(seller_).shop().cost_fen(), 2200);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, ALateSupplierShipsLaterByWhatTheInstructorSays) {
  supplier_.mutable_behaviour()->set_late_percent(100);
  supplier_.mutable_behaviour()->set_late_minutes(500);
  save_supplier(supplier_);
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t order = buy(buyer_, link.product_id(), 1);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(70);
  pass_minutes(499);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_PREPARING);
  pass_minutes(1);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
}

TEST_P(SupplyContract, GoodsThatGoBackAreInspectedAndPaidBackToTheFen) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 3);
  const v1::SupplyOrder captured = capture(seller_, supply_order_of(seller_, order));
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, captured, 1, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition);
  pass_minutes(10);
  pass_minutes(60);
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, captured, 4, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition);
  const std::int64_t back = ask_return(seller_, captured, 2, v1::RETURN_KIND_REFUND);
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, captured, 2, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition)
      << "one is left";
  send_return(seller_, back);
  EXPECT_EQ(refusal_of([&] { cancel_return(seller_, back); }).code(), Code::failed_precondition);
  pass_minutes(30);
  const v1::SupplyOrder after = supply_order_of(seller_, order);
  EXPECT_EQ(after.returns(0).state(), v1::RETURN_STATE_REFUNDED);
  EXPECT_EQ(after.refunded_fen(), 2000);
  EXPECT_EQ(balance(seller_), before - 3200 + 2000);
  EXPECT_EQ(good_now(good.good_id()).stock(), 19);
  EXPECT_EQ(profit(seller_).shop().cost_fen(), 1200);

  const std::int64_t exchange = ask_return(seller_, captured, 1, v1::RETURN_KIND_EXCHANGE);
  send_return(seller_, exchange);
  pass_minutes(30);
  const v1::SupplyOrder exchanged = supply_order_of(seller_, order);
  EXPECT_EQ(exchanged.returns(1).state(), v1::RETURN_STATE_RESENT);
  EXPECT_FALSE(exchanged.returns(1).resent_waybill().empty());
  EXPECT_EQ(exchanged.refunded_fen(), 2000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, AReturnThatFailsInspectionBringsNothingBack) {
  supplier_.mutable_behaviour()->set_reject_percent(100);
  save_supplier(supplier_);
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  const std::int64_t order = buy(buyer_, link.product_id(), 1);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(10);
  pass_minutes(60);
  const v1::SupplyOrder shipped = supply_order_of(seller_, order);
  send_return(seller_, ask_return(seller_, shipped, 1, v1::RETURN_KIND_REFUND));
  pass_minutes(30);
  const v1::SupplyOrder after = supply_order_of(seller_, order);
  EXPECT_EQ(after.returns(0).state(), v1::RETURN_STATE_REJECTED);
  EXPECT_FALSE(after.returns(0).finding().empty());
  EXPECT_EQ(after.refunded_fen(), 0);
  confirm(buyer_, order);
  pass_minutes(7 * 24 * 60 + 1);
  EXPECT_EQ(refusal_of([&] { ask_return(seller_, shipped, 1, v1::RETURN_KIND_REFUND); }).code(),
            Code::failed_precondition)
      << "too late";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, WhatABuyerNoLongerWantsTheSupplierNeedNotSend) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 3);
  capture(seller_, supply_order_of(seller_, order));
  step_after_sale(seller_, ask_after_sale(order, mall::v1::AFTER_SALE_KIND_REFUND, 1),
                  mall::v1::AFTER_SALE_STEP_AGREE);
  const v1::SupplyOrder fewer = supply_order_of(seller_, order);
  EXPECT_EQ(fewer.state(), v1::SUPPLY_ORDER_STATE_CAPTURED);
  EXPECT_EQ(fewer.lines(0).quantity(), 2);
  EXPECT_EQ(balance(seller_), before - 3200 + 1000);
  EXPECT_EQ(good_now(good.good_id()).stock(), 18);
  EXPECT_EQ(profit(seller_).shop().net_fen(), 2 * 1590 - 2200);

  step_after_sale(seller_, ask_after_sale(order, mall::v1::AFTER_SALE_KIND_REFUND, 2),
                  mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(order_now(seller_, order).state(), mall::v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(supply_order_of(seller_, order).state(), v1::SUPPLY_ORDER_STATE_CANCELLED);
  EXPECT_EQ(balance(seller_), before);
  EXPECT_EQ(good_now(good.good_id()).stock(), 20);
  EXPECT_EQ(profit(seller_).shop().net_fen(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, GoodsThatABuyerSendsBackGoOnToTheSupplier) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t before = balance(seller_);
  const std::int64_t order = buy(buyer_, link.product_id(), 2);
  capture(seller_, supply_order_of(seller_, order));
  pass_minutes(70);
  const mall::v1::AfterSale asked = ask_after_sale(order, mall::v1::AFTER_SALE_KIND_RETURN, 1);
  step_after_sale(seller_, asked, mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(supply_order_of(seller_, order).returns_size(), 0);
  step_after_sale(buyer_, asked, mall::v1::AFTER_SALE_STEP_SEND_BACK);
  step_after_sale(seller_, asked, mall::v1::AFTER_SALE_STEP_RECEIVE);

  const v1::SupplyOrder followed = supply_order_of(seller_, order);
  ASSERT_EQ(followed.returns_size(), 1);
  EXPECT_EQ(followed.returns(0).state(), v1::RETURN_STATE_ASKED);
  EXPECT_EQ(followed.returns(0).after_sale_id(), asked.after_sale_id());
  send_return(seller_, followed.returns(0).return_id());
  pass_minutes(30);
  EXPECT_EQ(supply_order_of(seller_, order).returns(0).state(), v1::RETURN_STATE_REFUNDED);
  EXPECT_EQ(balance(seller_), before - 2200 + 1000);
  EXPECT_EQ(good_now(good.good_id()).stock(), 19);
  EXPECT_EQ(profit(seller_).shop().net_fen(), 1590 - 1200);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, AStoppedGoodSellsNoMoreAndABrokenLinkLeavesTheShopItsOwnStock) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const v1::Link link = copy(seller_, good, 1590, 8);
  const std::int64_t order = buy(buyer_, link.product_id(), 1);
  set_stopped(good.good_id(), true);
  EXPECT_EQ(stock_in_mall(link.product_id()), 0);
  EXPECT_EQ(link_of(seller_, link.product_id()).news(0), v1::LINK_NEWS_STOPPED);
  EXPECT_EQ(capture(seller_, supply_order_of(seller_, order)).state(),
            v1::SUPPLY_ORDER_STATE_CAPTURED)
      << "what is ordered is delivered";

  v1::SetLinkedRequest unlink;
  unlink.set_class_id(class_id_);
  unlink.set_request_id(request_id());
  unlink.set_product_id(link.product_id());
  call<v1::SetLinkedResponse>("kaibo.supply.v1.SupplyService/SetLinked", unlink, seller_.token);
  EXPECT_EQ(stock_in_mall(link.product_id()), 7);
  buy(buyer_, link.product_id(), 2);
  EXPECT_EQ(good_now(good.good_id()).stock(), 19);
  EXPECT_EQ(supply_orders(seller_).orders_size(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, ALiveRoomSetsSuppliersPiecesAsideAndTheyAreSoldOnce) {
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 10);
  const v1::Link link = copy(seller_, good, 1590, 50);
  const std::int64_t room = prepare_room(seller_, {link.product_id()});
  live::v1::SetShelfDetailsRequest details;
  details.set_class_id(class_id_);
  details.set_request_id(request_id());
  details.set_room_id(room);
  details.set_product_id(link.product_id());
  details.set_own_stock(true);
  details.set_stock(6);
  call<live::v1::SetShelfDetailsResponse>("kaibo.live.v1.PrepareService/SetShelfDetails", details,
                                          seller_.token);
  EXPECT_EQ(good_now(good.good_id()).stock(), 4);
  EXPECT_EQ(stock_in_mall(link.product_id()), 4);
  start_room(seller_, room);
  live::v1::BuyInRoomRequest wish;
  wish.set_class_id(class_id_);
  wish.set_request_id(request_id());
  wish.set_room_id(room);
  wish.set_product_id(link.product_id());
  wish.set_quantity(2);
  wish.set_expected_price_fen(1590);
  *wish.mutable_address() = order_for({}, 1).address();
  call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", wish, buyer_.token);
  EXPECT_EQ(good_now(good.good_id()).stock(), 4);
  EXPECT_EQ(supply_orders(seller_).orders_size(), 1);
  end_room(seller_, room);
  EXPECT_EQ(good_now(good.good_id()).stock(), 8) << "what was not sold is free again";
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, ThirtyFiveBuyersInSeveralShopsAndARoomNeverOversellASupplier) {
  constexpr int pieces = 20;
  const v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", pieces);
  std::vector<Trainee> sellers{seller_};
  std::vector<std::int64_t> products{copy(seller_, good, 1590, 100).product_id()};
  for (const char* name : {"陈雨桐", "王志强"}) {
    sellers.push_back(trainee(name));
    open_shop(sellers.back(), std::string(name) + "的店");
    products.push_back(copy(sellers.back(), good, 1590, 100).product_id());
  }
  const std::int64_t room = prepare_room(seller_, {products[0]});
  start_room(seller_, room);
  std::vector<Trainee> buyers;
  for (int i = 0; i < 35 - 3; ++i) buyers.push_back(trainee("学员" + std::to_string(i)));

  std::atomic<int> sold{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < buyers.size(); ++i) {
    mall::v1::PlaceOrderRequest in_mall =
        order_for(product_now(buyers[i], products[i % products.size()]), 1);
    in_mall.set_pay_now(true);
    live::v1::BuyInRoomRequest in_room;
    in_room.set_class_id(class_id_);
    in_room.set_request_id(request_id());
    in_room.set_room_id(room);
    in_room.set_product_id(products[0]);
    in_room.set_quantity(1);
    in_room.set_expected_price_fen(1590);
    *in_room.mutable_address() = in_mall.address();
    threads.emplace_back([this, &sold, buyer = buyers[i], in_mall, in_room, i] {
      try {
        if (i % 4 == 3) {
          call<live::v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", in_room,
                                            buyer.token);
        } else {
          place(buyer, in_mall);
        }
        ++sold;
      } catch (const base::Error& refused) {
        EXPECT_EQ(refused.code(), Code::failed_precondition);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sold, pieces);
  EXPECT_EQ(good_now(good.good_id()).stock(), 0);
  for (const std::int64_t product : products) EXPECT_EQ(stock_in_mall(product), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, NothingIsSentWhileTheBuyerAsksTheMoneyBack) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  capture_automatically(seller_);
  const std::int64_t order_id = buy(buyer_, link.product_id(), 2);
  const mall::v1::AfterSale asked = ask_after_sale(order_id, mall::v1::AFTER_SALE_KIND_REFUND, 2);
  pass_minutes(70);
  EXPECT_EQ(supply_order_of(seller_, order_id).state(), v1::SUPPLY_ORDER_STATE_PREPARING);
  step_after_sale(buyer_, asked, mall::v1::AFTER_SALE_STEP_WITHDRAW);
  pass_minutes(70);
  EXPECT_EQ(supply_order_of(seller_, order_id).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  EXPECT_EQ(order_now(seller_, order_id).parcels_size(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SupplyContract, WhatHappensIsInTheJournal) {
  const v1::Link link = copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
  capture_automatically(seller_);
  buy(buyer_, link.product_id(), 1);
  pass_minutes(70);
  std::vector<int> kinds;
  for (const db::Entry& entry : journal_of(class_id_)) {
    kinds.push_back(classroom::event_of(entry).body_case());
  }
  for (const auto kind :
       {event::v1::Event::kGoodLinked, event::v1::Event::kSupplyStockChanged,
        event::v1::Event::kSupplyOrderCreated, event::v1::Event::kSupplyOrderMoved}) {
    EXPECT_EQ(std::ranges::count(kinds, kind) > 0, true) << kind;
  }
}

}  // namespace
}  // namespace kaibo::supply
