#include "services/live/rooms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/live/prepare/reservations.h"
#include "services/live/prepare/rules.h"
#include "services/live/tell.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

/// Of a product that is on the shelf.
const v1::ShelfItem& item_of(const v1::Room& room, std::int64_t product_id) {
  return *std::ranges::find(room.shelf(), product_id,
                            [](const v1::ShelfItem& item) { return item.product().product_id(); });
}

}  // namespace

void Rooms::check(db::Transaction& tx, std::int64_t user_id, const v1::SaveRoomRequest& wish,
                  const v1::Room* before) {
  const classroom::Profile& profile = classroom_.profile_of(tx, wish.class_id());
  rules::check_room(profile.live, wish, profile.mall.categories);
  const bool new_cover =
      !wish.cover().empty() && (before == nullptr || before->cover() != wish.cover());
  base::require(!new_cover || files::holds(tx, user_id, wish.cover()), "cover",
                {"请重新上传封面", "Upload the cover again"});
}

v1::Room Rooms::save(db::Transaction& tx, std::int64_t user_id, const v1::SaveRoomRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::SaveRoomRequest tidied = wish;
  tidied.set_title(base::tidy(wish.title()));
  tidied.set_notice(base::tidy(wish.notice()));

  const bool is_new = wish.room_id() == 0;
  v1::Room room;
  if (is_new) {
    room.set_room_id(ids_.next());
    room.set_host_id(user_id);
    room.set_shop_id(mall_.shops.require_own(tx, class_id, user_id).shop_id());
    room.set_state(v1::ROOM_STATE_PREPARING);
    check(tx, user_id, tidied, nullptr);
  } else {
    room = require_crew(tx, class_id, user_id, wish.room_id(), rules::Duty::assist);
    require_not_ended(room);
    check(tx, user_id, tidied, &room);
  }
  const bool moved =
      room.state() == v1::ROOM_STATE_ANNOUNCED && room.planned_at() != tidied.planned_at();
  if (moved) {
    prepare_rules::check_planned(classroom_.profile_of(tx, class_id).live.prepare,
                                 tidied.planned_at(), tx.now());
  }
  room.set_title(tidied.title());
  room.set_cover(tidied.cover());
  room.set_category(tidied.category());
  room.set_notice(tidied.notice());
  room.set_planned_at(tidied.planned_at());
  if (is_new) {
    records::insert(tx, class_id, room);
  } else {
    records::update(tx, room);
  }

  tell_saved(tx, class_id, user_id, room);
  announce(tx, class_id, room);
  if (moved) remind_reservers(tx, class_id, room, event::v1::REMINDER_KIND_MOVED);
  complete(tx, class_id, room);
  return room;
}

void Rooms::set_notice(db::Transaction& tx, std::int64_t user_id,
                       const v1::SetNoticeRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::Room room = require_crew(tx, class_id, user_id, wish.room_id(), rules::Duty::moderate);
  require_not_ended(room);
  room.set_notice(base::tidy(wish.notice()));
  rules::check_notice(classroom_.profile_of(tx, class_id).live, room.notice());
  records::update(tx, room);
  tell_saved(tx, class_id, user_id, room);
}

void Rooms::tell_saved(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       const v1::Room& room) {
  event::v1::Event event;
  event::v1::RoomSaved& said = *event.mutable_room_saved();
  said.set_room_id(room.room_id());
  said.set_title(room.title());
  said.set_cover(room.cover());
  said.set_category(room.category());
  said.set_notice(room.notice());
  said.set_planned_at(room.planned_at());
  tell_room(tx, class_id, user_id, room.room_id(), event);
}

void Rooms::announce(db::Transaction& tx, std::int64_t class_id, const v1::Room& room) {
  event::v1::Event event;
  event::v1::RoomAnnounced& said = *event.mutable_room_announced();
  said.set_room_id(room.room_id());
  said.set_host_id(room.host_id());
  said.set_title(room.title());
  said.set_cover(room.cover());
  said.set_state(static_cast<int>(room.state()));
  said.set_planned_at(room.planned_at());
  classroom::happened(tx, class_id, room.host_id(), {classroom::class_topic, {}}, event);
}

