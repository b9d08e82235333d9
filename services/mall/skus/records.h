#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall {

/// Specifications of whatever has some (its owner), each known by its values. One that is gone
/// keeps its row, without stock, for the orders that name it.
class SkuTable {
 public:
  using Wish = google::protobuf::RepeatedPtrField<v1::Sku>;

  /// `table` has the columns of mall_sku, the owner's id in `owner`.
  SkuTable(std::string_view table, std::string_view owner) : table_(table), owner_(owner) {}

  /// In their order.
  std::vector<v1::Sku> of(db::Transaction& tx, std::int64_t owner_id) const;
  /// By owner, each in their order.
  std::map<std::int64_t, std::vector<v1::Sku>> of_all(
      db::Transaction& tx, const std::vector<std::int64_t>& owner_ids) const;
  /// Also one that is gone.
  std::optional<v1::Sku> find(db::Transaction& tx, std::int64_t sku_id) const;

  /// Makes the owner's specifications those of the wish: stock changes by what differs from the
  /// stock that was seen. Gives the change of all stock together; nothing when one would fall below
  /// zero.
  std::optional<std::int64_t> replace(db::Transaction& tx, base::IdSource& ids,
                                      std::int64_t class_id, std::int64_t owner_id,
                                      const Wish& wish) const;
  /// False when more pieces would be taken away than there are.
  bool set_offer(db::Transaction& tx, std::int64_t sku_id, std::int64_t price_fen,
                 std::int64_t change) const;

  /// One guarded step; false when there are not enough or it is gone.
  bool take(db::Transaction& tx, std::int64_t sku_id, std::int64_t pieces) const;
  /// False when it is gone: its pieces are not sold any more.
  bool give_back(db::Transaction& tx, std::int64_t sku_id, std::int64_t pieces) const;

 private:
  struct Stored;
  std::string select() const;
  void insert(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, int place,
              const v1::Sku& sku) const;
  bool update(db::Transaction& tx, std::int64_t sku_id, int place, const v1::Sku& sku,
              std::int64_t change) const;
  void drop(db::Transaction& tx, std::int64_t sku_id) const;

  std::string table_;
  std::string owner_;
};

}  // namespace kaibo::mall

/// Specifications of products. A product's stock is the sum of theirs.
namespace kaibo::mall::sku_records {

const SkuTable& of_products();

/// Pieces of a specification that a live room holds.
struct Held {
  std::int64_t room_id = 0;
  std::int64_t product_id = 0;
  std::int64_t sku_id = 0;
  std::int64_t pieces = 0;
};

// What live rooms hold of specifications; what they hold of a product is the sum.

/// Moves pieces from the mall to a room, or back when below zero; false when one has too few, or it
/// is gone.
bool set_aside(db::Transaction& tx, std::int64_t class_id, const Held& held);
bool sell_held(db::Transaction& tx, std::int64_t room_id, std::int64_t sku_id, std::int64_t pieces);
/// Pieces by specification.
std::map<std::int64_t, std::int64_t> held_by(db::Transaction& tx, std::int64_t room_id);
/// Gives back what the room holds of the product's. Returns what can be sold again: pieces of one
/// that is gone cannot. Nothing where the room holds none by specification.
std::optional<std::int64_t> end_held(db::Transaction& tx, std::int64_t room_id,
                                     std::int64_t product_id);

/// Products whose specifications have other stock than their orders say, or not the product's sum.
std::vector<std::int64_t> wrong_stock(db::Transaction& tx);

}  // namespace kaibo::mall::sku_records
