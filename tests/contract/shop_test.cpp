#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/practice.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

/// A class whose course asks for papers, a deposit and a review before a shop opens.
class ShopContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    class_id_ = db_->write_now(classroom::school_stream, [&](db::Transaction& tx) {
      return classroom_
          ->create_class(tx, {.code = "DS2026", .name = "电商一班", .profile = "ecommerce-2020s"},
                         0)
          .class_id;
    });
    instructor_ = make_signed_in(
        "js02", "沈老师",
        {.class_id = class_id_, .role = access::v1::ROLE_INSTRUCTOR, .teaches = true});
    seller_ = trainee("林晓燕");
    buyer_ = trainee("周建国");
  }

  template <typename Response, typename Request>
  Response ask(const std::string& method, Request request, const std::string& token) {
    request.set_class_id(class_id_);
    if constexpr (requires { request.set_request_id(request_id()); }) {
      request.set_request_id(request_id());
    }
    return call<Response>("kaibo.mall.v1.ShopService/" + method, request, token);
  }

  v1::ApplicationForm form(const Trainee& owner, const std::string& name) {
    v1::ApplicationForm form;
    form.set_kind("individual");
    form.set_name(name);
    form.set_category("水果");
    form.set_introduction("自家果园，现摘现发，坏果包赔。");
    form.set_logo(picture(owner));
    form.set_agreement_version(1);
    add_paper(form, "holder", "林晓燕");
    add_paper(form, "phone", "13800000000");
    return form;
  }
  static void add_paper(v1::ApplicationForm& form, const std::string& key,
                        const std::string& content) {
    v1::Paper& paper = *form.add_papers();
    paper.set_key(key);
    paper.set_content(content);
  }

  v1::Application save(const Trainee& owner, const v1::ApplicationForm& form) {
    v1::SaveApplicationRequest request;
    *request.mutable_form() = form;
    return ask<v1::SaveApplicationResponse>("SaveApplication", request, owner.token).application();
  }
  v1::Application submit(const Trainee& owner, const v1::ApplicationForm& form) {
    v1::SubmitApplicationRequest request;
    *request.mutable_form() = form;
    return ask<v1::SubmitApplicationResponse>("SubmitApplication", request, owner.token)
        .application();
  }
  v1::Application withdraw(const Trainee& owner) {
    return ask<v1::WithdrawApplicationResponse>("WithdrawApplication",
                                                v1::WithdrawApplicationRequest(), owner.token)
        .application();
  }
  v1::Application review(const Trainee& owner, bool approved, const std::string& reason,
                         int attempts) {
    v1::ReviewApplicationRequest request;
    request.set_owner_id(owner.user_id);
    request.set_approved(approved);
    request.set_reason(reason);
    request.set_attempts(attempts);
    return ask<v1::ReviewApplicationResponse>("ReviewApplication", request, instructor_)
        .application();
  }
  v1::Application application_of(const Trainee& owner) {
    return ask<v1::GetApplicationResponse>("GetApplication", v1::GetApplicationRequest(),
                                           owner.token)
        .application();
  }
  v1::Shop set_open(const Trainee& owner, bool open) {
    v1::SetShopOpenRequest request;
    request.set_open(open);
    return ask<v1::SetShopOpenResponse>("SetShopOpen", request, owner.token).shop();
  }
  v1::ShopSettings save(const Trainee& owner, const v1::ShopSettings& settings) {
    v1::SaveShopSettingsRequest request;
    *request.mutable_settings() = settings;
    return ask<v1::SaveShopSettingsResponse>("SaveShopSettings", request, owner.token).settings();
  }
  v1::PageDraft save(const Trainee& owner, const v1::Page& page, std::int64_t revision) {
    v1::SavePageDraftRequest request;
    *request.mutable_page() = page;
    request.set_revision(revision);
    return ask<v1::SavePageDraftResponse>("SavePageDraft", request, owner.token).draft();
  }
  v1::PageDraft publish(const Trainee& owner, std::int64_t revision) {
    v1::PublishPageRequest request;
    request.set_revision(revision);
    return ask<v1::PublishPageResponse>("PublishPage", request, owner.token).draft();
  }
  v1::GetShopFrontResponse front(std::int64_t shop_id) {
    v1::GetShopFrontRequest request;
    request.set_shop_id(shop_id);
    return ask<v1::GetShopFrontResponse>("GetShopFront", request, buyer_.token);
  }
  int found_in_mall() {
    v1::SearchProductsRequest request;
    request.set_class_id(class_id_);
    return call<v1::SearchProductsResponse>("kaibo.mall.v1.MallService/SearchProducts", request,
                                            buyer_.token)
        .total();
  }

  /// A shop that was applied for and approved.
  void approve(const Trainee& owner, const std::string& name) {
    submit(owner, form(owner, name));
    review(owner, true, "", 1);
  }
  v1::Shop shop_of(const Trainee& owner) {
    v1::GetShopRequest request;
    request.set_class_id(class_id_);
    return call<v1::GetShopResponse>("kaibo.mall.v1.MallService/GetShop", request, owner.token)
        .shop();
  }

  Trainee seller_;
  Trainee buyer_;
};
KAIBO_ON_EVERY_DATABASE(ShopContract);