v1::Room Rooms::put_on_shelf(db::Transaction& tx, std::int64_t user_id,
                             const v1::PutOnShelfRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::Room room = require_crew(tx, class_id, user_id, wish.room_id(), rules::Duty::assist);
  require_not_ended(room);
  const mall::v1::Product product = mall_.products.require(tx, class_id, wish.product_id());
  if (product.seller_id() != room.host_id() || !product.listed()) {
    throw Error(Code::failed_precondition,
                {"只能放本店已上架的宝贝，请先到“我的店铺”上架",
                 "Only listed products of the room's shop can go on the shelf; list it first"},
                "product_id");
  }
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  base::require(wish.live_price_fen() == 0 || profile.mall.price_fen.holds(wish.live_price_fen()),
                "live_price_fen", {"直播价超出范围", "The live price is out of bounds"});
  const std::vector<records::ShelfRow> shelf =
      rules::shelf_with(profile.live, records::shelf(tx, room.room_id()),
                        {.product_id = wish.product_id(),
                         .place = wish.place(),
                         .live_price_fen = wish.live_price_fen(),
                         .sku_prices_fen = rules::sku_prices(profile.mall, product, wish)});
  records::set_shelf(tx, room.room_id(), shelf);

  event::v1::Event event;
  event::v1::ShelfPut& said = *event.mutable_shelf_put();
  said.set_room_id(room.room_id());
  said.set_product_id(product.product_id());
  said.set_place(require_on_shelf(tx, room.room_id(), product.product_id()).place);
  said.set_live_price_fen(wish.live_price_fen());
  said.set_title(product.title());
  said.set_cover(product.pictures().empty() ? std::string() : product.pictures(0));
  said.set_price_fen(product.price_fen());
  complete(tx, class_id, room);
  const v1::ShelfItem& item = item_of(room, product.product_id());
  said.set_stock(item.product().stock());
  for (const mall::v1::SpecAxis& axis : product.axes()) said.add_axes(axis.name());
  for (int i = 0; i < item.skus_size(); ++i) {
    const mall::v1::Sku& sku = item.product().skus(i);
    event::v1::ShelfPutSku& shown = *said.add_skus();
    shown.set_sku_id(sku.sku_id());
    *shown.mutable_values() = sku.values();
    shown.set_price_fen(sku.price_fen());
    shown.set_live_price_fen(item.skus(i).live_price_fen());
    shown.set_stock(sku.stock());
    shown.set_mall_stock(item.skus(i).mall_stock());
  }
  tell_room(tx, class_id, user_id, room.room_id(), event);
  return room;
}

v1::Room Rooms::take_off_shelf(db::Transaction& tx, std::int64_t user_id,
                               const v1::TakeOffShelfRequest& wish) {
  v1::Room room = require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::assist);
  require_on_shelf(tx, room.room_id(), wish.product_id());
  if (room.explaining_product_id() == wish.product_id()) {
    explain(tx, wish.class_id(), user_id, room.room_id(), 0);
    room.set_explaining_product_id(0);
  }
  flash_sales.stop_in_room(tx, wish.class_id(), room.room_id(), wish.product_id());
  records::set_shelf(tx, room.room_id(),
                     rules::shelf_without(records::shelf(tx, room.room_id()), wish.product_id()));
  details_.remove(tx, room.room_id(), wish.product_id());
  event::v1::Event event;
  event.mutable_shelf_taken()->set_room_id(room.room_id());
  event.mutable_shelf_taken()->set_product_id(wish.product_id());
  tell_room(tx, wish.class_id(), user_id, room.room_id(), event);
  complete(tx, wish.class_id(), room);
  return room;
}

