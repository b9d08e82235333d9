#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "kaibo/supply/v1/incident.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

namespace kaibo::supply {
namespace {

using assessment::v1::TileIncident;
using event::v1::Event;
using test::refusal_of;

/// Two trainees with shops and one without.
class IncidentContract : public contract::SuppliedTest {
 protected:
  void SetUp() override {
    SuppliedTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    first_ = trainee("林晓燕");
    second_ = trainee("周建国");
    shopless_ = trainee("何雨桐");
    open_shop(first_, "橙心果园");
    open_shop(second_, "山里人家");
  }

  v1::InjectIncidentRequest wish(v1::IncidentKind kind,
                                 const std::vector<std::int64_t>& trainees = {}) {
    v1::InjectIncidentRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_kind(kind);
    request.mutable_trainee_ids()->Assign(trainees.begin(), trainees.end());
    request.set_percent(20);
    request.set_text("马上退款，不退就投诉");
    return request;
  }
  v1::InjectIncidentResponse send(const v1::InjectIncidentRequest& request) {
    return call<v1::InjectIncidentResponse>("kaibo.supply.v1.IncidentService/InjectIncident",
                                            request, instructor_);
  }
  v1::InjectIncidentResponse inject(v1::IncidentKind kind,
                                    const std::vector<std::int64_t>& trainees = {}) {
    return send(wish(kind, trainees));
  }

  static v1::IncidentOutcome outcome_of(const v1::InjectIncidentResponse& response,
                                        const Trainee& trainee) {
    for (const v1::IncidentOutcome& outcome : response.outcomes()) {
      if (outcome.trainee_id() == trainee.user_id) return outcome;
    }
    ADD_FAILURE() << "no outcome of " << trainee.user_id;
    return {};
  }

  std::vector<Event> told() { return events(Event::kIncidentInjected); }

  /// What the board shows of the trainee, the newest first.
  std::vector<TileIncident> shown(const Trainee& trainee) {
    assessment::v1::GetBoardRequest request;
    request.set_class_id(class_id_);
    const auto board = call<assessment::v1::GetBoardResponse>(
        "kaibo.assessment.v1.AssessmentService/GetBoard", request, instructor_);
    for (const assessment::v1::Tile& tile : board.tiles()) {
      if (tile.user_id() == trainee.user_id) {
        return {tile.incidents().begin(), tile.incidents().end()};
      }
    }
    return {};
  }

  void take(const Trainee& who, std::int64_t after_sale_id, mall::v1::AfterSaleStep step) {
    mall::v1::StepAfterSaleRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_after_sale_id(after_sale_id);
    request.set_step(step);
    request.set_text("按规则处理");
    call<mall::v1::StepAfterSaleResponse>("kaibo.mall.v1.AfterSaleService/StepAfterSale", request,
                                          who.token);
  }

  void accept_price(const Trainee& seller, std::int64_t product_id, std::int64_t seen_fen) {
    v1::AcceptPriceRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_product_id(product_id);
    request.set_supply_price_fen(seen_fen);
    call<v1::AcceptPriceResponse>("kaibo.supply.v1.SupplyService/AcceptPrice", request,
                                  seller.token);
  }

