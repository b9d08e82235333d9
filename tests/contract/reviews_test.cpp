#include <gtest/gtest.h>

#include "kaibo/mall/v1/chat.pb.h"
#include "kaibo/mall/v1/review.pb.h"
#include "services/identity/simulated.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class ReviewsContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    product_ = list_product(seller_, 1000, 100);
  }

  v1::Order finished_order() {
    const v1::Order order = paid_order(product_, 2);
    ship(seller_, order.order_id());
    return confirm(buyer_, order.order_id());
  }

  v1::PostReviewRequest review_of(const v1::Order& order, int stars, const std::string& text) {
    auto request = named<v1::PostReviewRequest>();
    request.set_order_id(order.order_id());
    request.set_stars(stars);
    request.set_text(text);
    return request;
  }

  v1::Review post(const Trainee& who, const v1::PostReviewRequest& request) {
    return call<v1::PostReviewResponse>("kaibo.mall.v1.ReviewService/PostReview", request,
                                        who.token)
        .review();
  }

  v1::Review reply(const Trainee& who, const v1::Review& review, const std::string& text) {
    auto request = named<v1::ReplyToReviewRequest>();
    request.set_review_id(review.review_id());
    request.set_text(text);
    return call<v1::ReplyToReviewResponse>("kaibo.mall.v1.ReviewService/ReplyToReview", request,
                                           who.token)
        .review();
  }

  v1::ListReviewsResponse of_product(const Trainee& who, bool unreplied = false) {
    v1::ListReviewsRequest request;
    request.set_class_id(class_id_);
    request.set_product_id(product_.product_id());
    request.set_unreplied(unreplied);
    return call<v1::ListReviewsResponse>("kaibo.mall.v1.ReviewService/ListReviews", request,
                                         who.token);
  }

  v1::ListReviewsResponse of_shop(const std::string& token) {
    v1::ListReviewsRequest request;
    request.set_class_id(class_id_);
    request.set_shop_id(product_.shop_id());
    return call<v1::ListReviewsResponse>("kaibo.mall.v1.ReviewService/ListReviews", request, token);
  }

  v1::GetOrderReviewsResponse of_order(const Trainee& who, const v1::Order& order) {
    v1::GetOrderReviewsRequest request;
    request.set_class_id(class_id_);
    request.set_order_id(order.order_id());
    return call<v1::GetOrderReviewsResponse>("kaibo.mall.v1.ReviewService/GetOrderReviews", request,
                                             who.token);
  }

  v1::Product product_;
};
KAIBO_ON_EVERY_DATABASE(ReviewsContract);

TEST_P(ReviewsContract, AFinishedOrderIsReviewedOnceALine) {
  const v1::Order paid = paid_order(product_, 1);
  EXPECT_EQ(refusal_of([&] { post(buyer_, review_of(paid, 5, "好")); }).code(),
            Code::failed_precondition);
  ship(seller_, paid.order_id());
  const v1::Order order = confirm(buyer_, paid.order_id());
  EXPECT_EQ(of_order(buyer_, order).to_review_size(), 1);
  EXPECT_EQ(of_order(seller_, order).to_review_size(), 0);
  EXPECT_EQ(refusal_of([&] { post(seller_, review_of(order, 5, "好")); }).code(), Code::not_found);
  EXPECT_EQ(refusal_of([&] { post(buyer_, review_of(order, 0, "好")); }).field(), "stars");

  v1::PostReviewRequest request = review_of(order, 4, "皮薄汁多，他妈的甜");
  request.add_pictures(picture(buyer_));
  const v1::Review posted = post(buyer_, request);
  EXPECT_EQ(posted.text(), "皮薄汁多，***甜");
  EXPECT_EQ(post(buyer_, request).review_id(), posted.review_id()) << "the same request once";
  EXPECT_EQ(refusal_of([&] { post(buyer_, review_of(order, 5, "好")); }).code(),
            Code::failed_precondition);
  EXPECT_EQ(of_order(buyer_, order).to_review_size(), 0);
  const v1::ListReviewsResponse shown = of_product(buyer_);
  ASSERT_EQ(shown.reviews_size(), 1);
  EXPECT_EQ(shown.reviews(0).buyer_name(), "周建国");
  EXPECT_EQ(shown.reviews(0).pictures_size(), 1);
  EXPECT_EQ(events(Event::kReviewPosted).size(), 1U);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ReviewsContract, ScoresOfProductAndShopAreTheAverage) {
  post(buyer_, review_of(finished_order(), 5, "好"));
  post(buyer_, review_of(finished_order(), 4, ""));
  post(buyer_, review_of(finished_order(), 5, ""));
  EXPECT_EQ(of_product(buyer_).score().count(), 3);
  EXPECT_EQ(of_product(buyer_).score().stars_hundredths(), 467);
  EXPECT_EQ(of_shop(instructor_).score().stars_hundredths(), 467);
  EXPECT_EQ(of_shop(instructor_).score().by_stars(3), 1);
}

