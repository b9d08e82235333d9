#include "services/live/offers/flash_sales.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "services/live/offers/records.h"
#include "services/live/offers/rules.h"
#include "services/live/tell.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

constexpr std::string_view start_timer = "live.flash_start";
constexpr std::string_view end_timer = "live.flash_end";
bool is_open(const v1::FlashSale& flash) {
  return flash.state() == v1::FLASH_STATE_WAITING || flash.state() == v1::FLASH_STATE_RUNNING;
}

Error sold_out() {
  return {Code::failed_precondition,
          {"手慢了，秒杀件数不够了", "Too late: too few pieces of this flash sale are left"}};
}

}  // namespace

v1::FlashSale FlashSales::offer(db::Transaction& tx, std::int64_t actor,
                                const v1::OfferFlashSaleRequest& wish,
                                const mall::v1::Product& product,
                                const std::vector<rules::Offered>& rows) {
  const std::int64_t class_id = wish.class_id();
  const auto row = std::ranges::find(rows, wish.sku_id(), &rules::Offered::sku_id);
  base::require(
      row != rows.end(), "sku_id",
      {"一场秒杀只卖一个规格，请选择规格", "A flash sale is for one specification; choose which"});
  offer_rules::check_flash(classroom_.profile_of(tx, class_id).live.offers, wish, row->price_fen,
                           row->stock);
  for (const v1::FlashSale& other : offer_records::flash_sales(tx, wish.room_id())) {
    if (!is_open(other) || other.product_id() != product.product_id()) continue;
    throw Error(Code::failed_precondition,
                {"这件宝贝已经有一场秒杀，结束后再开下一场",
                 "This product has a flash sale already; wait for its end"},
                "product_id");
  }
  v1::FlashSale flash;
  flash.set_flash_id(ids_.next());
  flash.set_room_id(wish.room_id());
  flash.set_product_id(product.product_id());
  flash.set_sku_id(wish.sku_id());
  flash.set_price_fen(wish.price_fen());
  flash.set_pieces(wish.pieces());
  flash.set_per_person(wish.per_person());
  flash.set_state(v1::FLASH_STATE_WAITING);
  flash.set_starts_at(tx.now() + wish.lead_seconds() * base::second);
  flash.set_ends_at(flash.starts_at() + wish.seconds() * base::second);
  offer_records::insert(tx, class_id, flash);

  event::v1::Event event;
  event::v1::FlashOffered& said = *event.mutable_flash_offered();
  said.set_room_id(flash.room_id());
  said.set_flash_id(flash.flash_id());
  said.set_product_id(flash.product_id());
  said.set_sku_id(flash.sku_id());
  said.set_title(product.title());
  said.set_price_fen(flash.price_fen());
  said.set_pieces(flash.pieces());
  said.set_per_person(flash.per_person());
  said.set_starts_at(flash.starts_at());
  said.set_ends_at(flash.ends_at());
  tell_room(tx, class_id, actor, flash.room_id(), event);
  if (wish.lead_seconds() > 0) {
    agenda::at_real_time(tx, ids_, class_id, flash.starts_at(), start_timer, flash.flash_id());
    return flash;
  }
  start(tx, class_id, actor, flash);
  flash.set_state(v1::FLASH_STATE_RUNNING);
  return flash;
}

void FlashSales::start(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                       const v1::FlashSale& flash) {
  if (flash.state() != v1::FLASH_STATE_WAITING ||
      !offer_records::set_state(tx, flash, v1::FLASH_STATE_RUNNING)) {
    return;
  }
  agenda::at_real_time(tx, ids_, class_id, flash.ends_at(), end_timer, flash.flash_id());
  event::v1::Event event;
  event.mutable_flash_started()->set_room_id(flash.room_id());
  event.mutable_flash_started()->set_flash_id(flash.flash_id());
  event.mutable_flash_started()->set_product_id(flash.product_id());
  tell_room(tx, class_id, actor, flash.room_id(), event);
}

