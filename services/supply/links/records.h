#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "services/mall/source.h"

namespace kaibo::supply::link_records {

/// Product, good, seller, state, accepted price, rule and time; and of each specification what it
/// is mapped to and its accepted price.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Link& link);
std::optional<v1::Link> find(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id);
/// The newest first.
std::vector<v1::Link> of_seller(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id);
/// Whether the shop has a link to the good that is not broken.
bool has(db::Transaction& tx, std::int64_t seller_id, std::int64_t good_id);
/// Title and pictures of the goods that products are linked to, or were, by product.
std::map<std::int64_t, mall::Material> materials(db::Transaction& tx,
                                                 const std::vector<std::int64_t>& product_ids);
bool set_state(db::Transaction& tx, std::int64_t product_id, v1::LinkState state);
void accept_price(db::Transaction& tx, std::int64_t product_id, std::int64_t price_fen);
/// Maps a specification of the product, anew where it was mapped, at its accepted price.
void map(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id,
         const v1::LinkSku& sku);
/// All of the product's specifications.
void unmap(db::Transaction& tx, std::int64_t product_id);

std::optional<v1::Settings> settings(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t seller_id);
void save_settings(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                   const v1::Settings& settings);

}  // namespace kaibo::supply::link_records
