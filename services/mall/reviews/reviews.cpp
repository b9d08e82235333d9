#include "services/mall/reviews/reviews.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/page_size.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/classroom/words.h"
#include "services/identity/simulated.h"
#include "services/mall/reviews/records.h"
#include "services/mall/reviews/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;

constexpr std::string_view review_timer = "mall.review_due";
constexpr int page_of_reviews = 20;
constexpr int most_reviews = 500;

void tell_posted(db::Transaction& tx, std::int64_t class_id, const v1::Review& posted) {
  event::v1::Event event;
  event::v1::ReviewPosted& said = *event.mutable_review_posted();
  said.set_review_id(posted.review_id());
  said.set_order_id(posted.order_id());
  said.set_product_id(posted.product_id());
  said.set_shop_id(posted.shop_id());
  said.set_seller_id(posted.seller_id());
  said.set_buyer_id(posted.buyer_id());
  said.set_stars(posted.stars());
  said.set_text(posted.text());
  said.set_automatic(posted.automatic());
  classroom::happened(tx, class_id, posted.automatic() ? 0 : posted.buyer_id(),
                      {classroom::class_topic, {}}, event);
}

void tell_replied(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const v1::Review& replied) {
  event::v1::Event event;
  event::v1::ReviewReplied& said = *event.mutable_review_replied();
  said.set_review_id(replied.review_id());
  said.set_product_id(replied.product_id());
  said.set_seller_id(replied.seller_id());
  said.set_buyer_id(replied.buyer_id());
  said.set_text(replied.reply());
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
}

}  // namespace

std::vector<std::int32_t> Reviews::open_lines(db::Transaction& tx, std::int64_t class_id,
                                              const v1::Order& order) {
  const std::vector<v1::Review> there = review_records::of_order(tx, class_id, order.order_id());
  std::vector<std::int32_t> open;
  for (const v1::OrderLine& line : order.lines()) {
    const bool reviewed = std::ranges::any_of(
        there, [&](const v1::Review& review) { return review.line() == line.line(); });
    if (!reviewed && review_rules::may_review(order, line)) open.push_back(line.line());
  }
  return open;
}

v1::Review Reviews::post(db::Transaction& tx, std::int64_t buyer_id,
                         const v1::PostReviewRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const v1::Order order = orders_.require(tx, class_id, wish.order_id());
  if (order.buyer_id() != buyer_id) {
    throw Error(Code::not_found, {"没有这个订单", "There is no such order"});
  }
  const std::vector<std::int32_t> open = open_lines(tx, class_id, order);
  if (std::ranges::find(open, wish.line()) == open.end()) {
    throw Error(Code::failed_precondition,
                {"交易完成以后才能评价，每件宝贝评价一次，全部退款的不能评价",
                 "A product is reviewed once its order is finished, once, unless it was refunded"});
  }
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  v1::Review review;
  review.set_line(wish.line());
  review.set_stars(wish.stars());
  review.set_text(base::tidy(wish.text()));
  *review.mutable_pictures() = wish.pictures();
  review_rules::check_review(profile.mall.reviews, review.stars(), review.text(),
                             review.pictures_size());
  review.set_text(classroom::words::look(profile.live.talk, review.text()).text);
  store(tx, class_id, order, review);
  std::vector<v1::Review> posted{std::move(review)};
  add_names(tx, posted);
  return std::move(posted.front());
}

void Reviews::store(db::Transaction& tx, std::int64_t class_id, const v1::Order& order,
                    v1::Review& review) {
  const v1::OrderLine& line = order.lines(review.line());
  review.set_review_id(ids_.next());
  review.set_order_id(order.order_id());
  review.set_product_id(line.product_id());
  review.set_title(line.title());
  review.set_specification(line.specification());
  review.set_shop_id(order.shop_id());
  review.set_seller_id(order.seller_id());
  review.set_buyer_id(order.buyer_id());
  review.set_posted_at(tx.now());
  review_records::insert(tx, class_id, review);
  tell_posted(tx, class_id, review);
}

