#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// Orders a trainee's shop has got. A buyer counts once, neither the seller nor a simulated person
/// at all; an order that was refunded whole never was.
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
  struct Step {
    std::int64_t buyer_id = 0;
    /// The first time.
    std::int64_t seq = 0;
  };
  /// By order, in the order of time.
  using Orders = std::map<std::int64_t, Step>;
  struct Seller {
    Orders paid;
    Orders shipped;
    Orders finished;
    Orders live;
  };

  static Measured one_each_buyer(const Orders& orders);

  std::map<std::int64_t, Seller> sellers_;
};

}  // namespace kaibo::assessment