TEST_P(ShopContract, AnApplicationIsRejectedWithReasonsCorrectedAndApproved) {
  const std::int64_t money = balance(seller_);
  v1::ApplicationForm wish = form(seller_, "橙心官方果园");
  const v1::Application checked = submit(seller_, wish);
  EXPECT_EQ(checked.state(), v1::APPLICATION_STATE_REJECTED);
  ASSERT_EQ(checked.faults_size(), 1);
  EXPECT_EQ(checked.faults(0).kind(), "name_word");
  EXPECT_EQ(checked.decided_by(), "") << "by the platform";
  EXPECT_EQ(balance(seller_), money);

  wish.set_name("橙心果园");
  EXPECT_EQ(submit(seller_, wish).state(), v1::APPLICATION_STATE_SUBMITTED);
  EXPECT_EQ(balance(seller_), money - 10'000) << "the deposit is held";
  EXPECT_TRUE(faults().empty());
  const v1::Application rejected = review(seller_, false, "简介请写明产地", 2);
  EXPECT_EQ(rejected.state(), v1::APPLICATION_STATE_REJECTED);
  EXPECT_EQ(rejected.reason(), "简介请写明产地");
  EXPECT_EQ(rejected.decided_by(), "沈老师");
  EXPECT_EQ(balance(seller_), money);

  wish.set_introduction("湖南永州自家果园，现摘现发。");
  submit(seller_, wish);
  const v1::Application approved = review(seller_, true, "", 3);
  EXPECT_EQ(approved.state(), v1::APPLICATION_STATE_APPROVED);
  EXPECT_EQ(approved.agreed_version(), 1);
  EXPECT_EQ(approved.agreed_at(), now_.now());
  EXPECT_EQ(shop_of(seller_).name(), "橙心果园");
  EXPECT_EQ(shop_of(seller_).kind(), "individual");
  EXPECT_EQ(balance(seller_), money - 10'000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ShopContract, ADecisionIsAboutTheAttemptThatWasSeen) {
  submit(seller_, form(seller_, "橙心果园"));
  withdraw(seller_);
  submit(seller_, form(seller_, "橙心果铺"));
  EXPECT_EQ(refusal_of([&] { review(seller_, true, "", 1); }).code(), Code::aborted);
  EXPECT_EQ(refusal_of([&] { review(seller_, false, "", 2); }).field(), "reason");
  review(seller_, true, "", 2);
  EXPECT_EQ(refusal_of([&] { review(seller_, true, "", 2); }).code(), Code::failed_precondition);
  EXPECT_EQ(shop_of(seller_).name(), "橙心果铺");
}

TEST_P(ShopContract, ANameThatWaitsIsTaken) {
  submit(seller_, form(seller_, "橙心果园"));
  const v1::Application second = submit(buyer_, form(buyer_, "橙心果园"));
  ASSERT_EQ(second.faults_size(), 1);
  EXPECT_EQ(second.faults(0).kind(), "name_taken");
}

TEST_P(ShopContract, WhereAReviewIsAskedForTheShortWayIsClosed) {
  EXPECT_EQ(refusal_of([&] { open_shop(seller_, "橙心果园"); }).code(), Code::failed_precondition);
}

TEST_P(ShopContract, AClosedShopSellsNothingAndIsNotInTheMall) {
  approve(seller_, "橙心果园");
  const v1::Product product = list_product(seller_, 2990, 10);
  EXPECT_EQ(found_in_mall(), 1);
  EXPECT_TRUE(set_open(seller_, false).closed());
  EXPECT_EQ(found_in_mall(), 0);
  EXPECT_TRUE(front(shop_of(seller_).shop_id()).products().empty());
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_for(product, 1)); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { product_now(buyer_, product.product_id()); }).code(),
            Code::failed_precondition);
  EXPECT_FALSE(set_open(seller_, true).closed());
  EXPECT_EQ(found_in_mall(), 1);
  place(buyer_, order_for(product, 1));
}

