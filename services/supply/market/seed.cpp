#include "services/supply/market/seed.h"

#include <boost/json.hpp>
#include <map>
#include <string>

#include "common/base/embedded.h"
#include "generated/embedded/supply_market.h"
#include "services/supply/rules.h"

namespace kaibo::supply {

namespace {

namespace json = boost::json;

std::string_view file(std::string_view name) {
  return base::content_of(embedded::supply_market, name);
}

std::string text(const json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

template <typename Number>
Number number(const json::object& object, std::string_view key) {
  return static_cast<Number>(object.at(key).as_int64());
}

/// Axes with their values, and a row for each combination: its values, then supply price, suggested
/// price and stock.
void add_specifications(const json::object& wish, v1::Good& good) {
  for (const json::value& value : wish.at("axes").as_array()) {
    mall::v1::SpecAxis& axis = *good.add_axes();
    axis.set_name(text(value.as_object(), "name"));
    for (const json::value& one : value.at("values").as_array()) {
      axis.add_values(std::string(one.as_string()));
    }
  }
  for (const json::value& value : wish.at("skus").as_array()) {
    const json::object& row = value.as_object();
    mall::v1::Sku& sku = *good.add_skus();
    for (const json::value& one : row.at("values").as_array()) {
      sku.add_values(std::string(one.as_string()));
    }
    sku.set_price_fen(number<std::int64_t>(row, "supply_price_fen"));
    sku.set_list_price_fen(number<std::int64_t>(row, "suggested_price_fen"));
    sku.set_stock(number<std::int32_t>(row, "stock"));
    sku.set_code(text(row, "code"));
  }
  rules::sum_up(good);
}

v1::Good good_of(const json::object& wish) {
  v1::Good good;
  good.set_title(text(wish, "title"));
  good.set_category(text(wish, "category"));
  good.set_description(text(wish, "description"));
  good.set_origin(text(wish, "origin"));
  good.set_specification(text(wish, "specification"));
  good.set_unit(text(wish, "unit"));
  good.set_min_quantity(number<std::int32_t>(wish, "min_quantity"));
  if (wish.contains("axes")) {
    add_specifications(wish, good);
    return good;
  }
  good.set_supply_price_fen(number<std::int64_t>(wish, "supply_price_fen"));
  good.set_suggested_price_fen(number<std::int64_t>(wish, "suggested_price_fen"));
  good.set_stock(number<std::int32_t>(wish, "stock"));
  return good;
}

Seed read() {
  const json::value whole = json::parse(file("seed.json"));
  Seed seed;
  std::map<std::string, std::size_t> places;
  for (const json::value& value : whole.at("suppliers").as_array()) {
    const json::object& wish = value.as_object();
    places[text(wish, "key")] = seed.suppliers.size();
    v1::Supplier& supplier = seed.suppliers.emplace_back();
    supplier.set_name(text(wish, "name"));
    supplier.set_place(text(wish, "place"));
    supplier.set_introduction(text(wish, "introduction"));
    supplier.set_freight_fen(number<std::int64_t>(wish, "freight_fen"));
  }
  for (const json::value& value : whole.at("goods").as_array()) {
    const json::object& wish = value.as_object();
    seed.goods.push_back(good_of(wish));
    seed.supplier_of.push_back(places.at(text(wish, "supplier")));
    seed.pictures.push_back(file(text(wish, "key") + ".webp"));
  }
  return seed;
}

}  // namespace

const Seed& seed() {
  static const Seed read_once = read();
  return read_once;
}

}  // namespace kaibo::supply
