#include <fmt/format.h>

#include <utility>
#include <vector>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

// The rush, in shares of its length.
constexpr double arrival = 0.05;
constexpr double shop_opens = 0.08;
constexpr double sale_begins = 0.25;

}  // namespace

Task<void> Trainee::rush() {
  co_await until(arrival * chance());
  co_await sign_in();
  co_await until(shop_opens);
  if (number_ == 0) {
    co_await offer_flash();
    co_return;
  }
  co_await until(sale_begins);
  if (!world().flash()) co_return;
  std::vector<Task<void>> clicking;
  for (int i = 0; i < stage().rush->clicks; ++i) clicking.push_back(click_until_over());
  co_await together(std::move(clicking));
}

Task<void> Trainee::offer_flash() {
  co_await open_shop();
  mall::v1::SaveProductRequest request;
  request.add_pictures(co_await upload(product_width));
  request.set_title("秒杀 安化黑茶 产地直发 一人一抢");
  request.set_price_fen(1);
  request.set_stock(stage().rush->stock);
  request.set_listed(true);
  const auto answer = co_await call(rpcs::save_product, std::move(request));
  if (!answer) co_return;
  world().product_saved(answer->product(), stage().rush->stock);
  world().set_flash(answer->product());
}

/// Buys as fast as the answers come, as long as there is something left.
Task<void> Trainee::click_until_over() {
  const Time end = stage().start + stage().span;
  while (Clock::now() < end && !stage().server_gone) {
    mall::v1::PlaceOrderRequest request;
    mall::v1::NewOrderLine& line = *request.add_lines();
    line.set_product_id(world().flash()->product_id());
    line.set_quantity(1);
    *request.mutable_address() = address();
    request.set_pay_now(true);
    request.set_expected_amount_fen(world().flash()->price_fen());
    const auto answer = co_await call(rpcs::place_order_fast, std::move(request), too_late);
    if (!answer) co_return;
    expect(answer->order().state() == mall::v1::ORDER_STATE_PAID, rpcs::place_order.name,
           "not paid");
    world().order_placed(answer->order());
  }
}

}  // namespace kaibo::load
