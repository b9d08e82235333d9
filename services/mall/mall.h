#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/rpc/dispatcher.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/money/ledger.h"
#include "services/mall/orders/orders.h"
#include "services/mall/products/products.h"
#include "services/mall/promotions/coupons.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// The simulated mall (模拟商城): its parts, built in the order in which they rest on each other.
struct Mall {
  Mall(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom)
      : ledger(ids),
        shops(ids, identity, classroom),
        products(ids, classroom, shops),
        coupons(ids, identity, classroom, shops),
        orders(ids, identity, classroom, products, coupons, ledger) {}

  Ledger ledger;
  Shops shops;
  Products products;
  Coupons coupons;
  Orders orders;
};

void register_handlers(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom);

/// What is wrong with the mall's books, in words; empty when stock, money, coupons and orders
/// agree. For `kaibo check`.
std::vector<std::string> check(db::Transaction& tx);

}  // namespace kaibo::mall
