#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/mall/products/copies.h"

namespace kaibo::mall::product_records {

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Product& product);

/// Attributes, list price, cost, code and axes.
void save_details(db::Transaction& tx, std::int64_t class_id, const v1::Product& product);

/// All that is listed in the class, the oldest first.
std::vector<copy_rules::Original> originals(db::Transaction& tx, std::int64_t class_id);

/// Writes title, description, pictures, price and listing where the version is still
/// `seen_version`, and changes the stock by `stock_change`. False when the version has moved on or
/// the stock would fall below zero.
bool update(db::Transaction& tx, const v1::Product& product, std::int64_t seen_version,
            std::int64_t stock_change);

/// False when it is that way already.
bool set_listed(db::Transaction& tx, std::int64_t product_id, bool listed);

/// Takes pieces of a product that was just read out of stock in one guarded step; false when there
/// are not enough or it is not listed. `paid` counts them as sold at once.
bool take_stock(db::Transaction& tx, const v1::Product& product, std::int64_t pieces, bool paid);
void count_sold(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);
void give_back_stock(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);
/// They are not sold any more.
void write_off(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);

/// Pieces a live room holds are not in the product's stock. Each of these is one guarded step that
/// says whether there were enough; together they move pieces between stock and room.
bool take_free_stock(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);
bool add_held(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
              std::int64_t product_id, std::int64_t change);
/// Sells held pieces of a listed product.
bool sell_held(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id,
               std::int64_t pieces, bool paid);
bool drop_held(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id,
               std::int64_t pieces);
/// Pieces by product.
std::map<std::int64_t, std::int64_t> held_by(db::Transaction& tx, std::int64_t room_id);
std::vector<std::int64_t> rooms_that_hold(db::Transaction& tx);

/// Without faults, which are a rule's. Cost and code are the seller's own.
std::optional<v1::Product> find(db::Transaction& tx, std::int64_t class_id,
                                std::int64_t product_id);
std::vector<v1::Product> find_all(db::Transaction& tx, std::int64_t class_id,
                                  const std::vector<std::int64_t>& product_ids);
std::vector<v1::Product> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

struct Search {
  std::int64_t class_id = 0;
  std::string_view words;
  std::int64_t shop_id = 0;
  v1::ProductSort sort = v1::PRODUCT_SORT_NEWEST;
  /// One of these; of any when empty.
  std::vector<std::string> categories;
  /// Both included; 0: no bound.
  std::int64_t price_from_fen = 0;
  std::int64_t price_to_fen = 0;
  /// In stock, and none of those whose supplier has sold out.
  bool in_stock = false;
  std::vector<std::int64_t> sold_out;
  int limit = 0;
  int offset = 0;
};
std::vector<v1::Product> search_listed(db::Transaction& tx, const Search& search);
std::int64_t count_listed(db::Transaction& tx, const Search& search);

/// Products whose stock is below zero or differs from what was stocked less what orders took and
/// live rooms hold, or whose sold pieces are not those paid and not refunded.
std::vector<std::int64_t> wrong_stock(db::Transaction& tx);

}  // namespace kaibo::mall::product_records
