#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

// The rush, in shares of its length.
constexpr double rush_arrival = 0.05;
constexpr double shop_opens = 0.08;
constexpr double sale_begins = 0.25;

}  // namespace

Task<void> Trainee::play(const Rush& rush) {
  co_await until(rush_arrival * chance());
  co_await open_pages();
  co_await until(shop_opens);
  if (number_ == 0) {
    co_await open_shop();
    co_await offer("秒杀 安化黑茶 产地直发 一人一抢", 1, rush.stock);
    if (!products_.empty()) world().set_flash(products_.front());
    co_return;
  }
  co_await until(sale_begins);
  if (!world().flash()) co_return;
  Crowd clicking(stage().io);
  for (int i = 0; i < rush.clicks; ++i) clicking.start(click_until_over());
  co_await clicking.over();
}

/// Buys as fast as the answers come, as long as there is something left.
Task<void> Trainee::click_until_over() {
  while (Clock::now() < stage().end() && !stage().server_gone) {
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
