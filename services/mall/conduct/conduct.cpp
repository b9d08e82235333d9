#include "services/mall/conduct/conduct.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/page_size.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/identity/simulated.h"
#include "services/mall/conduct/records.h"
#include "services/mall/conduct/rules.h"
#include "services/mall/parcels/records.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using classroom::ConductRule;
using classroom::Detector;

constexpr std::string_view collect_timer = "mall.not_collected";
/// What of a product is copied, by the weakness that says so.
struct CopiedPlace {
  std::string_view fault;
  std::string_view place;
};
constexpr std::array<CopiedPlace, 2> copied_places{{
    {"copied_title", "title"},
    {"copied_picture", "main_picture"},
}};

constexpr int default_violations = 50;
constexpr int largest_violations = 200;

std::string joined_words(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : "、") + word;
  return all;
}

Error no_violation() {
  return {Code::not_found, {"没有这条违规记录", "There is no such violation"}};
}

Error decided_meanwhile() {
  return {
      Code::failed_precondition,
      {"这条违规刚刚有了变化，请刷新后再操作", "This violation has just changed; reload first"}};
}

v1::BothLanguages both_of(const base::Text& text) {
  v1::BothLanguages both;
  both.set_zh(text.zh);
  both.set_en(text.en);
  return both;
}

/// What broke a rule, as it is stored.
std::string subject_of(std::string_view place, std::string_view id) {
  return std::string(place).append(":").append(id);
}

classroom::Heard heard_of(std::int64_t person_id) {
  return {classroom::user_topic(person_id), classroom::staff_topic};
}

}  // namespace

const classroom::ConductRules& Conduct::rules_of(db::Transaction& tx, std::int64_t class_id) {
  return classroom_.profile_of(tx, class_id).mall.conduct;
}

template <typename Look>
void Conduct::each_rule(db::Transaction& tx, std::int64_t class_id, Detector detector, Look look) {
  for (const ConductRule& rule : rules_of(tx, class_id).rules) {
    if (rule.on && rule.detector == detector) look(rule);
  }
}

void Conduct::found(db::Transaction& tx, const ConductRule& rule, const Hit& hit) {
  if (rule.block) throw conduct_rules::refusal(rule, hit.words);
  const std::string subject = subject_of(hit.place, hit.id);
  if (conduct_records::exists(tx, hit.class_id, hit.person_id, rule.key, subject)) return;
  v1::Violation violation;
  violation.set_violation_id(ids_.next());
  violation.set_user_id(hit.person_id);
  violation.set_rule(rule.key);
  violation.set_place(std::string(hit.place));
  violation.set_points(static_cast<std::int32_t>(rule.points));
  violation.set_words(hit.words);
  violation.set_state(v1::VIOLATION_STATE_STANDING);
  violation.set_product_id(hit.product_id);
  violation.set_order_id(hit.order_id);
  violation.set_found_at(tx.now());
  violation.set_found_class_at(classroom_.class_now(tx, hit.class_id));
  conduct_records::insert(tx, hit.class_id, violation, subject);

  event::v1::Event event;
  event::v1::ViolationFound& said = *event.mutable_violation_found();
  said.set_violation_id(violation.violation_id());
  said.set_user_id(hit.person_id);
  said.set_rule(rule.key);
  said.set_points(violation.points());
  said.set_words(hit.words);
  said.set_place(violation.place());
  said.set_product_id(hit.product_id);
  said.set_order_id(hit.order_id);
  said.set_name_zh(rule.name.zh);
  said.set_name_en(rule.name.en);
  classroom::happened(tx, hit.class_id, 0, heard_of(hit.person_id), event);
}

void Conduct::read_words(db::Transaction& tx, const Written& written) {
  const std::vector<std::string>& banned =
      classroom_.profile_of(tx, written.class_id).mall.banned_words;
  const auto read = [&](const ConductRule& rule) {
    const std::vector<std::string> words = conduct_rules::found_in(rule, banned, written.text);
    if (words.empty()) return;
    found(tx, rule,
          {.class_id = written.class_id,
           .person_id = written.person_id,
           .place = written.place,
           .id = std::to_string(written.id),
           .words = joined_words(words),
           .product_id = written.product_id,
           .order_id = written.order_id});
  };
  each_rule(tx, written.class_id, Detector::banned_words, read);
  each_rule(tx, written.class_id, Detector::off_platform, read);
}

