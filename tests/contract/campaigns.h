#pragma once

#include <cstdint>
#include <vector>

#include "kaibo/mall/v1/promotion.pb.h"
#include "tests/contract/trade.h"

namespace kaibo::contract {

/// A shop of two products, at ¥30 and ¥10, that promotes them, and what a buyer makes of it.
class CampaignsTest : public TradeTest {
 protected:
  void SetUp() override;

  mall::v1::PromotionWish terms(mall::v1::PromotionKind kind, std::int64_t budget_fen);
  mall::v1::PromotionWish limited_price(std::int64_t price_fen, int per_person,
                                        std::int64_t budget_fen);
  mall::v1::PromotionWish full(std::int64_t threshold_fen, std::int64_t off_fen,
                               std::int64_t budget_fen);
  mall::v1::Promotion start(const Trainee& who, const mall::v1::PromotionWish& wish);
  mall::v1::Promotion stop(const Trainee& who, std::int64_t promotion_id);
  /// As its seller sees it.
  mall::v1::Promotion promotion(std::int64_t promotion_id);
  int running_now();
  std::int64_t claim(const Trainee& who, const Trainee& seller, std::int64_t off_fen);
  /// What is wished of the two products, with what the buyer expects to pay.
  mall::v1::PlaceOrderRequest both(int first, int second, std::int64_t expected_fen);
  mall::v1::Basket basket(const mall::v1::PlaceOrderRequest& order);
  mall::v1::QuoteCheckoutResponse quote(std::vector<mall::v1::Basket> baskets);

  mall::v1::Product first_;
  mall::v1::Product second_;
};

}  // namespace kaibo::contract
