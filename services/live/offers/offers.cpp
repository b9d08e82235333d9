#include "services/live/offers/offers.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "services/live/offers/records.h"

namespace kaibo::live {

v1::Room Offers::require_on_air(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                                std::int64_t room_id) {
  rooms_.require_crew(tx, class_id, user_id, room_id, rules::Duty::assist);
  return rooms_.require_live(tx, class_id, room_id);
}

mall::v1::Coupon Offers::issue_coupon(db::Transaction& tx, std::int64_t user_id,
                                      const v1::IssueCouponRequest& wish) {
  const v1::Room room = require_on_air(tx, wish.class_id(), user_id, wish.room_id());
  return mall_.coupons.create(tx, wish.class_id(), room.host_id(), wish.terms(),
                              {.room_id = room.room_id(), .drawn = false});
}

v1::FlashSale Offers::offer_flash(db::Transaction& tx, std::int64_t user_id,
                                  const v1::OfferFlashSaleRequest& wish) {
  require_on_air(tx, wish.class_id(), user_id, wish.room_id());
  rooms_.require_on_shelf(tx, wish.room_id(), wish.product_id());
  const v1::Room room = rooms_.show(tx, wish.class_id(), wish.room_id());
  const auto item = std::ranges::find(room.shelf(), wish.product_id(),
                                      [](const auto& one) { return one.product().product_id(); });
  return rooms_.flash_sales.offer(tx, user_id, wish, item->product(), rules::offered(*item));
}

void Offers::stop_flash(db::Transaction& tx, std::int64_t user_id,
                        const v1::StopFlashSaleRequest& wish) {
  rooms_.require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::assist);
  rooms_.flash_sales.stop(tx, wish.class_id(), user_id, wish.room_id(), wish.flash_id());
}

v1::Bag Offers::issue_bag(db::Transaction& tx, std::int64_t user_id,
                          const v1::IssueBagRequest& wish) {
  const v1::Room room = require_on_air(tx, wish.class_id(), user_id, wish.room_id());
  return rooms_.bags.issue(tx, user_id, room.host_id(), wish);
}

void Offers::join_bag(db::Transaction& tx, const Person& who, const v1::JoinBagRequest& wish) {
  const v1::Room room = rooms_.require_live(tx, wish.class_id(), wish.room_id());
  if (!followers_.follows(tx, wish.class_id(), room.host_id(), who.user_id)) {
    throw base::Error(base::Code::failed_precondition,
                      {"关注主播后才能参与", "Follow the host to take part"});
  }
  v1::BagPerson person;
  person.set_user_id(who.user_id);
  person.set_name(who.name);
  rooms_.bags.join(tx, wish.class_id(), wish.room_id(), wish.bag_id(), person);
}

void Offers::withdraw_bag(db::Transaction& tx, std::int64_t user_id,
                          const v1::VoidBagRequest& wish) {
  rooms_.require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::assist);
  rooms_.bags.withdraw(tx, wish.class_id(), user_id, wish.room_id(), wish.bag_id());
}

void Offers::show(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                  v1::GetRoomResponse& page) {
  const std::int64_t room_id = page.room().room_id();
  v1::Offers& offers = *page.mutable_offers();
  for (mall::v1::Coupon& coupon : mall_.coupons.of_room(tx, class_id, room_id, user_id)) {
    *offers.add_coupons() = std::move(coupon);
  }
  for (v1::Bag& bag : rooms_.bags.of_room(tx, room_id)) *offers.add_bags() = std::move(bag);
  for (const v1::FlashSale& flash : rooms_.flash_sales.of_room(tx, room_id)) {
    for (v1::ShelfItem& item : *page.mutable_room()->mutable_shelf()) {
      if (item.product().product_id() == flash.product_id()) *item.mutable_flash_sale() = flash;
    }
  }
}

std::vector<std::string> check_offers(db::Transaction& tx) {
  std::vector<std::string> wrong;
  for (const std::int64_t flash : offer_records::wrong_flash_sales(tx)) {
    wrong.push_back("flash sale " + std::to_string(flash) +
                    " sold beyond its pieces or other than its orders say");
  }
  for (const std::int64_t room : offer_records::wrong_bags(tx)) {
    wrong.push_back("lucky bags of room " + std::to_string(room) +
                    " are counted wrongly or have too many winners");
  }
  const std::int64_t promised = offer_records::promised_fen(tx);
  const std::int64_t set_aside = mall::Ledger::total(tx, mall::Account::prize);
  if (promised != set_aside) {
    wrong.push_back("open lucky bags promise " + std::to_string(promised) + " fen, but " +
                    std::to_string(set_aside) + " fen are set aside");
  }
  return wrong;
}

}  // namespace kaibo::live
