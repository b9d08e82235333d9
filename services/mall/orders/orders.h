#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/money/ledger.h"
#include "services/mall/products/products.h"
#include "services/mall/promotions/coupons.h"

namespace kaibo::mall {

/// Orders: 待付款 → 待发货 → 待收货 → 已完成, or 已关闭 before payment. Stock is taken when the
/// order is placed and given back exactly once when it closes, and so is a coupon; money moves only
/// in the ledger.
class Orders {
 public:
  Orders(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
         Products& products, Coupons& coupons, Ledger& ledger)
      : ids_(ids),
        identity_(identity),
        classroom_(classroom),
        products_(products),
        coupons_(coupons),
        ledger_(ledger) {}

  struct NewOrder {
    std::int64_t class_id = 0;
    std::int64_t buyer_id = 0;
    /// Products of one shop.
    google::protobuf::RepeatedPtrField<v1::NewOrderLine> lines;
    v1::Address address;
    bool pay_now = false;
    /// What the buyer saw; the order is refused when it would cost anything else.
    std::int64_t expected_amount_fen = 0;
    /// The live room it is placed in; 0 when none.
    std::int64_t room_id = 0;
    /// The room sells from the stock that is set aside for it.
    bool own_stock = false;
    /// Prices of the room that stand in place of the products' own, by product.
    std::map<std::int64_t, std::int64_t> live_prices_fen;
    /// The buyer's copy of the coupon to use; 0 for none.
    std::int64_t claim_id = 0;
  };
  /// Throws failed_precondition for sold-out products, too little money or the buyer's own shop,
  /// aborted for a changed price, invalid_argument for bad lines or address.
  v1::Order place(db::Transaction& tx, const NewOrder& wish);

  /// Each throws failed_precondition when the order's state or the person's side does not allow it,
  /// not_found for other people's orders.
  v1::Order pay(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                std::int64_t order_id);
  v1::Order cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                   std::int64_t order_id);
  v1::Order ship(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                 const v1::ShipOrderRequest& wish);
  v1::Order confirm(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                    std::int64_t order_id);

  /// Pieces of a product that the person has in orders of the room; closed ones do not count.
  std::int64_t pieces_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                              std::int64_t room_id, std::int64_t product_id);

  /// `sees_all`: staff, who may look but not act.
  v1::Order show(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                 std::int64_t order_id, bool sees_all);
  v1::ListOrdersResponse list(db::Transaction& tx, std::int64_t person_id,
                              const v1::ListOrdersRequest& wish);
  v1::GetWalletResponse wallet(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id);

  /// Closes orders that were not paid in time (the course profile's minutes, on the class clock).
  void register_timers(agenda::Agenda& agenda);

 private:
  v1::Order draft(db::Transaction& tx, const NewOrder& wish);
  v1::Order require(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);
  v1::Order require_allowed(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                            std::int64_t order_id, v1::OrderAction action);
  void take_money(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  void tell_stock(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const v1::Order& order);
  void close_unpaid(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    const v1::Order& order, v1::CloseReason reason);
  v1::Order shown_to(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                     std::int64_t order_id);
  void complete(db::Transaction& tx, std::int64_t person_id, std::vector<v1::Order>& orders);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Products& products_;
  Coupons& coupons_;
  Ledger& ledger_;
};

}  // namespace kaibo::mall
