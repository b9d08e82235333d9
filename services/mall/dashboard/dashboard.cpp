#include "services/mall/dashboard/dashboard.h"

#include <map>
#include <utility>

#include "common/journal/journal.h"
#include "services/classroom/happened.h"
#include "services/mall/chat/records.h"
#include "services/mall/dashboard/records.h"
#include "services/mall/orders/records.h"

namespace kaibo::mall {

namespace {

constexpr int orders_at_once = 200;

/// Calls `apply(event)` for all that the journal says to the seller.
template <typename Apply>
void each_event(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id, Apply apply) {
  journal::Range range{
      .stream = class_id, .after_seq = 0, .topic = classroom::user_topic(seller_id)};
  for (;;) {
    const std::vector<db::Entry> entries = journal::read_since(tx, range);
    for (const db::Entry& entry : entries) apply(classroom::event_of(entry));
    if (entries.size() < range.limit) return;
    range.after_seq = entries.back().seq;
  }
}

/// How a shop has answered, and what its buyers thought of it.
struct Answers {
  std::int32_t consultations = 0;
  std::int32_t answered = 0;
  base::Millis waited = 0;
  std::int32_t stars = 0;
  bool operator==(const Answers&) const = default;
};

/// What the journal says of the seller's talks, added up.
class AnswerTally {
 public:
  explicit AnswerTally(std::int64_t seller_id) : seller_id_(seller_id) {}

  void apply(const event::v1::Event& event) {
    if (event.has_chat_said() && event.chat_said().seller_id() == seller_id_) {
      const event::v1::ChatSaid& said = event.chat_said();
      consultations_[said.chat_id()] = said.consultation();
      if (said.reply_ms() == 0 && !said.in_time()) return;
      ++sum_.answered;
      sum_.waited += said.reply_ms();
    }
    if (event.has_chat_rated() && event.chat_rated().seller_id() == seller_id_) {
      sum_.stars += event.chat_rated().stars();
    }
  }
  Answers sum() const {
    Answers all = sum_;
    for (const auto& [chat, newest] : consultations_) all.consultations += newest;
    return all;
  }

 private:
  std::int64_t seller_id_;
  Answers sum_;
  std::map<std::int64_t, std::int32_t> consultations_;
};

Answers stored_answers(db::Transaction& tx, std::int64_t shop_id) {
  Answers sum;
  for (const chat_rules::Consultation& one : chat_records::consultations_of_shop(tx, shop_id)) {
    ++sum.consultations;
    sum.stars += one.stars;
    if (one.waits()) continue;
    ++sum.answered;
    sum.waited += one.reply_ms();
  }
  return sum;
}

void add_orders(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                ShopTally& tally) {
  order_records::Page page{.class_id = class_id,
                           .side = order_records::Side::seller,
                           .person_id = seller_id,
                           .limit = orders_at_once};
  for (;;) {
    const std::vector<v1::Order> orders = order_records::list(tx, page);
    for (const v1::Order& order : orders) tally.add_lines(order);
    if (orders.size() < orders_at_once) return;
    page.before_order_id = orders.back().order_id();
  }
}

bool agrees(const v1::ShopFigures& told, const dashboard_records::Sums& stored) {
  return told.orders() == stored.orders && told.gmv_fen() == stored.fen &&
         told.paid_orders() == stored.paid_orders && told.paid_fen() == stored.paid_fen &&
         told.refunded_fen() == stored.refunded_fen && told.views() == stored.views &&
         told.visitors() == stored.visitors;
}

}  // namespace

void Dashboard::view(db::Transaction& tx, std::int64_t class_id, std::int64_t visitor_id,
                     std::int64_t product_id) {
  const std::vector<v1::Product> found = products_.own_all(tx, class_id, {product_id});
  if (found.empty() || !found.front().listed()) return;
  const v1::Product& product = found.front();
  if (product.seller_id() == visitor_id) return;
  dashboard_records::Looks looks{.class_id = class_id,
                                 .product_id = product_id,
                                 .seller_id = product.seller_id(),
                                 .visitor_id = visitor_id,
                                 .looks = 0,
                                 .looked_at = 0};
  dashboard_records::load(tx, looks);
  const base::Millis pause =
      classroom_.profile_of(tx, class_id).mall.view_again_minutes * base::minute;
  if (looks.looks > 0 && tx.now() - looks.looked_at < pause) return;
  ++looks.looks;
  looks.looked_at = tx.now();
  dashboard_records::store(tx, looks);

  event::v1::Event event;
  event::v1::ProductViewed& said = *event.mutable_product_viewed();
  said.set_product_id(product_id);
  said.set_shop_id(product.shop_id());
  said.set_seller_id(product.seller_id());
  said.set_visitor_id(visitor_id);
  classroom::happened(tx, class_id, visitor_id, {classroom::user_topic(product.seller_id()), {}},
                      event);
}

v1::GetDashboardResponse Dashboard::of_owner(db::Transaction& tx, std::int64_t class_id,
                                             std::int64_t owner_id) {
  const v1::Shop shop = shops_.require_own(tx, class_id, owner_id);
  ShopTally tally(owner_id);
  each_event(tx, class_id, owner_id, [&](const event::v1::Event& event) { tally.apply(event); });
  add_orders(tx, class_id, owner_id, tally);
  v1::GetDashboardResponse report = tally.report();
  report.set_shop_id(shop.shop_id());
  report.set_shop_name(shop.name());
  report.set_owner_name(shop.owner_name());
  *report.mutable_answers() = desks_.figures(tx, class_id, shop.shop_id());
  report.set_class_now(classroom_.class_now(tx, class_id));
  report.set_view_again_minutes(
      static_cast<std::int32_t>(classroom_.profile_of(tx, class_id).mall.view_again_minutes));
  // What is sold no more keeps the title it was sold with.
  std::vector<std::int64_t> ids;
  for (const v1::ProductFigures& product : report.products()) ids.push_back(product.product_id());
  std::map<std::int64_t, v1::Product> known;
  for (v1::Product& product : products_.own_all(tx, class_id, ids)) {
    const std::int64_t id = product.product_id();
    known.emplace(id, std::move(product));
  }
  for (v1::ProductFigures& product : *report.mutable_products()) {
    const auto found = known.find(product.product_id());
    if (found == known.end()) continue;
    product.set_title(found->second.title());
    if (!found->second.pictures().empty()) product.set_picture(found->second.pictures(0));
  }
  return report;
}

std::vector<std::string> Dashboard::check(db::Transaction& tx) {
  std::vector<std::string> wrong;
  for (const dashboard_records::Sums& stored : dashboard_records::sums(tx)) {
    ShopTally tally(stored.seller_id);
    AnswerTally answers(stored.seller_id);
    each_event(tx, stored.class_id, stored.seller_id, [&](const event::v1::Event& event) {
      tally.apply(event);
      answers.apply(event);
    });
    const bool answered = answers.sum() == stored_answers(tx, stored.shop_id);
    if (answered && agrees(tally.figures(), stored)) continue;
    wrong.push_back("the figures of seller " + std::to_string(stored.seller_id) +
                    " from the journal are not what orders, looks and talks add up to");
  }
  return wrong;
}

}  // namespace kaibo::mall
