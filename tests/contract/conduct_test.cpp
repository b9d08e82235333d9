#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "kaibo/classroom/v1/scenario.pb.h"
#include "kaibo/mall/v1/conduct.pb.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "services/identity/simulated.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class ConductContract : public contract::TradeTest {
 protected:
  v1::ListViolationsResponse violations(const std::string& token, std::int64_t user_id = 0,
                                        const std::string& rule = {}) {
    v1::ListViolationsRequest request;
    request.set_class_id(class_id_);
    request.set_user_id(user_id);
    request.set_rule(rule);
    return call<v1::ListViolationsResponse>("kaibo.mall.v1.ConductService/ListViolations", request,
                                            token);
  }

  v1::Product save(const Trainee& seller, const std::string& title, const std::string& cover) {
    auto request = named<v1::SaveProductRequest>();
    request.set_title(title);
    request.set_description("早上摘、下午发，中等果一箱约十二到十五个，皮薄好剥，有坏果按个赔。");
    request.add_pictures(cover);
    request.set_price_fen(1000);
    request.set_stock(1000);
    request.set_listed(true);
    return call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                         seller.token)
        .product();
  }

  v1::Order buy(const Trainee& buyer, const v1::Product& product) {
    v1::PlaceOrderRequest request = order_for(product, 1);
    request.set_pay_now(true);
    return place(buyer, request);
  }

  v1::Violation appeal(const Trainee& who, std::int64_t violation_id, const std::string& text) {
    auto request = named<v1::AppealViolationRequest>();
    request.set_violation_id(violation_id);
    request.set_text(text);
    return call<v1::AppealViolationResponse>("kaibo.mall.v1.ConductService/AppealViolation",
                                             request, who.token)
        .violation();
  }

  v1::Violation decide_on(const std::string& token, std::int64_t violation_id, bool lift) {
    auto request = named<v1::DecideViolationRequest>();
    request.set_violation_id(violation_id);
    request.set_lift(lift);
    request.set_reason("是注册商标");
    return call<v1::DecideViolationResponse>("kaibo.mall.v1.ConductService/DecideViolation",
                                             request, token)
        .violation();
  }

  void describe_shop(const std::string& introduction) {
    auto request = named<v1::UpdateShopRequest>();
    request.set_name("橙心果园");
    request.set_category("水果");
    request.set_introduction(introduction);
    call<v1::UpdateShopResponse>("kaibo.mall.v1.MallService/UpdateShop", request, seller_.token);
  }

  /// As the instructor does.
  void set_rule(const std::string& rule, const std::string& what, std::int64_t value) {
    auto request = named<classroom::v1::SetScenarioRequest>();
    classroom::v1::ScenarioValue& one = *request.add_values();
    one.set_key("mall.conduct.rules." + rule + "." + what);
    one.set_value(value);
    call<classroom::v1::SetScenarioResponse>("kaibo.classroom.v1.ScenarioService/SetScenario",
                                             request, instructor_);
  }

  std::int64_t limit_of(std::string_view rule) {
    return profiles_.find("live-hunan-2021")->mall.conduct.rule(rule)->limit;
  }
};
KAIBO_ON_EVERY_DATABASE(ConductContract);

TEST_P(ConductContract, ABannedWordIsFoundOnceAndBlocksNothing) {
  const v1::Product product = save(seller_, "全国第一 赣南脐橙 5斤装", picture(seller_));
  EXPECT_TRUE(product.listed());
  auto again = named<v1::SetProductListedRequest>();
  again.set_product_id(product.product_id());
  for (const bool listed : {false, true}) {
    again.set_request_id(request_id());
    again.set_listed(listed);
    call<v1::SetProductListedResponse>("kaibo.mall.v1.MallService/SetProductListed", again,
                                       seller_.token);
  }

  const v1::ListViolationsResponse mine = violations(seller_.token);
  ASSERT_EQ(mine.violations_size(), 1);
  EXPECT_EQ(mine.violations(0).rule(), "absolute_words");
  EXPECT_EQ(mine.violations(0).words(), "全国第一");
  EXPECT_EQ(mine.violations(0).place(), "product");
  EXPECT_EQ(mine.violations(0).product_id(), product.product_id());
  EXPECT_EQ(mine.points(), 1);
  EXPECT_EQ(mine.people_size(), 0) << "others' points are not for trainees";
  const std::vector<Event> found = events(Event::kViolationFound);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].also(), "staff");
  EXPECT_EQ(found[0].violation_found().name_zh(), "使用绝对化用语");
  EXPECT_EQ(violations(buyer_.token).violations_size(), 0);
  EXPECT_EQ(violations(buyer_.token, seller_.user_id).violations_size(), 0) << "only one's own";
  EXPECT_EQ(violations(instructor_, seller_.user_id).violations_size(), 1);
}

