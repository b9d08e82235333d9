#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/campaigns/campaigns.h"
#include "services/mall/money/ledger.h"
#include "services/mall/orders/records.h"
#include "services/mall/orders/rules.h"
#include "services/mall/parcels/parcels.h"
#include "services/mall/products/products.h"
#include "services/mall/promotions/coupons.h"
#include "services/mall/shops/settings.h"
#include "services/mall/shops/shops.h"
#include "services/mall/source.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// Orders: 待付款 → 待发货 (→ 部分发货) → 待收货 → 已完成, or 已关闭 before payment or when all of
/// it was refunded. Stock is taken when the order is placed and given back exactly once, and so are
/// a coupon and what promotions gave of their budgets; money moves only in the ledger.
class Orders : public Watched {
 public:
  Orders(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
         Shops& shops, Products& products, Settings& settings, Campaigns& campaigns,
         Coupons& coupons, Ledger& ledger, Parcels& parcels)
      : ids_(ids),
        identity_(identity),
        classroom_(classroom),
        shops_(shops),
        products_(products),
        settings_(settings),
        campaigns_(campaigns),
        coupons_(coupons),
        ledger_(ledger),
        parcels_(parcels) {
    parcels_.on_delivered([this](db::Transaction& tx, std::int64_t class_id,
                                 const v1::Parcel& parcel) { delivered(tx, class_id, parcel); });
  }

  /// Before the first unit of work.
  void supply_from(Source& source) { source_ = &source; }

  /// Called in the same unit when an order is finished. Before the first unit of work.
  using Finished = std::function<void(db::Transaction&, std::int64_t class_id, const v1::Order&)>;
  void on_finished(Finished hook) { finished_ = std::move(hook); }

