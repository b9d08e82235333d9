#include "loadtest/world.h"

namespace kaibo::load {

void World::product_saved(const mall::v1::Product& product, std::int64_t pieces) {
  ProductTruth& truth = products_[product.product_id()];
  truth.seller_id = product.seller_id();
  truth.stocked += pieces;
  truth.listed = product.listed();
}

void World::product_listed(std::int64_t product_id, bool listed) {
  products_[product_id].listed = listed;
}

void World::order_placed(const mall::v1::Order& order) {
  OrderTruth& truth = orders_[order.order_id()];
  truth.placed = order;
  truth.paid = order.state() == mall::v1::ORDER_STATE_PAID;
}

}  // namespace kaibo::load
