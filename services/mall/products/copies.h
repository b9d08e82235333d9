#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/profile.h"
#include "services/mall/source.h"

/// Titles and main pictures that are a classmate's (盗用他人图文).
namespace kaibo::mall::copy_rules {

/// A listed product, as others may have copied it.
struct Original {
  std::int64_t product_id = 0;
  std::int64_t seller_id = 0;
  std::string shop_name;
  std::string title;
  /// Empty for none.
  std::string cover;
};

/// How alike two titles are, of 100: twice the pairs of neighbouring characters that both have, of
/// all pairs (Dice). Blanks, punctuation, capitals and full-width letters make no difference.
std::int64_t likeness(std::string_view one, std::string_view other);

/// "copied_title" and "copied_picture", each at most once and with the shop and the title it was
/// taken from. The earlier product is the original. What the product's supplier gave everybody may
/// use; a title too short to be good is nobody's own. None where the course has no such rule.
std::vector<v1::Fault> copies(const classroom::MallRules& rules, const v1::Product& product,
                              const Material& given, std::span<const Original> listed);

}  // namespace kaibo::mall::copy_rules
