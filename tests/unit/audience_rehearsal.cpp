#include "tests/unit/audience_rehearsal.h"

#include <algorithm>
#include <sstream>

#include "common/db/entry.h"
#include "services/identity/simulated.h"

namespace kaibo::audience {

namespace {

v1::Setup setup_of(const std::string& scenario, std::int32_t size, v1::Difficulty difficulty,
                   std::int64_t seed) {
  v1::Setup setup;
  setup.set_scenario(scenario);
  setup.set_size(size);
  setup.set_difficulty(difficulty);
  setup.set_seed(seed);
  return setup;
}

}  // namespace

Rehearsal::Rehearsal(const Script& script, const std::string& scenario, std::int32_t size,
                     v1::Difficulty difficulty, std::int64_t seed, std::vector<Good> goods)
    : plan_(engine::plan_of(script, setup_of(scenario, size, difficulty, seed))),
      goods_(std::move(goods)) {
  event::v1::Event saved;
  saved.mutable_room_saved();
  happen(host, saved);
  event::v1::Event started;
  started.mutable_room_started();
  happen(host, started);
  event::v1::Event audience;
  audience.mutable_audience_started();
  happen(0, audience);
}

void Rehearsal::happen(std::int64_t actor, const event::v1::Event& event) {
  db::Entry entry;
  entry.actor = actor;
  entry.seq = ++seq_;
  entry.at = now();
  entry.kind = static_cast<int>(event.body_case());
  entry.body = event.SerializeAsString();
  scene_.apply(entry);
}

void Rehearsal::explain(std::int64_t product_id) {
  event::v1::Event event;
  event.mutable_product_explained()->set_product_id(product_id);
  happen(host, event);
}

void Rehearsal::comment(const std::string& text) {
  event::v1::Event event;
  event.mutable_comment_posted()->set_user_id(host);
  event.mutable_comment_posted()->set_text(text);
  happen(host, event);
}

void Rehearsal::issue_bag(std::int64_t bag_id, const std::string& phrase, std::int64_t seconds) {
  event::v1::Event event;
  event.mutable_bag_issued()->set_bag_id(bag_id);
  event.mutable_bag_issued()->set_phrase(phrase);
  event.mutable_bag_issued()->set_draws_at(now() + seconds * 1000);
  happen(host, event);
}

void Rehearsal::issue_coupon(std::int64_t coupon_id, std::int64_t off_fen, std::int32_t total) {
  event::v1::Event event;
  event::v1::CouponIssued& issued = *event.mutable_coupon_issued();
  issued.set_coupon_id(coupon_id);
  issued.set_kind(mall::v1::COUPON_KIND_FIXED);
  issued.set_off_fen(off_fen);
  issued.set_total(total);
  happen(host, event);
}

void Rehearsal::run(std::int64_t seconds, const std::function<void(std::int64_t)>& every_second) {
  for (const std::int64_t until = second_ + seconds; second_ < until;) {
    ++second_;
    if (every_second) every_second(second_);
    doings_.push_back(engine::act(plan_, scene_, goods_, second_ - 1, second_));
    follow(doings_.back());
  }
}

void Rehearsal::follow(const engine::Doings& doings) {
  for (const std::int64_t person : doings.entered) scene_.enter(person, now());
  for (const std::int64_t person : doings.left) scene_.leave(person, now());
  if (!doings.bored_line.empty()) scene_.bored(now(), doings.bored_line, doings.bored_gloss);
  for (const int index : doings.incidents) scene_.incident(index, now());
  for (const engine::Saying& saying : doings.sayings) {
    scene_.say(saying.text);
    if (saying.is_question()) scene_.ask(saying.question, saying.line);
  }
  for (const engine::Purchase& purchase : doings.purchases) {
    scene_.buy(purchase.person, purchase.product_id, ++orders_, now());
    for (Good& good : goods_) {
      if (good.product_id != purchase.product_id) continue;
      good.stock -= purchase.quantity;
      std::ranges::find(good.rows, purchase.sku_id, &Row::sku_id)->stock -= purchase.quantity;
    }
  }
  for (const auto& [person, coupon_id] : doings.claims) scene_.claim(person, coupon_id, 0);
  for (const engine::Joining& joining : doings.joins) {
    event::v1::Event event;
    event.mutable_bag_joined()->set_bag_id(joining.bag_id);
    event.mutable_bag_joined()->set_user_id(identity::simulated_person(joining.person));
    happen(identity::simulated_person(joining.person), event);
  }
  for (const engine::Closing& closing : doings.closings) {
    scene_.close(closing.question.question_id(), closing.answered, closing.after, now());
  }
}

std::vector<engine::Saying> Rehearsal::sayings() const {
  std::vector<engine::Saying> all;
  for (const engine::Doings& done : doings_) {
    all.insert(all.end(), done.sayings.begin(), done.sayings.end());
  }
  return all;
}

std::vector<engine::Saying> Rehearsal::questions() const {
  std::vector<engine::Saying> all = sayings();
  std::erase_if(all, [](const engine::Saying& saying) { return !saying.is_question(); });
  return all;
}

std::string Rehearsal::told() const {
  std::ostringstream text;
  std::int64_t second = 0;
  for (const engine::Doings& done : doings_) {
    text << ++second << ':';
    for (const std::int64_t person : done.entered) text << " +" << person;
    for (const std::int64_t person : done.left) text << " -" << person;
    for (const int index : done.incidents) text << " !" << index;
    for (const engine::Saying& one : done.sayings) text << ' ' << one.person << '"' << one.text;
    for (const auto& [person, count] : done.likes) text << ' ' << person << "♥" << count;
    for (const auto& [person, coupon_id] : done.claims) text << ' ' << person << '%';
    for (const engine::Joining& one : done.joins) text << ' ' << one.person << '*' << one.phrase;
    for (const engine::Purchase& one : done.purchases) {
      text << ' ' << one.person << '$' << one.sku_id << 'x' << one.quantity;
    }
    for (const engine::Closing& one : done.closings) {
      text << " ?" << one.question.question_id() << (one.answered ? "yes" : "no");
    }
    text << '\n';
  }
  return text.str();
}

}  // namespace kaibo::audience
