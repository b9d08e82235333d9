#include "services/mall/campaigns/rules.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/promotions/rules.h"

namespace kaibo::mall::campaign_rules {

namespace {

constexpr std::string_view coupon_name = "coupon";

std::string_view name_of(v1::PromotionKind kind) {
  switch (kind) {
    case v1::PROMOTION_KIND_LIMITED_PRICE:
      return "limited_price";
    case v1::PROMOTION_KIND_BUNDLE:
      return "bundle";
    case v1::PROMOTION_KIND_FULL:
      return "full";
    default:
      return {};
  }
}

bool pair_of(const PromotionRules& rules, std::string_view one, std::string_view other) {
  return std::ranges::any_of(rules.together, [&](const classroom::PromotionPair& pair) {
    return (pair.kind == one && pair.other == other) || (pair.kind == other && pair.other == one);
  });
}

bool names(const v1::PromotionWish& terms, std::int64_t product_id) {
  return std::ranges::find(terms.product_ids(), product_id) != terms.product_ids().end();
}

void require_between(classroom::Range range, std::int64_t value, std::string_view field,
                     std::string_view zh, std::string_view en) {
  const std::string bounds = std::to_string(range.min) + "–" + std::to_string(range.max);
  base::require(range.holds(value), field,
                {std::string(zh) + " " + bounds, std::string(en) + " " + bounds});
}

/// A price for what costs `list_fen` otherwise.
void check_price(const PromotionRules& rules, std::int64_t price_fen, std::int64_t list_fen) {
  // Rounded up, so that it never lies below the percentage.
  const std::int64_t least = (list_fen * rules.percent.min + 99) / 100;
  const std::int64_t most = list_fen * rules.percent.max / 100;
  base::require(least <= price_fen && price_fen <= most, "price_fen",
                {"原价 ¥" + base::yuan(list_fen) + "，促销价请填 ¥" + base::yuan(least) + "–¥" +
                     base::yuan(most),
                 "It costs ¥" + base::yuan(list_fen) + "; its price can be ¥" + base::yuan(least) +
                     " to ¥" + base::yuan(most)});
}

/// Returns the least that one use takes off.
std::int64_t check_steps(const PromotionRules& rules, const v1::PromotionWish& wish) {
  require_between({1, rules.max_steps}, wish.steps_size(), "steps", "满减的档数需要是",
                  "The number of steps must be");
  std::int64_t threshold = 0;
  std::int64_t off = 0;
  for (const v1::PromotionStep& step : wish.steps()) {
    base::require(step.off_fen() > off && step.threshold_fen() > threshold &&
                      step.threshold_fen() > step.off_fen(),
                  "steps",
                  {"每一档的门槛要高于优惠金额，且门槛和优惠都要比上一档高",
                   "Each threshold must be above what is taken off, and both above the step before "
                   "it"});
    threshold = step.threshold_fen();
    off = step.off_fen();
  }
  return wish.steps(0).off_fen();
}

/// What is asked for only by one kind; returns the least that one use takes off.
std::int64_t check_kind(const PromotionRules& rules, const v1::PromotionWish& wish,
                        std::span<const v1::Product> products) {
  std::int64_t list_fen = 0;
  for (const v1::Product& product : products) list_fen += product.price_fen();
  switch (wish.kind()) {
    case v1::PROMOTION_KIND_LIMITED_PRICE:
      base::require(products.size() == 1, "product_ids",
                    {"限时价请选一件宝贝", "A limited-time price is for one product"});
      check_price(rules, wish.price_fen(), list_fen);
      require_between({1, rules.max_per_person}, wish.per_person(), "per_person",
                      "每人限购件数需要是", "The pieces for each person must be");
      return list_fen - wish.price_fen();
    case v1::PROMOTION_KIND_BUNDLE:
      require_between(rules.bundle_products, static_cast<std::int64_t>(products.size()),
                      "product_ids", "套餐里的宝贝数需要是", "The products of a bundle must be");
      check_price(rules, wish.price_fen(), list_fen);
      return list_fen - wish.price_fen();
    case v1::PROMOTION_KIND_FULL:
      return check_steps(rules, wish);
    default:
      base::require(false, "kind", {"请选择促销的种类", "Choose the kind of promotion"});
      return 0;
  }
}

/// A line on its way through the promotions.
struct Priced {
  v1::OrderLine* line = nullptr;
  std::int64_t fen = 0;

