#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/after_sale/after_sales.h"
#include "services/mall/campaigns/campaigns.h"
#include "services/mall/chat/chats.h"
#include "services/mall/chat/desks.h"
#include "services/mall/conduct/conduct.h"
#include "services/mall/dashboard/dashboard.h"
#include "services/mall/favourites/favourites.h"
#include "services/mall/imports/imports.h"
#include "services/mall/money/ledger.h"
#include "services/mall/orders/orders.h"
#include "services/mall/parcels/parcels.h"
#include "services/mall/products/products.h"
#include "services/mall/promotions/coupons.h"
#include "services/mall/reviews/reviews.h"
#include "services/mall/shops/applications.h"
#include "services/mall/shops/helpers.h"
#include "services/mall/shops/pages.h"
#include "services/mall/shops/settings.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// The simulated mall (模拟商城): its parts, built in the order in which they rest on each other.
struct Mall {
  Mall(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom)
      : conduct(ids, identity, classroom),
        ledger(ids),
        shops(ids, identity, classroom),
        applications(identity, classroom, shops, ledger),
        helpers(identity, classroom, shops),
        products(ids, classroom, shops),
        imports(classroom, shops, products),
        favourites(classroom, products),
        settings(ids, classroom, shops, products),
        pages(classroom, shops, products, settings),
        campaigns(ids, classroom, shops, products),
        coupons(ids, identity, classroom, shops),
        parcels(ids, identity, classroom),
        orders(ids, identity, classroom, shops, products, settings, campaigns, coupons, ledger,
               parcels),
        after_sales(ids, identity, classroom, orders, parcels),
        desks(classroom, shops),
        chats(ids, identity, classroom, shops, products, orders, desks),
        reviews(ids, identity, classroom, orders),
        dashboard(classroom, shops, products, desks) {
    for (Watched* part : std::initializer_list<Watched*>{
             &shops, &products, &settings, &pages, &parcels, &orders, &desks, &chats, &reviews}) {
      part->watched_by(conduct);
    }
  }

  /// What happens on the class clock without anybody's doing.
  void register_timers(agenda::Agenda& agenda) {
    campaigns.register_timers(agenda);
    parcels.register_timers(agenda);
    orders.register_timers(agenda);
    after_sales.register_timers(agenda);
    reviews.register_timers(agenda);
    conduct.register_timers(agenda);
  }

  /// Before the first unit of work.
  void supply_from(Source& source) {
    products.supply_from(source);
    orders.supply_from(source);
  }

  Conduct conduct;
  Ledger ledger;
  Shops shops;
  Applications applications;
  Helpers helpers;
  Products products;
  Imports imports;
  Favourites favourites;
  Settings settings;
  Pages pages;
  Campaigns campaigns;
  Coupons coupons;
  Parcels parcels;
  Orders orders;
  AfterSales after_sales;
  Desks desks;
  Chats chats;
  Reviews reviews;
  Dashboard dashboard;
};

void register_handlers(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom,
                       security::RateLimiter& limiter);

/// What is wrong with the mall's books, in words; empty when stock, money, promotions, orders and
/// refunds agree, deposits with what was applied for, reviews with what was bought, and the shops'
/// figures with both. For `kaibo check`.
std::vector<std::string> check(db::Transaction& tx);

}  // namespace kaibo::mall
