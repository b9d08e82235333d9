#include "services/mall/imports/rules.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/products/rules.h"
#include "services/mall/rules.h"

namespace kaibo::mall::import_rules {

namespace {

using Faults = std::vector<v1::RowFault>;

v1::RowFault row_fault(const v1::ProductRow& row, std::string field, base::Text text) {
  v1::RowFault fault;
  fault.set_row(row.row());
  fault.set_field(std::move(field));
  fault.set_zh(std::move(text.zh));
  fault.set_en(std::move(text.en));
  return fault;
}

/// Where the fault of a product's field stands among the columns.
std::string column_of(const std::string& field) {
  return field == "axes" || field == "skus" ? "specification" : field;
}

/// What a rule refuses is a fault of the row.
void try_rule(const v1::ProductRow& row, Faults& faults, const std::function<void()>& rule) {
  try {
    rule();
  } catch (const base::Error& refusal) {
    faults.push_back(row_fault(row, column_of(refusal.field()), refusal.text()));
  }
}

bool has_specification(const v1::ProductRow& row) { return !row.specification().empty(); }

std::string value_of(const v1::ProductRow& row, const std::string& axis) {
  const auto found = std::ranges::find_if(
      row.specification(), [&](const v1::Attribute& one) { return one.name() == axis; });
  return found == row.specification().end() ? std::string() : found->value();
}

/// The axes that the first row names, each with the values that the rows name.
void add_axes(const Group& rows, v1::SaveProductRequest& wish) {
  for (const v1::Attribute& one : rows.front().specification()) {
    v1::SpecAxis& axis = *wish.add_axes();
    axis.set_name(one.name());
    for (const v1::ProductRow& row : rows) {
      const std::string value = value_of(row, one.name());
      const auto& known = axis.values();
      if (std::ranges::find(known, value) == known.end()) axis.add_values(value);
    }
  }
}

const v1::Sku* sku_like(const v1::Product* product, const v1::Sku& sku) {
  if (product == nullptr) return nullptr;
  const std::string choice = product_rules::choice_of(sku);
  const auto found = std::ranges::find_if(
      product->skus(), [&](const v1::Sku& one) { return product_rules::choice_of(one) == choice; });
  return found == product->skus().end() ? nullptr : &*found;
}

/// The stock that the row's number stands beside: when it was exported, or now.
std::int32_t seen_of(const v1::ProductRow& row, std::int32_t now) {
  return row.stock_seen() < 0 ? now : row.stock_seen();
}

void add_skus(const Group& rows, const v1::Product* before, v1::SaveProductRequest& wish) {
  for (const v1::ProductRow& row : rows) {
    v1::Sku& sku = *wish.add_skus();
    for (const v1::SpecAxis& axis : wish.axes()) sku.add_values(value_of(row, axis.name()));
    sku.set_price_fen(row.price_fen());
    sku.set_list_price_fen(row.list_price_fen());
    sku.set_cost_fen(row.cost_fen());
    sku.set_stock(row.stock());
    sku.set_code(row.specification_code());
    const v1::Sku* now = sku_like(before, sku);
    sku.set_stock_seen(now == nullptr ? 0 : seen_of(row, now->stock()));
  }
}

/// How the rows fit each other and what the shop has.
Faults faults_together(const Group& rows, const std::vector<const v1::Product*>& same) {
  const v1::ProductRow& first = rows.front();
  if (first.code().empty()) {
    return {row_fault(first, "code",
                      {"请填写商家编码，再次导入时按它更新同一件宝贝",
                       "Enter a code: the product is known by it when imported again"})};
  }
  if (same.size() > 1) {
    return {
        row_fault(first, "code",
                  {"店里有 " + std::to_string(same.size()) + " 件宝贝用了这个编码，请先改成不同的",
                   std::to_string(same.size()) +
                       " products of your shop have this code; give each its own first"})};
  }
  if (!same.empty() && !same.front()->skus().empty() && !has_specification(first)) {
    return {row_fault(first, "specification",
                      {"这件宝贝有规格，请每个规格写一行",
                       "This product has specifications; write a row for each"})};
  }
  Faults faults;
  for (const v1::ProductRow& row : rows) {
    const bool fits = std::ranges::all_of(first.specification(), [&](const v1::Attribute& one) {
      return !value_of(row, one.name()).empty();
    });
    if (&row != &first && !has_specification(first)) {
      faults.push_back(
          row_fault(row, "code",
                    {"这个编码在第 " + std::to_string(first.row()) + " 行已经用过",
                     "Row " + std::to_string(first.row()) + " has this code already"}));
    } else if (!fits || row.specification_size() != first.specification_size()) {
      faults.push_back(
          row_fault(row, "specification",
                    {"规格名要与第 " + std::to_string(first.row()) + " 行相同",
                     "It must name what row " + std::to_string(first.row()) + " names"}));
    }
  }
  return faults;
}

v1::RowFault too_few_left(const v1::ProductRow& row) {
  return row_fault(row, "stock",
                   {"导出以后又卖出了几件，库存不够减了，请重新导出后再改",
                    "Some were sold since the export and the stock cannot be cut by that much; "
                    "export again"});
}

/// Whether a stock of `now` can be changed as the row says.
bool can_change(const v1::ProductRow& row, std::int32_t now) {
  return std::int64_t{now} + row.stock() - seen_of(row, now) >= 0;
}

void check_cuts(const Group& rows, const v1::SaveProductRequest& wish, const v1::Product* before,
                Faults& faults) {
  if (before == nullptr) return;
  if (wish.skus().empty()) {
    if (!can_change(rows.front(), before->stock())) faults.push_back(too_few_left(rows.front()));
    return;
  }
  for (int i = 0; i < wish.skus_size(); ++i) {
    const v1::Sku* now = sku_like(before, wish.skus(i));
    const v1::ProductRow& row = rows[static_cast<std::size_t>(i)];
    if (now != nullptr && !can_change(row, now->stock())) faults.push_back(too_few_left(row));
  }
}

}  // namespace

std::vector<Group> grouped(const google::protobuf::RepeatedPtrField<v1::ProductRow>& rows) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> by_code;
  for (v1::ProductRow row : rows) {
    row.set_code(base::tidy(row.code()));
    const auto [at, is_new] = by_code.try_emplace(row.code(), groups.size());
    if (is_new || row.code().empty()) {
      groups.push_back({std::move(row)});
    } else {
      groups[at->second].push_back(std::move(row));
    }
  }
  return groups;
}

