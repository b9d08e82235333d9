#include "services/mall/dashboard/tally.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/identity/simulated.h"

namespace kaibo::mall {

namespace {

/// Days are those of the class: UTC+8 all the year round.
constexpr base::Millis class_zone = 8 * base::hour;

base::Millis start_of(base::Millis at, base::Millis length) {
  return (at + class_zone) / length * length - class_zone;
}

}  // namespace

std::int64_t rate_of(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : part * 10'000 / whole;
}

void ShopTally::apply(const event::v1::Event& event) {
  const base::Millis at = event.class_at();
  switch (event.body_case()) {
    case event::v1::Event::kProductViewed:
      view(event.product_viewed(), at);
      break;
    case event::v1::Event::kOrderPlaced:
      if (const auto& placed = event.order_placed(); placed.seller_id() == seller_id_) {
        sales_[placed.order_id()] = {.buyer_id = placed.buyer_id(),
                                     .room_id = placed.room_id(),
                                     .fen = placed.amount_fen(),
                                     .placed_at = at,
                                     .paid_at = 0};
      }
      break;
    case event::v1::Event::kOrderPriceChanged:
      if (const auto& changed = event.order_price_changed(); changed.seller_id() == seller_id_) {
        sales_[changed.order_id()].fen = changed.amount_fen();
      }
      break;
    case event::v1::Event::kOrderPaid:
      if (const auto& paid = event.order_paid(); paid.seller_id() == seller_id_) {
        sales_[paid.order_id()].paid_at = at;
      }
      break;
    case event::v1::Event::kOrderRefunded:
      refund(event.order_refunded(), at);
      break;
    default:
      break;
  }
}

void ShopTally::view(const event::v1::ProductViewed& viewed, base::Millis at) {
  if (viewed.seller_id() != seller_id_) return;
  ProductTally& product = products_[viewed.product_id()];
  ++product.views;
  product.visitors.insert(viewed.visitor_id());
  looks_.push_back({.visitor_id = viewed.visitor_id(), .at = at});
}

void ShopTally::refund(const event::v1::OrderRefunded& refunded, base::Millis at) {
  if (refunded.seller_id() != seller_id_) return;
  products_[refunded.product_id()].refunded_fen += refunded.refund_fen();
  refunds_.push_back({.fen = refunded.refund_fen(), .at = at});
}

void ShopTally::add_lines(const v1::Order& order) {
  const auto sale = sales_.find(order.order_id());
  if (sale == sales_.end() || sale->second.paid_at == 0) return;
  for (const v1::OrderLine& line : order.lines()) {
    ProductTally& product = products_[line.product_id()];
    product.title = line.title();
    product.picture = line.picture();
    product.buyers.insert(sale->second.buyer_id);
    if (sale->second.room_id == 0) product.mall_buyers.insert(sale->second.buyer_id);
    product.pieces += line.quantity();
    product.paid_fen += line.paid_fen();
  }
}

v1::ShopFigures ShopTally::figures() const {
  v1::ShopFigures figures;
  std::set<std::int64_t> visitors;
  for (const Look& look : looks_) visitors.insert(look.visitor_id);
  std::set<std::int64_t> buyers;
  std::set<std::int64_t> mall_buyers;
  std::int64_t paid_orders = 0;
  std::int64_t gmv = 0;
  std::int64_t paid = 0;
  for (const auto& [id, sale] : sales_) {
    gmv += sale.fen;
    if (sale.paid_at == 0) continue;
    ++paid_orders;
    paid += sale.fen;
    buyers.insert(sale.buyer_id);
    if (sale.room_id == 0) mall_buyers.insert(sale.buyer_id);
  }
  std::int64_t refunded = 0;
  for (const GivenBack& one : refunds_) refunded += one.fen;
  std::int64_t pieces = 0;
  for (const auto& [id, product] : products_) pieces += product.pieces;
  const auto people = static_cast<std::int64_t>(buyers.size());
  figures.set_views(static_cast<std::int64_t>(looks_.size()));
  figures.set_visitors(static_cast<std::int64_t>(visitors.size()));
  figures.set_orders(static_cast<std::int64_t>(sales_.size()));
  figures.set_paid_orders(paid_orders);
  figures.set_buyers(people);
  figures.set_mall_buyers(static_cast<std::int64_t>(mall_buyers.size()));
  figures.set_simulated_buyers(std::ranges::count_if(buyers, identity::is_simulated));
  figures.set_conversion(rate_of(figures.mall_buyers(), figures.visitors()));
  figures.set_gmv_fen(gmv);
  figures.set_paid_fen(paid);
  figures.set_refunded_fen(refunded);
  figures.set_net_fen(paid - refunded);
  figures.set_per_customer_fen(people == 0 ? 0 : paid / people);
  figures.set_refund_rate(rate_of(refunded, paid));
  figures.set_pieces(pieces);
  return figures;
}

void ShopTally::add_products(v1::GetDashboardResponse& report) const {
  for (const auto& [id, tally] : products_) {
    v1::ProductFigures& product = *report.add_products();
    product.set_product_id(id);
    product.set_title(tally.title);
    product.set_picture(tally.picture);
    product.set_views(tally.views);
    product.set_visitors(static_cast<std::int64_t>(tally.visitors.size()));
    product.set_buyers(static_cast<std::int64_t>(tally.buyers.size()));
    product.set_conversion(
        rate_of(static_cast<std::int64_t>(tally.mall_buyers.size()), product.visitors()));
    product.set_pieces(tally.pieces);
    product.set_paid_fen(tally.paid_fen);
    product.set_refunded_fen(tally.refunded_fen);
  }
  std::ranges::sort(*report.mutable_products(), std::ranges::greater(), [](const auto& one) {
    return std::tuple(one.paid_fen(), one.views(), -one.product_id());
  });
}

google::protobuf::RepeatedPtrField<v1::SpanFigures> ShopTally::spans(base::Millis length) const {
  std::map<base::Millis, v1::SpanFigures> by_start;
  std::map<base::Millis, std::set<std::int64_t>> visitors;
  const auto at = [&](base::Millis moment) -> v1::SpanFigures& {
    return by_start[start_of(moment, length)];
  };
  for (const Look& look : looks_) {
    v1::SpanFigures& span = at(look.at);
    span.set_views(span.views() + 1);
    visitors[start_of(look.at, length)].insert(look.visitor_id);
  }
  for (const auto& [id, sale] : sales_) {
    v1::SpanFigures& placed = at(sale.placed_at);
    placed.set_orders(placed.orders() + 1);
    if (sale.paid_at == 0) continue;
    v1::SpanFigures& paid = at(sale.paid_at);
    paid.set_paid_orders(paid.paid_orders() + 1);
    paid.set_paid_fen(paid.paid_fen() + sale.fen);
  }
  for (const GivenBack& one : refunds_) {
    v1::SpanFigures& span = at(one.at);
    span.set_refunded_fen(span.refunded_fen() + one.fen);
  }
  google::protobuf::RepeatedPtrField<v1::SpanFigures> all;
  for (auto& [start, span] : by_start) {
    span.set_class_at(start);
    span.set_visitors(static_cast<std::int64_t>(visitors[start].size()));
    *all.Add() = std::move(span);
  }
  return all;
}

v1::GetDashboardResponse ShopTally::report() const {
  v1::GetDashboardResponse report;
  *report.mutable_figures() = figures();
  add_products(report);
  *report.mutable_hours() = spans(base::hour);
  *report.mutable_days() = spans(base::day);
  return report;
}

}  // namespace kaibo::mall
