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
  /// 1 when something was shipped, and nothing later than the course allows. A refund does not undo
  /// a delay.
  Measured shipped_in_time(const Asked& asked) const;
  /// 1 when something was paid, and the seller has cancelled nothing.
  Measured none_cancelled(const Asked& asked) const;
  /// Buyers who paid in a live room.
  Measured live_buyers(const Asked& asked) const;

  static constexpr std::array<Measure<OrderEvidence>, 5> measures = {{
      {"orders_shipped", &OrderEvidence::shipped},
      {"orders_finished", &OrderEvidence::finished},
      {"shipped_in_time", &OrderEvidence::shipped_in_time},
      {"none_cancelled", &OrderEvidence::none_cancelled},
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
    /// Not shipped in time; cancelled by the seller.
    Orders late;
    Orders cancelled;
  };

  void forget(std::int64_t seller_id, std::int64_t order_id);
  /// 1 by `orders` where there are some; but 0 by `spots`, where there is one.
  static Measured spotless(const Orders& orders, const Orders& spots);
  static Measured one_each_buyer(const Orders& orders);

  std::map<std::int64_t, Seller> sellers_;
};

}  // namespace kaibo::assessment
