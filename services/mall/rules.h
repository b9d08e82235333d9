#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::rules {

using classroom::MallRules;

/// Throws invalid_argument naming the field. `name`, `introduction` are tidied already.
void check_shop(const MallRules& rules, std::string_view name, std::string_view category,
                std::string_view introduction);

/// Throws invalid_argument naming the field.
void check_product(const MallRules& rules, const v1::SaveProductRequest& product);

/// Title and description alone.
void check_texts(const MallRules& rules, const v1::SaveProductRequest& product);
/// Price and stock alone.
void check_offer(const MallRules& rules, std::int64_t price_fen, std::int64_t stock);
/// The same for a product that is not to be sold yet: it may be incomplete.
void check_draft(const MallRules& rules, const v1::SaveProductRequest& product);

/// What is wrong with something, and which of its words (or keys) are.
v1::Fault fault(std::string kind, base::Text text, std::vector<std::string> words = {});

/// What keeps the product from counting as well made; never refuses it.
std::vector<v1::Fault> product_faults(const MallRules& rules, const v1::Product& product);

/// Adds up the pieces of lines that name the same product (a cart may name one twice). Throws
/// invalid_argument for a quantity out of bounds or too many lines.
std::vector<v1::NewOrderLine> merged_lines(
    const MallRules& rules, const google::protobuf::RepeatedPtrField<v1::NewOrderLine>& lines);

/// Throws invalid_argument naming the field.
void check_address(const v1::Address& address);
void check_waybill(const MallRules& rules, std::string_view courier, std::string_view waybill);

/// Of so many characters.
void check_text(std::string_view text, classroom::Range range, std::string_view field);
void check_stars(std::int32_t stars);
/// The average of so many stars, rounded to hundredths; 0 for none.
std::int32_t average_hundredths(std::int64_t stars, std::int64_t count);

}  // namespace kaibo::mall::rules