TEST_P(ShopContract, FreightIsPartOfTheAmountAndOnlyTheServerSaysHowMuch) {
  approve(seller_, "橙心果园");
  const v1::Product product = list_product(seller_, 2990, 10);
  v1::ShopSettings settings;
  v1::FreightTemplate& freight = *settings.add_freight_templates();
  freight.set_name("按件计费");
  freight.set_by(v1::FREIGHT_BY_PIECE);
  for (const auto& [region, fen] : {std::pair{"湖南", 500}, {"", 1200}}) {
    v1::FreightRule& rule = *freight.add_rules();
    if (*region != '\0') rule.add_regions(region);
    rule.set_first_units(1);
    rule.set_first_fen(fen);
    rule.set_more_units(1);
    rule.set_more_fen(200);
  }
  const v1::ShopSettings saved = save(seller_, settings);
  EXPECT_NE(saved.freight_templates(0).template_id(), 0);
  EXPECT_EQ(refusal_of([&] { save(seller_, settings); }).code(), Code::aborted)
      << "it rests on an older revision";

  v1::QuoteFreightRequest quote;
  quote.set_region("湖南");
  quote.add_lines()->set_product_id(product.product_id());
  quote.mutable_lines(0)->set_quantity(2);
  const auto freight_fen =
      ask<v1::QuoteFreightResponse>("QuoteFreight", quote, buyer_.token).freight_fen();
  EXPECT_EQ(freight_fen, 700);

  v1::PlaceOrderRequest wish = order_for(product, 2);
  wish.mutable_address()->set_region("湖南");
  EXPECT_EQ(refusal_of([&] { place(buyer_, wish); }).code(), Code::aborted) << "without freight";
  wish.set_request_id(request_id());
  wish.set_expected_amount_fen(2990 * 2 + freight_fen);
  const v1::Order order = place(buyer_, wish);
  EXPECT_EQ(order.freight_fen(), 700);
  EXPECT_EQ(order.amount_fen(), 6680);
  const std::int64_t before = balance(buyer_);
  EXPECT_EQ(pay(buyer_, order.order_id()).address().region(), "湖南");
  EXPECT_EQ(balance(buyer_), before - 6680);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ShopContract, APageIsDraftedPublishedAndRolledBack) {
  approve(seller_, "橙心果园");
  const std::int64_t shop_id = shop_of(seller_).shop_id();
  const v1::Product product = list_product(seller_, 2990, 10);
  v1::Page page;
  v1::PageBlock& banner = *page.add_blocks();
  banner.set_kind(v1::BLOCK_KIND_BANNER);
  banner.set_picture(picture(seller_));
  v1::PageBlock& grid = *page.add_blocks();
  grid.set_kind(v1::BLOCK_KIND_GRID);
  grid.set_title("当季鲜果");
  grid.add_product_ids(product.product_id());

  v1::PageDraft draft = save(seller_, page, 0);
  EXPECT_TRUE(draft.differs());
  EXPECT_TRUE(front(shop_id).page().blocks().empty()) << "buyers do not see the draft";
  EXPECT_EQ(refusal_of([&] { save(seller_, page, 0); }).code(), Code::aborted);
  EXPECT_EQ(refusal_of([&] { publish(seller_, 0); }).code(), Code::aborted);
  draft = publish(seller_, draft.revision());
  EXPECT_EQ(draft.published_version(), 1);
  EXPECT_FALSE(draft.differs());
  EXPECT_EQ(front(shop_id).page().blocks_size(), 2);

  page.mutable_blocks()->RemoveLast();
  draft = publish(seller_, save(seller_, page, draft.revision()).revision());
  EXPECT_EQ(front(shop_id).page().blocks_size(), 1);

  v1::RollBackPageRequest back;
  back.set_version(1);
  draft = ask<v1::RollBackPageResponse>("RollBackPage", back, seller_.token).draft();
  EXPECT_EQ(draft.published_version(), 3);
  EXPECT_EQ(draft.page().blocks_size(), 2);
  EXPECT_EQ(front(shop_id).page().blocks(1).title(), "当季鲜果");
  const auto versions = ask<v1::ListPageVersionsResponse>(
      "ListPageVersions", v1::ListPageVersionsRequest(), seller_.token);
  ASSERT_EQ(versions.versions_size(), 3);
  EXPECT_EQ(versions.versions(0).rolled_back_to(), 1);

  page.mutable_blocks(0)->set_picture(picture(buyer_));
  EXPECT_EQ(refusal_of([&] { save(seller_, page, draft.revision()); }).field(), "page")
      << "somebody else's picture";
}

