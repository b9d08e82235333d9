#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

constexpr double live_from = 0.40;
constexpr double live_until = 0.84;
/// Comments of one person come no faster than this: the room's own limit is one a second.
constexpr std::chrono::milliseconds between_comments{1100};

constexpr std::array remarks = {"主播好！",         "这个怎么吃最香？", "能便宜点吗？",
                                "已经下单了，期待", "包装结实吗？",     "老家的味道！",
                                "几天能到？",       "支持同学！",       "再讲讲保存方法"};

std::string topic_of(std::int64_t room_id) { return "room:" + std::to_string(room_id); }

std::int64_t price_of(const live::v1::ShelfItem& item) {
  return item.live_price_fen() > 0 ? item.live_price_fen() : item.product().price_fen();
}

}  // namespace

Task<void> Trainee::host(double now) {
  if (hosting_ == Hosting::not_yet) {
    co_await prepare_room();
  } else if (hosting_ == Hosting::prepared && now > live_from) {
    co_await start_room();
  } else if (hosting_ == Hosting::live && now > live_until) {
    co_await end_room();
  } else if (hosting_ == Hosting::live) {
    co_await present();
  }
}

Task<void> Trainee::prepare_room() {
  if (products_.empty()) co_return;
  live::v1::SaveRoomRequest request;
  request.set_title(fmt::format("第{}直播间 乡味上新", number_ + 1));
  request.set_category(category_);
  request.set_notice("今晚好货多，点个关注不迷路");
  request.set_cover(products_.front().pictures_size() > 0 ? products_.front().pictures(0) : "");
  const auto saved = co_await call(rpcs::save_room, std::move(request));
  if (!saved) co_return;
  own_room_ = saved->room().room_id();
  for (const mall::v1::Product& product : std::vector(products_)) {
    live::v1::PutOnShelfRequest put;
    put.set_room_id(own_room_);
    put.set_product_id(product.product_id());
    if (happens(0.5)) put.set_live_price_fen(product.price_fen() * 9 / 10);
    co_await call(rpcs::put_on_shelf, std::move(put));
  }
  live::v1::GetRoomRequest look;
  look.set_room_id(own_room_);
  const auto room = co_await call(rpcs::get_room, std::move(look));
  if (!room) co_return;
  expect(room->room().shelf_size() == static_cast<int>(products_.size()), rpcs::get_room.name,
         "the shelf is not as it was filled");
  subscribe(topic_of(own_room_), room->seq());
  co_await write_script();
  hosting_ = Hosting::prepared;
}

Task<void> Trainee::start_room() {
  live::v1::StartRoomRequest request;
  request.set_room_id(own_room_);
  const auto answer = co_await call(rpcs::start_room, std::move(request));
  if (!answer) co_return;
  expect(answer->room().state() == live::v1::ROOM_STATE_LIVE, rpcs::start_room.name, "not live");
  hosting_ = Hosting::live;
}

Task<void> Trainee::explain_next() {
  live::v1::ExplainRequest request;
  request.set_room_id(own_room_);
  request.set_product_id(products_[explained_ % products_.size()].product_id());
  ++explained_;
  co_await call(rpcs::explain, std::move(request));
}

Task<void> Trainee::present() {
  if (happens(0.5)) {
    co_await explain_next();
  } else if (happens(0.4)) {
    co_await offer_something();
  } else if (happens(0.5)) {
    co_await comment(own_room_);
  } else {
    live::v1::GetFiguresRequest request;
    request.set_room_id(own_room_);
    co_await call(rpcs::get_figures, std::move(request));
  }
}

Task<void> Trainee::end_room() {
  if (hosting_ != Hosting::live) co_return;
  hosting_ = Hosting::ended;
  live::v1::EndRoomRequest request;
  request.set_room_id(own_room_);
  const auto answer = co_await call(rpcs::end_room, std::move(request));
  if (answer) world().room_ended(own_room_);
  live::v1::GetFiguresRequest figures;
  figures.set_room_id(own_room_);
  co_await call(rpcs::get_figures, std::move(figures));
  co_await review();
}

Task<void> Trainee::enter_room() {
  if (live_rooms_.empty()) co_return;
  // A class has its favourite: half of those who choose take the room that was live first.
  const std::int64_t room_id = happens(0.5) ? live_rooms_.front() : any_of(live_rooms_);
  live::v1::GetRoomRequest request;
  request.set_room_id(room_id);
  const auto answer = co_await call(rpcs::get_room, std::move(request));
  if (!answer) co_return;
  note_room(room_id, answer->room().host_id(), answer->room().state());
  if (answer->room().state() != live::v1::ROOM_STATE_LIVE) co_return;
  shelf_.clear();
  for (const live::v1::ShelfItem& item : answer->room().shelf()) {
    shelf_[item.product().product_id()] = item;
  }
  explaining_ = answer->room().explaining_product_id();
  room_ = room_id;
  room_host_ = answer->room().host_id();
  room_last_seq_ = answer->seq();
  subscribe(topic_of(room_id), answer->seq());
}