TEST_P(ConductContract, WhereTheClassWantsItSoItIsRefusedAndNothingHasHappened) {
  set_rule("absolute_words", "block", 1);
  const base::Error refused = refusal_of([&] { describe_shop("国家级果园"); });
  EXPECT_EQ(refused.code(), Code::failed_precondition);
  EXPECT_NE(refused.text().zh.find("国家级"), std::string::npos);
  db_->read_now([&](db::Transaction& tx) {
    EXPECT_EQ(mall_->shops.require_own(tx, class_id_, seller_.user_id).introduction(), "");
  });
  EXPECT_EQ(violations(seller_.token).violations_size(), 0);
}

TEST_P(ConductContract, ARuleThatTheClassSwitchedOffFindsNothing) {
  set_rule("off_platform", "on", 0);
  v1::ListConductRulesRequest request;
  request.set_class_id(class_id_);
  const auto rules = call<v1::ListConductRulesResponse>(
      "kaibo.mall.v1.ConductService/ListConductRules", request, seller_.token);
  EXPECT_EQ(rules.rules_size(), 8) << "it is still there to read, and for its violations";
  EXPECT_EQ(std::ranges::count_if(rules.rules(), &v1::ConductRule::on), 7);
  describe_shop("国家级果园，加微信下单更便宜");
  const v1::ListViolationsResponse mine = violations(seller_.token);
  ASSERT_EQ(mine.violations_size(), 1);
  EXPECT_EQ(mine.violations(0).rule(), "absolute_words");
  set_rule("off_platform", "on", 1);
  describe_shop("加微信下单更便宜");
  EXPECT_EQ(violations(seller_.token).violations_size(), 2);
}

TEST_P(ConductContract, ShopTextsAreReadToo) {
  describe_shop("加微信下单更便宜");
  auto settings = named<v1::SaveShopSettingsRequest>();
  settings.mutable_settings()->set_announcement("急单打 138-0013-8000");
  call<v1::SaveShopSettingsResponse>("kaibo.mall.v1.ShopService/SaveShopSettings", settings,
                                     seller_.token);
  const v1::ListViolationsResponse mine = violations(seller_.token, 0, "off_platform");
  ASSERT_EQ(mine.violations_size(), 2);
  EXPECT_EQ(mine.violations(0).place(), "announcement");
  EXPECT_EQ(mine.violations(0).words(), "13800138000");
  EXPECT_EQ(mine.violations(1).words(), "微信");
  EXPECT_EQ(mine.points(), 4);
}

TEST_P(ConductContract, OtherServicesHaveTheirTextsRead) {
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    for (int i = 0; i < 2; ++i) {
      mall_->conduct.read_words(tx, {.class_id = class_id_,
                                     .person_id = seller_.user_id,
                                     .place = "chat",
                                     .id = 7,
                                     .text = "私下转账给你便宜"});
    }
  });
  const v1::ListViolationsResponse mine = violations(seller_.token);
  ASSERT_EQ(mine.violations_size(), 1);
  EXPECT_EQ(mine.violations(0).place(), "chat");
}

