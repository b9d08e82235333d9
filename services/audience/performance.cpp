#include "services/audience/performance.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "services/classroom/happened.h"
#include "services/identity/simulated.h"

namespace kaibo::audience {

using identity::simulated_name;
using identity::simulated_person;

namespace {

/// Where their parcels go. Sellers ship them for practice.
mall::v1::Address address_of(std::int64_t person) {
  mall::v1::Address address;
  address.set_name(simulated_name(simulated_person(person)));
  address.set_phone("00000000000");
  address.set_text("模拟观众（不会真的寄出）");
  return address;
}

}  // namespace

void Performance::perform(const engine::Plan& plan, const engine::Doings& doings, int present) {
  move(doings, present);
  for (const int index : doings.incidents) begin_incident(plan, index);
  for (const engine::Saying& saying : doings.sayings) say(saying);
  like(doings);
  for (const std::int64_t person : doings.follows) follow(person);
  for (const auto& [person, coupon_id] : doings.claims) claim(person, coupon_id);
  for (const engine::Joining& joining : doings.joins) join(joining);
  for (const engine::Purchase& purchase : doings.purchases) buy(purchase);
  for (const engine::Closing& closing : doings.closings) close(closing);
}

void Performance::tell(const event::v1::Event& event) {
  classroom::happened(tx_, class_id_, 0, {classroom::room_topic(room_id_), {}}, event);
}

void Performance::move(const engine::Doings& doings, int present) {
  if (doings.entered.empty() && doings.left.empty()) return;
  event::v1::Event event;
  event::v1::AudienceMoved& moved = *event.mutable_audience_moved();
  moved.set_room_id(room_id_);
  for (const std::int64_t person : doings.entered) {
    event::v1::SimulatedPerson& one = *moved.add_entered();
    one.set_user_id(simulated_person(person));
    one.set_name(simulated_name(one.user_id()));
  }
  for (const std::int64_t person : doings.left) moved.add_left(simulated_person(person));
  moved.set_bored(doings.bored);
  moved.set_bored_line(doings.bored_line);
  moved.set_bored_gloss(doings.bored_gloss);
  moved.set_present(present + moved.entered_size() - moved.left_size());
  tell(event);
}

void Performance::begin_incident(const engine::Plan& plan, int index) {
  event::v1::Event event;
  event.mutable_audience_incident()->set_room_id(room_id_);
  event.mutable_audience_incident()->set_index(index);
  const Incident& incident = plan.scenario.incidents.at(static_cast<std::size_t>(index));
  event.mutable_audience_incident()->set_kind(std::string(name_of(incident.kind)));
  tell(event);
}

void Performance::say(const engine::Saying& saying) {
  if (!is_heard(saying.person, saying.text, saying.is_question()) || !saying.is_question()) return;
  event::v1::Event event;
  event::v1::AudienceQuestion& asked = *event.mutable_audience_question();
  asked.set_room_id(room_id_);
  asked.set_question_id(saying.question.question_id());
  asked.set_person_id(saying.question.person_id());
  asked.set_text(saying.text);
  asked.set_gloss(saying.gloss);
  asked.set_product_id(saying.question.product_id());
  *asked.mutable_keywords() = saying.question.keywords();
  asked.set_window_s(saying.question.window_s());
  asked.set_points(saying.question.points());
  asked.set_kind(saying.question.kind());
  asked.set_line(saying.line);
  tell(event);
}

bool Performance::is_heard(std::int64_t person, const std::string& text, bool asks) {
  const std::int64_t user_id = simulated_person(person);
  try {
    return !live_.talk.say(tx_, class_id_, {.user_id = user_id, .name = simulated_name(user_id)},
                           {.room_id = room_id_, .text = text, .asks = asks});
  } catch (const base::Error&) {
    // The room or the person is muted, or the course refuses a word: nothing was done yet.
    return false;
  }
}

void Performance::like(const engine::Doings& doings) {
  if (doings.likes.empty()) return;
  std::vector<std::pair<std::int64_t, std::int32_t>> people;
  for (const auto& [person, count] : doings.likes) {
    people.emplace_back(simulated_person(person), count);
  }
  live_.rooms.add_likes(tx_, class_id_, room_id_, people);
}

void Performance::follow(std::int64_t person) {
  const std::int64_t user_id = simulated_person(person);
  live::v1::FollowRequest wish;
  wish.set_class_id(class_id_);
  wish.set_owner_id(host_id_);
  wish.set_following(true);
  wish.set_room_id(room_id_);
  live_.followers.follow(tx_, {.user_id = user_id, .name = simulated_name(user_id)}, wish);
}

void Performance::claim(std::int64_t person, std::int64_t coupon_id) {
  try {
    live_.parts.mall.coupons.claim(tx_, class_id_, simulated_person(person), coupon_id);
  } catch (const base::Error&) {
    // It is not its time, or they had theirs in another room: nothing was done yet.
  }
}

void Performance::join(const engine::Joining& joining) {
  if (!joining.phrase.empty()) {
    is_heard(joining.person, joining.phrase, false);
    return;
  }
  follow(joining.person);
  const std::int64_t user_id = simulated_person(joining.person);
  live::v1::JoinBagRequest wish;
  wish.set_class_id(class_id_);
  wish.set_room_id(room_id_);
  wish.set_bag_id(joining.bag_id);
  try {
    live_.offers.join_bag(tx_, {.user_id = user_id, .name = simulated_name(user_id)}, wish);
  } catch (const base::Error&) {
    // It was drawn or withdrawn meanwhile: they only follow.
  }
}

void Performance::use_best_coupon(std::int64_t user_id, live::v1::BuyInRoomRequest& wish) {
  google::protobuf::RepeatedPtrField<mall::v1::ChoiceLine> lines;
  mall::v1::ChoiceLine& line = *lines.Add();
  line.set_product_id(wish.product_id());
  line.set_quantity(wish.quantity());
  line.set_price_fen(wish.expected_price_fen());
  // The best comes first. Copies of other broadcasts would make this one differ from its script.
  for (const mall::v1::CouponChoice& choice :
       live_.parts.mall.coupons.choices(tx_, class_id_, user_id, shop_id_, lines)) {
    if (choice.claim().coupon().room_id() != room_id_ || choice.discount_fen() == 0) continue;
    wish.set_claim_id(choice.claim().claim_id());
    wish.set_expected_discount_fen(choice.discount_fen());
    return;
  }
}

void Performance::buy(const engine::Purchase& purchase) {
  live::v1::BuyInRoomRequest wish;
  wish.set_class_id(class_id_);
  wish.set_room_id(room_id_);
  wish.set_product_id(purchase.product_id);
  wish.set_sku_id(purchase.sku_id);
  wish.set_quantity(purchase.quantity);
  *wish.mutable_address() = address_of(purchase.person);
  wish.set_expected_price_fen(purchase.price_fen);
  const std::int64_t user_id = simulated_person(purchase.person);
  const auto flash =
      live_.rooms.flash_sales.running(tx_, room_id_, purchase.product_id, purchase.sku_id);
  if (!flash) use_best_coupon(user_id, wish);
  live_.rooms.buy(tx_, user_id, wish);
}

void Performance::close(const engine::Closing& closing) {
  event::v1::Event event;
  event::v1::AudienceQuestionClosed& closed = *event.mutable_audience_question_closed();
  closed.set_room_id(room_id_);
  closed.set_question_id(closing.question.question_id());
  closed.set_answered(closing.answered);
  closed.set_after_ms(closing.after);
  closed.set_comment_seq(closing.question.comment_seq());
  closed.set_answer_seq(closing.answer.seq);
  tell(event);
  if (closing.answered && !closing.answer.marked) mark_answered(closing);
  if (closing.refund_of != 0) ask_back(closing);
}

/// What was asked for in the room in vain is asked for in form.
void Performance::ask_back(const engine::Closing& closing) {
  mall::Mall& mall = live_.parts.mall;
  mall::v1::AskAfterSaleRequest wish;
  wish.set_class_id(class_id_);
  wish.set_order_id(closing.refund_of);
  wish.set_kind(mall::v1::AFTER_SALE_KIND_REFUND);
  wish.set_quantity(mall.orders.require(tx_, class_id_, closing.refund_of).lines(0).quantity());
  wish.set_reason(live_.parts.classroom.profile_of(tx_, class_id_).mall.after_sale.reasons.front());
  wish.set_text(closing.question.text());
  try {
    mall.after_sales.ask(tx_, closing.question.person_id(), wish);
  } catch (const base::Error&) {
    // It is on its way already: nothing was done yet.
  }
}

/// Who answered in their own words need not mark it, too.
void Performance::mark_answered(const engine::Closing& closing) {
  live::v1::MarkAnsweredRequest wish;
  wish.set_class_id(class_id_);
  wish.set_room_id(room_id_);
  wish.set_comment_seq(closing.question.comment_seq());
  try {
    live_.talk.mark_answered(tx_, closing.answer.by, wish);
  } catch (const base::Error&) {
    // They have left the crew since.
  }
}

}  // namespace kaibo::audience
