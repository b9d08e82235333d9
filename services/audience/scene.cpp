#include "services/audience/scene.h"

#include <algorithm>
#include <utility>

#include "kaibo/live/v1/live.pb.h"
#include "services/classroom/happened.h"
#include "services/identity/simulated.h"
#include "services/mall/promotions/rules.h"

namespace kaibo::audience {

namespace {

using event::v1::Event;
using identity::is_simulated;
using identity::simulated_person;

/// Texts that are not said again so soon.
constexpr std::size_t remembered_texts = 12;

}  // namespace

bool holds_any(const std::string& comment,
               const google::protobuf::RepeatedPtrField<std::string>& keywords) {
  return std::ranges::any_of(
      keywords, [&](const std::string& word) { return comment.find(word) != std::string::npos; });
}

void Scene::apply(const db::Entry& entry) {
  const Event event = classroom::event_of(entry);
  const base::Millis at = event.at();
  // Whatever the crew does is heard as a sign of life.
  if (is_crew(event.actor())) crew_act_at_ = at;
  switch (event.body_case()) {
    case Event::kRoomSaved:
      // The first to save a room owns it.
      if (owner_ == 0) owner_ = event.actor();
      crew_.insert(owner_);
      break;
    case Event::kCrewSaved:
      set_crew(event.crew_saved());
      break;
    case Event::kRoomStarted:
      crew_act_at_ = at;
      break;
    case Event::kProductExplained:
      explaining_ = event.product_explained().product_id();
      explaining_since_ = at;
      break;
    case Event::kCommentPosted:
      hear(event);
      break;
    case Event::kQuestionAnswered:
      mark_answered(event);
      break;
    case Event::kLikesAdded:
      for (const event::v1::PersonLikes& one : event.likes_added().people()) {
        if (is_simulated(one.user_id())) share_.likes += one.count();
      }
      break;
    case Event::kRoomSale:
      sell(event.room_sale(), at);
      break;
    case Event::kCouponIssued:
    case Event::kCouponStopped:
    case Event::kCouponClaimed:
      apply_coupons(event);
      break;
    case Event::kBagIssued:
    case Event::kBagJoined:
    case Event::kBagDrawn:
    case Event::kBagVoided:
      apply_bags(event);
      break;
    case Event::kRoomEnded:
      running_ = false;
      break;
    default:
      apply_audience(event);
  }
}

void Scene::apply_audience(const Event& event) {
  const base::Millis at = event.at();
  switch (event.body_case()) {
    case Event::kAudienceStarted:
      begin(at);
      break;
    case Event::kAudienceStopped:
      running_ = false;
      break;
    case Event::kAudienceMoved:
      move(event.audience_moved(), at);
      break;
    case Event::kAudienceQuestion:
      note_question(event);
      break;
    case Event::kAudienceQuestionClosed:
      close(event.audience_question_closed().question_id(),
            event.audience_question_closed().answered(),
            event.audience_question_closed().after_ms(), at);
      break;
    case Event::kAudienceIncident:
      incident(event.audience_incident().index(), at);
      break;
    default:
      break;
  }
}

void Scene::mark_answered(const Event& event) {
  for (const v1::Question& question : questions_) {
    if (question.comment_seq() != event.question_answered().comment_seq()) continue;
    answers_.try_emplace(question.question_id(),
                         Answer{.at = event.at(), .seq = event.seq(), .marked = true});
  }
}

void Scene::hear(const Event& event) {
  const std::string& text = event.comment_posted().text();
  if (is_simulated(event.comment_posted().user_id())) {
    ++share_.comments;
    // A phrase is said by many, one after the other: it is no talk.
    if (std::ranges::find(bags_, text, &Bag::phrase) == bags_.end()) say(text);
  }
  if (!is_crew(event.comment_posted().user_id())) return;
  for (const v1::Question& question : questions_) {
    if (question.state() != v1::QUESTION_STATE_OPEN) continue;
    if (!holds_any(text, question.keywords())) continue;
    answers_.try_emplace(
        question.question_id(),
        Answer{.at = event.at(), .seq = event.seq(), .by = event.comment_posted().user_id()});
  }
}

void Scene::set_crew(const event::v1::CrewSaved& saved) {
  crew_ = {owner_};
  for (const event::v1::CrewPerson& one : saved.crew()) {
    // Assistants look after the shelf: they answer nothing.
    if (one.role() != static_cast<int>(live::v1::CREW_ROLE_ASSISTANT)) crew_.insert(one.user_id());
  }
}

void Scene::apply_coupons(const Event& event) {
  if (event.body_case() == Event::kCouponIssued) {
    const event::v1::CouponIssued& issued = event.coupon_issued();
    Coupon& coupon = coupons_.emplace_back();
    coupon.coupon_id = issued.coupon_id();
    coupon.left = issued.total();
    coupon.terms.set_kind(static_cast<mall::v1::CouponKind>(issued.kind()));
    coupon.terms.set_threshold_fen(issued.threshold_fen());
    coupon.terms.set_off_fen(issued.off_fen());
    coupon.terms.set_percent(issued.percent());
    coupon.terms.set_cap_fen(issued.cap_fen());
    *coupon.terms.mutable_product_ids() = issued.product_ids();
  } else if (event.body_case() == Event::kCouponStopped) {
    // Copies stay good.
    const auto stopped =
        std::ranges::find(coupons_, event.coupon_stopped().coupon_id(), &Coupon::coupon_id);
    if (stopped != coupons_.end()) stopped->left = 0;
  } else {
    const event::v1::CouponClaimed& claimed = event.coupon_claimed();
    claim(-claimed.user_id(), claimed.coupon_id(), claimed.claim_id());
  }
}

void Scene::claim(std::int64_t number, std::int64_t coupon_id, std::int64_t claim_id) {
  const auto coupon = std::ranges::find(coupons_, coupon_id, &Coupon::coupon_id);
  if (coupon != coupons_.end()) --coupon->left;
  // People have ids above zero, which are no numbers.
  if (number <= 0) return;
  person(number).coupons.insert(coupon_id);
  if (claim_id != 0) coupon_of_claim_[claim_id] = coupon_id;
}

bool Scene::holds_coupon_for(std::int64_t number, const Good& good) const {
  const Person& who = persons_[static_cast<std::size_t>(number - 1)];
  const mall::promotion_rules::Line piece{
      .product_id = good.product_id, .price_fen = good.price_fen, .quantity = 1};
  return std::ranges::any_of(coupons_, [&](const Coupon& coupon) {
    return who.coupons.contains(coupon.coupon_id) && !who.used_coupons.contains(coupon.coupon_id) &&
           mall::promotion_rules::discount_fen(coupon.terms, {&piece, 1}) > 0;
  });
}

void Scene::apply_bags(const Event& event) {
  const auto remove = [this](std::int64_t bag_id) {
    std::erase_if(bags_, [bag_id](const Bag& bag) { return bag.bag_id == bag_id; });
  };
  switch (event.body_case()) {
    case Event::kBagIssued:
      bags_.push_back({.bag_id = event.bag_issued().bag_id(),
                       .number = ++bags_issued_,
                       .phrase = event.bag_issued().phrase(),
                       .issued_at = event.at(),
                       .draws_at = event.bag_issued().draws_at(),
                       .joined = {}});
      break;
    case Event::kBagJoined: {
      const auto bag = std::ranges::find(bags_, event.bag_joined().bag_id(), &Bag::bag_id);
      if (bag != bags_.end()) bag->joined.insert(-event.bag_joined().user_id());
      break;
    }
    case Event::kBagDrawn:
      remove(event.bag_drawn().bag_id());
      break;
    default:
      remove(event.bag_voided().bag_id());
  }
}

void Scene::sell(const event::v1::RoomSale& sale, base::Millis at) {
  if (!is_simulated(sale.buyer_id())) return;
  ++share_.orders;
  share_.sales_fen += sale.amount_fen();
  buy(-sale.buyer_id(), sale.product_id(), sale.order_id(), at);
  const auto used = coupon_of_claim_.find(sale.claim_id());
  if (used != coupon_of_claim_.end()) {
    person(-sale.buyer_id()).used_coupons.insert(used->second);
  }
}

void Scene::move(const event::v1::AudienceMoved& moved, base::Millis at) {
  for (const event::v1::SimulatedPerson& one : moved.entered()) enter(-one.user_id(), at);
  for (const std::int64_t user_id : moved.left()) leave(-user_id, at);
  bored_.count += moved.bored();
  if (!moved.bored_line().empty()) bored(at, moved.bored_line(), moved.bored_gloss());
}

void Scene::note_question(const Event& event) {
  const event::v1::AudienceQuestion& asked = event.audience_question();
  v1::Question question;
  question.set_question_id(asked.question_id());
  question.set_comment_seq(event.seq() - 1);
  question.set_asked_at(event.at());
  question.set_person_id(asked.person_id());
  question.set_person_name(identity::simulated_name(asked.person_id()));
  question.set_text(asked.text());
  question.set_gloss(asked.gloss());
  *question.mutable_keywords() = asked.keywords();
  question.set_window_s(asked.window_s());
  question.set_points(asked.points());
  question.set_product_id(asked.product_id());
  question.set_kind(asked.kind());
  ask(std::move(question), asked.line());
}

void Scene::begin(base::Millis at) {
  running_ = true;
  started_at_ = at;
  crew_act_at_ = at;
  persons_.clear();
  present_ = 0;
  come_ = 0;
  asked_.clear();
  incidents_.clear();
  // Who asked them has left: they wait for no answer any more.
  for (v1::Question& question : questions_) {
    if (question.state() == v1::QUESTION_STATE_OPEN) question.clear_state();
  }
}

Scene::Person& Scene::person(std::int64_t number) {
  const auto index = static_cast<std::size_t>(number - 1);
  if (index >= persons_.size()) persons_.resize(index + 1);
  return persons_[index];
}

void Scene::enter(std::int64_t number, base::Millis at) {
  Person& who = person(number);
  if (who.here) return;
  if (who.entered_at == 0) ++come_;
  ++present_;
  who.here = true;
  who.entered_at = at;
}

void Scene::leave(std::int64_t number, base::Millis at) {
  Person& who = person(number);
  if (!who.here) return;
  --present_;
  who.here = false;
  who.left_at = at;
}

void Scene::bored(base::Millis at, const std::string& text, const std::string& gloss) {
  bored_line_at_ = at;
  if (bored_.at != 0) return;
  bored_.at = at;
  bored_.text = text;
  bored_.gloss = gloss;
}

std::int64_t Scene::ask(v1::Question question, const std::string& line) {
  asked_.emplace(question.product_id(), line);
  if (question.kind() == "refund") person(-question.person_id()).wanted_refund = true;
  if (question.question_id() == 0) {
    question.set_question_id(questions_.empty() ? 1 : questions_.back().question_id() + 1);
  }
  question.set_state(v1::QUESTION_STATE_OPEN);
  questions_.push_back(std::move(question));
  return questions_.back().question_id();
}

v1::Question& Scene::question(std::int64_t question_id) {
  return *std::ranges::find(questions_, question_id, &v1::Question::question_id);
}

void Scene::close(std::int64_t question_id, bool answered, base::Millis after, base::Millis at) {
  v1::Question& question = this->question(question_id);
  answers_.erase(question_id);
  Person& asker = person(-question.person_id());
  if (answered) {
    question.set_state(v1::QUESTION_STATE_ANSWERED);
    question.set_answered_after_ms(after);
    answered_about_.insert(question.product_id());
    asker.answered_at = at;
  } else {
    question.set_state(v1::QUESTION_STATE_MISSED);
    ++asker.missed;
  }
}

void Scene::say(const std::string& text) {
  said_.push_back(text);
  if (said_.size() > remembered_texts) said_.pop_front();
}

void Scene::buy(std::int64_t number, std::int64_t product_id, std::int64_t order_id,
                base::Millis at) {
  Person& who = person(number);
  who.bought[product_id] = order_id;
  who.bought_at = at;
}

const Scene::Answer* Scene::answer_to(std::int64_t question_id) const {
  const auto found = answers_.find(question_id);
  return found == answers_.end() ? nullptr : &found->second;
}

bool Scene::has_open_question(std::int64_t number) const {
  return std::ranges::any_of(questions_, [number](const v1::Question& question) {
    return question.state() == v1::QUESTION_STATE_OPEN &&
           question.person_id() == simulated_person(number);
  });
}

bool Scene::was_said_lately(const std::string& text) const {
  return std::ranges::find(said_, text) != said_.end();
}

base::Millis Scene::incident_at(int index) const {
  const auto found = incidents_.find(index);
  return found == incidents_.end() ? 0 : found->second;
}

}  // namespace kaibo::audience