TEST_P(ConductContract, ACopyIsFoundOfTheLaterOneTitleAndMainPictureEachAlone) {
  open_shop(buyer_, "建国茶行");
  const std::string cover = picture(seller_);
  save(seller_, "赣南脐橙 现摘现发 5斤装", cover);
  db_->write_now(class_id_, [&](db::Transaction& tx) { files::share(tx, buyer_.user_id, cover); });

  const v1::Product retyped = save(buyer_, "【赣南脐橙】现摘现发 ５斤装", picture(buyer_));
  ASSERT_EQ(std::ranges::count(retyped.faults(), "copied_title", &v1::Fault::kind), 1);
  EXPECT_EQ(std::ranges::count(retyped.faults(), "copied_picture", &v1::Fault::kind), 0);
  const v1::ListViolationsResponse title = violations(buyer_.token);
  ASSERT_EQ(title.violations_size(), 1);
  EXPECT_EQ(title.violations(0).rule(), "copied");
  EXPECT_EQ(title.violations(0).place(), "title");
  EXPECT_EQ(title.violations(0).words(), "橙心果园：赣南脐橙 现摘现发 5斤装 100%");

  const v1::Product shown = save(buyer_, "后山的橙子 摘下来就寄给您", cover);
  ASSERT_EQ(std::ranges::count(shown.faults(), "copied_picture", &v1::Fault::kind), 1);
  const v1::ListViolationsResponse all = violations(buyer_.token);
  ASSERT_EQ(all.violations_size(), 2);
  EXPECT_EQ(all.violations(0).place(), "main_picture");
  EXPECT_EQ(all.violations(0).product_id(), shown.product_id());
  EXPECT_EQ(all.points(), 2);
  EXPECT_EQ(violations(seller_.token).violations_size(), 0) << "who was first";
}

TEST_P(ConductContract, TheClassSaysHowAlikeTitlesMayBe) {
  open_shop(buyer_, "建国茶行");
  save(seller_, "赣南脐橙 现摘现发 5斤装", picture(seller_));
  save(buyer_, "赣南脐橙 现摘现发 10斤装", picture(buyer_));
  EXPECT_EQ(violations(buyer_.token).violations_size(), 0);
  set_rule("copied", "limit", 70);
  save(buyer_, "赣南脐橙 现摘现发 10斤装", picture(buyer_));
  EXPECT_EQ(violations(buyer_.token).violations_size(), 1);
}

TEST_P(ConductContract, LateAndFalseShippingAreTheSellers) {
  const v1::Product product = list_product(seller_, 1000, 100);
  const v1::Order late = paid_order(product, 1);
  pass(49 * hour);
  ASSERT_EQ(violations(seller_.token, 0, "late_shipping").violations_size(), 1);
  ship(seller_, late.order_id());
  EXPECT_EQ(violations(seller_.token, 0, "waybill_reused").violations_size(), 0);
  const v1::Order second = paid_order(product, 1);
  ship(seller_, second.order_id());
  const v1::ListViolationsResponse reused = violations(seller_.token, 0, "waybill_reused");
  ASSERT_EQ(reused.violations_size(), 1);
  EXPECT_EQ(reused.violations(0).order_id(), second.order_id());
  EXPECT_EQ(reused.violations(0).words(), "中通快递 ZT20260001");
  pass(3 * day);
  EXPECT_EQ(violations(seller_.token, 0, "not_collected").violations_size(), 0)
      << "the courier came";
}

/// Orders count for marks from people alone, and so against them.
TEST_P(ConductContract, AnOrderOfASimulatedBuyerThatIsLateIsNoViolation) {
  const v1::Product product = list_product(seller_, 1000, 100);
  const std::int64_t order_id = place_for(identity::simulated_person(1), order_for(product, 1));
  pass(49 * hour);
  EXPECT_TRUE(order_now(seller_, order_id).ship_late()) << "the seller sees it all the same";
  EXPECT_EQ(violations(seller_.token).violations_size(), 0);
  paid_order(product, 1);
  pass(49 * hour);
  EXPECT_EQ(violations(seller_.token, 0, "late_shipping").violations_size(), 1);
}

TEST_P(ConductContract, AParcelThatNobodyCollectsIsFalseShipping) {
  const v1::Order order = ship(seller_, paid_order(list_product(seller_, 1000, 100), 1).order_id());
  // A courier who never comes: its next step is taken off the agenda.
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    agenda::cancel(tx, class_id_, "mall.parcel", order.parcels(0).parcel_id());
  });
  pass(limit_of("not_collected") * hour - 1);
  EXPECT_EQ(violations(seller_.token, 0, "not_collected").violations_size(), 0);
  pass(1);
  EXPECT_EQ(violations(seller_.token, 0, "not_collected").violations_size(), 1);
}

