#include "services/supply/stock/stock.h"

#include <algorithm>
#include <map>
#include <optional>

#include "common/base/error.h"
#include "services/classroom/happened.h"
#include "services/supply/stock/rules.h"

namespace kaibo::supply {

using stock_records::Linked;
using stock_records::Taken;

namespace {

base::Error too_few() {
  return {base::Code::failed_precondition,
          {"供货商的库存不够了，请减少数量或换一件宝贝",
           "The supplier has too few left; take fewer or choose something else"},
          "stock"};
}

}  // namespace

void Stock::cap(db::Transaction& tx, std::span<mall::v1::Product> products) {
  std::vector<std::int64_t> ids;
  for (const mall::v1::Product& product : products) ids.push_back(product.product_id());
  std::map<std::int64_t, rules::Free> free;
  for (const Linked& link : stock_records::linked(tx, ids)) {
    rules::Free& of_product = free[link.product_id];
    of_product.by_sku = link.by_sku;
    of_product.pieces[link.sku_id] = link.free;
  }
  for (mall::v1::Product& product : products) {
    const auto found = free.find(product.product_id());
    if (found != free.end()) rules::cap(found->second, product);
  }
}

std::vector<std::int64_t> Stock::sold_out(db::Transaction& tx, std::int64_t class_id) {
  std::vector<std::int64_t> without = stock_records::sold_out(tx, class_id);
  std::vector<mall::v1::Product> products =
      products_.own_all(tx, class_id, stock_records::linked_by_sku(tx, class_id));
  cap(tx, products);
  for (const mall::v1::Product& product : products) {
    if (product.stock() <= 0) without.push_back(product.product_id());
  }
  return without;
}

void Stock::take(db::Transaction& tx, const Taken& wish) {
  const std::optional<Taken> has =
      stock_records::find(tx, wish.holder_id, wish.product_id, wish.sku_id);
  if (has && has->good_sku_id != wish.good_sku_id) {
    throw base::Error(base::Code::failed_precondition,
                      {"货源的规格对应改过了，请先取消预留的库存，再重新预留",
                       "It is mapped to another specification of the good now; give back what is "
                       "set aside and set it aside again"},
                      "stock");
  }
  if (!stock_records::take(tx, wish)) throw too_few();
  stock_records::add(tx, wish);
}

void Stock::set_aside(db::Transaction& tx, const mall::sku_records::Held& change) {
  const Bought of{.product_id = change.product_id, .sku_id = change.sku_id};
  if (change.pieces < 0) give_back(tx, 0, change.room_id, of, -change.pieces);
  if (change.pieces > 0) take_linked(tx, 0, change.room_id, {{of, change.pieces}});
}

void Stock::end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) {
  for (const Taken& taken : stock_records::taken_by(tx, room_id)) {
    if (taken.product_id != product_id) continue;
    give_back(tx, 0, room_id, {taken.product_id, taken.sku_id}, taken.pieces);
  }
}

bool Stock::reserve(db::Transaction& tx, const mall::v1::Order& order) {
  bool is_supplied = false;
  std::map<Bought, std::int64_t> wanted;
  for (const mall::v1::OrderLine& line : order.lines()) {
    wanted[{line.product_id(), line.sku_id()}] += line.quantity();
  }
  // What its room has set aside is taken already.
  const std::vector<Taken> held =
      order.room_id() == 0 ? std::vector<Taken>{} : taken_by(tx, order.room_id());
  for (Taken of_room : held) {
    const auto found = wanted.find({of_room.product_id, of_room.sku_id});
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
  return take_linked(tx, order.buyer_id(), order.order_id(), wanted) || is_supplied;
}

bool Stock::take_linked(db::Transaction& tx, std::int64_t actor, std::int64_t holder_id,
                        const std::map<Bought, std::int64_t>& wanted) {
  std::vector<std::int64_t> ids;
  for (const auto& [bought, pieces] : wanted) {
    if (pieces > 0 && (ids.empty() || ids.back() != bought.product_id)) {
      ids.push_back(bought.product_id);
    }
  }
  std::map<std::int64_t, std::vector<Linked>> linked;
  for (const Linked& link : stock_records::linked(tx, ids)) linked[link.product_id].push_back(link);
  std::map<std::int64_t, std::int64_t> class_by_good;
  for (const auto& [bought, pieces] : wanted) {
    const auto found = linked.find(bought.product_id);
    if (pieces <= 0 || found == linked.end()) continue;
    const std::vector<Linked>& links = found->second;
    const auto mapped = std::ranges::find(links, bought.sku_id, &Linked::sku_id);
    const Linked& any = links.front();
    if (any.by_sku && mapped == links.end()) throw too_few();
    take(tx, {.holder_id = holder_id,
              .product_id = bought.product_id,
              .sku_id = bought.sku_id,
              .class_id = any.class_id,
              .good_id = any.good_id,
              .good_sku_id = mapped == links.end() ? 0 : mapped->good_sku_id,
              .pieces = pieces});
    class_by_good[any.good_id] = any.class_id;
  }
  for (const auto& [good_id, class_id] : class_by_good) tell(tx, class_id, actor, good_id);
  return !class_by_good.empty();
}

std::vector<Taken> Stock::taken_by(db::Transaction& tx, std::int64_t order_id) {
  return stock_records::taken_by(tx, order_id);
}

void Stock::give_back(db::Transaction& tx, std::int64_t actor, std::int64_t holder_id,
                      const Bought& bought, std::int64_t pieces) {
  std::optional<Taken> taken = stock_records::find(tx, holder_id, bought.product_id, bought.sku_id);
  if (!taken) return;
  Taken back = *taken;
  back.pieces = std::min(pieces, taken->pieces);
  taken->pieces = -back.pieces;
  stock_records::add(tx, *taken);
  stock_records::give_back(tx, back);
  tell(tx, back.class_id, actor, back.good_id);
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