TEST_P(ReviewsContract, TheShopRepliesOnceAndAHelperMay) {
  const Trainee helper = trainee("王芳");
  const v1::Review first = post(buyer_, review_of(finished_order(), 5, "好"));
  const v1::Review second = post(buyer_, review_of(finished_order(), 2, "慢"));
  EXPECT_EQ(refusal_of([&] { reply(buyer_, first, "谢谢"); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { reply(helper, first, "谢谢"); }).code(), Code::permission_denied);
  EXPECT_EQ(reply(seller_, first, "谢谢您").reply(), "谢谢您");
  EXPECT_EQ(refusal_of([&] { reply(seller_, first, "再谢"); }).code(), Code::failed_precondition);
  EXPECT_EQ(of_product(seller_, true).reviews_size(), 1);
  EXPECT_TRUE(of_product(seller_).may_reply());
  EXPECT_FALSE(of_product(buyer_).may_reply());

  set_helper(helper, v1::HELPER_KIND_OPERATIONS);
  EXPECT_EQ(refusal_of([&] { reply(helper, second, "谢谢"); }).code(), Code::permission_denied);
  set_helper(helper, v1::HELPER_KIND_SERVICE);
  reply(helper, second, "下次一定快");
  EXPECT_EQ(of_product(seller_, true).reviews_size(), 0);
  EXPECT_EQ(events(Event::kReviewReplied)[1].actor(), helper.user_id);
}

TEST_P(ReviewsContract, ThePlatformsRulesReadReplies) {
  const v1::Review review = post(buyer_, review_of(finished_order(), 5, "加微信很方便"));
  EXPECT_TRUE(events(Event::kViolationFound).empty()) << "buyers say what they like";
  reply(seller_, review, "下次加微信买更便宜");
  const std::vector<Event> found = events(Event::kViolationFound);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].violation_found().place(), "review");
  EXPECT_EQ(found[0].violation_found().user_id(), seller_.user_id);
}

TEST_P(ReviewsContract, WhatNobodyReviewedInTimeCountsAsGood) {
  const v1::Order reviewed = finished_order();
  post(buyer_, review_of(reviewed, 3, "一般"));
  const v1::Order silent = finished_order();
  pass(7 * day - 1);
  EXPECT_EQ(of_product(buyer_).score().count(), 1);
  pass(1);
  const v1::ListReviewsResponse shown = of_product(buyer_);
  ASSERT_EQ(shown.score().count(), 2);
  EXPECT_EQ(shown.score().stars_hundredths(), 400);
  EXPECT_TRUE(shown.reviews(0).automatic());
  EXPECT_EQ(shown.reviews(0).order_id(), silent.order_id());
  const std::vector<Event> posted = events(Event::kReviewPosted);
  ASSERT_EQ(posted.size(), 2U);
  EXPECT_EQ(posted[1].actor(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ReviewsContract, WhatWasRefundedWholeIsNotReviewed) {
  const v1::Order order = finished_order();
  take(seller_, ask(wish(order, v1::AFTER_SALE_KIND_REFUND, 2)), v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(order_now(buyer_, order.order_id()).state(), v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(refusal_of([&] { post(buyer_, review_of(order, 1, "")); }).code(),
            Code::failed_precondition);
  pass(8 * day);
  EXPECT_EQ(of_product(buyer_).score().count(), 0);
}

TEST_P(ReviewsContract, ASimulatedBuyerReviewsNothing) {
  const std::int64_t order_id = place_for(identity::simulated_person(1), order_for(product_, 1));
  ship(seller_, order_id);
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    mall_->orders.confirm(tx, class_id_, identity::simulated_person(1), order_id);
  });
  pass(8 * day);
  EXPECT_EQ(of_product(buyer_).score().count(), 0);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