void Conduct::product_listed(db::Transaction& tx, std::int64_t class_id,
                             const v1::Product& product) {
  std::string text = product.title() + "\n" + product.description();
  for (const v1::Attribute& attribute : product.attributes()) text += "\n" + attribute.value();
  read_words(tx, {.class_id = class_id,
                  .person_id = product.seller_id(),
                  .place = "product",
                  .id = product.product_id(),
                  .product_id = product.product_id(),
                  .order_id = 0,
                  .text = std::move(text)});
  look_for_copies(tx, class_id, product);
}

void Conduct::look_for_copies(db::Transaction& tx, std::int64_t class_id,
                              const v1::Product& product) {
  each_rule(tx, class_id, Detector::copied, [&](const ConductRule& rule) {
    for (const v1::Fault& fault : product.faults()) {
      const auto place = std::ranges::find(copied_places, fault.kind(), &CopiedPlace::fault);
      if (place == copied_places.end()) continue;
      found(tx, rule,
            {.class_id = class_id,
             .person_id = product.seller_id(),
             .place = place->place,
             .id = std::to_string(product.product_id()),
             .words = fault.words(0),
             .product_id = product.product_id()});
    }
  });
}

void Conduct::order_paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  if (identity::is_simulated(order.buyer_id())) return;
  std::vector<const ConductRule*> open;
  const auto add_open = [&](const ConductRule& rule) {
    if (!is_settled(tx, class_id, rule, order)) open.push_back(&rule);
  };
  each_rule(tx, class_id, Detector::buying_ring, add_open);
  each_rule(tx, class_id, Detector::many_orders, add_open);
  if (open.empty()) return;
  const std::int64_t most = (*std::ranges::max_element(open, {}, &ConductRule::limit))->limit + 1;
  const std::int64_t orders =
      conduct_records::orders_between(tx, class_id, order.buyer_id(), order.seller_id(), most);
  for (const ConductRule* rule : open) {
    if (orders <= rule->limit) continue;
    if (rule->detector == Detector::buying_ring) {
      look_for_ring(tx, class_id, *rule, order);
    } else {
      too_many_orders(tx, class_id, *rule, order);
    }
  }
}

bool Conduct::is_settled(db::Transaction& tx, std::int64_t class_id, const ConductRule& rule,
                         const v1::Order& order) {
  if (rule.detector == Detector::buying_ring) {
    return !conduct_records::has_shop(tx, class_id, order.buyer_id());
  }
  return !rule.block &&
         conduct_records::exists(tx, class_id, order.seller_id(), rule.key,
                                 subject_of("person", std::to_string(order.buyer_id())));
}

void Conduct::too_many_orders(db::Transaction& tx, std::int64_t class_id, const ConductRule& rule,
                              const v1::Order& order) {
  found(tx, rule,
        {.class_id = class_id,
         .person_id = order.seller_id(),
         .place = "person",
         .id = std::to_string(order.buyer_id()),
         .words = identity_.name_of(tx, order.buyer_id()) + " × " + std::to_string(rule.limit + 1),
         .order_id = order.order_id()});
}

void Conduct::look_for_ring(db::Transaction& tx, std::int64_t class_id, const ConductRule& rule,
                            const v1::Order& order) {
  const std::int64_t buyer = order.buyer_id();
  const std::int64_t seller = order.seller_id();
  const std::int64_t most = rule.limit + 1;
  const std::int64_t back = conduct_records::orders_between(tx, class_id, seller, buyer, most);
  if (!conduct_rules::is_ring(rule, most, back)) return;
  const auto broken_by = [&](std::int64_t person, std::int64_t other) {
    found(tx, rule,
          {.class_id = class_id,
           .person_id = person,
           .place = "person",
           .id = std::to_string(other),
           .words = identity_.name_of(tx, person) + " ⇄ " + identity_.name_of(tx, other) + " × " +
                    std::to_string(most),
           .order_id = order.order_id()});
  };
  broken_by(seller, buyer);
  broken_by(buyer, seller);
}

