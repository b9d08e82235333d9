#include "services/live/figures.h"

#include <algorithm>
#include <iterator>

#include "services/classroom/happened.h"

namespace kaibo::live {

namespace {

using event::v1::Event;

std::int32_t size(const std::set<std::int64_t>& people) {
  return static_cast<std::int32_t>(people.size());
}

}  // namespace

void RoomTally::apply(const db::Entry& entry) {
  const Event event = classroom::event_of(entry);
  last_at_ = event.at();
  if (minute(event.at()) != nullptr && is_marker(event)) markers_.push_back(event.seq());
  if (!apply_host(event) && !apply_presence(event) && !apply_talk(event)) apply_sale(event);
}

bool RoomTally::apply_host(const Event& event) {
  const base::Millis at = event.at();
  switch (event.body_case()) {
    case Event::kRoomSaved:
      if (host_id_ == 0) host_id_ = event.actor();
      return true;
    case Event::kCrewSaved:
      crew_.clear();
      for (const event::v1::CrewPerson& one : event.crew_saved().crew())
        crew_.insert(one.user_id());
      return true;
    case Event::kRoomStarted:
      started_at_ = at;
      begin_turn(event.actor() != 0 ? event.actor() : host_id_, at);
      return true;
    case Event::kPresenterChanged:
      end_turn(at);
      begin_turn(event.presenter_changed().to_id(), at);
      return true;
    case Event::kRoomPaused:
      pause(event.room_paused().paused(), at);
      return true;
    case Event::kRoomEnded:
      end(at);
      return true;
    case Event::kShelfPut:
      products_[event.shelf_put().product_id()].title = event.shelf_put().title();
      return true;
    case Event::kProductExplained:
      explain(event.product_explained().product_id(), at);
      return true;
    default:
      return false;
  }
}

bool RoomTally::apply_presence(const Event& event) {
  const base::Millis at = event.at();
  switch (event.body_case()) {
    case Event::kViewerEntered:
      enter(event.viewer_entered().user_id(), event.viewer_entered().node(), at);
      return true;
    case Event::kViewerLeft:
      leave(event.viewer_left().user_id(), event.viewer_left().node(),
            event.viewer_left().left_at(), at);
      return true;
    case Event::kAudienceMoved:
      for (const auto& one : event.audience_moved().entered()) enter(one.user_id(), 0, at);
      for (const std::int64_t user_id : event.audience_moved().left()) leave(user_id, 0, 0, at);
      return true;
    default:
      return false;
  }
}

bool RoomTally::apply_talk(const Event& event) {
  switch (event.body_case()) {
    case Event::kCommentPosted:
      comment(event);
      return true;
    case Event::kCommentDeleted:
      questions_.erase(event.comment_deleted().comment_seq());
      return true;
    case Event::kQuestionAnswered:
      answer(event.question_answered().comment_seq(), event.at());
      return true;
    case Event::kAudienceQuestion:
      questions_.emplace(last_comment_.seq(), last_comment_);
      return true;
    case Event::kAudienceQuestionClosed:
      if (event.audience_question_closed().answered()) {
        answer(event.audience_question_closed().comment_seq(), event.at());
      }
      return true;
    case Event::kLikesAdded:
      like(event.likes_added(), event.at());
      return true;
    case Event::kFollowed:
      follow(event.followed(), event.at());
      return true;
    default:
      return false;
  }
}

bool RoomTally::apply_sale(const Event& event) {
  switch (event.body_case()) {
    case Event::kProductsOpened:
      open(event.products_opened(), event.at());
      return true;
    case Event::kRoomSale:
      sell(event.room_sale(), event.at());
      return true;
    case Event::kRoomRefund:
      each_audience(event.room_refund().buyer_id(), [&](AudienceTally& tally) {
        tally.refunded_fen += event.room_refund().amount_fen();
      });
      return true;
    case Event::kCouponClaimed:
      each_audience(event.coupon_claimed().user_id(),
                    [](AudienceTally& tally) { ++tally.coupons_claimed; });
      return true;
    case Event::kBagIssued:
      for (AudienceTally& tally : audiences_) ++tally.bags;
      return true;
    case Event::kBagJoined:
      each_audience(event.bag_joined().user_id(),
                    [](AudienceTally& tally) { ++tally.bag_entries; });
      return true;
    default:
      return false;
  }
}

void RoomTally::begin_turn(std::int64_t host_id, base::Millis at) {
  v1::Segment& turn = segments_.emplace_back();
  turn.set_host_id(host_id);
  turn.set_from(at);
  turn.set_peak_online(static_cast<std::int32_t>(visits_.size()));
}

void RoomTally::end_turn(base::Millis at) {
  v1::Segment* turn = segment();
  if (turn == nullptr) return;
  pause(false, at);
  turn->set_to(at);
  turn->set_paused_seconds(paused_ms_ / 1000);
  paused_ms_ = 0;
}

void RoomTally::pause(bool paused, base::Millis at) {
  if (paused_since_ != 0) paused_ms_ += at - paused_since_;
  paused_since_ = paused ? at : 0;
}

void RoomTally::end(base::Millis at) {
  end_turn(at);
  minute(at);
  ended_at_ = at;
  explain(0, at);
  while (!visits_.empty()) end_visit(visits_.begin()->first, at);
}

void RoomTally::enter(std::int64_t user_id, std::int32_t node, base::Millis at) {
  const auto [visit, is_new] = visits_.try_emplace(user_id, Visit{at, {}});
  visit->second.nodes.insert(node);
  if (!is_new) return;
  each_audience(user_id, [&](AudienceTally& tally) { tally.enter(user_id, at); });
  if (explaining_ != 0) products_[explaining_].shown.insert(user_id);
  const auto online = static_cast<std::int32_t>(visits_.size());
  if (auto* now = minute(at)) {
    now->set_entered(now->entered() + 1);
    now->set_online(online);
  }
  if (auto* turn = segment()) {
    turn->set_entered(turn->entered() + 1);
    turn->set_peak_online(std::max(turn->peak_online(), online));
  }
}

void RoomTally::leave(std::int64_t user_id, std::int32_t node, base::Millis left_at,
                      base::Millis at) {
  const auto visit = visits_.find(user_id);
  if (visit == visits_.end() || visit->second.nodes.erase(node) == 0) return;
  if (!visit->second.nodes.empty()) return;
  each_audience(user_id, [](AudienceTally& tally) { ++tally.leaves; });
  if (auto* now = minute(at)) now->set_left(now->left() + 1);
  end_visit(user_id, left_at != 0 ? left_at : at);
}

void RoomTally::end_visit(std::int64_t user_id, base::Millis at) {
  const auto visit = visits_.find(user_id);
  const base::Millis since = visit->second.since;
  each_audience(user_id, [&](AudienceTally& tally) { tally.leave(since, at); });
  visits_.erase(visit);
  if (auto* now = minute(at)) now->set_online(static_cast<std::int32_t>(visits_.size()));
}

std::vector<std::int64_t> RoomTally::viewers_at(std::int32_t node) const {
  std::vector<std::int64_t> viewers;
  for (const auto& [user_id, visit] : visits_) {
    if (visit.nodes.contains(node)) viewers.push_back(user_id);
  }
  return viewers;
}

void RoomTally::explain(std::int64_t product_id, base::Millis at) {
  if (explaining_ != 0) products_[explaining_].explained_ms += at - explaining_since_;
  explaining_ = product_id;
  explaining_since_ = at;
  if (product_id == 0) return;
  for (const auto& [user_id, visit] : visits_) products_[product_id].shown.insert(user_id);
}

void RoomTally::comment(const Event& event) {
  const event::v1::CommentPosted& comment = event.comment_posted();
  const std::int64_t user_id = comment.user_id();
  each_audience(user_id, [&](AudienceTally& tally) {
    ++tally.comments;
    if (is_crew(user_id)) return;
    tally.commenters.insert(user_id);
    tally.engaged.insert(user_id);
  });
  if (auto* now = minute(event.at())) now->set_comments(now->comments() + 1);
  if (auto* turn = segment()) turn->set_comments(turn->comments() + 1);
  last_comment_.set_seq(event.seq());
  last_comment_.set_at(event.at());
  last_comment_.set_user_id(user_id);
  last_comment_.set_name(comment.name());
  last_comment_.set_text(comment.text());
  if (comment.question()) questions_.emplace(event.seq(), last_comment_);
}

void RoomTally::answer(std::int64_t comment_seq, base::Millis at) {
  const auto asked = questions_.find(comment_seq);
  if (asked != questions_.end() && asked->second.answered_at() == 0) {
    asked->second.set_answered_at(at);
  }
}

void RoomTally::follow(const event::v1::Followed& followed, base::Millis at) {
  const std::int64_t user_id = followed.user_id();
  each_audience(user_id, [&](AudienceTally& tally) {
    if (followed.following()) {
      tally.engaged.insert(user_id);
      tally.new_followers.insert(user_id);
    } else {
      tally.new_followers.erase(user_id);
    }
  });
  auto* now = minute(at);
  if (now != nullptr && followed.following()) now->set_followers(now->followers() + 1);
}

void RoomTally::like(const event::v1::LikesAdded& likes, base::Millis at) {
  for (const event::v1::PersonLikes& person : likes.people()) {
    each_audience(person.user_id(), [&](AudienceTally& tally) {
      tally.likes += person.count();
      if (!is_crew(person.user_id())) tally.engaged.insert(person.user_id());
    });
  }
  if (auto* now = minute(at)) now->set_likes(now->likes() + likes.count());
  if (auto* turn = segment()) turn->set_likes(turn->likes() + likes.count());
}

void RoomTally::open(const event::v1::ProductsOpened& opened, base::Millis at) {
  for (const event::v1::ProductOpened& one : opened.people()) {
    if (is_crew(one.user_id())) continue;
    each_audience(one.user_id(),
                  [&](AudienceTally& tally) { tally.product_visitors.insert(one.user_id()); });
    products_[one.product_id()].opened.insert(one.user_id());
    if (auto* now = minute(at)) now->set_opened(now->opened() + 1);
  }
}

void RoomTally::sell(const event::v1::RoomSale& sale, base::Millis at) {
  each_audience(sale.buyer_id(), [&](AudienceTally& tally) {
    ++tally.orders;
    tally.buyers.insert(sale.buyer_id());
    tally.pieces += sale.quantity();
    tally.gmv_fen += sale.amount_fen();
    tally.paid_fen += sale.amount_fen();
  });
  ProductTally& product = products_[sale.product_id()];
  product.buyers.insert(sale.buyer_id());
  product.pieces += sale.quantity();
  product.sales_fen += sale.amount_fen();
  if (auto* now = minute(at)) {
    now->set_orders(now->orders() + 1);
    now->set_pieces(now->pieces() + sale.quantity());
    now->set_sales_fen(now->sales_fen() + sale.amount_fen());
  }
  if (auto* turn = segment()) {
    turn->set_orders(turn->orders() + 1);
    turn->set_sales_fen(turn->sales_fen() + sale.amount_fen());
  }
}

v1::MinuteFigures* RoomTally::minute(base::Millis at) {
  if (started_at_ == 0 || at < started_at_ || ended_at_ != 0) return nullptr;
  const auto index = static_cast<std::size_t>((at - started_at_) / base::minute);
  while (minutes_.size() <= index) {
    v1::MinuteFigures next;
    next.set_minute(static_cast<std::int32_t>(minutes_.size()));
    next.set_online(static_cast<std::int32_t>(visits_.size()));
    minutes_.push_back(next);
  }
  return &minutes_[index];
}

v1::Segment* RoomTally::segment() {
  return segments_.empty() || ended_at_ != 0 ? nullptr : &segments_.back();
}

Airtime RoomTally::airtime(base::Millis now) const {
  return {.from = started_at_, .until = ended_at_ != 0 ? ended_at_ : now};
}

void RoomTally::add_products(
    base::Millis until, google::protobuf::RepeatedPtrField<v1::ProductFigures>& products) const {
  for (const auto& [product_id, tally] : products_) {
    v1::ProductFigures& product = *products.Add();
    product.set_product_id(product_id);
    product.set_title(tally.title);
    const base::Millis open = product_id == explaining_ ? until - explaining_since_ : 0;
    product.set_explained_seconds((tally.explained_ms + open) / 1000);
    product.set_shown(size(tally.shown));
    product.set_opened(size(tally.opened));
    product.set_buyers(size(tally.buyers));
    product.set_pieces(tally.pieces);
    product.set_sales_fen(tally.sales_fen);
  }
}

v1::Figures RoomTally::figures(base::Millis now) const {
  const Airtime time = airtime(now);
  const auto value = [&](v1::FigureKind kind) {
    return value_of(kind, audiences_[everyone], time);
  };
  const auto small = [&](v1::FigureKind kind) { return static_cast<std::int32_t>(value(kind)); };
  v1::Figures figures;
  figures.set_visits(small(v1::FIGURE_KIND_VISITS));
  figures.set_visitors(small(v1::FIGURE_KIND_VISITORS));
  figures.set_peak_online(small(v1::FIGURE_KIND_PEAK_ONLINE));
  figures.set_online(static_cast<std::int32_t>(visits_.size()));
  figures.set_comments(small(v1::FIGURE_KIND_COMMENTS));
  figures.set_likes(value(v1::FIGURE_KIND_LIKES));
  figures.set_orders(small(v1::FIGURE_KIND_ORDERS));
  figures.set_buyers(small(v1::FIGURE_KIND_BUYERS));
  figures.set_pieces(small(v1::FIGURE_KIND_PIECES));
  figures.set_sales_fen(value(v1::FIGURE_KIND_PAID));
  figures.set_live_seconds(value(v1::FIGURE_KIND_DURATION));
  figures.set_average_stay_seconds(value(v1::FIGURE_KIND_AVERAGE_STAY));
  figures.set_conversion_bp(small(v1::FIGURE_KIND_CONVERSION));
  add_products(time.until, *figures.mutable_products());
  for (const v1::MinuteFigures& minute : minutes_) *figures.add_minutes() = minute;
  return figures;
}

std::array<AudienceTally, 3> RoomTally::with_questions() const {
  std::array<AudienceTally, 3> audiences = audiences_;
  for (const auto& [seq, question] : questions_) {
    for (const Audience audience :
         {everyone, identity::is_simulated(question.user_id()) ? simulated : people}) {
      ++audiences[audience].questions;
      if (question.answered_at() != 0) ++audiences[audience].answered;
    }
  }
  return audiences;
}

v1::Report RoomTally::report(base::Millis now) const {
  const Airtime time = airtime(now);
  const std::array<AudienceTally, 3> audiences = with_questions();
  v1::Report report;
  for (const v1::FigureKind kind : figure_kinds()) {
    v1::Figure& figure = *report.add_figures();
    figure.set_kind(kind);
    figure.set_unit(unit_of(kind));
    figure.set_value(value_of(kind, audiences[everyone], time));
    figure.set_people(value_of(kind, audiences[people], time));
    figure.set_simulated(value_of(kind, audiences[simulated], time));
  }
  add_products(time.until, *report.mutable_products());
  for (const v1::MinuteFigures& minute : minutes_) *report.add_minutes() = minute;
  for (const v1::Segment& segment : segments_) {
    v1::Segment& turn = *report.add_segments();
    turn = segment;
    if (turn.to() == 0) turn.set_to(time.until);
  }
  for (const auto& [seq, question] : questions_) *report.add_questions() = question;
  return report;
}

}  // namespace kaibo::live
