#pragma once

#include <cstdint>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/supply/v1/order.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/mall.h"
#include "services/supply/links/links.h"
#include "services/supply/market/market.h"
#include "services/supply/orders/records.h"
#include "services/supply/stock/stock.h"

namespace kaibo::supply {

/// Supply orders (代发单), one for each supplier of a paid order of the mall. Captured ones are
/// paid for from the shop's play money: its income first, then the wallet; what comes back goes to
/// the wallet. The supplier acts by itself, on the class clock.
class Orders {
 public:
  Orders(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
         mall::Mall& mall, Stock& stock, Market& market, Links& links)
      : ids_(ids),
        identity_(identity),
        classroom_(classroom),
        mall_(mall),
        stock_(stock),
        market_(market),
        links_(links) {}

  /// An order of the mall has come into its state.
  void moved(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order);

  /// An after-sale of the mall has ended in a refund: what was not shipped the supplier need not
  /// send.
  void buyer_refunded(db::Transaction& tx, std::int64_t class_id,
                      const mall::v1::AfterSale& after_sale);

  /// Each throws not_found for another seller's, failed_precondition where its state does not allow
  /// it. Capturing is also refused for too little money or too few pieces, and aborted when it
  /// would cost other than the seller saw.
  v1::SupplyOrder capture(db::Transaction& tx, std::int64_t seller_id,
                          const v1::CaptureOrderRequest& wish);
  v1::SupplyOrder cancel(db::Transaction& tx, std::int64_t seller_id,
                         const v1::CancelSupplyOrderRequest& wish);

  /// Only the seller may act, whoever looks.
  v1::ListSupplyOrdersResponse list(db::Transaction& tx, const v1::ListSupplyOrdersRequest& wish,
                                    std::int64_t seller_id, std::int64_t viewer_id);
  /// `sees_all`: staff, who may look but not act.
  v1::SupplyOrder show(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       std::int64_t supply_order_id, bool sees_all);
  v1::GetProfitResponse profit(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id);

  /// A supplier pays back to the shop's wallet what it got for an order.
  void refund(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order,
              std::int64_t fen);

  void register_timers(agenda::Agenda& agenda);

 private:
  using Stored = order_records::Stored;

  void create(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order);
  Stored draft(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order,
               const std::vector<stock_records::Taken>& pieces);
  void price(db::Transaction& tx, std::int64_t class_id, v1::SupplyOrder& order);
  v1::Hold hindrance(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order);
  bool price_accepted(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order);
  void hand_over(db::Transaction& tx, std::int64_t class_id, Stored& stored, bool automatic);
  void pay(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order);
  std::int64_t money_of(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id);
  void cancel(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, Stored& stored);
  /// Pieces of a line that the buyer no longer wants.
  void drop(db::Transaction& tx, std::int64_t class_id, Stored& stored,
            const v1::SupplyOrderLine& line, std::int64_t wished);
  void prepare(db::Transaction& tx, const agenda::Timer& timer);
  void send(db::Transaction& tx, const agenda::Timer& timer);
  void deliver(db::Transaction& tx, std::int64_t class_id, const v1::SupplyOrder& order);
  void tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const Stored& stored,
            std::int64_t paid_fen, std::int64_t refund_fen);
  Stored require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                     std::int64_t supply_order_id, v1::SupplyOrderAction action);
  void complete(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                std::vector<Stored>& orders);
  v1::SupplyOrder shown(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                        std::int64_t supply_order_id);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  mall::Mall& mall_;
  Stock& stock_;
  Market& market_;
  Links& links_;
};

}  // namespace kaibo::supply
