#include "services/live/review/audience.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace kaibo::live {

namespace {

using event::v1::Event;

constexpr std::int64_t ten_thousandths = 10'000;
constexpr std::int64_t mille = 1'000;

std::int64_t quotient(std::int64_t of, std::int64_t by) { return by == 0 ? 0 : of / by; }

std::int64_t count_of(const std::set<std::int64_t>& people) { return std::ssize(people); }

std::int64_t count_of_both(const std::set<std::int64_t>& people,
                           const std::set<std::int64_t>& others) {
  return std::ranges::count_if(people, [&](std::int64_t id) { return others.contains(id); });
}

}  // namespace

void AudienceTally::enter(std::int64_t user_id, base::Millis at) {
  ++visits;
  visitors.insert(user_id);
  ++online;
  peak_online = std::max(peak_online, online);
  came_at_ += at;
}

void AudienceTally::leave(base::Millis since, base::Millis at) {
  --online;
  came_at_ -= since;
  over_ms_ += std::max<base::Millis>(at - since, 0);
}

base::Millis AudienceTally::watched_ms(base::Millis until) const {
  return over_ms_ + online * until - came_at_;
}

const std::vector<v1::FigureKind>& figure_kinds() {
  static const std::vector<v1::FigureKind> kinds = [] {
    std::vector<v1::FigureKind> all;
    for (int kind = v1::FigureKind_MIN + 1; kind <= v1::FigureKind_MAX; ++kind) {
      if (v1::FigureKind_IsValid(kind)) all.push_back(static_cast<v1::FigureKind>(kind));
    }
    return all;
  }();
  return kinds;
}

v1::FigureUnit unit_of(v1::FigureKind kind) {
  switch (kind) {
    case v1::FIGURE_KIND_DURATION:
    case v1::FIGURE_KIND_AVERAGE_STAY:
      return v1::FIGURE_UNIT_SECONDS;
    case v1::FIGURE_KIND_AVERAGE_ONLINE:
      return v1::FIGURE_UNIT_TENTHS;
    case v1::FIGURE_KIND_INTERACTION_RATE:
    case v1::FIGURE_KIND_CLICK_RATE:
    case v1::FIGURE_KIND_CLICK_TO_SALE:
    case v1::FIGURE_KIND_REFUND_RATE:
    case v1::FIGURE_KIND_CONVERSION:
    case v1::FIGURE_KIND_ANSWER_RATE:
      return v1::FIGURE_UNIT_TEN_THOUSANDTHS;
    case v1::FIGURE_KIND_GMV:
    case v1::FIGURE_KIND_PAID:
    case v1::FIGURE_KIND_REFUNDED:
    case v1::FIGURE_KIND_NET_SALES:
    case v1::FIGURE_KIND_SPENT_PER_BUYER:
    case v1::FIGURE_KIND_PRICE_PER_PIECE:
    case v1::FIGURE_KIND_VISITOR_VALUE:
    case v1::FIGURE_KIND_GPM:
      return v1::FIGURE_UNIT_FEN;
    default:
      return v1::FIGURE_UNIT_COUNT;
  }
}

std::int64_t value_of(v1::FigureKind kind, const AudienceTally& tally, const Airtime& airtime) {
  const base::Millis duration = airtime.from == 0 ? 0 : airtime.until - airtime.from;
  const std::int64_t visitors = count_of(tally.visitors);
  const std::int64_t buyers = count_of(tally.buyers);
  const std::int64_t product_visitors = count_of(tally.product_visitors);
  switch (kind) {
    case v1::FIGURE_KIND_DURATION:
      return duration / mille;
    case v1::FIGURE_KIND_VISITS:
      return tally.visits;
    case v1::FIGURE_KIND_VISITORS:
      return visitors;
    case v1::FIGURE_KIND_LEAVES:
      return tally.leaves;
    case v1::FIGURE_KIND_PEAK_ONLINE:
      return tally.peak_online;
    case v1::FIGURE_KIND_AVERAGE_ONLINE:
      return quotient(tally.watched_ms(airtime.until) * 10, duration);
    case v1::FIGURE_KIND_AVERAGE_STAY:
      return quotient(tally.watched_ms(airtime.until) / mille, visitors);
    case v1::FIGURE_KIND_COMMENTS:
      return tally.comments;
    case v1::FIGURE_KIND_COMMENTERS:
      return count_of(tally.commenters);
    case v1::FIGURE_KIND_LIKES:
      return tally.likes;
    case v1::FIGURE_KIND_NEW_FOLLOWERS:
      return count_of(tally.new_followers);
    case v1::FIGURE_KIND_INTERACTION_RATE:
      return quotient(count_of_both(tally.engaged, tally.visitors) * ten_thousandths, visitors);
    case v1::FIGURE_KIND_PRODUCT_VISITORS:
      return product_visitors;
    case v1::FIGURE_KIND_CLICK_RATE:
      return quotient(product_visitors * ten_thousandths, visitors);
    case v1::FIGURE_KIND_CLICK_TO_SALE:
      return quotient(buyers * ten_thousandths, product_visitors);
    case v1::FIGURE_KIND_ORDERS:
      return tally.orders;
    case v1::FIGURE_KIND_BUYERS:
      return buyers;
    case v1::FIGURE_KIND_PIECES:
      return tally.pieces;
    case v1::FIGURE_KIND_GMV:
      return tally.gmv_fen;
    case v1::FIGURE_KIND_PAID:
      return tally.paid_fen;
    case v1::FIGURE_KIND_REFUNDED:
      return tally.refunded_fen;
    case v1::FIGURE_KIND_NET_SALES:
      return tally.paid_fen - tally.refunded_fen;
    case v1::FIGURE_KIND_REFUND_RATE:
      return quotient(tally.refunded_fen * ten_thousandths, tally.paid_fen);
    case v1::FIGURE_KIND_CONVERSION:
      return quotient(buyers * ten_thousandths, visitors);
    case v1::FIGURE_KIND_SPENT_PER_BUYER:
      return quotient(tally.paid_fen, buyers);
    case v1::FIGURE_KIND_PRICE_PER_PIECE:
      return quotient(tally.paid_fen, tally.pieces);
    case v1::FIGURE_KIND_VISITOR_VALUE:
      return quotient(tally.paid_fen, visitors);
    case v1::FIGURE_KIND_GPM:
      return quotient(tally.gmv_fen * mille, visitors);
    case v1::FIGURE_KIND_QUESTIONS:
      return tally.questions;
    case v1::FIGURE_KIND_ANSWERED:
      return tally.answered;
    case v1::FIGURE_KIND_ANSWER_RATE:
      return quotient(tally.answered * ten_thousandths, tally.questions);
    case v1::FIGURE_KIND_COUPONS_CLAIMED:
      return tally.coupons_claimed;
    case v1::FIGURE_KIND_BAGS:
      return tally.bags;
    case v1::FIGURE_KIND_BAG_ENTRIES:
      return tally.bag_entries;
    default:
      return 0;
  }
}

