#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "kaibo/mall/v1/conduct.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "kaibo/mall/v1/review.pb.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "kaibo/supply/v1/incident.pb.h"
#include "services/identity/simulated.h"
#include "tests/contract/supplied.h"

namespace kaibo::assessment {
namespace {

/// A trainee and classmates who act out a script whose truth is known, through the RPCs alone.
class ScriptedShop : public contract::SuppliedTest {
 protected:
  void SetUp() override {
    profile_ = "ecommerce-2020s";
    SuppliedTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    seller_ = trainee("林晓燕");
    for (const char* name : {"周建国", "陈雨桐", "何秀珍", "高翔"})
      buyers_.push_back(trainee(name));
  }

  template <typename Response, typename Request>
  Response in_mall(const std::string& method, Request request, const std::string& token) {
    request.set_class_id(class_id_);
    if constexpr (requires { request.set_request_id(request_id()); }) {
      request.set_request_id(request_id());
    }
    return call<Response>("kaibo.mall.v1." + method, request, token);
  }

  /// Applied for and approved.
  void register_shop() {
    mall::v1::SubmitApplicationRequest application;
    mall::v1::ApplicationForm& form = *application.mutable_form();
    form.set_kind("individual");
    form.set_name("橙心果园");
    form.set_category("水果");
    form.set_introduction("自家果园，现摘现发，坏果包赔。");
    form.set_logo(picture(seller_));
    form.set_agreement_version(1);
    for (const auto& [key, content] :
         std::map<std::string, std::string>{{"holder", "林晓燕"}, {"phone", "13800000000"}}) {
      mall::v1::Paper& paper = *form.add_papers();
      paper.set_key(key);
      paper.set_content(content);
    }
    in_mall<mall::v1::SubmitApplicationResponse>("ShopService/SubmitApplication", application,
                                                 seller_.token);
    mall::v1::ReviewApplicationRequest review;
    review.set_owner_id(seller_.user_id);
    review.set_approved(true);
    review.set_attempts(1);
    in_mall<mall::v1::ReviewApplicationResponse>("ShopService/ReviewApplication", review,
                                                 instructor_);
  }

  /// Return address, freight (nothing), two categories; then products in one, and a page of both.
  void set_up_shop() {
    mall::v1::SaveShopSettingsRequest request;
    mall::v1::ShopSettings& settings = *request.mutable_settings();
    *settings.mutable_return_address() = order_for({}, 1).address();
    mall::v1::FreightTemplate& freight = *settings.add_freight_templates();
    freight.set_name("全国包邮");
    freight.set_by(mall::v1::FREIGHT_BY_PIECE);
    freight.add_rules()->set_first_units(1);
    freight.mutable_rules(0)->set_more_units(1);
    for (const char* name : {"当季鲜果", "礼盒"}) settings.add_categories()->set_name(name);
    in_mall<mall::v1::SaveShopSettingsResponse>("ShopService/SaveShopSettings", request,
                                                seller_.token);
  }

