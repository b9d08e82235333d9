#include "services/mall/products/rules.h"

#include <algorithm>
#include <set>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::mall::product_rules {

namespace {

constexpr const char* missing_attribute = "missing_attribute";
constexpr std::string_view between_values = " / ";

void check_prices(const MallRules& mall, std::int64_t price, std::int64_t list_price,
                  std::int64_t cost, std::string_view field) {
  base::require(list_price == 0 || (list_price >= price && mall.price_fen.holds(list_price)), field,
                {"划线价不能低于售价", "The price it cost before must not lie below its price"});
  base::require(cost >= 0 && cost <= mall.price_fen.max, field,
                {"成本价超出范围", "The cost is out of bounds"});
}

void check_category(const CatalogRules& rules, const v1::SaveProductRequest& product) {
  if (product.category().empty()) {
    base::require(product.attributes().empty(), "attributes",
                  {"请先选择宝贝类目，再填属性", "Choose a category before its attributes"});
    return;
  }
  const classroom::ProductCategory* category = rules.category(product.category());
  base::require(category != nullptr, "category",
                {"请从列表里选择宝贝类目", "Choose the category from the list"});
  for (const v1::Attribute& attribute : product.attributes()) {
    const auto rule =
        std::ranges::find(category->attributes, attribute.name(), &classroom::AttributeRule::name);
    base::require(rule != category->attributes.end(), "attributes",
                  {"这个类目没有属性“" + attribute.name() + "”",
                   "This category has no attribute “" + attribute.name() + "”"});
    const bool listed = rule->values.empty() || attribute.value().empty() ||
                        std::ranges::find(rule->values, attribute.value()) != rule->values.end();
    base::require(listed && base::utf8_length(attribute.value()) <= rules.attribute_max,
                  "attributes",
                  {"属性“" + attribute.name() + "”填写有误",
                   "The attribute “" + attribute.name() + "” is not right"});
  }
}

void check_axes(const CatalogRules& rules, const v1::SaveProductRequest& product) {
  const auto fits = [&](const std::string& text) {
    return !text.empty() && base::utf8_length(text) <= rules.axis_text_max &&
           text.find('/') == std::string::npos && text.find('\n') == std::string::npos;
  };
  base::require(
      product.axes_size() <= rules.axes_max, "axes",
      {"规格最多 " + std::to_string(rules.axes_max) + " 种",
       "There are at most " + std::to_string(rules.axes_max) + " kinds of specification"});
  std::set<std::string> names;
  for (const v1::SpecAxis& axis : product.axes()) {
    const std::set<std::string> values(axis.values().begin(), axis.values().end());
    const bool distinct = static_cast<int>(values.size()) == axis.values_size();
    base::require(names.insert(axis.name()).second && distinct, "axes",
                  {"规格名或规格值重复了", "A specification or a value of it stands there twice"});
    base::require(
        fits(axis.name()) && std::ranges::all_of(values, fits), "axes",
        {"规格名和规格值需要 1–" + std::to_string(rules.axis_text_max) + " 个字，不能有斜杠",
         "Specifications and their values need 1–" + std::to_string(rules.axis_text_max) +
             " characters and no slash"});
    base::require(
        axis.values_size() >= 1 && axis.values_size() <= rules.axis_values_max, "axes",
        {"每种规格需要 1–" + std::to_string(rules.axis_values_max) + " 个值",
         "Each specification needs 1–" + std::to_string(rules.axis_values_max) + " values"});
  }
}

void check_skus(const MallRules& mall, const CatalogRules& rules,
                const v1::SaveProductRequest& product) {
  std::int64_t combinations = product.axes().empty() ? 0 : 1;
  for (const v1::SpecAxis& axis : product.axes()) combinations *= axis.values_size();
  base::require(combinations <= rules.skus_max, "skus",
                {"规格组合最多 " + std::to_string(rules.skus_max) + " 个",
                 "There are at most " + std::to_string(rules.skus_max) + " combinations"});
  std::set<std::string> choices;
  for (const v1::Sku& sku : product.skus()) {
    bool fits = sku.values_size() == product.axes_size();
    for (int i = 0; fits && i < sku.values_size(); ++i) {
      const auto& values = product.axes(i).values();
      fits = std::ranges::find(values, sku.values(i)) != values.end();
    }
    base::require(fits && choices.insert(choice_of(sku)).second, "skus",
                  {"规格明细与规格不一致，请重新生成",
                   "The list does not fit the specifications; make it anew"});
    base::require(mall.price_fen.holds(sku.price_fen()), "skus",
                  {"“" + choice_of(sku) + "”的价格超出范围",
                   "The price of “" + choice_of(sku) + "” is out of bounds"});
    base::require(sku.stock() >= 0 && sku.stock() <= mall.max_stock, "skus",
                  {"“" + choice_of(sku) + "”的库存超出范围",
                   "The stock of “" + choice_of(sku) + "” is out of bounds"});
    check_prices(mall, sku.price_fen(), sku.list_price_fen(), sku.cost_fen(), "skus");
    base::require(base::utf8_length(sku.code()) <= rules.code_max, "skus",
                  {"商家编码太长了", "The code is too long"});
  }
  base::require(product.skus_size() == combinations, "skus",
                {"每个规格组合都要填写价格和库存", "Each combination needs a price and a stock"});
}

}  // namespace