v1::Room Rooms::set_shelf_details(db::Transaction& tx, std::int64_t user_id,
                                  const v1::SetShelfDetailsRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  v1::SetShelfDetailsRequest tidied = wish;
  for (std::string& line : *tidied.mutable_selling_points()) line = base::tidy(line);
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  prepare_rules::check_shelf_details(profile.live.prepare, profile.mall.max_quantity, tidied);
  v1::Room room = require_crew(tx, class_id, user_id, wish.room_id(), rules::Duty::assist);
  require_not_ended(room);
  require_on_shelf(tx, room.room_id(), wish.product_id());
  details_.set(tx, tidied);
  complete(tx, class_id, room);

  event::v1::Event event;
  event::v1::ShelfDetailsSet& said = *event.mutable_shelf_details_set();
  said.set_room_id(room.room_id());
  said.set_product_id(wish.product_id());
  const v1::ShelfItem& item = item_of(room, wish.product_id());
  said.set_title(item.product().title());
  said.set_own_stock(item.own_stock());
  said.set_stock(item.product().stock());
  said.set_per_person(item.per_person());
  *said.mutable_selling_points() = item.selling_points();
  for (int i = 0; i < item.skus_size(); ++i) {
    event::v1::SkuLeft& left = *said.add_skus();
    left.set_sku_id(item.skus(i).sku_id());
    left.set_stock(item.product().skus(i).stock());
    left.set_mall_stock(item.skus(i).mall_stock());
  }
  tell_room(tx, class_id, user_id, room.room_id(), event);
  return room;
}

void Rooms::explain(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                    std::int64_t room_id, std::int64_t product_id) {
  const v1::Room room = require_crew(tx, class_id, user_id, room_id, rules::Duty::assist);
  if (product_id != 0) require_on_shelf(tx, room_id, product_id);
  if (room.state() != v1::ROOM_STATE_LIVE) {
    throw Error(Code::failed_precondition,
                {"开播以后才能讲解宝贝", "Products can be explained only while you are live"});
  }
  if (room.explaining_product_id() == product_id) return;
  records::set_explaining(tx, room_id, product_id);
  event::v1::Event event;
  event.mutable_product_explained()->set_room_id(room_id);
  event.mutable_product_explained()->set_product_id(product_id);
  tell_room(tx, class_id, user_id, room_id, event);
}

mall::v1::Order Rooms::buy(db::Transaction& tx, std::int64_t buyer_id,
                           const v1::BuyInRoomRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  require_live(tx, class_id, wish.room_id());
  const records::ShelfRow row = require_on_shelf(tx, wish.room_id(), wish.product_id());
  const bool own_stock = details_.check_sale(tx, buyer_id, wish);
  const auto flash = flash_sales.running(tx, wish.room_id(), wish.product_id(), wish.sku_id());
  if (flash) flash_sales.take(tx, *flash, buyer_id, wish);

  mall::Orders::NewOrder order{.class_id = class_id,
                               .buyer_id = buyer_id,
                               .lines = {},
                               .address = wish.address(),
                               .pay_now = true,
                               .expected_amount_fen = wish.expected_price_fen() * wish.quantity() -
                                                      wish.expected_discount_fen(),
                               .room_id = wish.room_id(),
                               .own_stock = own_stock,
                               .live_prices_fen = {},
                               .claim_id = wish.claim_id()};
  mall::v1::NewOrderLine& line = *order.lines.Add();
  line.set_product_id(wish.product_id());
  line.set_sku_id(wish.sku_id());
  line.set_quantity(wish.quantity());
  const std::int64_t price_fen = flash ? flash->price_fen() : row.live_price_of(wish.sku_id());
  if (price_fen != 0) {
    order.live_prices_fen[wish.sku_id() == 0 ? row.product_id : wish.sku_id()] = price_fen;
  }
  mall::v1::Order placed = mall_.orders.place(tx, order);

  event::v1::Event event;
  event::v1::RoomSale& said = *event.mutable_room_sale();
  said.set_room_id(wish.room_id());
  said.set_order_id(placed.order_id());
  said.set_buyer_id(buyer_id);
  said.set_buyer_name(placed.buyer_name());
  said.set_product_id(wish.product_id());
  said.set_quantity(wish.quantity());
  said.set_amount_fen(placed.amount_fen());
  said.set_claim_id(wish.claim_id());
  said.set_sku_id(placed.lines(0).sku_id());
  said.set_specification(placed.lines(0).specification());
  const ShelfDetails::Left left = details_.stock_left(tx, wish, said.sku_id(), own_stock);
  said.set_stock_left(left.product);
  said.set_sku_stock_left(left.sku);
  if (flash) {
    said.set_flash_id(flash->flash_id());
    said.set_flash_sold(flash_sales.sold(tx, class_id, *flash, placed));
  }
  tell_room(tx, class_id, buyer_id, wish.room_id(), event);
  return placed;
}

