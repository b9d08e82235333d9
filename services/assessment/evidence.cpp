#include "services/assessment/evidence.h"

#include <algorithm>
#include <array>
#include <utility>

#include "kaibo/live/v1/live.pb.h"
#include "services/classroom/happened.h"
#include "services/identity/simulated.h"

namespace kaibo::assessment {

namespace {

using event::v1::Event;

constexpr std::array<std::string_view, 20> measures = {
    "shop_opened",        "shop_profile",    "qualified_products", "orders_shipped",
    "orders_finished",    "room_elements",   "shelf_products",     "shelf_arranged",
    "shelf_live_prices",  "shelf_set_aside", "script_sections",    "script_adds_up",
    "script_products",    "live_seconds",    "explained_products", "live_buyers",
    "questions_answered", "rules_kept",      "live_tools_issued",  "live_tools_taken",
};

/// Whether marks see a buyer in it: neither the seller nor a simulated person is one.
template <typename Order>
bool has_buyer(const Order& order) {
  return order.buyer_id() != order.seller_id() && !identity::is_simulated(order.buyer_id());
}

Measured sorted(Measured measured) {
  std::sort(measured.seqs.begin(), measured.seqs.end());
  return measured;
}

}  // namespace

bool is_measure(std::string_view name) {
  return std::find(measures.begin(), measures.end(), name) != measures.end();
}

Measured TraineeEvidence::measure(std::string_view name, std::int64_t argument,
                                  base::Millis now) const {
  if (name == "shop_opened") return shop(false);
  if (name == "shop_profile") return shop(true);
  if (name == "qualified_products") return qualified_products();
  if (name == "orders_shipped") return one_each(shipped_to_);
  if (name == "orders_finished") return one_each(finished_with_);
  if (name == "room_elements") return room_elements();
  if (name == "shelf_products") return shelf([](const ShelfItem&) { return true; });
  if (name == "shelf_arranged") return shelf([](const ShelfItem& item) { return item.moved; });
  if (name == "shelf_live_prices") {
    return shelf([](const ShelfItem& item) { return item.live_price_fen != 0; });
  }
  if (name == "shelf_set_aside") {
    return shelf([](const ShelfItem& item) { return item.set_aside; });
  }
  if (name == "script_sections") {
    return script([](const Room& room) { return std::ssize(room.script.sections); });
  }
  if (name == "script_adds_up") {
    return script([](const Room& room) { return std::ptrdiff_t{room.script.adds_up}; });
  }
  if (name == "script_products") {
    return script([](const Room& room) { return std::ptrdiff_t{room.script_matches_shelf()}; });
  }
  if (name == "live_seconds") return live_seconds(argument, now);
  if (name == "questions_answered") return questions_answered(argument, now);
  if (name == "rules_kept") return rules_kept(argument);
  if (name == "explained_products") return explained_products(argument, now);
  if (name == "live_buyers") return one_each(live_buyers_);
  if (name == "live_tools_issued") return live_tools(false);
  if (name == "live_tools_taken") return live_tools(true);
  return {};
}

std::int32_t TraineeEvidence::listed_products() const {
  return static_cast<std::int32_t>(std::count_if(
      products_.begin(), products_.end(), [](const auto& entry) { return entry.second.listed; }));
}

std::int64_t TraineeEvidence::live_room_id() const {
  for (const auto& [room_id, room] : rooms_) {
    if (room.live()) return room_id;
  }
  return 0;
}

Measured TraineeEvidence::shop(bool profile) const {
  const std::int64_t seq = profile ? shop_profile_seq_ : shop_opened_seq_;
  if (seq == 0) return {};
  return {.value = 1, .seqs = {seq}};
}

Measured TraineeEvidence::qualified_products() const {
  Measured measured;
  for (const auto& [product_id, product] : products_) {
    if (!product.listed || !product.qualified) continue;
    ++measured.value;
    measured.seqs.push_back(product.seq);
  }
  return sorted(std::move(measured));
}

Measured TraineeEvidence::room_elements() const {
  Measured best;
  for (const auto& [room_id, room] : rooms_) {
    const bool moderated = room.moderator_seq != 0;
    if (room.elements + moderated <= best.value) continue;
    best = {.value = room.elements + moderated, .seqs = {room.saved_seq}};
    if (moderated) best.seqs.push_back(room.moderator_seq);
  }
  return sorted(std::move(best));
}

Measured TraineeEvidence::shelf(bool (*counts)(const ShelfItem&)) const {
  Measured best;
  for (const auto& [room_id, room] : rooms_) {
    Measured measured;
    for (const auto& [product_id, item] : room.shelf) {
      if (!counts(item)) continue;
      ++measured.value;
      measured.seqs.push_back(item.seq);
    }
    if (measured.value > best.value) best = std::move(measured);
  }
  return sorted(std::move(best));
}

Measured TraineeEvidence::script(std::ptrdiff_t (*counts)(const Room&)) const {
  Measured best;
  for (const auto& [room_id, room] : rooms_) {
    const std::ptrdiff_t value = counts(room);
    if (value > best.value) best = {.value = value, .seqs = {room.script.seq}};
  }
  return best;
}

bool TraineeEvidence::Room::script_matches_shelf() const {
  return !script.products.empty() &&
         std::ranges::all_of(script.products, [&](std::int64_t id) { return shelf.contains(id); });
}

Measured TraineeEvidence::live_seconds(std::int64_t longest_pause, base::Millis now) const {
  Measured measured;
  base::Millis total = 0;
  const auto excluded = [&](base::Millis pause) {
    return pause > longest_pause * 1000 ? pause : 0;
  };
  for (const auto& [room_id, on_air] : on_air_) {
    total += on_air.ms;
    if (on_air.since != 0) total += now - on_air.since;
    for (const base::Millis pause : on_air.pauses) total -= excluded(pause);
    if (on_air.paused_since != 0) total -= excluded(now - on_air.paused_since);
    measured.seqs.insert(measured.seqs.end(), on_air.seqs.begin(), on_air.seqs.end());
  }
  measured.value = total / 1000;
  return sorted(std::move(measured));
}

Measured TraineeEvidence::questions_answered(std::int64_t seconds, base::Millis now) const {
  Measured measured;
  std::int64_t asked = 0;
  std::int64_t answered = 0;
  for (const auto& [seq, question] : questions_) {
    const base::Millis until = question.asked_at + seconds * 1000;
    const bool open = question.answered_at == 0;
    if (open && now <= until) continue;
    ++asked;
    measured.seqs.push_back(seq);
    if (open || question.answered_at > until) continue;
    ++answered;
    measured.seqs.push_back(question.answered_seq);
  }
  if (asked > 0) measured.value = answered * 100 / asked;
  return sorted(std::move(measured));
}

Measured TraineeEvidence::rules_kept(std::int64_t start) const {
  if (on_air_.empty()) return {};
  const auto violations = static_cast<std::int64_t>(violation_seqs_.size());
  return {.value = std::max<std::int64_t>(start - violations, 0), .seqs = violation_seqs_};
}

void TraineeEvidence::OnAir::begin(base::Millis at, std::int64_t seq) {
  since = at;
  seqs.push_back(seq);
}

void TraineeEvidence::OnAir::end(base::Millis at, std::int64_t seq) {
  if (paused_since != 0) pauses.push_back(at - paused_since);
  paused_since = 0;
  ms += at - since;
  since = 0;
  seqs.push_back(seq);
}

void TraineeEvidence::OnAir::pause(bool paused, base::Millis at, std::int64_t seq) {
  if (!paused && paused_since != 0) pauses.push_back(at - paused_since);
  paused_since = paused ? at : 0;
  seqs.push_back(seq);
}

Measured TraineeEvidence::explained_products(std::int64_t seconds, base::Millis now) const {
  Measured measured;
  std::map<std::int64_t, Explained> by_product;
  for (const auto& [room_id, room] : rooms_) {
    for (const auto& [product_id, explained] : room.explained) {
      Explained& sum = by_product[product_id];
      sum.ms += explained.ms;
      if (room.explaining == product_id) sum.ms += now - room.explaining_since;
      sum.seqs.insert(sum.seqs.end(), explained.seqs.begin(), explained.seqs.end());
    }
  }
  for (const auto& [product_id, explained] : by_product) {
    if (explained.ms < seconds * 1000) continue;
    ++measured.value;
    measured.seqs.insert(measured.seqs.end(), explained.seqs.begin(), explained.seqs.end());
  }
  return sorted(std::move(measured));
}

Measured TraineeEvidence::live_tools(bool taken) const {
  Measured measured;
  for (const auto& [tool_id, tool] : live_tools_) {
    const std::int64_t seq = taken ? tool.taken_seq : tool.issued_seq;
    if (seq == 0) continue;
    ++measured.value;
    measured.seqs.push_back(seq);
  }
  return sorted(std::move(measured));
}

Measured TraineeEvidence::one_each(const std::map<std::int64_t, std::int64_t>& seq_by_buyer) {
  Measured measured;
  measured.value = static_cast<std::int64_t>(seq_by_buyer.size());
  for (const auto& [buyer, seq] : seq_by_buyer) measured.seqs.push_back(seq);
  return sorted(std::move(measured));
}

void TraineeEvidence::stop_explaining(Room& room, base::Millis at) {
  if (room.explaining != 0) room.explained[room.explaining].ms += at - room.explaining_since;
  room.explaining = 0;
}

const TraineeEvidence& ClassEvidence::of(std::int64_t user_id) const {
  static const TraineeEvidence nothing;
  const auto found = trainees_.find(user_id);
  return found == trainees_.end() ? nothing : found->second;
}

void ClassEvidence::apply(const db::Entry& entry) {
  const Event event = classroom::event_of(entry);
  if (event.actor() != 0) trainees_[event.actor()].last_event_at_ = event.at();
  apply_shop(event);
  apply_order(event);
  apply_room(event);
  apply_on_air(event);
  apply_talk(event);
  apply_offer(event);
}

void ClassEvidence::apply_shop(const Event& event) {
  TraineeEvidence& seller = trainees_[event.actor()];
  const auto profile = [&](const auto& shop) {
    seller.shop_name_ = shop.name();
    const bool complete = !shop.logo().empty() && shop.has_introduction();
    seller.shop_profile_seq_ = complete ? event.seq() : 0;
  };
  switch (event.body_case()) {
    case Event::kShopOpened:
      seller.shop_opened_seq_ = event.seq();
      profile(event.shop_opened());
      break;
    case Event::kShopUpdated:
      profile(event.shop_updated());
      break;
    case Event::kProductListed:
      seller.products_[event.product_listed().product_id()] = {
          .listed = true, .qualified = event.product_listed().qualified(), .seq = event.seq()};
      break;
    case Event::kProductSaved: {
      TraineeEvidence::Product& product = seller.products_[event.product_saved().product_id()];
      product.listed = event.product_saved().listed();
      product.qualified = event.product_saved().fault_kinds().empty();
      product.seq = event.seq();
      break;
    }
    case Event::kProductDelisted:
      seller.products_[event.product_delisted().product_id()].listed = false;
      break;
    default:
      break;
  }
}

void ClassEvidence::apply_order(const Event& event) {
  const auto first_of = [&](std::map<std::int64_t, std::int64_t>& seq_by_buyer, const auto& order) {
    if (has_buyer(order)) seq_by_buyer.emplace(order.buyer_id(), event.seq());
  };
  switch (event.body_case()) {
    case Event::kOrderPaid: {
      TraineeEvidence& seller = trainees_[event.order_paid().seller_id()];
      if (has_buyer(event.order_paid())) seller.paid_orders_.insert(event.order_paid().order_id());
      if (event.order_paid().room_id() != 0) first_of(seller.live_buyers_, event.order_paid());
      break;
    }
    case Event::kOrderShipped:
      first_of(trainees_[event.order_shipped().seller_id()].shipped_to_, event.order_shipped());
      break;
    case Event::kOrderFinished:
      first_of(trainees_[event.order_finished().seller_id()].finished_with_,
               event.order_finished());
      break;
    default:
      break;
  }
}

TraineeEvidence::Room* ClassEvidence::room(std::int64_t room_id) {
  const auto host = host_of_.find(room_id);
  return host == host_of_.end() ? nullptr : &trainees_[host->second].rooms_[room_id];
}

void ClassEvidence::apply_room(const Event& event) {
  const base::Millis at = event.at();
  switch (event.body_case()) {
    case Event::kRoomSaved: {
      const event::v1::RoomSaved& saved = event.room_saved();
      // The first to save a room owns it; later it may be one of the crew.
      const std::int64_t owner = host_of_.try_emplace(saved.room_id(), event.actor()).first->second;
      TraineeEvidence::Room& room = trainees_[owner].rooms_[saved.room_id()];
      room.elements = !saved.title().empty() + !saved.cover().empty() + !saved.category().empty() +
                      !saved.notice().empty() + (saved.planned_at() != 0);
      room.saved_seq = event.seq();
      break;
    }
    case Event::kCrewSaved:
      if (auto* shown = room(event.crew_saved().room_id())) {
        const bool moderated = std::ranges::any_of(event.crew_saved().crew(), [](const auto& one) {
          return one.role() == static_cast<int>(live::v1::CREW_ROLE_MODERATOR);
        });
        shown->moderator_seq = moderated ? event.seq() : 0;
      }
      break;
    case Event::kShelfPut: {
      const event::v1::ShelfPut& put = event.shelf_put();
      auto* shown = room(put.room_id());
      if (shown == nullptr) break;
      const auto [item, is_new] = shown->shelf.try_emplace(put.product_id());
      if (!is_new && item->second.place != put.place()) item->second.moved = true;
      item->second.place = put.place();
      item->second.live_price_fen = put.live_price_fen();
      item->second.seq = event.seq();
      break;
    }
    case Event::kShelfTaken:
      if (auto* shown = room(event.shelf_taken().room_id())) {
        shown->shelf.erase(event.shelf_taken().product_id());
      }
      break;
    case Event::kShelfDetailsSet: {
      const event::v1::ShelfDetailsSet& set = event.shelf_details_set();
      auto* shown = room(set.room_id());
      if (shown == nullptr || !shown->shelf.contains(set.product_id())) break;
      TraineeEvidence::ShelfItem& item = shown->shelf[set.product_id()];
      item.set_aside = set.own_stock() && set.stock() > 0;
      item.seq = event.seq();
      break;
    }
    case Event::kScriptSaved:
      if (auto* shown = room(event.script_saved().room_id())) {
        const event::v1::ScriptSaved& saved = event.script_saved();
        shown->script = {.seq = event.seq(),
                         .sections = {saved.sections().begin(), saved.sections().end()},
                         .products = {saved.product_ids().begin(), saved.product_ids().end()},
                         .adds_up = saved.adds_up()};
      }
      break;
    case Event::kRoomStarted:
      if (auto* shown = room(event.room_started().room_id())) {
        shown->started_seq = event.seq();
        shown->started_at = at;
      }
      break;
    case Event::kRoomEnded:
      if (auto* shown = room(event.room_ended().room_id())) {
        TraineeEvidence::stop_explaining(*shown, at);
        shown->ended_seq = event.seq();
        shown->ended_at = at;
      }
      break;
    case Event::kProductExplained:
      if (auto* shown = room(event.product_explained().room_id())) {
        TraineeEvidence::stop_explaining(*shown, at);
        shown->explaining = event.product_explained().product_id();
        shown->explaining_since = at;
        if (shown->explaining != 0) {
          shown->explained[shown->explaining].seqs.push_back(event.seq());
        }
      }
      break;
    default:
      break;
  }
}

TraineeEvidence* ClassEvidence::presenter(std::int64_t room_id) {
  const auto found = presenter_of_.find(room_id);
  return found == presenter_of_.end() ? nullptr : &trainees_[found->second];
}

void ClassEvidence::apply_on_air(const Event& event) {
  const auto begin = [&](std::int64_t room_id, std::int64_t user_id) {
    presenter_of_[room_id] = user_id;
    trainees_[user_id].on_air_[room_id].begin(event.at(), event.seq());
  };
  const auto end = [&](std::int64_t room_id) {
    if (auto* who = presenter(room_id)) who->on_air_[room_id].end(event.at(), event.seq());
  };
  switch (event.body_case()) {
    case Event::kRoomStarted:
      begin(event.room_started().room_id(), event.actor());
      break;
    case Event::kPresenterChanged:
      end(event.presenter_changed().room_id());
      begin(event.presenter_changed().room_id(), event.presenter_changed().to_id());
      break;
    case Event::kRoomPaused: {
      const std::int64_t room_id = event.room_paused().room_id();
      if (auto* who = presenter(room_id)) {
        who->on_air_[room_id].pause(event.room_paused().paused(), event.at(), event.seq());
      }
      break;
    }
    case Event::kRoomEnded: {
      const std::int64_t room_id = event.room_ended().room_id();
      end(room_id);
      auto* who = presenter(room_id);
      if (who != nullptr && !event.room_ended().reason().empty()) {
        who->violation_seqs_.push_back(event.seq());
      }
      presenter_of_.erase(room_id);
      break;
    }
    default:
      break;
  }
}

void ClassEvidence::apply_talk(const Event& event) {
  switch (event.body_case()) {
    case Event::kCommentPosted: {
      auto* who = presenter(event.comment_posted().room_id());
      if (who == nullptr || !event.comment_posted().question()) break;
      who->questions_[event.seq()].asked_at = event.at();
      break;
    }
    case Event::kCommentDeleted:
      for (auto& [user_id, trainee] : trainees_) {
        trainee.questions_.erase(event.comment_deleted().comment_seq());
      }
      break;
    case Event::kQuestionAnswered:
      for (auto& [user_id, trainee] : trainees_) {
        const auto asked = trainee.questions_.find(event.question_answered().comment_seq());
        if (asked == trainee.questions_.end()) continue;
        asked->second.answered_at = event.at();
        asked->second.answered_seq = event.seq();
      }
      break;
    case Event::kWordsCaught: {
      // What viewers say is not the host's fault.
      TraineeEvidence& speaker = trainees_[event.words_caught().user_id()];
      if (speaker.on_air_.contains(event.words_caught().room_id())) {
        speaker.violation_seqs_.push_back(event.seq());
      }
      break;
    }
    default:
      break;
  }
}

void ClassEvidence::apply_offer(const Event& event) {
  const auto tools_of =
      [&](std::int64_t room_id) -> std::map<std::int64_t, TraineeEvidence::Tool>* {
    const auto host = host_of_.find(room_id);
    return host == host_of_.end() ? nullptr : &trainees_[host->second].live_tools_;
  };
  const auto issued = [&](std::int64_t room_id, std::int64_t tool_id) {
    if (auto* tools = tools_of(room_id)) (*tools)[tool_id].issued_seq = event.seq();
  };
  // Who takes up an offer of their own shop is refused before.
  const auto taken = [&](std::int64_t room_id, std::int64_t tool_id, std::int64_t user_id) {
    auto* tools = tools_of(room_id);
    if (tools == nullptr || identity::is_simulated(user_id)) return;
    const auto tool = tools->find(tool_id);
    if (tool != tools->end() && tool->second.taken_seq == 0) tool->second.taken_seq = event.seq();
  };
  switch (event.body_case()) {
    case Event::kCouponIssued:
      // What a lucky bag draws is a part of the bag.
      if (classroom::is_room_topic(event.topic())) {
        issued(event.coupon_issued().room_id(), event.coupon_issued().coupon_id());
      }
      break;
    case Event::kCouponClaimed:
      taken(event.coupon_claimed().room_id(), event.coupon_claimed().coupon_id(),
            event.coupon_claimed().user_id());
      break;
    case Event::kFlashOffered:
      issued(event.flash_offered().room_id(), event.flash_offered().flash_id());
      break;
    case Event::kRoomSale:
      taken(event.room_sale().room_id(), event.room_sale().flash_id(),
            event.room_sale().buyer_id());
      break;
    case Event::kBagIssued:
      issued(event.bag_issued().room_id(), event.bag_issued().bag_id());
      break;
    case Event::kBagJoined:
      taken(event.bag_joined().room_id(), event.bag_joined().bag_id(),
            event.bag_joined().user_id());
      break;
    default:
      break;
  }
}

}  // namespace kaibo::assessment