TEST_P(ConductContract, ARingOfBuyingIsBothSellers) {
  open_shop(buyer_, "建国茶行");
  const v1::Product theirs = list_product(seller_, 100, 1000);
  const v1::Product ours = list_product(buyer_, 100, 1000);
  const std::int64_t limit = limit_of("buying_ring");
  for (int i = 0; i <= limit; ++i) buy(buyer_, theirs);
  for (int i = 0; i < limit; ++i) buy(seller_, ours);
  EXPECT_EQ(violations(instructor_, 0, "buying_ring").violations_size(), 0);
  buy(seller_, ours);
  buy(seller_, ours);
  EXPECT_EQ(violations(seller_.token, 0, "buying_ring").violations_size(), 1);
  EXPECT_EQ(violations(buyer_.token, 0, "buying_ring").violations_size(), 1);
  const v1::ListViolationsResponse all = violations(instructor_);
  ASSERT_EQ(all.people_size(), 2);
  EXPECT_EQ(all.people(0).points(), 2);
  ASSERT_EQ(all.rules_size(), 1);
  EXPECT_EQ(all.rules(0).violations(), 2);
  EXPECT_EQ(all.points(), 4);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ConductContract, TooManyOrdersOfOneBuyerAreTheSellers) {
  const v1::Product product = list_product(seller_, 100, 1000);
  const std::int64_t limit = limit_of("many_orders");
  for (int i = 0; i < limit; ++i) buy(buyer_, product);
  EXPECT_EQ(violations(seller_.token, 0, "many_orders").violations_size(), 0);
  buy(buyer_, product);
  buy(buyer_, product);
  const v1::ListViolationsResponse found = violations(seller_.token, 0, "many_orders");
  ASSERT_EQ(found.violations_size(), 1);
  EXPECT_EQ(found.violations(0).words(), "周建国 × " + std::to_string(limit + 1));
  EXPECT_EQ(violations(buyer_.token).violations_size(), 0);
  set_rule("many_orders", "block", 1);
  EXPECT_EQ(refusal_of([&] { buy(buyer_, product); }).code(), Code::failed_precondition)
      << "what is written down already is blocked all the same";
}

TEST_P(ConductContract, AnAppealIsDecidedOnceByTheInstructor) {
  save(seller_, "全国第一 赣南脐橙 5斤装", picture(seller_));
  save(seller_, "极品 赣南脐橙 5斤装", picture(seller_));
  const v1::ListViolationsResponse before = violations(seller_.token);
  ASSERT_EQ(before.violations_size(), 2);
  const std::int64_t lifted = before.violations(0).violation_id();
  const std::int64_t kept = before.violations(1).violation_id();

  EXPECT_EQ(refusal_of([&] { appeal(buyer_, lifted, "不是我的"); }).code(), Code::not_found);
  EXPECT_EQ(refusal_of([&] { decide_on(instructor_, lifted, true); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { appeal(seller_, lifted, "  "); }).field(), "text");
  EXPECT_EQ(appeal(seller_, lifted, "这是商标").state(), v1::VIOLATION_STATE_APPEALED);
  EXPECT_EQ(refusal_of([&] { appeal(seller_, lifted, "再来一次"); }).code(),
            Code::failed_precondition);
  appeal(seller_, kept, "大家都这样写");
  EXPECT_EQ(violations(instructor_).appeals_waiting(), 2);
  EXPECT_EQ(violations(seller_.token).points(), 2) << "an appeal alone lifts nothing";
  EXPECT_EQ(refusal_of([&] { decide_on(seller_.token, lifted, true); }).code(),
            Code::permission_denied);

  EXPECT_EQ(decide_on(instructor_, lifted, true).state(), v1::VIOLATION_STATE_LIFTED);
  EXPECT_EQ(decide_on(instructor_, kept, false).state(), v1::VIOLATION_STATE_KEPT);
  EXPECT_EQ(refusal_of([&] { decide_on(instructor_, kept, true); }).code(),
            Code::failed_precondition);
  const v1::ListViolationsResponse after = violations(seller_.token);
  EXPECT_EQ(after.points(), 1);
  EXPECT_EQ(after.appeals_waiting(), 0);
  EXPECT_EQ(after.violations(0).decision(), "是注册商标");
  EXPECT_EQ(events(Event::kViolationAppealed).size(), 2U);
  ASSERT_EQ(events(Event::kAppealDecided).size(), 2U);
  EXPECT_TRUE(events(Event::kAppealDecided)[0].appeal_decided().lifted());
}

}  // namespace
}  // namespace kaibo::mall