  std::int64_t pieces_fen(std::int64_t pieces) const { return fen * pieces / line->quantity(); }
};

struct Off {
  Priced* priced = nullptr;
  std::int64_t pieces = 0;
  std::int64_t fen = 0;
};

std::vector<Off> limited_price(const Running& running, const std::vector<Priced*>& open) {
  std::vector<Off> offs;
  std::int64_t left = running.pieces_left;
  for (Priced* priced : open) {
    if (!names(running.terms, priced->line->product_id())) continue;
    const std::int64_t pieces = std::min<std::int64_t>(left, priced->line->quantity());
    const std::int64_t piece_off = priced->pieces_fen(1) - running.terms.price_fen();
    if (pieces == 0 || piece_off <= 0) continue;
    offs.push_back({priced, pieces, pieces * piece_off});
    left -= pieces;
  }
  return offs;
}

/// Shares `fen` out among the parts, in proportion to what each costs.
void share(std::int64_t fen, std::vector<Off>& offs, const std::vector<std::int64_t>& costs) {
  const std::vector<std::int64_t> shares = promotion_rules::apportion(fen, costs);
  for (std::size_t i = 0; i < offs.size(); ++i) offs[i].fen = shares[i];
}

std::vector<Off> bundle(const Running& running, const std::vector<Priced*>& open) {
  std::map<std::int64_t, std::int64_t> pieces_of;
  for (const std::int64_t product_id : running.terms.product_ids()) pieces_of[product_id] = 0;
  for (const Priced* priced : open) {
    const auto found = pieces_of.find(priced->line->product_id());
    if (found != pieces_of.end()) found->second += priced->line->quantity();
  }
  std::int64_t sets = pieces_of.begin()->second;
  for (const auto& [product_id, pieces] : pieces_of) sets = std::min(sets, pieces);
  if (sets == 0) return {};
  for (auto& [product_id, pieces] : pieces_of) pieces = sets;

  std::vector<Off> offs;
  std::vector<std::int64_t> costs;
  for (Priced* priced : open) {
    const auto wanted = pieces_of.find(priced->line->product_id());
    if (wanted == pieces_of.end() || wanted->second == 0) continue;
    const std::int64_t pieces = std::min<std::int64_t>(wanted->second, priced->line->quantity());
    wanted->second -= pieces;
    offs.push_back({priced, pieces, 0});
    costs.push_back(priced->pieces_fen(pieces));
  }
  const std::int64_t cost = std::accumulate(costs.begin(), costs.end(), std::int64_t{0});
  const std::int64_t fen = cost - sets * running.terms.price_fen();
  if (fen <= 0) return {};
  share(fen, offs, costs);
  return offs;
}

std::vector<Off> full(const Running& running, const std::vector<Priced*>& open) {
  std::vector<Off> offs;
  std::vector<std::int64_t> costs;
  for (Priced* priced : open) {
    const bool covered =
        running.terms.product_ids().empty() || names(running.terms, priced->line->product_id());
    if (!covered) continue;
    offs.push_back({priced, priced->line->quantity(), 0});
    costs.push_back(priced->fen);
  }
  const std::int64_t cost = std::accumulate(costs.begin(), costs.end(), std::int64_t{0});
  std::int64_t fen = 0;
  for (const v1::PromotionStep& step : running.terms.steps()) {
    if (cost >= step.threshold_fen()) fen = step.off_fen();
  }
  if (fen == 0) return {};
  share(fen, offs, costs);
  return offs;
}

std::vector<Off> offs_of(const Running& running, const std::vector<Priced*>& open) {
  switch (running.terms.kind()) {
    case v1::PROMOTION_KIND_LIMITED_PRICE:
      return limited_price(running, open);
    case v1::PROMOTION_KIND_BUNDLE:
      return bundle(running, open);
    case v1::PROMOTION_KIND_FULL:
      return full(running, open);
    default:
      return {};
  }
}

bool may_come(const PromotionRules& rules, v1::PromotionKind kind, const v1::OrderLine& line) {
  return std::ranges::all_of(line.deductions(), [&](const v1::Deduction& deduction) {
    return together(rules, deduction.kind(), kind);
  });
}

void give(const PromotionRules& rules, const Running& running, std::vector<Priced>& all) {
  std::vector<Priced*> open;
  for (Priced& priced : all) {
    if (may_come(rules, running.terms.kind(), *priced.line)) open.push_back(&priced);
  }
  const std::vector<Off> offs = offs_of(running, open);
  std::int64_t sum = 0;
  for (const Off& off : offs) sum += off.fen;
  if (sum > running.left_fen) return;
  for (const Off& off : offs) {
    v1::Deduction& deduction = *off.priced->line->add_deductions();
    deduction.set_promotion_id(running.promotion_id);
    deduction.set_kind(running.terms.kind());
    deduction.set_name(running.terms.name());
    deduction.set_pieces(static_cast<std::int32_t>(off.pieces));
    deduction.set_off_fen(off.fen);
    off.priced->line->set_promotion_fen(off.priced->line->promotion_fen() + off.fen);
    off.priced->fen -= off.fen;
  }
}

}  // namespace

void check(const PromotionRules& rules, const v1::PromotionWish& wish,
           std::span<const v1::Product> products, base::Millis class_now) {
  require_between({1, rules.name_max}, static_cast<std::int64_t>(base::utf8_length(wish.name())),
                  "name", "活动名的字数需要是", "The characters of the name must be");
  const std::int64_t least = check_kind(rules, wish, products);
  const base::Millis until = wish.valid_until_class_at();
  base::require(
      until > class_now && until <= class_now + rules.max_days * base::day, "valid_until_class_at",
      {"结束时间要在今后 " + std::to_string(rules.max_days) + " 天以内（班级时钟）",
       "It must end within " + std::to_string(rules.max_days) + " days from now (class clock)"});
  const std::int64_t lowest = std::max(rules.budget_fen.min, least);
  base::require(
      lowest <= wish.budget_fen() && wish.budget_fen() <= rules.budget_fen.max, "budget_fen",
      {"预算至少够用一次，请填 ¥" + base::yuan(lowest) + "–¥" + base::yuan(rules.budget_fen.max),
       "The budget must serve at least one order: ¥" + base::yuan(lowest) + " to ¥" +
           base::yuan(rules.budget_fen.max)});
}

bool overlap(const v1::PromotionWish& one, const v1::PromotionWish& other) {
  if (one.kind() != other.kind()) return false;
  if (one.product_ids().empty() || other.product_ids().empty()) return true;
  return std::ranges::any_of(one.product_ids(),
                             [&](std::int64_t product_id) { return names(other, product_id); });
}

bool together(const PromotionRules& rules, v1::PromotionKind kind, v1::PromotionKind other) {
  return pair_of(rules, name_of(kind), name_of(other));
}

bool takes_coupon(const PromotionRules& rules, const v1::OrderLine& line) {
  return std::ranges::all_of(line.deductions(), [&](const v1::Deduction& deduction) {
    return pair_of(rules, name_of(deduction.kind()), coupon_name);
  });
}

v1::PromotionKind kind_of(std::string_view name) {
  for (const auto kind :
       {v1::PROMOTION_KIND_LIMITED_PRICE, v1::PROMOTION_KIND_BUNDLE, v1::PROMOTION_KIND_FULL}) {
    if (name_of(kind) == name) return kind;
  }
  return v1::PROMOTION_KIND_UNSPECIFIED;
}

void apply(const PromotionRules& rules, std::span<const Running> running,
           google::protobuf::RepeatedPtrField<v1::OrderLine>& lines) {
  std::vector<Priced> all;
  for (v1::OrderLine& line : lines) {
    line.clear_deductions();
    line.clear_promotion_fen();
    all.push_back({&line, line.price_fen() * line.quantity()});
  }
  std::ranges::sort(all, {}, [](const Priced& priced) {
    return std::tuple(priced.line->product_id(), priced.line->sku_id());
  });
  std::vector<const Running*> sorted;
  for (const Running& one : running) sorted.push_back(&one);
  std::ranges::sort(sorted, {}, &Running::promotion_id);
  for (const std::string& kind : rules.order) {
    for (const Running* one : sorted) {
      if (one->terms.kind() == kind_of(kind)) give(rules, *one, all);
    }
  }
}

std::vector<Use> uses(const v1::Order& order) {
  std::vector<Use> uses;
  for (const v1::OrderLine& line : order.lines()) {
    for (const v1::Deduction& deduction : line.deductions()) {
      auto use = std::ranges::find(uses, deduction.promotion_id(), &Use::promotion_id);
      if (use == uses.end()) {
        use = uses.insert(uses.end(),
                          {.promotion_id = deduction.promotion_id(), .kind = deduction.kind()});
      }
      use->pieces += deduction.pieces();
      use->off_fen += deduction.off_fen();
    }
  }
  return uses;
}

std::int64_t least_off_fen(const v1::PromotionWish& terms, const Use& use) {
  if (terms.kind() == v1::PROMOTION_KIND_FULL) return terms.steps(0).off_fen();
  // A piece at a limited-time price, or a set of a bundle.
  return use.off_fen * terms.product_ids_size() / use.pieces;
}

}  // namespace kaibo::mall::campaign_rules