std::string code_of(const v1::Product& product) {
  return product.code().empty() ? "P" + std::to_string(product.product_id()) : product.code();
}

v1::SaveProductRequest wish_of(const Group& rows, const v1::Product* before) {
  const v1::ProductRow& first = rows.front();
  v1::SaveProductRequest wish;
  wish.set_title(first.title());
  wish.set_description(first.description());
  wish.set_category(first.category());
  *wish.mutable_attributes() = first.attributes();
  wish.set_weight_grams(first.weight_grams());
  wish.set_listed(first.listed());
  wish.set_draft(!first.listed());
  wish.set_code(first.code());
  if (before != nullptr) {
    wish.set_product_id(before->product_id());
    wish.set_version(before->version());
    *wish.mutable_pictures() = before->pictures();
    wish.set_video(before->video());
    wish.set_freight_template_id(before->freight_template_id());
    wish.set_code(before->code());
  }
  if (has_specification(first)) {
    add_axes(rows, wish);
    add_skus(rows, before, wish);
  } else {
    wish.set_price_fen(first.price_fen());
    wish.set_list_price_fen(first.list_price_fen());
    wish.set_cost_fen(first.cost_fen());
    wish.set_stock(first.stock());
    wish.set_stock_seen(before == nullptr ? 0 : seen_of(first, before->stock()));
  }
  return product_rules::tidied(std::move(wish));
}

std::vector<v1::RowFault> faults_of(const MallRules& mall, const CatalogRules& catalog,
                                    const Group& rows,
                                    const std::vector<const v1::Product*>& same) {
  Faults faults = faults_together(rows, same);
  if (!faults.empty()) return faults;
  const v1::Product* before = same.empty() ? nullptr : same.front();
  const v1::SaveProductRequest wish = wish_of(rows, before);
  const v1::ProductRow& first = rows.front();

  try_rule(first, faults, [&] { rules::check_texts(mall, wish); });
  if (first.listed() && !mall.pictures.holds(wish.pictures_size())) {
    faults.push_back(row_fault(first, "listed",
                               {"还没有图片，不能上架：请填“否”，导入后在“编辑宝贝”里补图再上架",
                                "It has no pictures and cannot go on the shelf: enter “no”, add "
                                "pictures where you edit it, then list it"}));
  }
  const std::size_t before_offers = faults.size();
  for (const v1::ProductRow& row : rows) {
    try_rule(row, faults, [&] { rules::check_offer(mall, row.price_fen(), row.stock()); });
  }
  // The details say once more what is wrong with an offer.
  if (faults.size() == before_offers) {
    try_rule(first, faults, [&] { product_rules::check_details(mall, catalog, wish); });
    check_cuts(rows, wish, before, faults);
  }
  return faults;
}

}  // namespace kaibo::mall::import_rules