  /// Called in the same unit when all of an order has arrived and nothing but its receipt is waited
  /// for; again when it does so again. Before the first unit of work.
  using Arrived = std::function<void(db::Transaction&, std::int64_t class_id, const v1::Order&)>;
  void on_arrived(Arrived hook) { arrived_ = std::move(hook); }

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
    /// Prices of the room that stand in place of the products' own, by product, or by specification
    /// where it has some.
    std::map<std::int64_t, std::int64_t> live_prices_fen;
    /// The buyer's copy of the coupon to use; 0 for none.
    std::int64_t claim_id = 0;
  };
  /// Throws failed_precondition for sold-out products, too little money or the buyer's own shop,
  /// aborted for a changed price, invalid_argument for bad lines or address.
  v1::Order place(db::Transaction& tx, const NewOrder& wish);

  /// What the baskets would cost now. Nothing is taken, so it promises no stock. Throws
  /// invalid_argument for bad lines, not_found for a product that is not there.
  v1::QuoteCheckoutResponse quote(db::Transaction& tx, std::int64_t buyer_id,
                                  const v1::QuoteCheckoutRequest& wish);
  /// Places an order a basket, all or none; refused as `place` refuses, with the basket in the
  /// field: "baskets[1].lines".
  v1::CheckoutResponse checkout(db::Transaction& tx, std::int64_t buyer_id,
                                const v1::CheckoutRequest& wish);

  /// Each throws failed_precondition when the order's state or the person's side does not allow it,
  /// not_found for other people's orders.
  ///
  /// `expected_fen`: what the buyer saw; aborted when the seller has changed it. 0: as it is.
  v1::Order pay(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                std::int64_t order_id, std::int64_t expected_fen = 0);
  v1::Order cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                   std::int64_t order_id, std::string_view note = {});
  v1::Order change_price(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         const v1::ChangeOrderPriceRequest& wish);
  v1::Order set_remark(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       const v1::SetOrderRemarkRequest& wish);
  v1::Order ship(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                 const v1::ShipOrderRequest& wish);
  /// The goods of a lost parcel once more.
  v1::Order resend(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                   const v1::ResendParcelRequest& wish);
  v1::Order confirm(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                    std::int64_t order_id);

  /// With lines and parcels, as nobody in particular sees it. Throws not_found.
  v1::Order require(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);

  /// A line goes into after-sale and comes out of it. While it is there the order is not confirmed
  /// and its unsent pieces are not shipped. Throws failed_precondition when the line is in
  /// after-sale already, or so many pieces are not there.
  void open_after_sale(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id,
                       const order_records::OpenAfterSale& opened);
  void end_after_sale(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id,
                      const order_records::OpenAfterSale& ended);

  struct Refund {
    std::int64_t class_id = 0;
    std::int64_t actor = 0;
    std::int64_t order_id = 0;
    std::int64_t after_sale_id = 0;
    std::int32_t line = 0;
    std::int64_t pieces = 0;
    bool before_shipping = false;
    /// The pieces are with the seller and can be sold again.
    bool restock = false;
  };
  /// Gives back what the pieces cost, out of escrow, or after the order was finished out of what
  /// the seller earned. With the last piece the order is closed and its coupon goes back; where
  /// nothing was ever sent, its freight, too. Returns what was given back. Throws
  /// failed_precondition when the seller has not enough.
  std::int64_t refund(db::Transaction& tx, const Refund& refund);
  /// What the seller lacks to pay it; 0 when it can be paid.
  std::int64_t missing_fen(db::Transaction& tx, const Refund& refund);

  /// Pieces of a product that the person has in orders of the room; closed ones do not count.
  std::int64_t pieces_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                              std::int64_t room_id, std::int64_t product_id);

  /// `sees_all`: staff, who may look but not act.
  v1::Order show(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                 std::int64_t order_id, bool sees_all);
  /// What the journal says of it, oldest first, as far as the person may know.
  v1::GetOrderHistoryResponse history(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t person_id, std::int64_t order_id, bool sees_all);
  v1::ListOrdersResponse list(db::Transaction& tx, std::int64_t person_id,
                              const v1::ListOrdersRequest& wish);
  v1::GetWalletResponse wallet(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id);

  /// On the class clock, by the course profile: closes orders that were not paid in time, tells of
  /// those not shipped in time, confirms those that arrived some days ago.
  void register_timers(agenda::Agenda& agenda);

 private:
  /// An order as it would be without a coupon, and the products of its lines.
  struct Draft {
    v1::Order order;
    std::vector<v1::Product> products;
  };
  /// An order once that was given back, and what that is: of the line, and with freight.
  struct Refunded {
    v1::Order order;
    std::int64_t line_fen = 0;
    std::int64_t fen = 0;
  };
  static Refunded refunded(v1::Order order, const Refund& refund);
  Draft draft(db::Transaction& tx, const NewOrder& wish);
  void take_stock(db::Transaction& tx, const NewOrder& wish, const Draft& drafted);
  v1::Quote quote_basket(db::Transaction& tx, const NewOrder& wish, bool best_coupon);
  /// On which side of the order the person stands; helpers who handle the shop's orders on its.
  static order_rules::Party party_of(db::Transaction& tx, const v1::Order& order,
                                     std::int64_t person_id);
  v1::Order require_allowed(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                            std::int64_t order_id, v1::OrderAction action);
  void await_shipping(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  void take_money(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  /// Where the buyer's money is.
  static Holder purse_of(const v1::Order& order);
  void give_back_money(db::Transaction& tx, std::int64_t class_id, const v1::Order& order,
                       std::int64_t fen);
  void tell_stock(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const v1::Order& order);
  /// The same of a new order without a supplier's goods: what was there without its pieces, so that
  /// the products need not be asked again.
  void tell_stock_left(db::Transaction& tx, std::int64_t class_id, const Draft& drafted);
  void close_unpaid(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                    const v1::Order& order, const order_records::Closing& closing);
  void delivered(db::Transaction& tx, std::int64_t class_id, const v1::Parcel& parcel);
  void settle(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, v1::Order order);
  void await_receipt(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  void finish(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order);
  void moved(db::Transaction& tx, std::int64_t class_id, v1::Order order, v1::OrderState state);
  v1::Order shown_to(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                     std::int64_t order_id, bool sees_all = false);
  void complete(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id, bool sees_all,
                std::vector<v1::Order>& orders);
  void add_parcels(db::Transaction& tx, std::vector<v1::Order>& orders);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
  Settings& settings_;
  Campaigns& campaigns_;
  Coupons& coupons_;
  Ledger& ledger_;
  Parcels& parcels_;
  Source* source_ = &Source::none();
  Finished finished_;
  Arrived arrived_;
};

}  // namespace kaibo::mall