  Trainee first_;
  Trainee second_;
  Trainee shopless_;
};
KAIBO_ON_EVERY_DATABASE(IncidentContract);

TEST_P(IncidentContract, APriceChangesForAllByTheSameAndSaysForWhomItCouldNot) {
  const v1::Good oranges = add_good("麻阳冰糖橙 现摘现发", 50);
  const v1::Good tea = add_good("古丈毛尖 明前春茶", 50);
  const std::int64_t product = copy(first_, oranges, 1500, 10).product_id();
  copy(second_, tea, 1500, 10);
  const v1::InjectIncidentResponse done = inject(v1::INCIDENT_KIND_PRICE_CHANGE);
  EXPECT_EQ(done.outcomes_size(), 3);
  EXPECT_TRUE(outcome_of(done, first_).done());
  EXPECT_TRUE(outcome_of(done, second_).done());
  EXPECT_FALSE(outcome_of(done, shopless_).done());
  EXPECT_NE(outcome_of(done, shopless_).why_en(), "");
  EXPECT_EQ(good_now(oranges.good_id()).supply_price_fen(), 1200);
  EXPECT_EQ(good_now(tea.good_id()).supply_price_fen(), 1200);

  const std::vector<Event> events = told();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].topic(), "staff");
  EXPECT_EQ(events[0].also(), classroom::user_topic(events[0].incident_injected().trainee_id()));
  EXPECT_EQ(events[0].incident_injected().price_before_fen(), 1000);
  EXPECT_EQ(events[0].incident_injected().price_fen(), 1200);

  ASSERT_EQ(shown(first_).size(), 1U);
  EXPECT_EQ(shown(first_)[0].answered_at(), 0);
  accept_price(first_, product, 1200);
  EXPECT_EQ(shown(first_)[0].answer(), assessment::v1::INCIDENT_ANSWER_PRICED);
  EXPECT_EQ(shown(second_)[0].answered_at(), 0) << "only who answers has answered";
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, AGoodThatSeveralSellIsStruckOnce) {
  const v1::Good good = add_good("麻阳冰糖橙 现摘现发", 50);
  copy(first_, good, 1500, 10);
  copy(second_, good, 1500, 10);
  const v1::InjectIncidentResponse done = inject(v1::INCIDENT_KIND_PRICE_CHANGE);
  EXPECT_EQ(good_now(good.good_id()).supply_price_fen(), 1200);
  EXPECT_EQ(outcome_of(done, first_).other_shops(), 1);
  const std::vector<Event> events = told();
  ASSERT_EQ(events.size(), 2U);
  for (const Event& event : events) {
    EXPECT_EQ(event.incident_injected().price_before_fen(), 1000);
    EXPECT_EQ(event.incident_injected().price_fen(), 1200);
  }
}