v1::Review Reviews::reply(db::Transaction& tx, std::int64_t person_id,
                          const v1::ReplyToReviewRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  std::optional<v1::Review> review = review_records::find(tx, class_id, wish.review_id());
  if (!review) throw Error(Code::not_found, {"没有这条评价", "There is no such review"});
  Shops::require_right(tx, review->shop_id(), review->seller_id(), person_id,
                       v1::SHOP_RIGHT_REVIEWS);
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  const std::string text = base::tidy(wish.text());
  review_rules::check_reply(profile.mall.reviews, text);
  review->set_reply(classroom::words::look(profile.live.talk, text).text);
  review->set_replied_at(tx.now());
  if (!review_records::set_reply(tx, *review)) {
    throw Error(Code::failed_precondition,
                {"这条评价已经回复过了", "This review has a reply already"});
  }
  tell_replied(tx, class_id, person_id, *review);
  watcher().read_words(tx, {.class_id = class_id,
                            .person_id = review->seller_id(),
                            .place = "review",
                            .id = review->review_id(),
                            .product_id = review->product_id(),
                            .order_id = review->order_id(),
                            .text = review->reply()});
  std::vector<v1::Review> replied{*std::move(review)};
  add_names(tx, replied);
  return std::move(replied.front());
}

v1::ListReviewsResponse Reviews::list(db::Transaction& tx, std::int64_t person_id,
                                      const v1::ListReviewsRequest& wish) {
  const review_records::About about{
      .class_id = wish.class_id(), .product_id = wish.product_id(), .shop_id = wish.shop_id()};
  std::vector<v1::Review> reviews = review_records::list(
      tx, {.about = about,
           .unreplied = wish.unreplied(),
           .limit = base::page_size(wish.limit(), page_of_reviews, most_reviews)});
  add_names(tx, reviews);
  v1::ListReviewsResponse response;
  *response.mutable_score() = review_rules::score(review_records::by_stars(tx, about));
  response.mutable_score()->set_simulated(review_records::simulated(tx, about));
  if (!reviews.empty()) {
    response.set_may_reply(Shops::may(tx, reviews.front().shop_id(), reviews.front().seller_id(),
                                      person_id, v1::SHOP_RIGHT_REVIEWS));
  }
  response.set_reply_max(
      static_cast<std::int32_t>(classroom_.profile_of(tx, wish.class_id()).mall.reviews.reply_max));
  for (v1::Review& review : reviews) *response.add_reviews() = std::move(review);
  return response;
}

v1::GetOrderReviewsResponse Reviews::of_order(db::Transaction& tx, std::int64_t person_id,
                                              const v1::GetOrderReviewsRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const v1::Order order = orders_.show(tx, class_id, person_id, wish.order_id(), false);
  std::vector<v1::Review> reviews = review_records::of_order(tx, class_id, order.order_id());
  add_names(tx, reviews);
  v1::GetOrderReviewsResponse response;
  for (v1::Review& review : reviews) *response.add_reviews() = std::move(review);
  if (order.buyer_id() == person_id) {
    for (const std::int32_t line : open_lines(tx, class_id, order)) response.add_to_review(line);
  }
  const classroom::BuyerReviewRules& numbers = classroom_.profile_of(tx, class_id).mall.reviews;
  response.set_text_max(static_cast<std::int32_t>(numbers.text_max));
  response.set_pictures_max(static_cast<std::int32_t>(numbers.pictures_max));
  return response;
}

void Reviews::await(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) {
  if (identity::is_simulated(order.buyer_id())) return;
  const base::Millis due = classroom_.class_now(tx, class_id) +
                           classroom_.profile_of(tx, class_id).mall.reviews.days * base::day;
  agenda::at(tx, ids_, class_id, due, review_timer, order.order_id());
}

void Reviews::review_rest(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id) {
  const v1::Order order = orders_.require(tx, class_id, order_id);
  const classroom::BuyerReviewRules& numbers = classroom_.profile_of(tx, class_id).mall.reviews;
  for (const std::int32_t line : open_lines(tx, class_id, order)) {
    v1::Review review;
    review.set_line(line);
    review.set_stars(static_cast<std::int32_t>(numbers.automatic_stars));
    review.set_automatic(true);
    store(tx, class_id, order, review);
  }
}

void Reviews::add_names(db::Transaction& tx, std::vector<v1::Review>& reviews) {
  std::vector<std::int64_t> buyers;
  for (const v1::Review& review : reviews) buyers.push_back(review.buyer_id());
  const auto names = identity_.names_of(tx, buyers);
  for (v1::Review& review : reviews) {
    const auto name = names.find(review.buyer_id());
    if (name != names.end()) review.set_buyer_name(name->second);
  }
}

void Reviews::register_timers(agenda::Agenda& agenda) {
  agenda.on(std::string(review_timer), [this](db::Transaction& tx, const agenda::Timer& timer) {
    review_rest(tx, timer.stream, timer.subject);
  });
}

}  // namespace kaibo::mall
