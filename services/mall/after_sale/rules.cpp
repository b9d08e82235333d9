#include "services/mall/after_sale/rules.h"

#include <algorithm>
#include <string>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::mall::after_sale_rules {

namespace {

using State = v1::AfterSaleState;
using Kind = v1::AfterSaleKind;
using Step = v1::AfterSaleStep;
using Party = v1::AfterSaleParty;

std::optional<State> after_agreed(Kind kind) {
  return kind == v1::AFTER_SALE_KIND_REFUND ? v1::AFTER_SALE_STATE_REFUNDED
                                            : v1::AFTER_SALE_STATE_WAIT_RETURN;
}

std::optional<State> after_received(Kind kind) {
  return kind == v1::AFTER_SALE_KIND_EXCHANGE ? v1::AFTER_SALE_STATE_WAIT_RESEND
                                              : v1::AFTER_SALE_STATE_REFUNDED;
}

std::optional<State> in_wait_seller(Kind kind, Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_AGREE:
    case v1::AFTER_SALE_STEP_EXPIRE:
      return after_agreed(kind);
    case v1::AFTER_SALE_STEP_REFUSE:
      return v1::AFTER_SALE_STATE_REFUSED;
    case v1::AFTER_SALE_STEP_WITHDRAW:
      return v1::AFTER_SALE_STATE_CLOSED;
    default:
      return std::nullopt;
  }
}

std::optional<State> in_wait_return(Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_SEND_BACK:
      return v1::AFTER_SALE_STATE_WAIT_RECEIPT;
    case v1::AFTER_SALE_STEP_WITHDRAW:
    case v1::AFTER_SALE_STEP_EXPIRE:
      return v1::AFTER_SALE_STATE_CLOSED;
    default:
      return std::nullopt;
  }
}

std::optional<State> in_wait_receipt(Kind kind, Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_RECEIVE:
    case v1::AFTER_SALE_STEP_EXPIRE:
      return after_received(kind);
    case v1::AFTER_SALE_STEP_REFUSE:
      return v1::AFTER_SALE_STATE_REFUSED;
    default:
      return std::nullopt;
  }
}

std::optional<State> in_wait_resend(Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_RESEND:
      return v1::AFTER_SALE_STATE_WAIT_BUYER;
    case v1::AFTER_SALE_STEP_EXPIRE:
      return v1::AFTER_SALE_STATE_REFUNDED;
    default:
      return std::nullopt;
  }
}

std::optional<State> in_wait_buyer(Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_CONFIRM:
    case v1::AFTER_SALE_STEP_EXPIRE:
      return v1::AFTER_SALE_STATE_EXCHANGED;
    case v1::AFTER_SALE_STEP_APPEAL:
      return v1::AFTER_SALE_STATE_DISPUTED;
    default:
      return std::nullopt;
  }
}

std::optional<State> in_refused(Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_APPEAL:
      return v1::AFTER_SALE_STATE_DISPUTED;
    case v1::AFTER_SALE_STEP_WITHDRAW:
    case v1::AFTER_SALE_STEP_EXPIRE:
      return v1::AFTER_SALE_STATE_CLOSED;
    default:
      return std::nullopt;
  }
}

