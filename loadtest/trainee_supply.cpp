#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

constexpr int goods_on_a_page = 24;
constexpr int own_cap = 50;
constexpr int mark_up_percent = 40;

}  // namespace

/// One click (一键上架): found, priced by a rule, listed.
Task<void> Trainee::copy_good() {
  supply::v1::SaveSettingsRequest settings;
  settings.mutable_settings()->set_capture(happens(0.5) ? supply::v1::CAPTURE_AUTOMATIC
                                                        : supply::v1::CAPTURE_BY_HAND);
  co_await call(rpcs::save_supply_settings, std::move(settings));
  supply::v1::SearchGoodsRequest search;
  search.set_in_stock(true);
  search.set_limit(goods_on_a_page);
  search.set_sort(supply::v1::GOOD_SORT_MARGIN);
  const auto found = co_await call(rpcs::search_goods, std::move(search));
  if (!found || found->goods().empty()) co_return;
  const supply::v1::Good& good = any_of(found->goods());

  supply::v1::CopyGoodRequest request;
  request.set_good_id(good.good_id());
  request.set_supply_price_fen(good.supply_price_fen());
  request.set_own_cap(own_cap);
  request.set_listed(true);
  request.mutable_mark_up()->set_kind(supply::v1::MARK_UP_KIND_PERCENT);
  request.mutable_mark_up()->set_percent(mark_up_percent);
  request.mutable_mark_up()->set_rounding(supply::v1::ROUNDING_NINE);
  supply::v1::QuotePricesRequest quote;
  quote.add_good_ids(good.good_id());
  *quote.mutable_mark_up() = request.mark_up();
  const auto quoted = co_await call(rpcs::quote_prices, std::move(quote));
  if (!quoted || quoted->quotes().empty()) co_return;
  expect(quoted->quotes(0).margin_fen() > 0, rpcs::quote_prices.name, "nothing is earned");
  request.set_price_fen(quoted->quotes(0).price_fen());
  // One specification makes a product that can be bought without choosing.
  if (!good.skus().empty()) {
    const supply::v1::SkuQuote& of_sku = any_of(quoted->quotes(0).skus());
    supply::v1::CopySku& chosen = *request.add_skus();
    chosen.set_sku_id(of_sku.sku_id());
    chosen.set_price_fen(of_sku.price_fen());
    chosen.set_own_cap(own_cap);
    chosen.set_supply_price_fen(of_sku.price_fen() - of_sku.margin_fen());
    request.set_price_fen(of_sku.price_fen());
  }
  const std::int64_t price_fen = request.price_fen();
  const auto answer = co_await call(rpcs::copy_good, std::move(request), too_late);
  if (!answer) co_return;
  const supply::v1::Link& link = answer->link();
  expect(link.seller_id() == me() && link.price_fen() == price_fen && link.listed() &&
             link.stock() <= own_cap,
         rpcs::copy_good.name, "another product");
  world().product_copied(link);
}

Task<void> Trainee::capture() {
  supply::v1::GetSupplyOrderRequest look;
  look.set_supply_order_id(to_capture_.front());
  to_capture_.pop_front();
  const auto found = co_await call(rpcs::get_supply_order, std::move(look));
  if (!found || found->order().state() != supply::v1::SUPPLY_ORDER_STATE_WAITING) co_return;
  const supply::v1::SupplyOrder& order = found->order();
  supply::v1::CaptureOrderRequest request;
  request.set_supply_order_id(order.supply_order_id());
  request.set_expected_fen(order.goods_fen() + order.freight_fen());
  // Short of money, or too few pieces for the supplier.
  const auto answer = co_await call(rpcs::capture_order, std::move(request), too_late);
  if (!answer) co_return;
  expect(answer->order().state() == supply::v1::SUPPLY_ORDER_STATE_CAPTURED,
         rpcs::capture_order.name, "not captured");
  world().supply_order_captured(order.supply_order_id());
}

}  // namespace kaibo::load