TEST_P(ShopContract, ApplicationsAndShopsGoAsASmallModelSays) {
  constexpr int steps = 5'000;
  struct Model {
    v1::ApplicationState state = v1::APPLICATION_STATE_UNSPECIFIED;
    int attempts = 0;
    bool closed = false;
  };
  std::vector<Trainee> people;
  std::vector<v1::ApplicationForm> forms;
  for (int i = 0; i < 8; ++i) {
    people.push_back(trainee("学员" + std::to_string(i)));
    forms.push_back(form(people.back(), "小店" + std::to_string(i) + "号"));
  }
  std::vector<Model> models(people.size());
  const std::int64_t start = balance(people[0]);
  std::mt19937 random(20260105);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same walk each time
  const auto chance = [&](unsigned of) { return random() % of; };
  for (int step = 0; step < steps; ++step) {
    const std::size_t who = chance(static_cast<unsigned>(people.size()));
    const Trainee& person = people[who];
    Model& model = models[who];
    const bool editable = model.state == v1::APPLICATION_STATE_UNSPECIFIED ||
                          model.state == v1::APPLICATION_STATE_DRAFT ||
                          model.state == v1::APPLICATION_STATE_REJECTED;
    const bool waiting = model.state == v1::APPLICATION_STATE_SUBMITTED;
    const bool open = model.state == v1::APPLICATION_STATE_APPROVED;
    bool expected = false;
    Model next = model;
    std::string did;
    bool went = true;
    try {
      switch (chance(6)) {
        case 0:
          did = "save";
          expected = editable;
          if (model.state == v1::APPLICATION_STATE_UNSPECIFIED) {
            next.state = v1::APPLICATION_STATE_DRAFT;
          }
          save(person, forms[who]);
          break;
        case 1: {
          did = "submit";
          expected = editable;
          v1::ApplicationForm wish = forms[who];
          const bool good = chance(3) != 0;
          if (!good) wish.clear_papers();
          next.state = good ? v1::APPLICATION_STATE_SUBMITTED : v1::APPLICATION_STATE_REJECTED;
          ++next.attempts;
          submit(person, wish);
          break;
        }
        case 2:
          did = "withdraw";
          expected = waiting;
          next.state = v1::APPLICATION_STATE_DRAFT;
          withdraw(person);
          break;
        case 3: {
          did = "review";
          const bool approved = chance(40) == 0;
          const bool seen = chance(4) != 0;
          expected = waiting && seen;
          next.state = approved ? v1::APPLICATION_STATE_APPROVED : v1::APPLICATION_STATE_REJECTED;
          review(person, approved, "理由", seen ? model.attempts : model.attempts + 1);
          break;
        }
        case 4:
          did = "close";
          expected = open;
          next.closed = true;
          set_open(person, false);
          break;
        default:
          did = "open";
          expected = open;
          next.closed = false;
          set_open(person, true);
      }
    } catch (const base::Error&) {
      went = false;
    }
    ASSERT_EQ(went, expected) << "step " << step << ": " << did;
    if (went) model = next;
    if (step % 20 != 0) continue;
    ASSERT_EQ(application_of(person).state(), model.state) << "step " << step << ": " << did;
    const bool held = model.state == v1::APPLICATION_STATE_SUBMITTED ||
                      model.state == v1::APPLICATION_STATE_APPROVED;
    ASSERT_EQ(balance(person), start - (held ? 10'000 : 0)) << "step " << step << ": " << did;
    ASSERT_EQ(shop_of(person).closed(), model.closed) << "step " << step << ": " << did;
  }
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