  void publish_product(const std::string& title) {
    mall::v1::SaveProductRequest request;
    request.set_title(title);
    request.set_description("早上摘、下午发，中等果一箱约十二到十五个，皮薄好剥，坏果当天包赔。");
    for (int i = 0; i < 2; ++i) request.add_pictures(picture(seller_));
    request.set_price_fen(2990);
    request.set_stock(100);
    request.set_listed(true);
    request.set_category("新鲜水果");
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"产地", "湖南永兴"}, {"净含量", "5 斤"}, {"储存方式", "冷藏"}}) {
      mall::v1::Attribute& attribute = *request.add_attributes();
      attribute.set_name(name);
      attribute.set_value(value);
    }
    products_.push_back(
        in_mall<mall::v1::SaveProductResponse>("MallService/SaveProduct", request, seller_.token)
            .product());
  }

  void publish_page() {
    mall::v1::SavePageDraftRequest draft;
    mall::v1::PageBlock& banner = *draft.mutable_page()->add_blocks();
    banner.set_kind(mall::v1::BLOCK_KIND_BANNER);
    banner.set_picture(picture(seller_));
    mall::v1::PageBlock& grid = *draft.mutable_page()->add_blocks();
    grid.set_kind(mall::v1::BLOCK_KIND_GRID);
    for (const mall::v1::Product& product : products_) grid.add_product_ids(product.product_id());
    mall::v1::PublishPageRequest publish;
    publish.set_revision(
        in_mall<mall::v1::SavePageDraftResponse>("ShopService/SavePageDraft", draft, seller_.token)
            .draft()
            .revision());
    in_mall<mall::v1::PublishPageResponse>("ShopService/PublishPage", publish, seller_.token);
  }

  /// A coupon that one buyer claims; the claim.
  std::int64_t promote() {
    mall::v1::CreateCouponRequest create;
    mall::v1::CouponWish& terms = *create.mutable_terms();
    terms.set_name("开业券");
    terms.set_kind(mall::v1::COUPON_KIND_FIXED);
    terms.set_off_fen(500);
    terms.set_total(10);
    terms.set_per_person(1);
    terms.set_valid_until_class_at(now_.now() + 7 * base::day);
    mall::v1::ClaimCouponRequest claim;
    claim.set_coupon_id(in_mall<mall::v1::CreateCouponResponse>("PromotionService/CreateCoupon",
                                                                create, seller_.token)
                            .coupon()
                            .coupon_id());
    mall::v1::VisitPromotionRequest visit;
    visit.set_coupon_id(claim.coupon_id());
    in_mall<mall::v1::VisitPromotionResponse>("PromotionService/VisitPromotion", visit,
                                              buyers_[0].token);
    return in_mall<mall::v1::ClaimCouponResponse>("PromotionService/ClaimCoupon", claim,
                                                  buyers_[0].token)
        .claim()
        .claim_id();
  }

  std::int64_t paid_order(const Trainee& buyer, std::int64_t claim_id) {
    mall::v1::PlaceOrderRequest request = order_for(products_[0], 1);
    request.set_pay_now(true);
    request.set_claim_id(claim_id);
    if (claim_id != 0) request.set_expected_amount_fen(2490);
    return place(buyer, request).order_id();
  }

  /// Three buyers, one of them twice. All four parcels bear one waybill: three break a rule.
  void trade(std::int64_t claim_id) {
    for (const int buyer : {0, 1, 2, 0}) {
      const Trainee& who = buyers_[static_cast<std::size_t>(buyer)];
      const std::int64_t order = paid_order(who, claim_id);
      claim_id = 0;
      ship(seller_, order);
      confirm(who, order);
      finished_.push_back(order);
    }
  }

  void agree(std::int64_t after_sale_id) {
    mall::v1::StepAfterSaleRequest agree;
    agree.set_after_sale_id(after_sale_id);
    agree.set_step(mall::v1::AFTER_SALE_STEP_AGREE);
    in_mall<mall::v1::StepAfterSaleResponse>("AfterSaleService/StepAfterSale", agree,
                                             seller_.token);
  }

  /// A simulated person buys and wants it back at once.
  void serve_simulated_customer() {
    supply::v1::InjectIncidentRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_kind(supply::v1::INCIDENT_KIND_DIFFICULT_REFUND);
    request.add_trainee_ids(seller_.user_id);
    request.set_text("马上退款，不退就投诉");
    call<supply::v1::InjectIncidentResponse>("kaibo.supply.v1.IncidentService/InjectIncident",
                                             request, instructor_);
    mall::v1::ListAfterSalesRequest list;
    list.set_as_seller(true);
    agree(in_mall<mall::v1::ListAfterSalesResponse>("AfterSaleService/ListAfterSales", list,
                                                    seller_.token)
              .after_sales(0)
              .after_sale_id());
  }

  /// Refunded whole before it was sent: an after-sale handled in time, and no order any more.
  void refund() {
    mall::v1::AskAfterSaleRequest ask;
    ask.set_order_id(paid_order(buyers_[3], 0));
    ask.set_quantity(1);
    ask.set_kind(mall::v1::AFTER_SALE_KIND_REFUND);
    ask.set_reason("不想要了");
    agree(in_mall<mall::v1::AskAfterSaleResponse>("AfterSaleService/AskAfterSale", ask,
                                                  buyers_[3].token)
              .after_sale()
              .after_sale_id());
  }

  /// The talk in which it was said.
  std::int64_t say(const Trainee& who, std::int64_t chat_id, const std::string& text) {
    mall::v1::SayInChatRequest request;
    request.set_chat_id(chat_id);
    if (chat_id == 0) request.set_shop_id(products_[0].shop_id());
    request.set_kind(mall::v1::CHAT_KIND_TEXT);
    request.set_text(text);
    return in_mall<mall::v1::SayInChatResponse>("ChatService/SayInChat", request, who.token)
        .chat_id();
  }

  /// Four consultations are answered in time, a fifth late, a sixth by the automatic answer alone.
  void serve() {
    mall::v1::SaveDeskRequest desk;
    desk.mutable_desk()->set_automatic_answer("您好，马上回复您。");
    in_mall<mall::v1::SaveDeskResponse>("ChatService/SaveDesk", desk, seller_.token);
    std::int64_t chat = 0;
    for (const int seconds : {20, 20, 20, 20, 200}) {
      chat = say(buyers_[1], chat, "请问今天能发货吗？");
      now_.advance(seconds * base::second);
      say(seller_, chat, "能，下午四点前下单当天发。");
    }
    say(buyers_[2], 0, "在吗？");
  }

  void reply_to_review() {
    mall::v1::PostReviewRequest post;
    post.set_order_id(finished_[0]);
    post.set_stars(4);
    post.set_text("果子新鲜，箱子有点压。");
    mall::v1::ReplyToReviewRequest reply;
    reply.set_review_id(
        in_mall<mall::v1::PostReviewResponse>("ReviewService/PostReview", post, buyers_[0].token)
            .review()
            .review_id());
    reply.set_text("谢谢，下次多垫一层纸。");
    in_mall<mall::v1::ReplyToReviewResponse>("ReviewService/ReplyToReview", reply, seller_.token);
  }

  /// Two orders pass through the supplier; pieces of one go back.
  void sell_from_market() {
    const supply::v1::Link link =
        copy(seller_, add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20), 1590, 50);
    capture_automatically(seller_);
    const std::int64_t order = buy(buyers_[1], link.product_id(), 2);
    buy(buyers_[2], link.product_id(), 1);
    pass_minutes(10);
    pass_minutes(60);
    send_return(seller_, ask_return(seller_, supply_order_of(seller_, order), 1,
                                    supply::v1::RETURN_KIND_REFUND));
    pass_minutes(30);
  }

  /// Of the three violations the instructor lifts one.
  void appeal() {
    const auto list = in_mall<mall::v1::ListViolationsResponse>(
        "ConductService/ListViolations", mall::v1::ListViolationsRequest(), seller_.token);
    ASSERT_EQ(list.violations_size(), 3);
    mall::v1::AppealViolationRequest appeal;
    appeal.set_violation_id(list.violations(0).violation_id());
    appeal.set_text("快递员把单号贴错了，已经换单。");
    in_mall<mall::v1::AppealViolationResponse>("ConductService/AppealViolation", appeal,
                                               seller_.token);
    mall::v1::DecideViolationRequest decide;
    decide.set_violation_id(appeal.violation_id());
    decide.set_lift(true);
    decide.set_reason("核实过，不是卖家的错。");
    in_mall<mall::v1::DecideViolationResponse>("ConductService/DecideViolation", decide,
                                               instructor_);
  }

  /// Points in tenths, by line.
  std::map<std::string, int> points_of(const Trainee& who) {
    std::map<std::string, int> points;
    const v1::Sheet sheet = sheet_of(who);
    for (const v1::SheetSection& section : sheet.sections()) {
      for (const v1::SheetItem& item : section.items()) points[item.id()] = item.proposed_tenths();
    }
    return points;
  }

  /// The journal lines behind a line of the sheet.
  int evidence_of(const std::string& item_id) {
    v1::ListEvidenceRequest request;
    request.set_class_id(class_id_);
    request.set_trainee_id(seller_.user_id);
    request.set_item_id(item_id);
    return call<v1::ListEvidenceResponse>("kaibo.assessment.v1.AssessmentService/ListEvidence",
                                          request, instructor_)
        .events_size();
  }

  Trainee seller_;
  std::vector<Trainee> buyers_;
  std::vector<mall::v1::Product> products_;
  /// Orders.
  std::vector<std::int64_t> finished_;
};
KAIBO_ON_EVERY_DATABASE(ScriptedShop);

