#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/mall/v1/dashboard.pb.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall {

/// What a seller's events add up to. Fed with the events of the seller's topic in order, and with
/// the lines of the orders; the same always gives the same figures. Definitions: the comments of
/// ShopFigures, ProductFigures and SpanFigures.
class ShopTally {
 public:
  explicit ShopTally(std::int64_t seller_id) : seller_id_(seller_id) {}

  /// What is not about the shop counts for nothing.
  void apply(const event::v1::Event& event);
  /// Which products the order was for; after its events.
  void add_lines(const v1::Order& order);

  v1::ShopFigures figures() const;
  /// Figures, products and spans, without names and times.
  v1::GetDashboardResponse report() const;

 private:
  struct Sale {
    std::int64_t buyer_id = 0;
    std::int64_t room_id = 0;
    std::int64_t fen = 0;
    base::Millis placed_at = 0;
    /// 0: not paid. Both on the class clock.
    base::Millis paid_at = 0;
  };
  struct ProductTally {
    std::string title;
    std::string picture;
    std::int64_t views = 0;
    std::set<std::int64_t> visitors;
    std::set<std::int64_t> buyers;
    std::set<std::int64_t> mall_buyers;
    std::int64_t pieces = 0;
    std::int64_t paid_fen = 0;
    std::int64_t refunded_fen = 0;
  };
  struct Look {
    std::int64_t visitor_id = 0;
    base::Millis at = 0;
  };
  struct GivenBack {
    std::int64_t fen = 0;
    base::Millis at = 0;
  };

  void view(const event::v1::ProductViewed& viewed, base::Millis at);
  void refund(const event::v1::OrderRefunded& refunded, base::Millis at);
  void add_products(v1::GetDashboardResponse& report) const;
  google::protobuf::RepeatedPtrField<v1::SpanFigures> spans(base::Millis length) const;

  std::int64_t seller_id_;
  std::map<std::int64_t, Sale> sales_;
  std::map<std::int64_t, ProductTally> products_;
  std::vector<Look> looks_;
  std::vector<GivenBack> refunds_;
};

/// part / whole in ten-thousandths, rounded down; 0 of nothing.
std::int64_t rate_of(std::int64_t part, std::int64_t whole);

}  // namespace kaibo::mall
