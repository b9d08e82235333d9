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
  Measured return_address(const Asked& asked) const;
  Measured freight_templates(const Asked& asked) const;
  /// Of the page that buyers see: whether it has the shop's logo, its banners, and the products its
  /// grids show.
  Measured page_logo(const Asked& asked) const;
  Measured page_banners(const Asked& asked) const;
  Measured page_recommended(const Asked& asked) const;
  /// Categories that the shop has arranged its products in.
  Measured shop_categories(const Asked& asked) const;
  /// Products on sale that nothing was wrong with when they were last saved or listed. One that is
  /// copied from a classmate has a fault.
  Measured qualified_products(const Asked& asked) const;
  /// 1 when something is on sale, and all of it has all attributes its category asks for.
  Measured attributes_complete(const Asked& asked) const;

  static constexpr std::array<Measure<ShopEvidence>, 10> measures = {{
      {"shop_opened", &ShopEvidence::opened},
      {"shop_profile", &ShopEvidence::profile},
      {"return_address", &ShopEvidence::return_address},
      {"freight_templates", &ShopEvidence::freight_templates},
      {"page_logo", &ShopEvidence::page_logo},
      {"page_banners", &ShopEvidence::page_banners},
      {"page_recommended", &ShopEvidence::page_recommended},
      {"shop_categories", &ShopEvidence::shop_categories},
      {"qualified_products", &ShopEvidence::qualified_products},
      {"attributes_complete", &ShopEvidence::attributes_complete},
  }};

  bool is_open(std::int64_t trainee_id) const;
  const std::string& name(std::int64_t trainee_id) const;
  std::int32_t listed_products(std::int64_t trainee_id) const;

 private:
  struct Product {
    bool listed = false;
    bool qualified = false;
    bool attributes_complete = false;
    std::int64_t seq = 0;
  };
  /// As it was said last, and where.
  struct Counted {
    std::int64_t value = 0;
    std::int64_t seq = 0;
  };
  struct Shop {
    std::int64_t opened_seq = 0;
    std::string name;
    std::int64_t profile_seq = 0;
    Counted return_address;
    Counted freight_templates;
    Counted logo;
    Counted banners;
    Counted recommended;
    Counted categories;
    std::map<std::int64_t, Product> products;
  };

  void apply_profile(const event::v1::Event& event);
  void apply_front(const event::v1::Event& event);
  void apply_product(const event::v1::Event& event);
  Measured counted(const Asked& asked, Counted Shop::* what) const;

  /// By owner, who alone acts for it.
  std::map<std::int64_t, Shop> shops_;
};

}  // namespace kaibo::assessment
