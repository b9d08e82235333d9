#include "services/supply/stock/stock.h"

#include <algorithm>
#include <map>
#include <optional>

#include "common/base/error.h"
#include "services/classroom/happened.h"

namespace kaibo::supply {

using stock_records::Linked;
using stock_records::Taken;

void Stock::cap(db::Transaction& tx, std::span<mall::v1::Product> products) {
  std::vector<std::int64_t> ids;
  for (const mall::v1::Product& product : products) ids.push_back(product.product_id());
  std::map<std::int64_t, std::int64_t> free;
  for (const Linked& link : stock_records::linked(tx, ids)) free[link.product_id] = link.free;
  for (mall::v1::Product& product : products) {
    const auto found = free.find(product.product_id());
    if (found == free.end()) continue;
    const auto most = static_cast<std::int32_t>(found->second);
    product.set_stock(std::min(product.stock(), most));
    for (mall::v1::Sku& sku : *product.mutable_skus()) sku.set_stock(std::min(sku.stock(), most));
  }
}

std::vector<std::int64_t> Stock::sold_out(db::Transaction& tx, std::int64_t class_id) {
  return stock_records::sold_out(tx, class_id);
}

void Stock::take(db::Transaction& tx, const Taken& wish) {
  if (!stock_records::take(tx, wish.good_id, wish.pieces)) {
    throw base::Error(base::Code::failed_precondition,
                      {"供货商的库存不够了，请减少数量或换一件宝贝",
                       "The supplier has too few left; take fewer or choose something else"},
                      "stock");
  }
  stock_records::add(tx, wish);
}

void Stock::set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id,
                      std::int64_t change) {
  const std::optional<Taken> held = stock_records::find(tx, room_id, product_id);
  if (change < 0) {
    if (held) give_back(tx, 0, room_id, product_id, -change);
    return;
  }
  if (change == 0) return;
  for (const Linked& link : stock_records::linked(tx, {product_id})) {
    take(tx, {.holder_id = room_id,
              .product_id = product_id,
              .class_id = link.class_id,
              .good_id = link.good_id,
              .pieces = change});
    tell(tx, link.class_id, 0, link.good_id);
  }
}

bool Stock::reserve(db::Transaction& tx, const mall::v1::Order& order) {
  bool is_supplied = false;
  std::map<std::int64_t, std::int64_t> wanted;
  std::vector<std::int64_t> ids;
  for (const mall::v1::OrderLine& line : order.lines()) {
    wanted[line.product_id()] += line.quantity();
    ids.push_back(line.product_id());
  }
  // What its room has set aside is taken already.
  const std::vector<Taken> held =
      order.room_id() == 0 ? std::vector<Taken>{} : taken_by(tx, order.room_id());
  for (Taken of_room : held) {
    const auto found = wanted.find(of_room.product_id);
    if (found == wanted.end()) continue;
    const std::int64_t pieces = std::min(found->second, of_room.pieces);
    found->second -= pieces;
    of_room.pieces = -pieces;
    stock_records::add(tx, of_room);
    of_room.holder_id = order.order_id();
    of_room.pieces = pieces;
    stock_records::add(tx, of_room);
    is_supplied = true;
  }
  for (const Linked& link : stock_records::linked(tx, ids)) {
    if (wanted[link.product_id] == 0) continue;
    take(tx, {.holder_id = order.order_id(),
              .product_id = link.product_id,
              .class_id = link.class_id,
              .good_id = link.good_id,
              .pieces = wanted[link.product_id]});
    tell(tx, link.class_id, order.buyer_id(), link.good_id);
    is_supplied = true;
  }
  return is_supplied;
}

std::vector<Taken> Stock::taken_by(db::Transaction& tx, std::int64_t order_id) {
  return stock_records::taken_by(tx, order_id);
}

void Stock::give_back(db::Transaction& tx, std::int64_t actor, std::int64_t order_id,
                      std::int64_t product_id, std::int64_t pieces) {
  std::optional<Taken> taken = stock_records::find(tx, order_id, product_id);
  if (!taken) return;
  taken->pieces = -std::min(pieces, taken->pieces);
  stock_records::add(tx, *taken);
  stock_records::give_back(tx, taken->good_id, -taken->pieces);
  tell(tx, taken->class_id, actor, taken->good_id);
}

void Stock::tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                 std::int64_t good_id) {
  const std::int64_t left = stock_records::left(tx, good_id);
  std::vector<mall::v1::Product> products =
      products_.own_all(tx, class_id, stock_records::products_of(tx, good_id));
  cap(tx, products);
  event::v1::Event event;
  event::v1::SupplyStockChanged& said = *event.mutable_supply_stock_changed();
  said.set_good_id(good_id);
  said.set_stock(static_cast<std::int32_t>(left));
  for (const mall::v1::Product& product : products) {
    event::v1::LinkedStock& one = *said.add_products();
    one.set_product_id(product.product_id());
    one.set_stock(product.stock());
  }
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

}  // namespace kaibo::supply
