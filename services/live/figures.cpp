#include "services/live/figures.h"

#include <algorithm>

#include "services/classroom/happened.h"
#include "services/identity/simulated.h"

namespace kaibo::live {

namespace {
constexpr base::Millis minute_ms = 60'000;
}  // namespace

void RoomTally::apply(const db::Entry& entry) {
  const event::v1::Event event = classroom::event_of(entry);
  const base::Millis at = event.at();
  last_at_ = at;
  switch (event.body_case()) {
    case event::v1::Event::kRoomStarted:
      started_at_ = at;
      break;
    case event::v1::Event::kRoomEnded:
      minute(at);
      ended_at_ = at;
      stop_explaining(at);
      while (!visits_.empty()) end_visit(visits_.begin()->first, at);
      break;
    case event::v1::Event::kViewerEntered:
      enter(event.viewer_entered(), at);
      break;
    case event::v1::Event::kViewerLeft:
      leave(event.viewer_left(), at);
      break;
    case event::v1::Event::kShelfPut:
      products_[event.shelf_put().product_id()].title = event.shelf_put().title();
      break;
    case event::v1::Event::kProductExplained:
      stop_explaining(at);
      explaining_ = event.product_explained().product_id();
      explaining_since_ = at;
      break;
    case event::v1::Event::kCommentPosted:
      counted_.set_comments(counted_.comments() + 1);
      if (auto* now = minute(at)) now->set_comments(now->comments() + 1);
      break;
    case event::v1::Event::kLikesAdded: {
      const std::int32_t likes = event.likes_added().count();
      counted_.set_likes(counted_.likes() + likes);
      if (auto* now = minute(at)) now->set_likes(now->likes() + likes);
      break;
    }
    case event::v1::Event::kRoomSale: {
      const event::v1::RoomSale& sale = event.room_sale();
      if (!identity::is_simulated(sale.buyer_id())) buyers_.insert(sale.buyer_id());
      counted_.set_orders(counted_.orders() + 1);
      counted_.set_pieces(counted_.pieces() + sale.quantity());
      counted_.set_sales_fen(counted_.sales_fen() + sale.amount_fen());
      ProductTally& product = products_[sale.product_id()];
      product.pieces += sale.quantity();
      product.sales_fen += sale.amount_fen();
      if (auto* now = minute(at)) {
        now->set_orders(now->orders() + 1);
        now->set_sales_fen(now->sales_fen() + sale.amount_fen());
      }
      break;
    }
    default:
      break;
  }
}

void RoomTally::enter(const event::v1::ViewerEntered& entered, base::Millis at) {
  const auto [visit, is_new] = visits_.try_emplace(entered.user_id(), Visit{at, {}});
  visit->second.nodes.insert(entered.node());
  if (!is_new) return;
  visitors_.insert(entered.user_id());
  counted_.set_visits(counted_.visits() + 1);
  const auto online = static_cast<std::int32_t>(visits_.size());
  counted_.set_peak_online(std::max(counted_.peak_online(), online));
  if (auto* now = minute(at)) now->set_online(online);
}

void RoomTally::leave(const event::v1::ViewerLeft& left, base::Millis at) {
  const auto visit = visits_.find(left.user_id());
  if (visit == visits_.end() || visit->second.nodes.erase(left.node()) == 0) return;
  if (visit->second.nodes.empty())
    end_visit(left.user_id(), left.left_at() != 0 ? left.left_at() : at);
}

void RoomTally::end_visit(std::int64_t user_id, base::Millis at) {
  const auto visit = visits_.find(user_id);
  stayed_ms_ += std::max<base::Millis>(at - visit->second.since, 0);
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

void RoomTally::stop_explaining(base::Millis at) {
  if (explaining_ != 0) products_[explaining_].explained_ms += at - explaining_since_;
  explaining_ = 0;
}

v1::MinuteFigures* RoomTally::minute(base::Millis at) {
  if (started_at_ == 0 || at < started_at_ || ended_at_ != 0) return nullptr;
  const auto index = static_cast<std::size_t>((at - started_at_) / minute_ms);
  while (minutes_.size() <= index) {
    v1::MinuteFigures next;
    next.set_minute(static_cast<std::int32_t>(minutes_.size()));
    next.set_online(static_cast<std::int32_t>(visits_.size()));
    minutes_.push_back(next);
  }
  return &minutes_[index];
}

v1::Figures RoomTally::figures(base::Millis now) const {
  v1::Figures figures = counted_;
  const base::Millis until = ended_at_ != 0 ? ended_at_ : now;
  figures.set_visitors(static_cast<std::int32_t>(visitors_.size()));
  figures.set_buyers(static_cast<std::int32_t>(buyers_.size()));
  figures.set_online(static_cast<std::int32_t>(visits_.size()));
  if (started_at_ != 0) figures.set_live_seconds((until - started_at_) / 1000);

  base::Millis stayed = stayed_ms_;
  for (const auto& [user_id, visit] : visits_) stayed += until - visit.since;
  if (!visitors_.empty()) {
    const auto visitors = static_cast<std::int64_t>(visitors_.size());
    figures.set_average_stay_seconds(stayed / 1000 / visitors);
    figures.set_conversion_bp(
        static_cast<std::int32_t>(static_cast<std::int64_t>(buyers_.size()) * 10'000 / visitors));
  }
  for (const auto& [product_id, tally] : products_) {
    v1::ProductFigures& product = *figures.add_products();
    product.set_product_id(product_id);
    product.set_title(tally.title);
    const base::Millis open = product_id == explaining_ ? until - explaining_since_ : 0;
    product.set_explained_seconds((tally.explained_ms + open) / 1000);
    product.set_pieces(tally.pieces);
    product.set_sales_fen(tally.sales_fen);
  }
  for (const v1::MinuteFigures& minute : minutes_) *figures.add_minutes() = minute;
  return figures;
}

}  // namespace kaibo::live
