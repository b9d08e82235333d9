#include "services/mall/products/copies.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "common/base/text.h"

namespace kaibo::mall::copy_rules {

namespace {

using classroom::ConductRule;
using classroom::MallRules;

using Pair = std::pair<char32_t, char32_t>;

/// Ascending.
std::vector<Pair> pairs_of(std::string_view title) {
  const std::u32string letters = base::letters(title);
  std::vector<Pair> pairs;
  for (std::size_t i = 1; i < letters.size(); ++i) pairs.emplace_back(letters[i - 1], letters[i]);
  std::ranges::sort(pairs);
  return pairs;
}

/// Of two ascending lists of pairs.
std::int64_t likeness(std::span<const Pair> one, std::span<const Pair> other) {
  if (one.empty() || other.empty()) return 0;
  std::vector<Pair> common;
  std::ranges::set_intersection(one, other, std::back_inserter(common));
  return 200 * std::ssize(common) / (std::ssize(one) + std::ssize(other));
}

v1::Fault fault_of(std::string_view kind, const Original& original, const base::Text& text) {
  v1::Fault fault;
  fault.set_kind(std::string(kind));
  fault.set_zh(text.zh);
  fault.set_en(text.en);
  fault.add_words(original.shop_name + "：" + original.title);
  return fault;
}

v1::Fault copied_title(const Original& original, std::int64_t alike) {
  const std::string percent = std::to_string(alike) + "%";
  v1::Fault fault = fault_of("copied_title", original,
                             {"标题和“" + original.shop_name + "”先上架的“" + original.title +
                                  "”相似 " + percent + "，请自己写",
                              "The title is " + percent + " like “" + original.title + "” that “" +
                                  original.shop_name + "” listed before; write your own"});
  fault.set_words(0, fault.words(0) + " " + percent);
  return fault;
}

v1::Fault copied_picture(const Original& original) {
  return fault_of(
      "copied_picture", original,
      {"主图和“" + original.shop_name + "”先上架的“" + original.title + "”是同一张，请自己拍",
       "The main picture is that of “" + original.title + "” that “" + original.shop_name +
           "” listed before; take your own"});
}

/// The title it is most like, from `least` on.
std::optional<v1::Fault> title_fault(const v1::Product& product, const Material& given,
                                     std::span<const Original> earlier, std::int64_t least) {
  const std::vector<Pair> own = pairs_of(product.title());
  if (likeness(own, pairs_of(given.title)) >= least) return std::nullopt;
  const Original* original = nullptr;
  std::int64_t most = least - 1;
  for (const Original& one : earlier) {
    const std::int64_t alike = likeness(own, pairs_of(one.title));
    if (alike <= most) continue;
    most = alike;
    original = &one;
  }
  if (original == nullptr) return std::nullopt;
  return copied_title(*original, most);
}

std::optional<v1::Fault> picture_fault(const v1::Product& product, const Material& given,
                                       std::span<const Original> earlier) {
  if (product.pictures().empty()) return std::nullopt;
  const std::string& cover = product.pictures(0);
  if (std::ranges::find(given.pictures, cover) != given.pictures.end()) return std::nullopt;
  const auto original = std::ranges::find(earlier, cover, &Original::cover);
  if (original == earlier.end()) return std::nullopt;
  return copied_picture(*original);
}

}  // namespace

std::int64_t likeness(std::string_view one, std::string_view other) {
  return likeness(pairs_of(one), pairs_of(other));
}

std::vector<v1::Fault> copies(const MallRules& rules, const v1::Product& product,
                              const Material& given, std::span<const Original> listed) {
  const ConductRule* rule = rules.conduct.rule(classroom::Detector::copied);
  if (rule == nullptr) return {};
  std::vector<Original> earlier;
  std::ranges::copy_if(listed, std::back_inserter(earlier), [&](const Original& one) {
    return one.product_id < product.product_id() && one.seller_id != product.seller_id();
  });
  std::vector<v1::Fault> faults;
  const bool own_title = base::utf8_length(product.title()) >= rules.good_title;
  if (auto fault = own_title ? title_fault(product, given, earlier, rule->limit) : std::nullopt) {
    faults.push_back(*std::move(fault));
  }
  if (auto fault = picture_fault(product, given, earlier)) faults.push_back(*std::move(fault));
  return faults;
}

}  // namespace kaibo::mall::copy_rules
