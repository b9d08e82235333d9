#include "tests/contract/campaigns.h"

#include <gtest/gtest.h>

#include <utility>

namespace kaibo::contract {

void CampaignsTest::SetUp() {
  TradeTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  first_ = list_product(seller_, 3000, 100);
  second_ = list_product(seller_, 1000, 100);
}

mall::v1::PromotionWish CampaignsTest::terms(mall::v1::PromotionKind kind,
                                             std::int64_t budget_fen) {
  mall::v1::PromotionWish wish;
  wish.set_name("开业活动");
  wish.set_kind(kind);
  wish.set_budget_fen(budget_fen);
  wish.set_valid_until_class_at(now_.now() + 7 * day);
  return wish;
}

mall::v1::PromotionWish CampaignsTest::limited_price(std::int64_t price_fen, int per_person,
                                                     std::int64_t budget_fen) {
  mall::v1::PromotionWish wish = terms(mall::v1::PROMOTION_KIND_LIMITED_PRICE, budget_fen);
  wish.add_product_ids(first_.product_id());
  wish.set_price_fen(price_fen);
  wish.set_per_person(per_person);
  return wish;
}

mall::v1::PromotionWish CampaignsTest::full(std::int64_t threshold_fen, std::int64_t off_fen,
                                            std::int64_t budget_fen) {
  mall::v1::PromotionWish wish = terms(mall::v1::PROMOTION_KIND_FULL, budget_fen);
  wish.add_steps()->set_threshold_fen(threshold_fen);
  wish.mutable_steps(0)->set_off_fen(off_fen);
  return wish;
}

mall::v1::Promotion CampaignsTest::start(const Trainee& who, const mall::v1::PromotionWish& wish) {
  auto request = named<mall::v1::StartPromotionRequest>();
  *request.mutable_terms() = wish;
  return call<mall::v1::StartPromotionResponse>("kaibo.mall.v1.PromotionService/StartPromotion",
                                                request, who.token)
      .promotion();
}

mall::v1::Promotion CampaignsTest::stop(const Trainee& who, std::int64_t promotion_id) {
  auto request = named<mall::v1::StopPromotionRequest>();
  request.set_promotion_id(promotion_id);
  return call<mall::v1::StopPromotionResponse>("kaibo.mall.v1.PromotionService/StopPromotion",
                                               request, who.token)
      .promotion();
}

mall::v1::Promotion CampaignsTest::promotion(std::int64_t promotion_id) {
  mall::v1::ListShopPromotionsRequest request;
  request.set_class_id(class_id_);
  const auto reply = call<mall::v1::ListShopPromotionsResponse>(
      "kaibo.mall.v1.PromotionService/ListShopPromotions", request, seller_.token);
  for (const mall::v1::Promotion& one : reply.promotions()) {
    if (one.promotion_id() == promotion_id) return one;
  }
  ADD_FAILURE() << "no such promotion";
  return {};
}

int CampaignsTest::running_now() {
  mall::v1::ListPromotionsRequest request;
  request.set_class_id(class_id_);
  return call<mall::v1::ListPromotionsResponse>("kaibo.mall.v1.PromotionService/ListPromotions",
                                                request, buyer_.token)
      .promotions_size();
}

std::int64_t CampaignsTest::claim(const Trainee& who, const Trainee& seller, std::int64_t off_fen) {
  auto create = named<mall::v1::CreateCouponRequest>();
  mall::v1::CouponWish& wish = *create.mutable_terms();
  wish.set_name("店铺券");
  wish.set_kind(mall::v1::COUPON_KIND_FIXED);
  wish.set_off_fen(off_fen);
  wish.set_total(10);
  wish.set_per_person(1);
  wish.set_valid_until_class_at(now_.now() + 7 * day);
  auto take = named<mall::v1::ClaimCouponRequest>();
  take.set_coupon_id(call<mall::v1::CreateCouponResponse>(
                         "kaibo.mall.v1.PromotionService/CreateCoupon", create, seller.token)
                         .coupon()
                         .coupon_id());
  return call<mall::v1::ClaimCouponResponse>("kaibo.mall.v1.PromotionService/ClaimCoupon", take,
                                             who.token)
      .claim()
      .claim_id();
}

mall::v1::PlaceOrderRequest CampaignsTest::both(int first, int second, std::int64_t expected_fen) {
  mall::v1::PlaceOrderRequest request = order_for(first_, first);
  mall::v1::NewOrderLine& line = *request.add_lines();
  line.set_product_id(second_.product_id());
  line.set_quantity(second);
  request.set_expected_amount_fen(expected_fen);
  return request;
}

mall::v1::Basket CampaignsTest::basket(const mall::v1::PlaceOrderRequest& order) {
  mall::v1::Basket basket;
  *basket.mutable_lines() = order.lines();
  basket.set_claim_id(order.claim_id());
  basket.set_expected_amount_fen(order.expected_amount_fen());
  return basket;
}

mall::v1::QuoteCheckoutResponse CampaignsTest::quote(std::vector<mall::v1::Basket> baskets) {
  mall::v1::QuoteCheckoutRequest request;
  request.set_class_id(class_id_);
  for (mall::v1::Basket& one : baskets) {
    one.set_best_coupon(true);
    *request.add_baskets() = std::move(one);
  }
  return call<mall::v1::QuoteCheckoutResponse>("kaibo.mall.v1.MallService/QuoteCheckout", request,
                                               buyer_.token);
}

}  // namespace kaibo::contract