TEST_P(IncidentContract, OneTraineeAloneIsHitWhereTheyAloneSellAGood) {
  const v1::Good shared = add_good("麻阳冰糖橙 现摘现发", 50);
  const v1::Good own = add_good("古丈毛尖 明前春茶", 50);
  copy(first_, own, 1500, 10);
  copy(first_, shared, 1500, 10);
  copy(second_, shared, 1500, 10);
  const v1::InjectIncidentResponse done = inject(v1::INCIDENT_KIND_OUT_OF_STOCK, {first_.user_id});
  ASSERT_EQ(done.outcomes_size(), 1);
  EXPECT_EQ(done.outcomes(0).other_shops(), 0);
  EXPECT_EQ(good_now(own.good_id()).stock(), 0);
  EXPECT_EQ(good_now(shared.good_id()).stock(), 50);
  EXPECT_TRUE(shown(second_).empty());
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, WhatIsOrderedIsStillDeliveredWhenTheSupplierRunsOut) {
  const v1::Good good = add_good("麻阳冰糖橙 现摘现发", 50);
  const std::int64_t product = copy(first_, good, 1500, 10).product_id();
  capture_automatically(first_);
  const std::int64_t order = buy(second_, product, 3);
  inject(v1::INCIDENT_KIND_OUT_OF_STOCK);
  EXPECT_EQ(product_now(second_, product).stock(), 0);
  pass_minutes(120);
  EXPECT_EQ(supply_order_of(first_, order).state(), v1::SUPPLY_ORDER_STATE_SHIPPED);
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, TheCourierLosesTheNewestParcelOfEachAndResendingAnswersIt) {
  const mall::v1::Product product = list_product(first_, 1000, 10);
  mall::v1::PlaceOrderRequest request = order_for(product, 1);
  request.set_pay_now(true);
  const std::int64_t order = place(second_, request).order_id();
  ship(first_, order);
  const v1::InjectIncidentResponse done = inject(v1::INCIDENT_KIND_PARCEL_LOST);
  EXPECT_TRUE(outcome_of(done, first_).done());
  EXPECT_FALSE(outcome_of(done, second_).done());
  const mall::v1::Parcel lost = order_now(first_, order).parcels(0);
  EXPECT_EQ(lost.state(), mall::v1::TRACK_STATE_LOST);
  EXPECT_FALSE(outcome_of(inject(v1::INCIDENT_KIND_PARCEL_LOST), first_).done())
      << "none is left under way";

  mall::v1::ResendParcelRequest resend;
  resend.set_class_id(class_id_);
  resend.set_request_id(request_id());
  resend.set_parcel_id(lost.parcel_id());
  resend.set_courier("顺丰速运");
  resend.set_waybill("SF20260002");
  call<mall::v1::ResendParcelResponse>("kaibo.mall.v1.MallService/ResendParcel", resend,
                                       first_.token);
  EXPECT_EQ(shown(first_)[0].answer(), assessment::v1::INCIDENT_ANSWER_RESENT);
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, ADifficultCustomerIsSimulatedPaidBackToTheFenAndCountsForNoMarks) {
  const mall::v1::Product one = list_product(first_, 1990, 3);
  list_product(second_, 500, 3);
  const std::int32_t score_before = sheet_of(first_).score_tenths();
  const v1::InjectIncidentResponse done = inject(v1::INCIDENT_KIND_DIFFICULT_REFUND);
  EXPECT_TRUE(outcome_of(done, first_).done());
  EXPECT_TRUE(outcome_of(done, second_).done());
  EXPECT_EQ(product_now(second_, one.product_id()).stock(), 2);
  EXPECT_TRUE(faults().empty()) << "with the money in escrow";

  std::int64_t after_sale_id = 0;
  std::int64_t customer_id = 0;
  for (const Event& event : told()) {
    const event::v1::IncidentInjected& injected = event.incident_injected();
    if (injected.trainee_id() != first_.user_id) continue;
    after_sale_id = injected.after_sale_id();
    customer_id = order_now(first_, injected.order_id()).buyer_id();
  }
  EXPECT_LT(customer_id, 0);
  EXPECT_EQ(balance(second_), 500'000) << "no classmate pays for it";
  take(first_, after_sale_id, mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(product_now(second_, one.product_id()).stock(), 3);
  EXPECT_EQ(shown(first_)[0].answer(), assessment::v1::INCIDENT_ANSWER_AGREED);
  EXPECT_EQ(sheet_of(first_).score_tenths(), score_before);
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, ADifficultCustomerPaysWhatPromotionsLeave) {
  const mall::v1::Product product = list_product(first_, 1990, 3);
  mall::v1::StartPromotionRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  mall::v1::PromotionWish& terms = *request.mutable_terms();
  terms.set_name("开业活动");
  terms.set_kind(mall::v1::PROMOTION_KIND_LIMITED_PRICE);
  terms.add_product_ids(product.product_id());
  terms.set_price_fen(1500);
  terms.set_per_person(1);
  terms.set_budget_fen(100'000);
  terms.set_valid_until_class_at(now_.now() + 7 * base::day);
  call<mall::v1::StartPromotionResponse>("kaibo.mall.v1.PromotionService/StartPromotion", request,
                                         first_.token);
  EXPECT_TRUE(
      outcome_of(inject(v1::INCIDENT_KIND_DIFFICULT_REFUND, {first_.user_id}), first_).done());
  const event::v1::IncidentInjected injected = told().at(0).incident_injected();
  EXPECT_EQ(order_now(first_, injected.order_id()).amount_fen(), 1500);
  take(first_, injected.after_sale_id(), mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, ADifficultCustomerWhoIsRefusedAsksThePlatformWhichDecides) {
  list_product(first_, 1990, 3);
  inject(v1::INCIDENT_KIND_DIFFICULT_REFUND, {first_.user_id});
  const std::int64_t after_sale_id = told().at(0).incident_injected().after_sale_id();
  take(first_, after_sale_id, mall::v1::AFTER_SALE_STEP_REFUSE);
  EXPECT_EQ(shown(first_)[0].answer(), assessment::v1::INCIDENT_ANSWER_REFUSED);
  pass_minutes(1);

  mall::v1::DecideAfterSaleRequest decision;
  decision.set_class_id(class_id_);
  decision.set_request_id(request_id());
  decision.set_after_sale_id(after_sale_id);
  decision.set_refund(true);
  decision.set_reason("没有发货，应当退款");
  EXPECT_EQ(call<mall::v1::DecideAfterSaleResponse>(
                "kaibo.mall.v1.AfterSaleService/DecideAfterSale", decision, instructor_)
                .after_sale()
                .state(),
            mall::v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_TRUE(faults().empty());
}

TEST_P(IncidentContract, NothingHappensWhenSomebodyChosenIsNoTrainee) {
  const v1::Good good = add_good("麻阳冰糖橙 现摘现发", 50);
  copy(first_, good, 1500, 10);
  EXPECT_EQ(refusal_of([&] {
              inject(v1::INCIDENT_KIND_PRICE_CHANGE, {first_.user_id, staff_.user_id});
            }).field(),
            "trainee_ids");
  EXPECT_EQ(good_now(good.good_id()).supply_price_fen(), 1000);
  EXPECT_TRUE(told().empty());
}

TEST_P(IncidentContract, ASecondClickIsNoSecondIncident) {
  const v1::Good good = add_good("麻阳冰糖橙 现摘现发", 50);
  copy(first_, good, 1500, 10);
  const v1::InjectIncidentRequest request = wish(v1::INCIDENT_KIND_PRICE_CHANGE);
  send(request);
  EXPECT_TRUE(outcome_of(send(request), first_).done());
  EXPECT_EQ(good_now(good.good_id()).supply_price_fen(), 1200);
  EXPECT_EQ(told().size(), 1U);
}

TEST_P(IncidentContract, StaffReadATraineesSupplyAndClassmatesTheirOwnOnly) {
  const v1::Good good = add_good("麻阳冰糖橙 现摘现发", 50);
  const std::int64_t product = copy(first_, good, 1500, 10).product_id();
  const std::int64_t order = buy(second_, product, 1);
  const auto links = [&](const Trainee& viewer) {
    v1::ListLinksRequest request;
    request.set_class_id(class_id_);
    request.set_seller_id(first_.user_id);
    return call<v1::ListLinksResponse>("kaibo.supply.v1.SupplyService/ListLinks", request,
                                       viewer.token)
        .links_size();
  };
  EXPECT_EQ(links(staff_), 1);
  EXPECT_EQ(links(second_), 0);
  v1::ListSupplyOrdersRequest request;
  request.set_class_id(class_id_);
  request.set_seller_id(first_.user_id);
  request.set_limit(10);
  const auto orders = call<v1::ListSupplyOrdersResponse>(
      "kaibo.supply.v1.SupplyOrderService/ListSupplyOrders", request, staff_.token);
  ASSERT_EQ(orders.orders_size(), 1);
  EXPECT_EQ(orders.orders(0).order_id(), order);
  EXPECT_EQ(orders.orders(0).allowed_actions_size(), 0) << "staff look and do not act";
  v1::GetProfitRequest profit_of;
  profit_of.set_class_id(class_id_);
  profit_of.set_seller_id(first_.user_id);
  EXPECT_EQ(call<v1::GetProfitResponse>("kaibo.supply.v1.SupplyOrderService/GetProfit", profit_of,
                                        staff_.token)
                .orders_size(),
            1);
}

}  // namespace
}  // namespace kaibo::supply
