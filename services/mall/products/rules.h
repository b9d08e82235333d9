#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::product_rules {

using classroom::CatalogRules;
using classroom::MallRules;

/// Why nothing of a closed shop can be had.
base::Error shop_closed(const v1::Product& product);

/// "红 / 大": the values of a specification in one text, by which it is known.
std::string choice_of(const v1::Sku& sku);
/// The same, read back.
std::vector<std::string> values_of(std::string_view choice);

/// Category, attributes, prices, weight and specifications, which are all combinations of the
/// values of the axes, each once. Throws invalid_argument naming the field.
void check_details(const MallRules& mall, const CatalogRules& rules,
                   const v1::SaveProductRequest& product);

using Skus = google::protobuf::RepeatedPtrField<v1::Sku>;
/// Wished specifications, whose stock seen is that of `shown`, as wished of what `product` has: who
/// changes a stock that a supplier bounds means the number that is seen.
Skus unbounded(Skus wish, const v1::Product& product, const v1::Product& shown);

/// With specifications: price, stock and stock seen of the product follow from theirs.
void sum_up(v1::SaveProductRequest& product);

/// As it is checked and stored: texts without needless blanks, summed up, a draft off the shelf.
v1::SaveProductRequest tidied(v1::SaveProductRequest product);

/// The categories a search asks for: one by name, or those of a group; empty for all. Throws
/// invalid_argument for what the course does not have.
std::vector<std::string> wanted_categories(const CatalogRules& rules,
                                           const v1::SearchProductsRequest& search);

/// Required attributes of its category that are missing, as a fault; none without a category.
std::vector<v1::Fault> missing_attributes(const CatalogRules& rules, const v1::Product& product);
/// It has a category, and its faults name no attribute that is missing.
bool attributes_complete(const v1::Product& product);

}  // namespace kaibo::mall::product_rules
