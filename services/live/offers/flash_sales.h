#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/offers.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/live/rules.h"

namespace kaibo::live {

/// 秒杀: 未开始 → 进行中 → 抢光 | 结束, on timers in real time. While one runs, the product costs
/// its price in the room: so many pieces, one order a person. Each step says so to the room.
class FlashSales {
 public:
  FlashSales(base::IdSource& ids, classroom::Classroom& classroom)
      : ids_(ids), classroom_(classroom) {}

  /// `rows` is what can be bought of the product in the room without it. Throws invalid_argument
  /// for numbers against the rules and without a specification of a product that has some,
  /// failed_precondition while another is coming or running for it.
  v1::FlashSale offer(db::Transaction& tx, std::int64_t actor,
                      const v1::OfferFlashSaleRequest& wish, const mall::v1::Product& product,
                      const std::vector<rules::Offered>& rows);
  /// Of no effect on one that is over. Throws not_found.
  void stop(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, std::int64_t room_id,
            std::int64_t flash_id);
  /// Those of one product that leaves the shelf; of all products when `product_id` is 0.
  void stop_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                    std::int64_t product_id);

  /// `sku_id` 0 for a product without specifications.
  std::optional<v1::FlashSale> running(db::Transaction& tx, std::int64_t room_id,
                                       std::int64_t product_id, std::int64_t sku_id);
  /// The oldest first.
  std::vector<v1::FlashSale> of_room(db::Transaction& tx, std::int64_t room_id);

  /// Sets the pieces aside for the buyer before they are ordered: exactly, or not at all. Throws
  /// failed_precondition when fewer are left, or the buyer wants too many or has had theirs,
  /// aborted when the buyer saw another price.
  void take(db::Transaction& tx, const v1::FlashSale& flash, std::int64_t buyer_id,
            const v1::BuyInRoomRequest& wish);
  /// They are ordered; ends the sale that has sold its last piece. Returns what it has sold.
  std::int32_t sold(db::Transaction& tx, std::int64_t class_id, const v1::FlashSale& flash,
                    const mall::v1::Order& order);

  void register_timers(agenda::Agenda& agenda);

 private:
  v1::FlashSale require(db::Transaction& tx, std::int64_t class_id, std::int64_t flash_id);
  void start(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
             const v1::FlashSale& flash);
  void end(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
           const v1::FlashSale& flash, v1::FlashState state);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
};

}  // namespace kaibo::live
