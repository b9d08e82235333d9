#include "services/mall/campaigns/rules.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/products/rules.h"
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
  const std::string bounds = range.text();
  base::require(range.holds(value), field,
                {std::string(zh) + " " + bounds, std::string(en) + " " + bounds});
}

/// A price for what costs `list_fen` otherwise; `named` is put before a refusal.
void check_price(const PromotionRules& rules, std::int64_t price_fen, std::int64_t list_fen,
                 std::string_view field = "price_fen", const std::string& named = {}) {
  // Rounded up, so that it never lies below the percentage.
  const std::int64_t least = (list_fen * rules.percent.min + 99) / 100;
  const std::int64_t most = list_fen * rules.percent.max / 100;
  base::require(least <= price_fen && price_fen <= most, field,
                {named + "原价 ¥" + base::yuan(list_fen) + "，促销价请填 ¥" + base::yuan(least) +
                     "–¥" + base::yuan(most),
                 named + "It costs ¥" + base::yuan(list_fen) + "; its price can be ¥" +
                     base::yuan(least) + " to ¥" + base::yuan(most)});
}

/// At the limited-time price; nothing for a specification that is newer than its terms.
std::optional<std::int64_t> price_of(const v1::PromotionWish& terms, std::int64_t sku_id) {
  if (terms.sku_prices().empty()) return terms.price_fen();
  const auto found = std::ranges::find(terms.sku_prices(), sku_id, &v1::SkuPrice::sku_id);
  if (found == terms.sku_prices().end()) return std::nullopt;
  return found->price_fen();
}

/// The least that a piece of the product is cheaper at the limited-time price, as far as it is.
std::int64_t least_reduction(const v1::PromotionWish& terms, const v1::Product& product) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  const auto look = [&](std::int64_t sku_id, std::int64_t list_fen) {
    const std::int64_t off = list_fen - price_of(terms, sku_id).value_or(list_fen);
    if (off > 0) least = std::min(least, off);
  };
  if (product.skus().empty()) look(0, product.price_fen());
  for (const v1::Sku& sku : product.skus()) look(sku.sku_id(), sku.price_fen());
  return least;
}

/// Returns the least that one use takes off.
std::int64_t check_limited(const PromotionRules& rules, const v1::PromotionWish& wish,
                           std::span<const v1::Product> products) {
  base::require(products.size() == 1, "product_ids",
                {"限时价请选一件宝贝", "A limited-time price is for one product"});
  const v1::Product& product = products.front();
  if (product.skus().empty()) check_price(rules, wish.price_fen(), product.price_fen());
  for (const v1::Sku& sku : product.skus()) {
    check_price(rules, price_of(wish, sku.sku_id()).value_or(0), sku.price_fen(), "sku_prices",
                "“" + product_rules::choice_of(sku) + "” ");
  }
  require_between({1, rules.max_per_person}, wish.per_person(), "per_person", "每人限购件数需要是",
                  "The pieces for each person must be");
  return least_reduction(wish, product);
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
      return check_limited(rules, wish, products);
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
    const std::optional<std::int64_t> price = price_of(running.terms, priced->line->sku_id());
    if (!price) continue;
    const std::int64_t pieces = std::min<std::int64_t>(left, priced->line->quantity());
    const std::int64_t piece_off = priced->pieces_fen(1) - *price;
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

void fill_prices(v1::PromotionWish& wish, std::span<const v1::Product> products) {
  if (wish.kind() != v1::PROMOTION_KIND_LIMITED_PRICE || products.size() != 1) {
    wish.clear_sku_prices();
    return;
  }
  const v1::Product& product = products.front();
  const std::int64_t off = product.price_fen() - wish.price_fen();
  v1::PromotionWish filled;
  int given = 0;
  for (const v1::Sku& sku : product.skus()) {
    const auto found = std::ranges::find(wish.sku_prices(), sku.sku_id(), &v1::SkuPrice::sku_id);
    const bool left_out = found == wish.sku_prices().end();
    if (!left_out) ++given;
    v1::SkuPrice& price = *filled.add_sku_prices();
    price.set_sku_id(sku.sku_id());
    price.set_price_fen(left_out ? sku.price_fen() - off : found->price_fen());
  }
  base::require(given == wish.sku_prices_size(), "sku_prices",
                {"有的规格已经改了，请刷新后重新填写，每种规格只填一个价",
                 "Some specifications have changed; reload and give each one price"});
  if (filled.sku_prices().empty()) return;
  *wish.mutable_sku_prices() = filled.sku_prices();
  wish.set_price_fen(std::ranges::min(wish.sku_prices(), {}, &v1::SkuPrice::price_fen).price_fen());
}

void check(const PromotionRules& rules, const v1::PromotionWish& wish,
           std::span<const v1::Product> products, base::Millis class_now) {
  require_between({1, rules.name_max}, base::utf8_length(wish.name()), "name", "活动名的字数需要是",
                  "The characters of the name must be");
  const std::int64_t least = check_kind(rules, wish, products);
  const base::Millis from = wish.valid_from_class_at();
  const base::Millis until = wish.valid_until_class_at();
  const std::string days = std::to_string(rules.max_days);
  base::require(from <= class_now + rules.max_days * base::day, "valid_from_class_at",
                {"开始时间要在今后 " + days + " 天以内（班级时钟）",
                 "It must start within " + days + " days from now (class clock)"});
  base::require(until > class_now && from < until && until <= from + rules.max_days * base::day,
                "valid_until_class_at",
                {"结束时间要晚于开始时间，且在开始后 " + days + " 天以内（班级时钟）",
                 "It must end after its start, within " + days + " days (class clock)"});
  const std::int64_t lowest = std::max(rules.budget_fen.min, least);
  base::require(
      lowest <= wish.budget_fen() && wish.budget_fen() <= rules.budget_fen.max, "budget_fen",
      {"预算至少够用一次，请填 ¥" + base::yuan(lowest) + "–¥" + base::yuan(rules.budget_fen.max),
       "The budget must serve at least one order: ¥" + base::yuan(lowest) + " to ¥" +
           base::yuan(rules.budget_fen.max)});
}

bool runs(const v1::PromotionWish& terms, base::Millis class_now) {
  return terms.valid_from_class_at() <= class_now && class_now < terms.valid_until_class_at();
}

bool overlap(const v1::PromotionWish& one, const v1::PromotionWish& other) {
  if (one.kind() != other.kind()) return false;
  const bool at_one_time = one.valid_from_class_at() < other.valid_until_class_at() &&
                           other.valid_from_class_at() < one.valid_until_class_at();
  if (!at_one_time) return false;
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

std::int64_t least_off_fen(const v1::PromotionWish& terms, const Use& use,
                           const v1::Product& product) {
  switch (terms.kind()) {
    case v1::PROMOTION_KIND_FULL:
      return terms.steps(0).off_fen();
    case v1::PROMOTION_KIND_LIMITED_PRICE:
      return least_reduction(terms, product);
    default:
      // A set of a bundle.
      return use.off_fen * terms.product_ids_size() / use.pieces;
  }
}

}  // namespace kaibo::mall::campaign_rules
