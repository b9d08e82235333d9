#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kaibo/mall/v1/chat.pb.h"
#include "kaibo/mall/v1/dashboard.pb.h"
#include "kaibo/mall/v1/favourites.pb.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class DashboardContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    third_ = trainee("陈小满");
    orange_ = list_product(seller_, 1000, 100);
    tea_ = list_product(seller_, 500, 100);
  }

  void look(const Trainee& visitor, const v1::Product& product) {
    auto request = named<v1::VisitProductRequest>();
    request.set_product_id(product.product_id());
    call<v1::VisitProductResponse>("kaibo.mall.v1.FavouriteService/VisitProduct", request,
                                   visitor.token);
  }

  v1::GetDashboardResponse dashboard(const std::string& token, std::int64_t owner_id = 0) {
    v1::GetDashboardRequest request;
    request.set_class_id(class_id_);
    request.set_owner_id(owner_id);
    return call<v1::GetDashboardResponse>("kaibo.mall.v1.DashboardService/GetDashboard", request,
                                          token);
  }

  Trainee third_;
  v1::Product orange_;
  v1::Product tea_;
  std::int64_t chat_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(DashboardContract);

TEST_P(DashboardContract, LooksOfOnePersonWithinMinutesCountOnce) {
  look(buyer_, orange_);
  look(buyer_, orange_);
  look(buyer_, tea_);
  look(third_, orange_);
  look(seller_, orange_);
  v1::ShopFigures figures = dashboard(seller_.token).figures();
  EXPECT_EQ(figures.views(), 3);
  EXPECT_EQ(figures.visitors(), 2);
  EXPECT_EQ(events(Event::kProductViewed).size(), 3U);
  now_.advance(dashboard(seller_.token).view_again_minutes() * base::minute - 1);
  look(buyer_, orange_);
  EXPECT_EQ(dashboard(seller_.token).figures().views(), 3);
  now_.advance(1);
  look(buyer_, orange_);
  figures = dashboard(seller_.token).figures();
  EXPECT_EQ(figures.views(), 4);
  EXPECT_EQ(figures.visitors(), 2);
  EXPECT_TRUE(faults().empty());
}

TEST_P(DashboardContract, WhatCannotBeBoughtIsNotLookedAt) {
  auto off = named<v1::SetProductListedRequest>();
  off.set_product_id(orange_.product_id());
  off.set_listed(false);
  call<v1::SetProductListedResponse>("kaibo.mall.v1.MallService/SetProductListed", off,
                                     seller_.token);
  EXPECT_EQ(refusal_of([&] { look(buyer_, orange_); }).code(), Code::not_found);
  look(seller_, orange_);
  EXPECT_EQ(dashboard(seller_.token).figures().views(), 0);
}

TEST_P(DashboardContract, TheFiguresAreWhatHappened) {
  look(buyer_, orange_);
  look(third_, orange_);
  const v1::Order sold = paid_order(orange_, 3);
  paid_order(tea_, 1);
  place(third_, order_for(orange_, 5));
  pass(hour);
  // One of the three pieces is given back.
  take(seller_, ask(wish(sold, v1::AFTER_SALE_KIND_REFUND, 1)), v1::AFTER_SALE_STEP_AGREE);

  const v1::GetDashboardResponse shown = dashboard(seller_.token);
  const v1::ShopFigures& figures = shown.figures();
  EXPECT_EQ(figures.orders(), 3);
  EXPECT_EQ(figures.paid_orders(), 2);
  EXPECT_EQ(figures.buyers(), 1);
  EXPECT_EQ(figures.conversion(), 5000);
  EXPECT_EQ(figures.gmv_fen(), 3000 + 500 + 5000);
  EXPECT_EQ(figures.paid_fen(), 3500);
  EXPECT_EQ(figures.refunded_fen(), 1000);
  EXPECT_EQ(figures.net_fen(), 2500);
  EXPECT_EQ(figures.per_customer_fen(), 3500);
  EXPECT_EQ(figures.refund_rate(), 2857);
  EXPECT_EQ(figures.pieces(), 4);
  EXPECT_EQ(shown.shop_name(), "橙心果园");
  ASSERT_EQ(shown.products_size(), 2);
  EXPECT_EQ(shown.products(0).product_id(), orange_.product_id());
  EXPECT_EQ(shown.products(0).title(), orange_.title());
  EXPECT_EQ(shown.products(0).pieces(), 3);
  EXPECT_EQ(shown.products(0).refunded_fen(), 1000);
  EXPECT_EQ(shown.products(1).views(), 0);
  ASSERT_EQ(shown.hours_size(), 2);
  EXPECT_EQ(shown.hours(0).paid_fen(), 3500);
  EXPECT_EQ(shown.hours(1).refunded_fen(), 1000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(DashboardContract, HowTheShopAnswersIsOneOfItsFigures) {
  const auto say = [&](const Trainee& who, const std::string& text) {
    auto request = named<v1::SayInChatRequest>();
    request.set_shop_id(orange_.shop_id());
    request.set_kind(v1::CHAT_KIND_TEXT);
    request.set_text(text);
    if (who.user_id == seller_.user_id) request.set_chat_id(chat_id_);
    chat_id_ =
        call<v1::SayInChatResponse>("kaibo.mall.v1.ChatService/SayInChat", request, who.token)
            .chat_id();
  };
  EXPECT_EQ(dashboard(seller_.token).answers().consultations(), 0);
  say(buyer_, "橙子甜吗");
  now_.advance(20'000);
  say(seller_, "很甜");
  const v1::DeskFigures answers = dashboard(seller_.token).answers();
  EXPECT_EQ(answers.consultations(), 1);
  EXPECT_EQ(answers.in_time(), 1);
  EXPECT_EQ(answers.first_reply_ms(), 20'000);
  auto rating = named<v1::RateChatRequest>();
  rating.set_chat_id(chat_id_);
  rating.set_stars(4);
  call<v1::RateChatResponse>("kaibo.mall.v1.ChatService/RateChat", rating, buyer_.token);
  say(buyer_, "什么时候发货");
  EXPECT_TRUE(faults().empty());
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    tx.execute("UPDATE mall_chat_consultation SET stars = 5 WHERE chat_id = ?", chat_id_);
  });
  EXPECT_EQ(faults().size(), 1U);
}

TEST_P(DashboardContract, StaffSeeATraineesFiguresAndTraineesTheirOwn) {
  look(buyer_, orange_);
  EXPECT_EQ(dashboard(instructor_, seller_.user_id).figures().views(), 1);
  EXPECT_EQ(refusal_of([&] { dashboard(buyer_.token, seller_.user_id); }).code(),
            Code::failed_precondition)
      << "asked for another's, one's own is meant, and there is none";
}

TEST_P(DashboardContract, TheCheckTellsFiguresThatAreNotWhatTheTablesSay) {
  look(buyer_, orange_);
  paid_order(orange_, 1);
  ASSERT_TRUE(faults().empty());
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    tx.execute("UPDATE mall_product_view SET looks = looks + 1 WHERE product_id = ?",
               orange_.product_id());
  });
  ASSERT_EQ(faults().size(), 1U);
  EXPECT_THAT(faults()[0], ::testing::HasSubstr("figures of seller"));
}

}  // namespace
}  // namespace kaibo::mall