const std::set<Event::BodyCase>& counted_from(v1::FigureKind kind) {
  using Kinds = std::set<Event::BodyCase>;
  static const Kinds air = {Event::kRoomStarted, Event::kRoomEnded};
  static const Kinds entries = {Event::kViewerEntered, Event::kAudienceMoved};
  static const Kinds visits = {Event::kViewerEntered, Event::kViewerLeft, Event::kAudienceMoved,
                               Event::kRoomStarted, Event::kRoomEnded};
  static const Kinds comments = {Event::kCommentPosted};
  static const Kinds sales = {Event::kRoomSale};
  static const Kinds sales_of_visitors = {Event::kRoomSale, Event::kViewerEntered,
                                          Event::kAudienceMoved};
  static const Kinds answers = {Event::kCommentPosted, Event::kQuestionAnswered,
                                Event::kAudienceQuestion, Event::kAudienceQuestionClosed};
  static const std::map<v1::FigureKind, Kinds> others = {
      {v1::FIGURE_KIND_DURATION, air},
      {v1::FIGURE_KIND_VISITS, entries},
      {v1::FIGURE_KIND_VISITORS, entries},
      {v1::FIGURE_KIND_LEAVES, {Event::kViewerLeft, Event::kAudienceMoved}},
      {v1::FIGURE_KIND_PEAK_ONLINE, visits},
      {v1::FIGURE_KIND_AVERAGE_ONLINE, visits},
      {v1::FIGURE_KIND_AVERAGE_STAY, visits},
      {v1::FIGURE_KIND_COMMENTS, comments},
      {v1::FIGURE_KIND_COMMENTERS, comments},
      {v1::FIGURE_KIND_LIKES, {Event::kLikesAdded}},
      {v1::FIGURE_KIND_NEW_FOLLOWERS, {Event::kFollowed}},
      {v1::FIGURE_KIND_INTERACTION_RATE,
       {Event::kCommentPosted, Event::kLikesAdded, Event::kFollowed, Event::kViewerEntered,
        Event::kAudienceMoved}},
      {v1::FIGURE_KIND_PRODUCT_VISITORS, {Event::kProductsOpened}},
      {v1::FIGURE_KIND_CLICK_RATE,
       {Event::kProductsOpened, Event::kViewerEntered, Event::kAudienceMoved}},
      {v1::FIGURE_KIND_CLICK_TO_SALE, {Event::kProductsOpened, Event::kRoomSale}},
      {v1::FIGURE_KIND_REFUNDED, {Event::kRoomRefund}},
      {v1::FIGURE_KIND_NET_SALES, {Event::kRoomSale, Event::kRoomRefund}},
      {v1::FIGURE_KIND_REFUND_RATE, {Event::kRoomSale, Event::kRoomRefund}},
      {v1::FIGURE_KIND_CONVERSION, sales_of_visitors},
      {v1::FIGURE_KIND_VISITOR_VALUE, sales_of_visitors},
      {v1::FIGURE_KIND_GPM, sales_of_visitors},
      {v1::FIGURE_KIND_QUESTIONS, answers},
      {v1::FIGURE_KIND_ANSWERED, answers},
      {v1::FIGURE_KIND_ANSWER_RATE, answers},
      {v1::FIGURE_KIND_COUPONS_CLAIMED, {Event::kCouponClaimed}},
      {v1::FIGURE_KIND_BAGS, {Event::kBagIssued}},
      {v1::FIGURE_KIND_BAG_ENTRIES, {Event::kBagJoined}},
  };
  const auto found = others.find(kind);
  return found == others.end() ? sales : found->second;
}

bool is_marker(const Event& event) {
  switch (event.body_case()) {
    case Event::kProductExplained:
      return event.product_explained().product_id() != 0;
    case Event::kShelfPut:
    case Event::kShelfTaken:
    case Event::kPresenterChanged:
    case Event::kRoomPaused:
    case Event::kAudienceIncident:
    case Event::kCouponIssued:
    case Event::kFlashStarted:
    case Event::kFlashEnded:
    case Event::kBagIssued:
    case Event::kBagDrawn:
      return true;
    default:
      return false;
  }
}

}  // namespace kaibo::live
