#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// A trainee's shop and its products.
class ShopEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  Measured opened(const Asked& asked) const;
  /// It has a name, a logo and an introduction.
  Measured profile(const Asked& asked) const;
  /// Products on sale that nothing was wrong with when they were last saved or listed.
  Measured qualified_products(const Asked& asked) const;

  static constexpr std::array<Measure<ShopEvidence>, 3> measures = {{
      {"shop_opened", &ShopEvidence::opened},
      {"shop_profile", &ShopEvidence::profile},
      {"qualified_products", &ShopEvidence::qualified_products},
  }};

  bool is_open(std::int64_t trainee_id) const;
  const std::string& name(std::int64_t trainee_id) const;
  std::int32_t listed_products(std::int64_t trainee_id) const;

 private:
  struct Product {
    bool listed = false;
    bool qualified = false;
    std::int64_t seq = 0;
  };
  struct Shop {
    std::int64_t opened_seq = 0;
    std::string name;
    std::int64_t profile_seq = 0;
    std::map<std::int64_t, Product> products;
  };

  std::map<std::int64_t, Shop> shops_;
};

}  // namespace kaibo::assessment
