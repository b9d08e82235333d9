#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "common/rpc/dispatcher.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/offers.pb.h"
#include "services/live/rooms.h"
#include "services/live/talk/followers.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// What the host of a live room offers beside its shelf: who may, and when; coupons, flash sales
/// and lucky bags rule themselves.
class Offers {
 public:
  Offers(Rooms& rooms, Followers& followers, mall::Mall& mall)
      : rooms_(rooms), followers_(followers), mall_(mall) {}

  /// The operations of the crew. Each throws permission_denied for whoever may not do it,
  /// failed_precondition unless the room is live, and what the offer itself throws.
  mall::v1::Coupon issue_coupon(db::Transaction& tx, std::int64_t user_id,
                                const v1::IssueCouponRequest& wish);
  v1::FlashSale offer_flash(db::Transaction& tx, std::int64_t user_id,
                            const v1::OfferFlashSaleRequest& wish);
  void stop_flash(db::Transaction& tx, std::int64_t user_id, const v1::StopFlashSaleRequest& wish);
  v1::Bag issue_bag(db::Transaction& tx, std::int64_t user_id, const v1::IssueBagRequest& wish);
  /// Throws failed_precondition for whoever does not follow the host.
  void join_bag(db::Transaction& tx, const Person& who, const v1::JoinBagRequest& wish);
  void withdraw_bag(db::Transaction& tx, std::int64_t user_id, const v1::VoidBagRequest& wish);

  /// Completes a room's page for one person.
  void show(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
            v1::GetRoomResponse& page);

 private:
  v1::Room require_on_air(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                          std::int64_t room_id);

  Rooms& rooms_;
  Followers& followers_;
  mall::Mall& mall_;
};

/// What is wrong with flash sales and lucky bags, in words; empty when all agrees. For `kaibo
/// check`.
std::vector<std::string> check_offers(db::Transaction& tx);

/// OffersService.
void register_offers(rpc::Dispatcher& dispatcher, Offers& offers);

}  // namespace kaibo::live
