#include <algorithm>
#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

using mall::v1::AfterSaleStep;

AfterSaleStep sellers_step(int state) {
  switch (state) {
    case mall::v1::AFTER_SALE_STATE_WAIT_SELLER:
      return mall::v1::AFTER_SALE_STEP_AGREE;
    case mall::v1::AFTER_SALE_STATE_WAIT_RECEIPT:
      return mall::v1::AFTER_SALE_STEP_RECEIVE;
    case mall::v1::AFTER_SALE_STATE_WAIT_RESEND:
      return mall::v1::AFTER_SALE_STEP_RESEND;
    default:
      return mall::v1::AFTER_SALE_STEP_UNSPECIFIED;
  }
}

AfterSaleStep buyers_step(int state) {
  switch (state) {
    case mall::v1::AFTER_SALE_STATE_WAIT_RETURN:
      return mall::v1::AFTER_SALE_STEP_SEND_BACK;
    case mall::v1::AFTER_SALE_STATE_WAIT_BUYER:
      return mall::v1::AFTER_SALE_STEP_CONFIRM;
    case mall::v1::AFTER_SALE_STATE_REFUSED:
      return mall::v1::AFTER_SALE_STEP_WITHDRAW;
    default:
      return mall::v1::AFTER_SALE_STEP_UNSPECIFIED;
  }
}

}  // namespace

Task<void> Trainee::ask_after_sale() {
  const mall::v1::Order order = std::move(bought_.front());
  bought_.pop_front();
  mall::v1::GetAfterSaleChoicesRequest look;
  look.set_order_id(order.order_id());
  const auto offered = co_await call(rpcs::after_sale_choices, std::move(look));
  if (!offered || offered->choices().empty()) co_return;
  const mall::v1::AfterSaleChoice& choice = any_of(offered->choices());
  // Goods of a supplier go back a longer way.
  const auto product = world().products().find(order.lines(0).product_id());
  const bool supplied = product != world().products().end() && product->second.linked;
  if (supplied && choice.kind() != mall::v1::AFTER_SALE_KIND_REFUND) co_return;
  mall::v1::AskAfterSaleRequest request;
  request.set_order_id(order.order_id());
  request.set_kind(choice.kind());
  request.set_quantity(static_cast<std::int32_t>(between(1, choice.refund_fen_size())));
  request.set_reason(any_of(offered->reasons()));
  request.set_text("收到的和想的不一样");
  const std::int64_t refund_fen = choice.refund_fen(request.quantity() - 1);
  const std::int32_t pieces = request.quantity();
  const auto answer = co_await call(rpcs::ask_after_sale, std::move(request), too_late_or_fewer);
  if (!answer) co_return;
  const mall::v1::AfterSale& asked = answer->after_sale();
  expect(asked.state() == mall::v1::AFTER_SALE_STATE_WAIT_SELLER && asked.quantity() == pieces &&
             asked.refund_fen() == refund_fen,
         rpcs::ask_after_sale.name, "another after-sale");
}

void Trainee::note_after_sale(std::int64_t after_sale_id, int state, bool as_seller) {
  AfterSaleStep step = as_seller ? sellers_step(state) : buyers_step(state);
  if (step == mall::v1::AFTER_SALE_STEP_UNSPECIFIED) return;
  if (step == mall::v1::AFTER_SALE_STEP_AGREE && happens(0.2)) {
    step = mall::v1::AFTER_SALE_STEP_REFUSE;
  }
  to_settle_.push_back({.after_sale_id = after_sale_id, .step = step});
}

Task<void> Trainee::settle_after_sale() {
  const Unsettled next = to_settle_.front();
  to_settle_.pop_front();
  mall::v1::StepAfterSaleRequest request;
  request.set_after_sale_id(next.after_sale_id);
  request.set_step(next.step);
  request.set_text("按约定处理");
  request.set_courier("中国邮政");
  request.set_waybill(new_waybill());
  const auto answer = co_await call(rpcs::step_after_sale, std::move(request), too_late);
  if (!answer) co_return;
  const mall::v1::AfterSale& now = answer->after_sale();
  expect(std::ranges::any_of(now.entries(),
                             [&](const auto& entry) { return entry.step() == next.step; }),
         rpcs::step_after_sale.name, "the step is not written down");
  if (now.state() == mall::v1::AFTER_SALE_STATE_REFUNDED) world().refunded(now);
}

}  // namespace kaibo::load
