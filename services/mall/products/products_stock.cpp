// What is left of products, and what live rooms hold of them.
#include <map>

#include "common/base/error.h"
#include "services/mall/products/products.h"
#include "services/mall/products/records.h"
#include "services/mall/products/rules.h"
#include "services/mall/skus/records.h"

namespace kaibo::mall {

void Products::take_stock(db::Transaction& tx, const v1::Product& product, const Taking& taking) {
  if (product.shop_closed()) throw product_rules::shop_closed(product);
  const std::int64_t id = product.product_id();
  const v1::Sku* sku = specification(product, taking.sku_id);
  if (sku != nullptr &&
      !(taking.own_stock_of == 0
            ? sku_records::of_products().take(tx, sku->sku_id(), taking.pieces)
            : sku_records::sell_held(tx, taking.own_stock_of, sku->sku_id(), taking.pieces))) {
    const std::string named = product.title() + " " + product_rules::choice_of(*sku);
    throw base::Error(base::Code::failed_precondition,
                      {"“" + named + "”库存不够了，请减少数量或换个规格",
                       "Too few of “" + named + "” are left; take fewer or another"});
  }
  const bool taken =
      taking.own_stock_of == 0
          ? product_records::take_stock(tx, product, taking.pieces, taking.paid)
          : product_records::sell_held(tx, taking.own_stock_of, id, taking.pieces, taking.paid);
  if (taken) return;
  if (!product.listed()) {
    throw base::Error(
        base::Code::failed_precondition,
        {"“" + product.title() + "”已经下架了", "“" + product.title() + "” is off the shelf"});
  }
  const std::int64_t left = taking.own_stock_of == 0
                                ? product.stock()
                                : product_records::held_by(tx, taking.own_stock_of)[id];
  throw base::Error(base::Code::failed_precondition,
                    {left == 0 ? "“" + product.title() + "”已经卖完了"
                               : "“" + product.title() + "”库存不够了，请减少数量",
                     left == 0 ? "“" + product.title() + "” is sold out"
                               : "Too few of “" + product.title() + "” are left; take fewer"});
}

void Products::set_aside(db::Transaction& tx, std::int64_t class_id,
                         const sku_records::Held& change) {
  const v1::Product product = require(tx, class_id, change.product_id);
  const v1::Sku* sku = specification(product, change.sku_id);
  const bool of_mall = product_records::take_free_stock(tx, change.product_id, change.pieces) &&
                       (sku == nullptr || change.pieces < 0 || sku->stock() >= change.pieces);
  if (!of_mall) {
    throw base::Error(base::Code::failed_precondition,
                      {"商城里没有这么多库存可以预留，请减少预留数量，或先补货",
                       "The mall's stock is too small to set that much aside; set aside fewer, or "
                       "restock first"},
                      "stock");
  }
  const bool to_room =
      product_records::add_held(tx, class_id, change.room_id, change.product_id, change.pieces) &&
      (sku == nullptr || sku_records::set_aside(tx, class_id, change));
  if (!to_room) {
    throw base::Error(base::Code::failed_precondition,
                      {"刚刚又卖出了几件，预留库存不够减了，请刷新后再改",
                       "Some were sold just now and the stock set aside cannot be cut by that "
                       "much; reload"},
                      "stock");
  }
  sku_records::Held told = change;
  told.sku_id = sku == nullptr ? 0 : sku->sku_id();
  source_->set_aside(tx, told);
}

void Products::end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) {
  const std::map<std::int64_t, std::int64_t> held = product_records::held_by(tx, room_id);
  const auto found = held.find(product_id);
  if (found == held.end()) return;
  if (!product_records::drop_held(tx, room_id, product_id, found->second)) return;
  // As with what comes back from an order: an old piece of a product that has specifications now is
  // not sold again.
  const std::optional<std::int64_t> of_skus = sku_records::end_held(tx, room_id, product_id);
  const bool is_plain = !of_skus && sku_records::of_products().of(tx, product_id).empty();
  const std::int64_t sold_again = is_plain ? found->second : of_skus.value_or(0);
  product_records::give_back_stock(tx, product_id, sold_again);
  product_records::write_off(tx, product_id, found->second - sold_again);
  source_->end_set_aside(tx, room_id, product_id);
}

std::map<std::int64_t, std::int64_t> Products::skus_set_aside_for(db::Transaction& tx,
                                                                  std::int64_t room_id) {
  return sku_records::held_by(tx, room_id);
}

std::map<std::int64_t, std::int64_t> Products::set_aside_for(db::Transaction& tx,
                                                             std::int64_t room_id) {
  return product_records::held_by(tx, room_id);
}

std::vector<std::int64_t> Products::rooms_with_own_stock(db::Transaction& tx) {
  return product_records::rooms_that_hold(tx);
}

void Products::count_sold(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  product_records::count_sold(tx, product_id, pieces);
}

void Products::give_back_stock(db::Transaction& tx, const v1::OrderLine& line,
                               std::int64_t pieces) {
  const bool has_skus = !sku_records::of_products().of(tx, line.product_id()).empty();
  const bool sold_again = line.sku_id() == 0
                              ? !has_skus
                              : sku_records::of_products().give_back(tx, line.sku_id(), pieces);
  if (sold_again) {
    product_records::give_back_stock(tx, line.product_id(), pieces);
  } else {
    product_records::write_off(tx, line.product_id(), pieces);
  }
}

}  // namespace kaibo::mall