void Conduct::order_late(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  // Orders count for marks, and so against them, only when a person waits for the goods.
  if (identity::is_simulated(order.buyer_id())) return;
  each_rule(tx, class_id, Detector::late_shipping, [&](const ConductRule& rule) {
    found(tx, rule,
          {.class_id = class_id,
           .person_id = order.seller_id(),
           .place = "order",
           .id = std::to_string(order.order_id()),
           .words = order.lines_size() > 0 ? order.lines(0).title() : std::string(),
           .order_id = order.order_id()});
  });
}

void Conduct::parcel_sent(db::Transaction& tx, std::int64_t class_id, std::int64_t sender_id,
                          const v1::Parcel& parcel) {
  each_rule(tx, class_id, Detector::waybill_reused, [&](const ConductRule& rule) {
    if (!conduct_records::waybill_used(tx, class_id, parcel.parcel_id(), parcel.courier(),
                                       parcel.waybill())) {
      return;
    }
    found(tx, rule,
          {.class_id = class_id,
           .person_id = sender_id,
           .place = "parcel",
           .id = std::to_string(parcel.parcel_id()),
           .words = parcel.courier() + " " + parcel.waybill(),
           .order_id = parcel.order_id()});
  });
  each_rule(tx, class_id, Detector::not_collected, [&](const ConductRule& rule) {
    agenda::at(tx, ids_, class_id, classroom_.class_now(tx, class_id) + rule.limit * base::hour,
               collect_timer, parcel.parcel_id());
  });
}

void Conduct::not_collected(db::Transaction& tx, const agenda::Timer& timer) {
  const std::optional<parcel_records::Stored> sent =
      parcel_records::find(tx, timer.stream, timer.subject);
  if (!sent || sent->parcel.state() != v1::TRACK_STATE_WAITING) return;
  const v1::Parcel& parcel = sent->parcel;
  const bool back = parcel.kind() == v1::PARCEL_KIND_RETURN;
  each_rule(tx, timer.stream, Detector::not_collected, [&](const ConductRule& rule) {
    found(tx, rule,
          {.class_id = timer.stream,
           .person_id = back ? sent->buyer_id : sent->seller_id,
           .place = "parcel",
           .id = std::to_string(parcel.parcel_id()),
           .words = parcel.courier() + " " + parcel.waybill(),
           .order_id = parcel.order_id()});
  });
}

v1::ListConductRulesResponse Conduct::rules(db::Transaction& tx, std::int64_t class_id) {
  const classroom::MallRules& mall = classroom_.profile_of(tx, class_id).mall;
  v1::ListConductRulesResponse response;
  response.set_text_max(static_cast<std::int32_t>(mall.conduct.text_max));
  for (const ConductRule& rule : mall.conduct.rules) {
    v1::ConductRule& shown = *response.add_rules();
    shown.set_key(rule.key);
    *shown.mutable_name() = both_of(rule.name);
    *shown.mutable_text() = both_of(rule.text);
    *shown.mutable_punishment() = both_of(rule.punishment);
    shown.set_points(static_cast<std::int32_t>(rule.points));
    shown.set_block(rule.block);
    shown.set_on(rule.on);
    const std::vector<std::string>& words =
        rule.detector == Detector::banned_words ? mall.banned_words : rule.words;
    *shown.mutable_words() = {words.begin(), words.end()};
  }
  return response;
}