Task<void> Trainee::act_in_room() {
  if (happens(0.3) && Clock::now() >= next_comment_) {
    co_await comment(room_);
  } else if (happens(0.2)) {
    co_await buy_in_room();
  } else if (happens(0.1) && !(coupons_.empty() && bags_.empty())) {
    co_await take_offer();
  } else if (happens(0.03)) {
    leave_room(room_last_seq_);
  } else {
    co_await like(room_);
  }
}

Task<void> Trainee::comment(std::int64_t room_id) {
  if (Clock::now() < next_comment_) co_return;
  next_comment_ = Clock::now() + between_comments;
  co_await say(room_id);
}

Task<void> Trainee::say(std::int64_t room_id) {
  live::v1::PostCommentRequest request;
  request.set_room_id(room_id);
  request.set_text(fmt::format("{} {}-{}", any_of(remarks), number_, ++said_));
  const std::string text = request.text();
  const auto answer = co_await call(rpcs::post_comment, std::move(request), refusals_in_room());
  if (answer) world().commented({room_id, me(), text});
}

Task<void> Trainee::like(std::int64_t room_id) {
  live::v1::AddLikesRequest request;
  request.set_room_id(room_id);
  request.set_count(static_cast<std::int32_t>(between(1, 5)));
  const std::int32_t count = request.count();
  const auto answer = co_await call(rpcs::add_likes, std::move(request), refusals_in_room());
  if (!answer) co_return;
  expect(answer->total() >= count, rpcs::add_likes.name, "the total lacks the likes");
  world().liked({room_id, me()}, count);
}

Task<void> Trainee::buy_in_room() {
  auto chosen = shelf_.find(explaining_);
  if (chosen == shelf_.end()) chosen = shelf_.begin();
  if (chosen == shelf_.end()) co_return;
  live::v1::BuyInRoomRequest request;
  request.set_room_id(room_);
  request.set_product_id(chosen->first);
  request.set_quantity(1);
  request.set_expected_price_fen(price_of(chosen->second));
  *request.mutable_address() = address();
  const std::int64_t price = request.expected_price_fen();
  const std::int64_t room_id = room_;
  const auto answer = co_await call(rpcs::buy_in_room, std::move(request), refusals_in_room());
  if (!answer) co_return;
  const mall::v1::Order& order = answer->order();
  expect(order.buyer_id() == me() && order.amount_fen() == price && order.room_id() == room_id &&
             order.state() == mall::v1::ORDER_STATE_PAID,
         rpcs::buy_in_room.name, "another order");
  world().order_placed(order);
}

Refusals Trainee::refusals_in_room() const {
  return std::holds_alternative<Live>(stage().script) ? too_late_or_fast : too_late;
}

void Trainee::note_room(std::int64_t room_id, std::int64_t host_id, int state) {
  if (host_id == me()) return;
  const bool is_known = std::ranges::find(live_rooms_, room_id) != live_rooms_.end();
  const bool is_live = state == live::v1::ROOM_STATE_LIVE;
  if (is_live && !is_known) live_rooms_.push_back(room_id);
  if (!is_live && is_known) std::erase(live_rooms_, room_id);
}

void Trainee::leave_room(std::int64_t last_seq) {
  unsubscribe(topic_of(room_), last_seq);
  room_ = 0;
  shelf_.clear();
  explaining_ = 0;
  coupons_.clear();
  bags_.clear();
}

void Trainee::on_room_event(const event::v1::Event& event) {
  if (event.topic() == topic_of(own_room_) && event.comment_posted().question()) {
    questions_.push_back(event.seq());
  }
  if (room_ == 0 || event.topic() != topic_of(room_)) return;
  room_last_seq_ = event.seq();
  if (event.has_shelf_put()) {
    const event::v1::ShelfPut& put = event.shelf_put();
    live::v1::ShelfItem& item = shelf_[put.product_id()];
    item.mutable_product()->set_product_id(put.product_id());
    item.mutable_product()->set_price_fen(put.price_fen());
    item.set_live_price_fen(put.live_price_fen());
  } else if (event.has_shelf_taken()) {
    shelf_.erase(event.shelf_taken().product_id());
  } else if (event.has_product_explained()) {
    explaining_ = event.product_explained().product_id();
  } else if (event.has_room_ended()) {
    leave_room(event.seq());
  } else {
    on_offer(event);
  }
}

}  // namespace kaibo::load
