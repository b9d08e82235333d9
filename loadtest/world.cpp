#include "loadtest/world.h"

namespace kaibo::load {

void World::product_saved(const mall::v1::Product& product, std::int64_t pieces) {
  ProductTruth& truth = products_[product.product_id()];
  truth.seller_id = product.seller_id();
  truth.stocked += pieces;
  truth.listed = product.listed();
}

void World::product_copied(const supply::v1::Link& link) {
  products_[link.product_id()] = {
      .seller_id = link.seller_id(), .stocked = 0, .listed = link.listed(), .linked = true};
}

void World::product_listed(std::int64_t product_id, bool listed) {
  products_[product_id].listed = listed;
}

void World::order_placed(const mall::v1::Order& order) {
  OrderTruth& truth = orders_[order.order_id()];
  truth.placed = order;
  truth.paid = order.state() == mall::v1::ORDER_STATE_PAID;
}

void World::refunded(const mall::v1::AfterSale& after_sale) {
  orders_[after_sale.order_id()].refunds[after_sale.after_sale_id()] = {
      .pieces = after_sale.quantity(), .fen = after_sale.refund_fen()};
}

}  // namespace kaibo::load