TEST_P(ScriptedShop, GetsExactlyTheExpectedPointsOnEveryAutomaticLine) {
  register_shop();
  set_up_shop();
  for (const char* title :
       {"永兴冰糖橙 现摘现发 5斤装", "炎陵黄桃 脆甜多汁 5斤装", "江永香柚 清甜化渣 2个装"}) {
    publish_product(title);
  }
  publish_page();
  EXPECT_EQ(points_of(seller_)["A3"], 140);
  const std::int64_t claim = promote();
  EXPECT_EQ(points_of(seller_)["A4"], 50) << "nobody has used it";
  trade(claim);
  serve_simulated_customer();
  EXPECT_EQ(points_of(seller_)["A6"], 0) << "a simulated person is no buyer";
  refund();
  serve();
  reply_to_review();
  sell_from_market();
  appeal();

  const std::map<std::string, int> expected = {
      {"A1", 80},
      {"A2", 80},
      // The good came without a category.
      {"A3", 120},
      {"A4", 80},
      {"A5", 120},
      {"A6", 90},
      {"B1", 50},
      {"B2", 60},
      {"B3", 40},
      {"C1", 0},
      {"C2", 0},
      {"C3", 0},
      {"D1", 0},
      {"D2", 30},
  };
  EXPECT_EQ(points_of(seller_), expected);
  EXPECT_EQ(sheet_of(seller_).score_tenths(), 750);
  EXPECT_TRUE(sheet_of(seller_).passed());
  for (const auto& [item_id, points] : expected) {
    EXPECT_EQ(evidence_of(item_id) > 0, points > 0) << item_id;
  }
  EXPECT_EQ(sheet_of(buyers_[0]).score_tenths(), 0) << "buying is no practice of selling";
  EXPECT_TRUE(faults().empty());
}

TEST_P(ScriptedShop, IsMarkedDownForAPersonsOrderThatIsLateAndNotForASimulatedOnes) {
  register_shop();
  publish_product("永兴冰糖橙 现摘现发 5斤装");
  const auto order_of = [&](std::int64_t buyer_id) {
    place_for(buyer_id, order_for(products_[0], 1));
    const std::int64_t hours = profiles_.find(profile_)->mall.ship_hours + 1;
    pass_minutes(60 * static_cast<int>(hours));
  };
  EXPECT_EQ(points_of(seller_)["D2"], 50);
  order_of(identity::simulated_person(1));
  EXPECT_EQ(points_of(seller_)["D2"], 50) << "nobody waits for it";
  order_of(buyers_[0].user_id);
  EXPECT_EQ(points_of(seller_)["D2"], 40);
}

}  // namespace
}  // namespace kaibo::assessment