std::optional<State> in_disputed(Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_UPHOLD:
      return v1::AFTER_SALE_STATE_REFUNDED;
    case v1::AFTER_SALE_STEP_REJECT:
    case v1::AFTER_SALE_STEP_WITHDRAW:
      return v1::AFTER_SALE_STATE_CLOSED;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool has_ended(State state) {
  return state == v1::AFTER_SALE_STATE_REFUNDED || state == v1::AFTER_SALE_STATE_EXCHANGED ||
         state == v1::AFTER_SALE_STATE_CLOSED;
}

std::optional<State> next(State state, Kind kind, Step step) {
  if (step == v1::AFTER_SALE_STEP_SAY && !has_ended(state)) return state;
  switch (state) {
    case v1::AFTER_SALE_STATE_WAIT_SELLER:
      return in_wait_seller(kind, step);
    case v1::AFTER_SALE_STATE_WAIT_RETURN:
      return in_wait_return(step);
    case v1::AFTER_SALE_STATE_WAIT_RECEIPT:
      return in_wait_receipt(kind, step);
    case v1::AFTER_SALE_STATE_WAIT_RESEND:
      return in_wait_resend(step);
    case v1::AFTER_SALE_STATE_WAIT_BUYER:
      return in_wait_buyer(step);
    case v1::AFTER_SALE_STATE_REFUSED:
      return in_refused(step);
    case v1::AFTER_SALE_STATE_DISPUTED:
      return in_disputed(step);
    default:
      return std::nullopt;
  }
}

Party party_of(Step step) {
  switch (step) {
    case v1::AFTER_SALE_STEP_ASK:
    case v1::AFTER_SALE_STEP_WITHDRAW:
    case v1::AFTER_SALE_STEP_SEND_BACK:
    case v1::AFTER_SALE_STEP_CONFIRM:
    case v1::AFTER_SALE_STEP_APPEAL:
      return v1::AFTER_SALE_PARTY_BUYER;
    case v1::AFTER_SALE_STEP_AGREE:
    case v1::AFTER_SALE_STEP_REFUSE:
    case v1::AFTER_SALE_STEP_RECEIVE:
    case v1::AFTER_SALE_STEP_RESEND:
      return v1::AFTER_SALE_PARTY_SELLER;
    case v1::AFTER_SALE_STEP_UPHOLD:
    case v1::AFTER_SALE_STEP_REJECT:
      return v1::AFTER_SALE_PARTY_PLATFORM;
    case v1::AFTER_SALE_STEP_EXPIRE:
      return v1::AFTER_SALE_PARTY_CLOCK;
    default:
      return v1::AFTER_SALE_PARTY_UNSPECIFIED;
  }
}

std::vector<Step> allowed_steps(State state, Kind kind, Party party) {
  std::vector<Step> steps;
  if (party == v1::AFTER_SALE_PARTY_UNSPECIFIED) return steps;
  for (int number = v1::AFTER_SALE_STEP_ASK; number <= v1::AFTER_SALE_STEP_SAY; ++number) {
    const auto step = static_cast<Step>(number);
    const Party by = party_of(step);
    if ((by == party || by == v1::AFTER_SALE_PARTY_UNSPECIFIED) && next(state, kind, step)) {
      steps.push_back(step);
    }
  }
  return steps;
}

base::Millis time_for(const AfterSaleRules& rules, State state, Kind kind) {
  switch (state) {
    case v1::AFTER_SALE_STATE_WAIT_SELLER:
      return base::hour * (kind == v1::AFTER_SALE_KIND_REFUND ? rules.answer_refund_hours
                                                              : rules.answer_return_hours);
    case v1::AFTER_SALE_STATE_WAIT_RETURN:
      return base::day * rules.send_back_days;
    case v1::AFTER_SALE_STATE_WAIT_RECEIPT:
      return base::day * rules.receive_days;
    case v1::AFTER_SALE_STATE_WAIT_RESEND:
      return base::hour * rules.resend_hours;
    case v1::AFTER_SALE_STATE_WAIT_BUYER:
      return base::day * rules.confirm_days;
    case v1::AFTER_SALE_STATE_REFUSED:
      return base::day * rules.appeal_days;
    default:
      return 0;
  }
}

base::Millis refund_pause(const AfterSaleRules& rules, base::Millis overdue) {
  return std::clamp(overdue, rules.refund_again_minutes.min * base::minute,
                    rules.refund_again_minutes.max * base::minute);
}

Party waits_for(State state) {
  switch (state) {
    case v1::AFTER_SALE_STATE_WAIT_SELLER:
    case v1::AFTER_SALE_STATE_WAIT_RECEIPT:
    case v1::AFTER_SALE_STATE_WAIT_RESEND:
      return v1::AFTER_SALE_PARTY_SELLER;
    case v1::AFTER_SALE_STATE_WAIT_RETURN:
    case v1::AFTER_SALE_STATE_WAIT_BUYER:
    case v1::AFTER_SALE_STATE_REFUSED:
      return v1::AFTER_SALE_PARTY_BUYER;
    case v1::AFTER_SALE_STATE_DISPUTED:
      return v1::AFTER_SALE_PARTY_PLATFORM;
    default:
      return v1::AFTER_SALE_PARTY_UNSPECIFIED;
  }
}

void check_reason(const AfterSaleRules& rules, std::string_view reason) {
  base::require(std::ranges::find(rules.reasons, reason) != rules.reasons.end(), "reason",
                {"请从列表里选择原因", "Choose the reason from the list"});
}

void check_entry(const AfterSaleRules& rules, std::string_view text, int pictures, bool needed) {
  const std::int64_t length = base::utf8_length(text);
  const std::string bounds = std::string(needed ? "1–" : "0–") + std::to_string(rules.text_max);
  base::require(length <= rules.text_max && (length > 0 || !needed), "text",
                {"请写明说明，" + bounds + " 个字", "Say why, in " + bounds + " characters"});
  base::require(pictures <= rules.pictures_max, "pictures",
                {"最多 " + std::to_string(rules.pictures_max) + " 张图片",
                 "At most " + std::to_string(rules.pictures_max) + " pictures"});
}

}  // namespace kaibo::mall::after_sale_rules
