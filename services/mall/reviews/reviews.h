#pragma once

#include <cstdint>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/review.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/orders/orders.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// What buyers think of what they bought (评价): once for each line of a finished order. What
/// nobody reviewed in time counts as good, except of simulated buyers.
class Reviews : public Watched {
 public:
  Reviews(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom,
          Orders& orders)
      : ids_(ids), identity_(identity), classroom_(classroom), orders_(orders) {
    orders_.on_finished([this](db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
      await(tx, class_id, order);
    });
  }

  /// Throws invalid_argument naming the field, not_found for other people's orders,
  /// failed_precondition before the order is finished, for what was given back, and again.
  v1::Review post(db::Transaction& tx, std::int64_t buyer_id, const v1::PostReviewRequest& wish);
  /// Throws permission_denied for whoever may not for the shop, failed_precondition again.
  v1::Review reply(db::Transaction& tx, std::int64_t person_id,
                   const v1::ReplyToReviewRequest& wish);
  v1::ListReviewsResponse list(db::Transaction& tx, std::int64_t person_id,
                               const v1::ListReviewsRequest& wish);
  v1::GetOrderReviewsResponse of_order(db::Transaction& tx, std::int64_t person_id,
                                       const v1::GetOrderReviewsRequest& wish);

  void register_timers(agenda::Agenda& agenda);

 private:
  void await(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
  void review_rest(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);
  void store(db::Transaction& tx, std::int64_t class_id, const v1::Order& order,
             v1::Review& review);
  void add_names(db::Transaction& tx, std::vector<v1::Review>& reviews);
  /// Lines that may be reviewed and were not.
  static std::vector<std::int32_t> open_lines(db::Transaction& tx, std::int64_t class_id,
                                              const v1::Order& order);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Orders& orders_;
};

}  // namespace kaibo::mall
