#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// What a trainee's shop does with the supply market (模拟供销). Orders of the seller or of
/// simulated persons count nothing; one that was refunded whole was never passed on.
class SupplyEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Products on sale that are linked to a good.
  Measured goods_linked(const Asked& asked) const;
  /// 1 when there are some, and each is dearer than the supply price that its seller accepted.
  Measured above_cost(const Asked& asked) const;
  /// 1 when products copied from the market are on sale, and each is linked to its good.
  Measured links_complete(const Asked& asked) const;
  /// Orders passed on that their supplier shipped.
  Measured shipped(const Asked& asked) const;
  /// 1 when the stock of a linked product has followed its supplier's, and never fell below zero.
  Measured stock_in_step(const Asked& asked) const;
  /// Returns and exchanges with a supplier that were carried to their end, whatever the inspection
  /// found; not those taken back.
  Measured returned(const Asked& asked) const;

  static constexpr std::array<Measure<SupplyEvidence>, 6> measures = {{
      {"goods_linked", &SupplyEvidence::goods_linked},
      {"goods_above_cost", &SupplyEvidence::above_cost},
      {"links_complete", &SupplyEvidence::links_complete},
      {"supply_orders_shipped", &SupplyEvidence::shipped},
      {"supply_stock_in_step", &SupplyEvidence::stock_in_step},
      {"supply_returns", &SupplyEvidence::returned},
  }};

 private:
  /// A product copied from the market.
  struct Copy {
    bool linked = true;
    bool listed = false;
    std::int64_t price_fen = 0;
    std::int64_t cost_fen = 0;
    /// Where this was said last.
    std::int64_t seq = 0;
  };
  struct Shipped {
    std::int64_t order_id = 0;
    std::int64_t seq = 0;
  };
  struct Seller {
    /// By product.
    std::map<std::int64_t, Copy> copies;
    /// By supply order.
    std::map<std::int64_t, Shipped> shipped;
    /// Seq by product: where its stock followed last, and where it was oversold.
    std::map<std::int64_t, std::int64_t> followed;
    std::map<std::int64_t, std::int64_t> oversold;
    /// Seq by return.
    std::map<std::int64_t, std::int64_t> returned;
  };

  void apply_product(const event::v1::Event& event);
  void apply_order(const event::v1::Event& event);
  void follow(const event::v1::SupplyStockChanged& changed, std::int64_t seq);
  /// Null for a product that was not copied.
  Copy* copy(std::int64_t product_id);
  /// 1 when copies that `count` are on sale, and `holds` for each; the journal lines are of those
  /// that decide it.
  Measured all_on_sale(const Asked& asked, bool (*count)(const Copy&),
                       bool (*holds)(const Copy&)) const;

  std::map<std::int64_t, Seller> sellers_;
  std::map<std::int64_t, std::int64_t> seller_by_product_;
  /// Of the mall, passed on, that have a buyer.
  std::set<std::int64_t> orders_;
};

}  // namespace kaibo::assessment
