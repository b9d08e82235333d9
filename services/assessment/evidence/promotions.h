#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// How a trainee's shop is promoted: coupons, limited-time prices, money off and bundles.
class PromotionEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Promotions and coupons; what a lucky bag draws is a part of the bag. What was withdrawn before
  /// its start never was.
  Measured started(const Asked& asked) const;
  /// Buyers who paid an order with one. One that was closed or refunded whole never was.
  Measured used(const Asked& asked) const;
  /// People who came to a product by one.
  Measured visited(const Asked& asked) const;

  static constexpr std::array<Measure<PromotionEvidence>, 3> measures = {{
      {"promotions_started", &PromotionEvidence::started},
      {"promotions_used", &PromotionEvidence::used},
      {"promotions_visited", &PromotionEvidence::visited},
  }};

 private:
  struct Use {
    std::int64_t buyer_id = 0;
    std::int64_t seq = 0;
  };
  struct Seller {
    /// Seq by promotion or coupon.
    std::map<std::int64_t, std::int64_t> started;
    /// By order.
    std::map<std::int64_t, Use> used;
    /// Seq by person.
    std::map<std::int64_t, std::int64_t> visitors;
  };

  void apply_order(const event::v1::Event& event);

  std::map<std::int64_t, Seller> sellers_;
  /// Class time by coupon.
  std::map<std::int64_t, std::int64_t> valid_from_;
  std::set<std::int64_t> paid_orders_;
};

}  // namespace kaibo::assessment
