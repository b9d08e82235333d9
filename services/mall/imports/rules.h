#pragma once

#include <string>
#include <vector>

#include "kaibo/mall/v1/import.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::mall::import_rules {

using classroom::CatalogRules;
using classroom::MallRules;

/// The rows of one product, in their order; at least one.
using Group = std::vector<v1::ProductRow>;

/// Rows with the same code together, each group where its first row stands; a row without a code
/// is a group of its own. Codes are tidied.
std::vector<Group> grouped(const google::protobuf::RepeatedPtrField<v1::ProductRow>& rows);

/// By which a table knows the product: its code, or "P" and its id where it has none.
std::string code_of(const v1::Product& product);

/// What is to be saved: `before` as the rows say it, or a new product where it is null. Pictures
/// and freight stay as they are.
v1::SaveProductRequest wish_of(const Group& rows, const v1::Product* before);

/// What keeps the rows from being imported, with row and field; empty when nothing does. `same`:
/// the shop's products of their code, with the stock that can be bought.
std::vector<v1::RowFault> faults_of(const MallRules& mall, const CatalogRules& catalog,
                                    const Group& rows, const std::vector<const v1::Product*>& same);

}  // namespace kaibo::mall::import_rules
