#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/orders/orders.h"
#include "services/mall/parcels/parcels.h"

namespace kaibo::mall {

/// After-sale (售后): 仅退款, 退货退款, 换货, each for pieces of one line of an order, one at a
/// time for a line. What nobody does in time the class clock decides; what the two cannot agree on
/// the instructor decides (平台介入). Money and stock go back once, when it ends in a refund.
class AfterSales {
 public:
  AfterSales(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
             Orders& orders, Parcels& parcels)
      : ids_(ids), identity_(identity), classroom_(classroom), orders_(orders), parcels_(parcels) {}

  /// Throws not_found for other people's orders.
  v1::GetAfterSaleChoicesResponse choices(db::Transaction& tx, std::int64_t buyer_id,
                                          const v1::GetAfterSaleChoicesRequest& wish);
  /// Throws failed_precondition when that cannot be asked for (any more), invalid_argument naming
  /// the field.
  v1::AfterSale ask(db::Transaction& tx, std::int64_t buyer_id,
                    const v1::AskAfterSaleRequest& wish);
  /// Throws failed_precondition for a step that its state or the person's side does not allow,
  /// not_found for other people's.
  v1::AfterSale step(db::Transaction& tx, std::int64_t person_id,
                     const v1::StepAfterSaleRequest& wish);
  v1::AfterSale decide(db::Transaction& tx, std::int64_t instructor_id,
                       const v1::DecideAfterSaleRequest& wish);

  /// Who looks: staff see all; the instructor may speak and decide.
  struct Viewer {
    std::int64_t user_id = 0;
    bool is_staff = false;
    bool is_instructor = false;
  };
  v1::AfterSale say(db::Transaction& tx, const Viewer& viewer,
                    const v1::SayInAfterSaleRequest& wish);
  v1::AfterSale show(db::Transaction& tx, const Viewer& viewer, std::int64_t class_id,
                     std::int64_t after_sale_id);
  v1::ListAfterSalesResponse list(db::Transaction& tx, std::int64_t person_id,
                                  const v1::ListAfterSalesRequest& wish);
  v1::ListDisputesResponse disputes(db::Transaction& tx, const Viewer& viewer,
                                    std::int64_t class_id);

  /// Called in the same unit whenever one was asked for or has moved, its message without names.
  /// Before start.
  using Moved = std::function<void(db::Transaction&, std::int64_t class_id, const v1::AfterSale&)>;
  void on_moved(Moved hook) { moved_ = std::move(hook); }

  void register_timers(agenda::Agenda& agenda);

 private:
  /// What a step is taken with.
  struct Taken {
    v1::AfterSaleStep step = v1::AFTER_SALE_STEP_UNSPECIFIED;
    std::int64_t actor = 0;
    v1::AfterSaleParty party = v1::AFTER_SALE_PARTY_CLOCK;
    std::string text;
    google::protobuf::RepeatedPtrField<std::string> pictures;
  };

  v1::AfterSale require(db::Transaction& tx, std::int64_t class_id, std::int64_t after_sale_id);
  void take(db::Transaction& tx, std::int64_t class_id, v1::AfterSale& after_sale,
            const Taken& taken);
  void start_clock(db::Transaction& tx, std::int64_t class_id, v1::AfterSale& after_sale);
  void end(db::Transaction& tx, std::int64_t class_id, v1::AfterSale& after_sale,
           std::int64_t actor);
  static Orders::Refund refund_of(std::int64_t class_id, const v1::AfterSale& after_sale);
  /// What the seller lacks to pay the refund, of one that is open.
  void add_missing(db::Transaction& tx, std::int64_t class_id, v1::AfterSale& after_sale);
  /// What happens when the time is over.
  void expire(db::Transaction& tx, std::int64_t class_id, v1::AfterSale after_sale);
  bool can_be_sold_again(db::Transaction& tx, std::int64_t class_id,
                         const v1::AfterSale& after_sale);
  void send(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& after_sale,
            const v1::StepAfterSaleRequest& wish);
  void write_down(db::Transaction& tx, std::int64_t class_id, const v1::AfterSale& after_sale,
                  const Taken& taken);
  v1::AfterSale shown(db::Transaction& tx, std::int64_t class_id, v1::AfterSale after_sale,
                      v1::AfterSaleParty party);
  void add_names(db::Transaction& tx, std::vector<v1::AfterSale>& after_sales);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Orders& orders_;
  Parcels& parcels_;
  Moved moved_;
};

}  // namespace kaibo::mall