base::Error shop_closed(const v1::Product& product) {
  return {base::Code::failed_precondition,
          {"“" + product.shop_name() + "”正在歇业，暂时不能购买",
           "“" + product.shop_name() + "” is closed for business and sells nothing now"}};
}

std::string choice_of(const v1::Sku& sku) {
  std::string choice;
  for (const std::string& value : sku.values()) {
    if (!choice.empty()) choice += between_values;
    choice += value;
  }
  return choice;
}

std::vector<std::string> values_of(std::string_view choice) {
  std::vector<std::string> values;
  for (;;) {
    const std::size_t end = choice.find(between_values);
    values.emplace_back(choice.substr(0, end));
    if (end == std::string_view::npos) return values;
    choice.remove_prefix(end + between_values.size());
  }
}

void check_details(const MallRules& mall, const CatalogRules& rules,
                   const v1::SaveProductRequest& product) {
  check_category(rules, product);
  check_axes(rules, product);
  check_skus(mall, rules, product);
  check_prices(mall, product.price_fen(), product.list_price_fen(), product.cost_fen(),
               "list_price_fen");
  base::require(base::utf8_length(product.code()) <= rules.code_max, "code",
                {"商家编码太长了", "The code is too long"});
  base::require(
      product.weight_grams() >= 0 && product.weight_grams() <= rules.max_weight_grams,
      "weight_grams",
      {"重量需要在 0 到 " + std::to_string(rules.max_weight_grams) + " 克之间",
       "The weight must lie between 0 and " + std::to_string(rules.max_weight_grams) + " grams"});
}

Skus unbounded(Skus wish, const v1::Product& product, const v1::Product& shown) {
  for (v1::Sku& sku : wish) {
    if (sku.stock() == sku.stock_seen()) continue;
    for (int i = 0; i < product.skus_size(); ++i) {
      if (choice_of(product.skus(i)) != choice_of(sku)) continue;
      sku.set_stock_seen(sku.stock_seen() + product.skus(i).stock() - shown.skus(i).stock());
    }
  }
  return wish;
}

void sum_up(v1::SaveProductRequest& product) {
  if (product.skus().empty()) return;
  std::int64_t lowest = product.skus(0).price_fen();
  std::int64_t stock = 0;
  for (const v1::Sku& sku : product.skus()) {
    lowest = std::min(lowest, sku.price_fen());
    stock += sku.stock();
  }
  product.set_price_fen(lowest);
  product.set_stock(static_cast<std::int32_t>(stock));
  product.clear_list_price_fen();
}

v1::SaveProductRequest tidied(v1::SaveProductRequest product) {
  product.set_title(base::tidy(product.title()));
  product.set_description(base::tidy(product.description()));
  product.set_code(base::tidy(product.code()));
  for (v1::Attribute& attribute : *product.mutable_attributes()) {
    attribute.set_value(base::tidy(attribute.value()));
  }
  if (product.draft()) product.set_listed(false);
  sum_up(product);
  return product;
}

std::vector<std::string> wanted_categories(const CatalogRules& rules,
                                           const v1::SearchProductsRequest& search) {
  if (search.category_group().empty() && search.category().empty()) return {};
  std::vector<std::string> wanted;
  for (const classroom::ProductCategory& category : rules.categories) {
    const bool in_group =
        search.category_group().empty() || category.group == search.category_group();
    const bool named = search.category().empty() || category.name == search.category();
    if (in_group && named) wanted.push_back(category.name);
  }
  base::require(
      !wanted.empty(), "category",
      {"没有这个类目，请从列表里选择", "There is no such category; choose from the list"});
  return wanted;
}

std::vector<v1::Fault> missing_attributes(const CatalogRules& rules, const v1::Product& product) {
  const classroom::ProductCategory* category = rules.category(product.category());
  if (category == nullptr) return {};
  v1::Fault fault;
  std::string missing;
  for (const classroom::AttributeRule& rule : category->attributes) {
    const auto filled = std::ranges::find_if(product.attributes(), [&](const v1::Attribute& one) {
      return one.name() == rule.name && !one.value().empty();
    });
    if (!rule.required || filled != product.attributes().end()) continue;
    fault.add_words(rule.name);
    missing += (missing.empty() ? "" : "、") + rule.name;
  }
  if (missing.empty()) return {};
  fault.set_kind(missing_attribute);
  fault.set_zh("缺少类目属性：" + missing);
  fault.set_en("Attributes of its category are missing: " + missing);
  return {fault};
}

bool attributes_complete(const v1::Product& product) {
  const auto misses = [](const v1::Fault& fault) { return fault.kind() == missing_attribute; };
  return !product.category().empty() && std::ranges::none_of(product.faults(), misses);
}

}  // namespace kaibo::mall::product_rules
