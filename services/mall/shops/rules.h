#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::shop_rules {

using classroom::MallRules;
using classroom::RegistrationRules;
using classroom::ShopRules;

/// What happens to an application.
enum class Step { save, submit, pass, reject, withdraw };

/// 草稿 → 待审核 → 已通过 or 已驳回; nothing when the step is not allowed. `submit` and then `pass`
/// where nobody reviews.
std::optional<v1::ApplicationState> after(v1::ApplicationState state, Step step);

/// What the rules cannot see in the form itself.
struct Facts {
  /// A classmate's shop or application has the name.
  bool name_taken = false;
  std::int64_t wallet_fen = 0;
};
/// What the automatic checks find wrong; empty when the application may pass.
std::vector<v1::Fault> faults(const MallRules& mall, const RegistrationRules& rules,
                              const v1::ApplicationForm& form, const Facts& facts);

/// Throws invalid_argument for an application that is too large to be kept as a draft.
void check_draft(const MallRules& mall, const v1::ApplicationForm& form);

/// Throws invalid_argument naming the field. `products`: those of the shop.
void check_settings(const ShopRules& rules, const v1::ShopSettings& settings,
                    const std::set<std::int64_t>& products);

/// The same for a page. `categories`: those of the shop.
void check_page(const ShopRules& rules, const v1::Page& page,
                const std::set<std::int64_t>& products, const std::set<std::int64_t>& categories);

/// One line of an order as freight sees it.
struct FreightLine {
  /// 0 or one that is gone: the shop's first template.
  std::int64_t template_id = 0;
  std::int64_t weight_grams = 0;
  std::int64_t pieces = 0;
  /// What they cost together, before coupons.
  std::int64_t fen = 0;
};
/// Lines of one template travel together; a shop without templates sends free of charge.
std::int64_t freight_fen(const google::protobuf::RepeatedPtrField<v1::FreightTemplate>& templates,
                         std::string_view region, std::span<const FreightLine> lines);

}  // namespace kaibo::mall::shop_rules