v1::ListViolationsResponse Conduct::list(db::Transaction& tx, std::int64_t viewer_id, bool sees_all,
                                         const v1::ListViolationsRequest& wish) {
  const std::int64_t person = sees_all ? wish.user_id() : viewer_id;
  v1::ListViolationsResponse response;
  std::vector<std::int64_t> named;
  for (v1::Violation& violation : conduct_records::list(
           tx, {.class_id = wish.class_id(),
                .user_id = person,
                .rule = wish.rule(),
                .state = wish.state(),
                .before_id = wish.before_violation_id(),
                .limit = base::page_size(wish.limit(), default_violations, largest_violations)})) {
    named.push_back(violation.user_id());
    *response.add_violations() = std::move(violation);
  }
  std::map<std::string, v1::RuleCount> by_rule;
  std::map<std::int64_t, v1::PersonPoints> by_person;
  for (const conduct_records::Count& count : conduct_records::counts(tx, wish.class_id(), person)) {
    const auto add = [&](auto& sum) {
      sum.set_violations(sum.violations() + static_cast<std::int32_t>(count.violations));
      sum.set_points(sum.points() + static_cast<std::int32_t>(count.points));
    };
    add(by_rule[count.rule]);
    add(by_person[count.user_id]);
    response.set_points(response.points() + static_cast<std::int32_t>(count.points));
    named.push_back(count.user_id);
  }
  const auto names = identity_.names_of(tx, named);
  const auto name_of = [&](std::int64_t id) {
    const auto name = names.find(id);
    return name == names.end() ? std::string() : name->second;
  };
  for (v1::Violation& violation : *response.mutable_violations()) {
    violation.set_user_name(name_of(violation.user_id()));
  }
  for (auto& [rule, count] : by_rule) {
    count.set_rule(rule);
    *response.add_rules() = std::move(count);
  }
  if (sees_all) {
    for (auto& [id, points] : by_person) {
      points.set_user_id(id);
      points.set_name(name_of(id));
      *response.add_people() = std::move(points);
    }
    std::ranges::sort(*response.mutable_people(), std::ranges::greater(),
                      [](const auto& one) { return std::pair(one.points(), -one.user_id()); });
  }
  response.set_appeals_waiting(
      static_cast<std::int32_t>(conduct_records::appeals_waiting(tx, wish.class_id(), person)));
  return response;
}

v1::Violation Conduct::require(db::Transaction& tx, std::int64_t class_id,
                               std::int64_t violation_id) {
  std::optional<v1::Violation> violation = conduct_records::find(tx, class_id, violation_id);
  if (!violation) throw no_violation();
  violation->set_user_name(identity_.name_of(tx, violation->user_id()));
  return *std::move(violation);
}

v1::Violation Conduct::appeal(db::Transaction& tx, std::int64_t person_id,
                              const v1::AppealViolationRequest& wish) {
  v1::Violation violation = require(tx, wish.class_id(), wish.violation_id());
  if (violation.user_id() != person_id) throw no_violation();
  violation.set_appeal(base::tidy(wish.text()));
  conduct_rules::check_appeal(rules_of(tx, wish.class_id()), violation, violation.appeal());
  violation.set_state(v1::VIOLATION_STATE_APPEALED);
  violation.set_appealed_at(tx.now());
  if (!conduct_records::appeal(tx, violation)) throw decided_meanwhile();

  event::v1::Event event;
  event::v1::ViolationAppealed& said = *event.mutable_violation_appealed();
  said.set_violation_id(violation.violation_id());
  said.set_user_id(person_id);
  said.set_text(violation.appeal());
  classroom::happened(tx, wish.class_id(), person_id, heard_of(person_id), event);
  return violation;
}

v1::Violation Conduct::decide(db::Transaction& tx, std::int64_t instructor_id,
                              const v1::DecideViolationRequest& wish) {
  v1::Violation violation = require(tx, wish.class_id(), wish.violation_id());
  violation.set_decision(base::tidy(wish.reason()));
  conduct_rules::check_decision(rules_of(tx, wish.class_id()), violation, violation.decision());
  violation.set_state(wish.lift() ? v1::VIOLATION_STATE_LIFTED : v1::VIOLATION_STATE_KEPT);
  violation.set_decided_at(tx.now());
  if (!conduct_records::decide(tx, violation, instructor_id)) throw decided_meanwhile();

  event::v1::Event event;
  event::v1::AppealDecided& said = *event.mutable_appeal_decided();
  said.set_violation_id(violation.violation_id());
  said.set_user_id(violation.user_id());
  said.set_lifted(wish.lift());
  said.set_text(violation.decision());
  classroom::happened(tx, wish.class_id(), instructor_id, heard_of(violation.user_id()), event);
  return violation;
}

void Conduct::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(collect_timer),
            [this](db::Transaction& tx, const agenda::Timer& timer) { not_collected(tx, timer); });
}

}  // namespace kaibo::mall
