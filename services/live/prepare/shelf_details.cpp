#include "services/live/prepare/shelf_details.h"

#include <algorithm>
#include <map>
#include <string>

#include "common/base/error.h"

namespace kaibo::live {

prepare_records::ShelfDetail ShelfDetails::find(db::Transaction& tx, std::int64_t room_id,
                                                std::int64_t product_id) {
  for (prepare_records::ShelfDetail& detail : prepare_records::details(tx, room_id)) {
    if (detail.product_id == product_id) return std::move(detail);
  }
  return {.product_id = product_id, .own_stock = false, .per_person = 0, .selling_points = {}};
}

void ShelfDetails::set_aside(db::Transaction& tx, const v1::SetShelfDetailsRequest& wish,
                             bool had) {
  const auto change = [&](std::int64_t sku_id, std::int64_t stock, std::int64_t seen) {
    mall_.products.set_aside(tx, wish.class_id(),
                             {.room_id = wish.room_id(),
                              .product_id = wish.product_id(),
                              .sku_id = sku_id,
                              .pieces = stock - (had ? seen : 0)});
  };
  if (wish.skus().empty()) change(0, wish.stock(), wish.stock_seen());
  for (const v1::SkuStock& sku : wish.skus()) change(sku.sku_id(), sku.stock(), sku.stock_seen());
}

void ShelfDetails::set(db::Transaction& tx, const v1::SetShelfDetailsRequest& wish) {
  const bool had = find(tx, wish.room_id(), wish.product_id()).own_stock;
  if (wish.own_stock()) {
    set_aside(tx, wish, had);
  } else if (had) {
    mall_.products.end_set_aside(tx, wish.room_id(), wish.product_id());
  }
  prepare_records::set_detail(
      tx, wish.class_id(), wish.room_id(),
      {.product_id = wish.product_id(),
       .own_stock = wish.own_stock(),
       .per_person = wish.per_person(),
       .selling_points = {wish.selling_points().begin(), wish.selling_points().end()}});
}

void ShelfDetails::remove(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) {
  mall_.products.end_set_aside(tx, room_id, product_id);
  prepare_records::remove_detail(tx, room_id, product_id);
}

void ShelfDetails::close(db::Transaction& tx, std::int64_t room_id) {
  for (const auto& [product_id, pieces] : mall_.products.set_aside_for(tx, room_id)) {
    mall_.products.end_set_aside(tx, room_id, product_id);
  }
  prepare_records::end_own_stock(tx, room_id);
}

void ShelfDetails::complete(db::Transaction& tx, v1::Room& room) {
  std::map<std::int64_t, prepare_records::ShelfDetail> details;
  bool some_own_stock = false;
  for (prepare_records::ShelfDetail& detail : prepare_records::details(tx, room.room_id())) {
    some_own_stock = some_own_stock || detail.own_stock;
    details.emplace(detail.product_id, std::move(detail));
  }
  std::map<std::int64_t, std::int64_t> held;
  std::map<std::int64_t, std::int64_t> held_skus;
  if (some_own_stock) {
    held = mall_.products.set_aside_for(tx, room.room_id());
    held_skus = mall_.products.skus_set_aside_for(tx, room.room_id());
  }
  for (v1::ShelfItem& item : *room.mutable_shelf()) {
    item.set_mall_stock(item.product().stock());
    const auto found = details.find(item.product().product_id());
    if (found == details.end()) continue;
    const prepare_records::ShelfDetail& detail = found->second;
    item.set_own_stock(detail.own_stock);
    item.set_per_person(static_cast<std::int32_t>(detail.per_person));
    for (const std::string& line : detail.selling_points) item.add_selling_points(line);
    if (detail.own_stock) {
      item.mutable_product()->set_stock(static_cast<std::int32_t>(held[detail.product_id]));
      for (mall::v1::Sku& sku : *item.mutable_product()->mutable_skus()) {
        sku.set_stock(static_cast<std::int32_t>(held_skus[sku.sku_id()]));
      }
    }
  }
}

bool ShelfDetails::check_sale(db::Transaction& tx, std::int64_t buyer_id,
                              const v1::BuyInRoomRequest& wish) {
  const prepare_records::ShelfDetail detail = find(tx, wish.room_id(), wish.product_id());
  if (detail.per_person == 0) return detail.own_stock;
  // Exact: the units of a class, of which this is one, run one after the other.
  const std::int64_t has =
      mall_.orders.pieces_in_room(tx, wish.class_id(), buyer_id, wish.room_id(), wish.product_id());
  if (has + wish.quantity() > detail.per_person) {
    const std::string most = std::to_string(detail.per_person);
    const std::string bought = std::to_string(has);
    throw base::Error(base::Code::failed_precondition,
                      {"这件宝贝在本直播间每人限购 " + most + " 件，你已买 " + bought + " 件",
                       "In this room each person may buy " + most +
                           " of this product; you have "
                           "bought " +
                           bought},
                      "quantity");
  }
  return detail.own_stock;
}

ShelfDetails::Left ShelfDetails::stock_left(db::Transaction& tx, const v1::BuyInRoomRequest& bought,
                                            std::int64_t sku_id, bool own_stock) {
  const auto pieces = [](std::int64_t count) { return static_cast<std::int32_t>(count); };
  const std::int64_t product_id = bought.product_id();
  if (own_stock) {
    return {.product = pieces(mall_.products.set_aside_for(tx, bought.room_id())[product_id]),
            .sku = pieces(
                sku_id == 0 ? 0 : mall_.products.skus_set_aside_for(tx, bought.room_id())[sku_id])};
  }
  const mall::v1::Product product = mall_.products.require(tx, bought.class_id(), product_id);
  const auto sku = std::ranges::find(product.skus(), sku_id, &mall::v1::Sku::sku_id);
  return {.product = product.stock(), .sku = sku == product.skus().end() ? 0 : sku->stock()};
}

}  // namespace kaibo::live
