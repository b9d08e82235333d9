#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/mall/products/products.h"
#include "services/supply/stock/records.h"

namespace kaibo::supply {

/// 库存同步: the suppliers' stock is the truth. A piece of a good is free, or taken by an order of
/// the mall or by a live room for one product, in the very unit that takes it from the shop; so
/// whatever door a buyer comes through, a piece is sold once. Rows are locked in one order: the
/// product's, then the good's.
class Stock {
 public:
  explicit Stock(mall::Products& products) : products_(products) {}

  /// See mall::Source.
  std::vector<std::int64_t> sold_out(db::Transaction& tx, std::int64_t class_id);
  static void cap(db::Transaction& tx, std::span<mall::v1::Product> products);
  void set_aside(db::Transaction& tx, const mall::sku_records::Held& change);
  void end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
  bool reserve(db::Transaction& tx, const mall::v1::Order& order);

  /// A product and its specification; 0 when it has none.
  struct Bought {
    std::int64_t product_id = 0;
    std::int64_t sku_id = 0;
    auto operator<=>(const Bought&) const = default;
  };
  /// What an order has taken.
  static std::vector<stock_records::Taken> taken_by(db::Transaction& tx, std::int64_t order_id);
  /// Pieces that an order or a room (the holder) has taken are free again. Never more than it has.
  void give_back(db::Transaction& tx, std::int64_t actor, std::int64_t holder_id,
                 const Bought& bought, std::int64_t pieces);

  /// Tells the class what all products linked to the good have left.
  void tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, std::int64_t good_id);

 private:
  static void take(db::Transaction& tx, const stock_records::Taken& wish);
  /// Takes what is linked of what is wanted, of the specification it is mapped to. False when
  /// nothing is.
  bool take_linked(db::Transaction& tx, std::int64_t actor, std::int64_t holder_id,
                   const std::map<Bought, std::int64_t>& wanted);

  mall::Products& products_;
};

}  // namespace kaibo::supply
