#pragma once

#include <cstdint>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/supply/v1/order.pb.h"
#include "services/classroom/classroom.h"
#include "services/supply/market/market.h"
#include "services/supply/orders/orders.h"
#include "services/supply/stock/stock.h"

namespace kaibo::supply {

/// Goods that go back to their supplier: 待寄回 → 待验收 → 已退款* or 已补发*; before they are sent
/// → 已撤销*; inspection may fail → 验收不通过*. (* end state) A refund is exactly what the pieces
/// were charged at, and puts them back on the supplier's stock.
class Returns {
 public:
  Returns(base::IdSource& ids, classroom::Classroom& classroom, Stock& stock, Market& market,
          Orders& orders)
      : ids_(ids), classroom_(classroom), stock_(stock), market_(market), orders_(orders) {}

  /// The supplier agrees within the course's days. `after_sale_id` is the mall's, if the return
  /// follows one. Throws not_found for another seller's, failed_precondition before it shipped, for
  /// more pieces than are left, or too late.
  std::int64_t ask(db::Transaction& tx, std::int64_t seller_id, const v1::AskReturnRequest& wish,
                   std::int64_t after_sale_id);
  /// Goods of an after-sale of the mall are back at the shop: they go on to their supplier, as far
  /// as it still takes them back.
  void follow(db::Transaction& tx, std::int64_t class_id, const mall::v1::AfterSale& after_sale);
  /// Each returns the supply order's id. Throws not_found for another seller's, failed_precondition
  /// where its state does not allow it.
  std::int64_t send(db::Transaction& tx, std::int64_t seller_id, const v1::SendReturnRequest& wish);
  std::int64_t cancel(db::Transaction& tx, std::int64_t seller_id,
                      const v1::CancelReturnRequest& wish);

  void register_timers(agenda::Agenda& agenda);

 private:
  struct Found {
    v1::SupplyReturn back;
    v1::SupplyOrder order;
  };
  Found require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                    std::int64_t return_id);
  bool in_time(db::Transaction& tx, std::int64_t class_id, std::int64_t supply_order_id);
  void inspect(db::Transaction& tx, const agenda::Timer& timer);
  void tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const Found& found);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Stock& stock_;
  Market& market_;
  Orders& orders_;
};

}  // namespace kaibo::supply