std::vector<rules::Offered> Rooms::offered(db::Transaction& tx, std::int64_t room_id,
                                           const v1::ShelfItem& item) {
  std::vector<rules::Offered> rows = rules::offered(item);
  for (rules::Offered& row : rows) {
    const auto flash = flash_sales.running(tx, room_id, item.product().product_id(), row.sku_id);
    if (!flash) continue;
    row.price_fen = flash->price_fen();
    row.stock = std::min<std::int64_t>(row.stock, flash->pieces() - flash->sold());
    row.per_person = flash->per_person();
  }
  return rows;
}

std::int64_t Rooms::add_likes(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                              const std::vector<std::pair<std::int64_t, std::int32_t>>& people) {
  require_live(tx, class_id, room_id);
  event::v1::Event event;
  event::v1::LikesAdded& said = *event.mutable_likes_added();
  std::int32_t count = 0;
  for (const auto& [user_id, likes] : people) {
    count += likes;
    event::v1::PersonLikes& person = *said.add_people();
    person.set_user_id(user_id);
    person.set_count(likes);
  }
  records::add_likes(tx, room_id, count);
  said.set_room_id(room_id);
  said.set_count(count);
  said.set_total(require(tx, class_id, room_id).likes());
  tell_room(tx, class_id, 0, room_id, event);
  return said.total();
}

void Rooms::presence(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                     std::int64_t user_id, bool present) {
  const std::optional<v1::Room> room = records::find(tx, class_id, room_id);
  if (!room || room->state() != v1::ROOM_STATE_LIVE) return;
  if (role_of(tx, *room, user_id) != v1::CREW_ROLE_UNSPECIFIED ||
      !identity_.holds(tx, user_id, class_id, access::v1::ROLE_TRAINEE)) {
    return;
  }
  if (present) {
    enter(tx, class_id, room_id, user_id);
    return;
  }
  leave(tx, class_id, room_id, {.user_id = user_id, .node = node_, .left_at = 0});
}

void Rooms::leave(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                  const Leaver& leaver) {
  event::v1::Event event;
  event::v1::ViewerLeft& said = *event.mutable_viewer_left();
  said.set_room_id(room_id);
  said.set_user_id(leaver.user_id);
  said.set_node(leaver.node);
  said.set_left_at(leaver.left_at);
  tell_room(tx, class_id, leaver.user_id, room_id, event);
}

void Rooms::enter(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                  std::int64_t user_id) {
  event::v1::Event event;
  event::v1::ViewerEntered& said = *event.mutable_viewer_entered();
  said.set_room_id(room_id);
  said.set_user_id(user_id);
  said.set_name(identity_.name_of(tx, user_id));
  said.set_node(node_);
  tell_room(tx, class_id, user_id, room_id, event);
}

v1::Room Rooms::require(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  std::optional<v1::Room> room = records::find(tx, class_id, room_id);
  if (!room) throw Error(Code::not_found, {"没有这个直播间", "There is no such room"});
  return *std::move(room);
}

