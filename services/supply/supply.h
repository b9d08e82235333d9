#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/async/pool.h"
#include "common/base/ids.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/rpc/dispatcher.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/mall.h"
#include "services/mall/source.h"
#include "services/supply/incidents/incidents.h"
#include "services/supply/links/links.h"
#include "services/supply/market/market.h"
#include "services/supply/orders/orders.h"
#include "services/supply/returns/returns.h"
#include "services/supply/stock/stock.h"

namespace kaibo::supply {

/// The simulated supply market (模拟供销系统): its parts, built in the order in which they rest on
/// each other, and what it does while the mall works.
struct Supply final : mall::Source {
  Supply(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
         mall::Mall& mall)
      : stock(mall.products),
        market(ids, classroom, stock),
        links(classroom, mall.products, market),
        orders(ids, identity, classroom, mall, stock, market, links),
        returns(ids, classroom, stock, market, orders),
        incidents(ids, classroom, mall, market, links) {
    mall.supply_from(*this);
    mall.after_sales.on_moved(
        [this](db::Transaction& tx, std::int64_t class_id, const mall::v1::AfterSale& after_sale) {
          follow(tx, class_id, after_sale);
        });
  }

  /// An after-sale of the mall goes down to the supplier.
  void follow(db::Transaction& tx, std::int64_t class_id, const mall::v1::AfterSale& after_sale) {
    incidents.follow(tx, class_id, after_sale);
    const bool refunded = after_sale.state() == mall::v1::AFTER_SALE_STATE_REFUNDED;
    if (refunded) orders.buyer_refunded(tx, class_id, after_sale);
    const bool goods_are_back = after_sale.kind() == mall::v1::AFTER_SALE_KIND_EXCHANGE
                                    ? after_sale.state() == mall::v1::AFTER_SALE_STATE_WAIT_RESEND
                                    : refunded && !after_sale.before_shipping() &&
                                          after_sale.kind() == mall::v1::AFTER_SALE_KIND_RETURN;
    if (goods_are_back) returns.follow(tx, class_id, after_sale);
  }

  void cap(db::Transaction& tx, std::span<mall::v1::Product> products) override {
    Stock::cap(tx, products);
  }
  std::vector<std::int64_t> sold_out(db::Transaction& tx, std::int64_t class_id) override {
    return stock.sold_out(tx, class_id);
  }
  std::map<std::int64_t, mall::Material> materials(
      db::Transaction& tx, std::span<const mall::v1::Product> products) override {
    return Links::materials(tx, products);
  }
  void set_aside(db::Transaction& tx, const mall::sku_records::Held& change) override {
    stock.set_aside(tx, change);
  }
  void end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id) override {
    stock.end_set_aside(tx, room_id, product_id);
  }
  bool reserve(db::Transaction& tx, const mall::v1::Order& order) override {
    return stock.reserve(tx, order);
  }
  void moved(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order) override {
    orders.moved(tx, class_id, order);
  }

  void register_timers(agenda::Agenda& agenda) {
    orders.register_timers(agenda);
    returns.register_timers(agenda);
    incidents.register_timers(agenda);
  }

  Stock stock;
  Market market;
  Links links;
  Orders orders;
  Returns returns;
  Incidents incidents;
};

/// What the RPCs of this service need. All references outlive the dispatcher.
struct HandlerParts {
  Supply& supply;
  classroom::Classroom& classroom;
  db::Database& database;
  files::Store& files;
  /// Where the pictures that come with the program are stored.
  async::Pool& picture_pool;
};
void register_handlers(rpc::Dispatcher& dispatcher, HandlerParts parts);

/// What is wrong with the suppliers' stock and money, in words; empty when they agree with the
/// orders. For `kaibo check`.
std::vector<std::string> check(db::Transaction& tx);

}  // namespace kaibo::supply