void FlashSales::end(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                     const v1::FlashSale& flash, v1::FlashState state) {
  if (!is_open(flash) || !offer_records::set_state(tx, flash, state)) return;
  agenda::cancel(tx, class_id, start_timer, flash.flash_id());
  agenda::cancel(tx, class_id, end_timer, flash.flash_id());
  event::v1::Event event;
  event::v1::FlashEnded& said = *event.mutable_flash_ended();
  said.set_room_id(flash.room_id());
  said.set_flash_id(flash.flash_id());
  said.set_product_id(flash.product_id());
  said.set_state(static_cast<int>(state));
  said.set_sold(flash.sold());
  tell_room(tx, class_id, actor, flash.room_id(), event);
}

void FlashSales::stop(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                      std::int64_t room_id, std::int64_t flash_id) {
  const v1::FlashSale flash = require(tx, class_id, flash_id);
  if (flash.room_id() != room_id) {
    throw Error(Code::not_found, {"没有这场秒杀", "There is no such flash sale"});
  }
  end(tx, class_id, actor, flash, v1::FLASH_STATE_ENDED);
}

void FlashSales::stop_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                              std::int64_t product_id) {
  for (const v1::FlashSale& flash : offer_records::flash_sales(tx, room_id)) {
    if (product_id != 0 && flash.product_id() != product_id) continue;
    end(tx, class_id, 0, flash, v1::FLASH_STATE_ENDED);
  }
}

std::optional<v1::FlashSale> FlashSales::running(db::Transaction& tx, std::int64_t room_id,
                                                 std::int64_t product_id, std::int64_t sku_id) {
  return offer_records::running_flash(tx, room_id, product_id, sku_id);
}

std::vector<v1::FlashSale> FlashSales::of_room(db::Transaction& tx, std::int64_t room_id) {
  return offer_records::flash_sales(tx, room_id);
}

void FlashSales::take(db::Transaction& tx, const v1::FlashSale& flash, std::int64_t buyer_id,
                      const v1::BuyInRoomRequest& wish) {
  base::require(wish.claim_id() == 0, "claim_id",
                {"秒杀价不能再用优惠券", "A flash sale takes no coupon"});
  // Nothing is written before: a refusal for the price costs the other units of a batch nothing.
  if (wish.expected_price_fen() != flash.price_fen()) {
    throw Error(Code::aborted,
                {"秒杀开始了，现在是 ¥" + base::yuan(flash.price_fen()) + "，请确认后再下单",
                 "The flash sale has begun: ¥" + base::yuan(flash.price_fen()) +
                     " now; look again before you order"});
  }
  const std::int64_t pieces = wish.quantity();
  base::require(pieces <= flash.per_person(), "quantity",
                {"秒杀每人限购 " + std::to_string(flash.per_person()) + " 件",
                 "At most " + std::to_string(flash.per_person()) + " for each person"});
  const auto again = [] {
    return Error(Code::failed_precondition,
                 {"每人只能抢一单，你已经抢到了", "One order for each person: you have yours"});
  };
  if (offer_records::has_order(tx, flash.flash_id(), buyer_id)) throw again();
  if (!offer_records::sell(tx, flash.flash_id(), pieces)) throw sold_out();
  try {
    offer_records::insert_order(tx, flash.flash_id(), buyer_id, pieces);
  } catch (const db::DuplicateKey&) {
    throw again();
  }
}

std::int32_t FlashSales::sold(db::Transaction& tx, std::int64_t class_id,
                              const v1::FlashSale& flash, const mall::v1::Order& order) {
  offer_records::set_order(tx, flash.flash_id(), order.buyer_id(), order.order_id());
  const v1::FlashSale now = require(tx, class_id, flash.flash_id());
  if (now.sold() == now.pieces()) {
    end(tx, class_id, order.buyer_id(), now, v1::FLASH_STATE_SOLD_OUT);
  }
  return now.sold();
}

v1::FlashSale FlashSales::require(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t flash_id) {
  std::optional<v1::FlashSale> flash = offer_records::find_flash(tx, class_id, flash_id);
  if (!flash) throw Error(Code::not_found, {"没有这场秒杀", "There is no such flash sale"});
  return *std::move(flash);
}

void FlashSales::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(start_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    start(tx, timer.stream, 0, require(tx, timer.stream, timer.subject));
  });
  agenda.on(std::string(end_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    end(tx, timer.stream, 0, require(tx, timer.stream, timer.subject), v1::FLASH_STATE_ENDED);
  });
}

}  // namespace kaibo::live