v1::Room Rooms::require_crew(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                             std::int64_t room_id, rules::Duty duty) {
  v1::Room room = require(tx, class_id, room_id);
  if (room.host_id() == user_id) return room;
  const v1::CrewRole role = records::crew_role(tx, room_id, user_id);
  if (rules::may(role, duty)) return room;
  if (role == v1::CREW_ROLE_UNSPECIFIED) {
    throw Error(Code::permission_denied,
                {"只有主播团队才能操作这个直播间", "Only its crew can run a room"});
  }
  throw Error(Code::permission_denied,
              {"您在这个直播间的角色不能这样操作，请找主播",
               "Your role in this room does not allow this; ask the host"});
}

v1::CrewRole Rooms::role_of(db::Transaction& tx, const v1::Room& room, std::int64_t user_id) {
  return room.host_id() == user_id ? v1::CREW_ROLE_HOST
                                   : records::crew_role(tx, room.room_id(), user_id);
}

void Rooms::require_not_ended(const v1::Room& room) {
  if (room.state() != v1::ROOM_STATE_ENDED) return;
  throw Error(Code::failed_precondition,
              {"这场直播已经结束，不能再修改；可以新建一场",
               "This broadcast has ended and cannot be changed; make a new one"});
}

v1::Room Rooms::require_live(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  v1::Room room = require(tx, class_id, room_id);
  if (room.state() == v1::ROOM_STATE_LIVE) return room;
  const bool over = room.state() == v1::ROOM_STATE_ENDED;
  throw Error(Code::failed_precondition,
              {over ? "直播已经结束了" : "直播还没有开始，请稍等",
               over ? "The broadcast is over" : "The broadcast has not started yet"});
}

records::ShelfRow Rooms::require_on_shelf(db::Transaction& tx, std::int64_t room_id,
                                          std::int64_t product_id) {
  for (const records::ShelfRow& row : records::shelf(tx, room_id)) {
    if (row.product_id == product_id) return row;
  }
  throw Error(Code::failed_precondition,
              {"这件宝贝不在小黄车里", "This product is not on the room's shelf"}, "product_id");
}

v1::Room Rooms::show(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  v1::Room room = require(tx, class_id, room_id);
  complete(tx, class_id, room);
  return room;
}

std::vector<v1::Room> Rooms::list(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t host_id) {
  std::vector<v1::Room> rooms = records::list(tx, class_id, host_id);
  for (v1::Room& room : rooms) complete(tx, class_id, room);
  return rooms;
}

void Rooms::complete(db::Transaction& tx, std::int64_t class_id, v1::Room& room) {
  if (const auto shop = mall_.shops.of_owner(tx, class_id, room.host_id())) {
    room.set_shop_name(shop->name());
    room.set_host_name(shop->owner_name());
  }
  if (room.presenter_id() != 0) room.set_presenter_name(identity_.name_of(tx, room.presenter_id()));
  room.clear_crew();
  for (v1::CrewMember& member : records::crew(tx, room.room_id())) {
    member.set_name(identity_.name_of(tx, member.user_id()));
    *room.add_crew() = std::move(member);
  }
  room.clear_shelf();
  for (const records::ShelfRow& row : records::shelf(tx, room.room_id())) {
    v1::ShelfItem& item = *room.add_shelf();
    *item.mutable_product() = mall_.products.require(tx, class_id, row.product_id);
    item.set_place(row.place);
    item.set_live_price_fen(row.live_price_fen);
    for (const mall::v1::Sku& sku : item.product().skus()) {
      v1::ShelfSku& shown = *item.add_skus();
      shown.set_sku_id(sku.sku_id());
      shown.set_live_price_fen(row.live_price_of(sku.sku_id()));
      shown.set_mall_stock(sku.stock());
    }
  }
  details_.complete(tx, room);
}

}  // namespace kaibo::live
