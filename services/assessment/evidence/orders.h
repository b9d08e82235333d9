#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// Orders a trainee's shop has got. A buyer counts once, neither the seller nor a simulated person
/// at all.
class OrderEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Buyers to whom something was shipped.
  Measured shipped(const Asked& asked) const;
  /// Buyers who confirmed that something has come.
  Measured finished(const Asked& asked) const;
  /// Buyers who paid in a live room.
  Measured live_buyers(const Asked& asked) const;

  static constexpr std::array<Measure<OrderEvidence>, 3> measures = {{
      {"orders_shipped", &OrderEvidence::shipped},
      {"orders_finished", &OrderEvidence::finished},
      {"live_buyers", &OrderEvidence::live_buyers},
  }};

  /// Of people.
  std::int32_t paid_orders(std::int64_t trainee_id) const;

 private:
  /// Seq of the first order, by buyer.
  using FirstOrders = std::map<std::int64_t, std::int64_t>;
  struct Seller {
    std::set<std::int64_t> paid;
    FirstOrders shipped;
    FirstOrders finished;
    FirstOrders live_buyers;
  };

  std::map<std::int64_t, Seller> sellers_;
};

}  // namespace kaibo::assessment
