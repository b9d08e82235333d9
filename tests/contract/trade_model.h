#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/mall.pb.h"

/// What must come of each step of an order and its after-sale, told without the program's own
/// rules.
namespace kaibo::mall::trade_model {

struct ModelLine {
  std::int64_t product_id = 0;
  std::int64_t cost = 0;
  int quantity = 0;
  int shipped = 0;
  /// Given back without having been sent, and after.
  int cancelled = 0;
  int refunded = 0;
  int asked = 0;
  std::int64_t after_sale = 0;

  int unsent() const { return quantity - shipped - cancelled; }
  int gone() const { return cancelled + refunded; }
  std::int64_t share(int pieces) const {
    return cost * (gone() + pieces) / quantity - cost * gone() / quantity;
  }
};

struct ModelAfterSale {
  std::int64_t id = 0;
  std::int64_t order = 0;
  int line = 0;
  int pieces = 0;
  v1::AfterSaleKind kind = v1::AFTER_SALE_KIND_UNSPECIFIED;
  v1::AfterSaleState state = v1::AFTER_SALE_STATE_WAIT_SELLER;
  bool unsent = false;
  bool sent_back = false;
  bool resent = false;
  base::Millis deadline = 0;
};

struct ModelOrder {
  std::int64_t id = 0;
  std::size_t buyer = 0;
  std::int64_t amount = 0;
  std::int64_t refunded = 0;
  bool paid = false;
  bool finished = false;
  bool closed = false;
  base::Millis pay_before = 0;
  base::Millis ask_before = 0;
  std::vector<ModelLine> lines;

  v1::OrderState state() const {
    if (closed) return v1::ORDER_STATE_CLOSED;
    if (!paid) return v1::ORDER_STATE_PENDING_PAY;
    if (finished) return v1::ORDER_STATE_FINISHED;
    const bool owed = std::ranges::any_of(lines, [](const auto& l) { return l.unsent() > 0; });
    const bool sent = std::ranges::any_of(lines, [](const auto& l) { return l.shipped > 0; });
    if (!owed) return v1::ORDER_STATE_SHIPPED;
    return sent ? v1::ORDER_STATE_PARTLY_SHIPPED : v1::ORDER_STATE_PAID;
  }
  bool in_after_sale() const {
    return std::ranges::any_of(lines, [](const auto& l) { return l.after_sale != 0; });
  }
};

/// The graph of after-sale, written down once more.
inline std::optional<v1::AfterSaleState> next_state(const ModelAfterSale& it,
                                                    v1::AfterSaleStep step) {
  using enum v1::AfterSaleState;
  const bool refund = it.kind == v1::AFTER_SALE_KIND_REFUND;
  const bool exchange = it.kind == v1::AFTER_SALE_KIND_EXCHANGE;
  const std::map<std::pair<v1::AfterSaleState, v1::AfterSaleStep>, v1::AfterSaleState> graph{
      {{AFTER_SALE_STATE_WAIT_SELLER, v1::AFTER_SALE_STEP_AGREE},
       refund ? AFTER_SALE_STATE_REFUNDED : AFTER_SALE_STATE_WAIT_RETURN},
      {{AFTER_SALE_STATE_WAIT_SELLER, v1::AFTER_SALE_STEP_REFUSE}, AFTER_SALE_STATE_REFUSED},
      {{AFTER_SALE_STATE_WAIT_SELLER, v1::AFTER_SALE_STEP_WITHDRAW}, AFTER_SALE_STATE_CLOSED},
      {{AFTER_SALE_STATE_WAIT_RETURN, v1::AFTER_SALE_STEP_SEND_BACK},
       AFTER_SALE_STATE_WAIT_RECEIPT},
      {{AFTER_SALE_STATE_WAIT_RETURN, v1::AFTER_SALE_STEP_WITHDRAW}, AFTER_SALE_STATE_CLOSED},
      {{AFTER_SALE_STATE_WAIT_RECEIPT, v1::AFTER_SALE_STEP_RECEIVE},
       exchange ? AFTER_SALE_STATE_WAIT_RESEND : AFTER_SALE_STATE_REFUNDED},
      {{AFTER_SALE_STATE_WAIT_RECEIPT, v1::AFTER_SALE_STEP_REFUSE}, AFTER_SALE_STATE_REFUSED},
      {{AFTER_SALE_STATE_WAIT_RESEND, v1::AFTER_SALE_STEP_RESEND}, AFTER_SALE_STATE_WAIT_BUYER},
      {{AFTER_SALE_STATE_WAIT_BUYER, v1::AFTER_SALE_STEP_CONFIRM}, AFTER_SALE_STATE_EXCHANGED},
      {{AFTER_SALE_STATE_WAIT_BUYER, v1::AFTER_SALE_STEP_APPEAL}, AFTER_SALE_STATE_DISPUTED},
      {{AFTER_SALE_STATE_REFUSED, v1::AFTER_SALE_STEP_APPEAL}, AFTER_SALE_STATE_DISPUTED},
      {{AFTER_SALE_STATE_REFUSED, v1::AFTER_SALE_STEP_WITHDRAW}, AFTER_SALE_STATE_CLOSED},
      {{AFTER_SALE_STATE_DISPUTED, v1::AFTER_SALE_STEP_WITHDRAW}, AFTER_SALE_STATE_CLOSED},
      {{AFTER_SALE_STATE_DISPUTED, v1::AFTER_SALE_STEP_UPHOLD}, AFTER_SALE_STATE_REFUNDED},
      {{AFTER_SALE_STATE_DISPUTED, v1::AFTER_SALE_STEP_REJECT}, AFTER_SALE_STATE_CLOSED},
  };
  const auto found = graph.find({it.state, step});
  if (found == graph.end()) return std::nullopt;
  return found->second;
}

/// What the clock does for whoever lets the time run out.
inline v1::AfterSaleStep by_the_clock(v1::AfterSaleState state) {
  switch (state) {
    case v1::AFTER_SALE_STATE_WAIT_SELLER:
      return v1::AFTER_SALE_STEP_AGREE;
    case v1::AFTER_SALE_STATE_WAIT_RECEIPT:
      return v1::AFTER_SALE_STEP_RECEIVE;
    case v1::AFTER_SALE_STATE_WAIT_BUYER:
      return v1::AFTER_SALE_STEP_CONFIRM;
    default:
      return v1::AFTER_SALE_STEP_WITHDRAW;
  }
}

inline bool has_ended(v1::AfterSaleState state) { return state >= v1::AFTER_SALE_STATE_REFUNDED; }

}  // namespace kaibo::mall::trade_model
