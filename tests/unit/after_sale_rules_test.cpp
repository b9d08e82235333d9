#include "services/mall/after_sale/rules.h"

#include <gtest/gtest.h>

#include <queue>
#include <set>

#include "services/classroom/profile.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using test::refusal_of;
using Steps = std::vector<v1::AfterSaleStep>;

constexpr auto all_kinds = {v1::AFTER_SALE_KIND_REFUND, v1::AFTER_SALE_KIND_RETURN,
                            v1::AFTER_SALE_KIND_EXCHANGE};

const classroom::AfterSaleRules& after_sale_numbers() {
  static const classroom::Profiles profiles;
  return profiles.find("ecommerce-2020s")->mall.after_sale;
}

/// The states that the steps lead through, from the first one.
v1::AfterSaleState walk(v1::AfterSaleKind kind, const Steps& steps) {
  v1::AfterSaleState state = v1::AFTER_SALE_STATE_WAIT_SELLER;
  for (const v1::AfterSaleStep step : steps) {
    const auto next = after_sale_rules::next(state, kind, step);
    EXPECT_TRUE(next.has_value()) << v1::AfterSaleStep_Name(step);
    if (next) state = *next;
  }
  return state;
}

std::set<v1::AfterSaleState> reached_by(v1::AfterSaleKind kind) {
  std::set<v1::AfterSaleState> seen{v1::AFTER_SALE_STATE_WAIT_SELLER};
  std::queue<v1::AfterSaleState> open;
  open.push(v1::AFTER_SALE_STATE_WAIT_SELLER);
  while (!open.empty()) {
    for (int step = v1::AFTER_SALE_STEP_ASK; step <= v1::AFTER_SALE_STEP_SAY; ++step) {
      const auto next =
          after_sale_rules::next(open.front(), kind, static_cast<v1::AfterSaleStep>(step));
      if (next && seen.insert(*next).second) open.push(*next);
    }
    open.pop();
  }
  return seen;
}

TEST(AfterSaleRules, EachKindHasItsOwnWay) {
  EXPECT_EQ(walk(v1::AFTER_SALE_KIND_REFUND, {v1::AFTER_SALE_STEP_AGREE}),
            v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(
      walk(v1::AFTER_SALE_KIND_RETURN,
           {v1::AFTER_SALE_STEP_AGREE, v1::AFTER_SALE_STEP_SEND_BACK, v1::AFTER_SALE_STEP_RECEIVE}),
      v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(
      walk(v1::AFTER_SALE_KIND_EXCHANGE,
           {v1::AFTER_SALE_STEP_AGREE, v1::AFTER_SALE_STEP_SEND_BACK, v1::AFTER_SALE_STEP_RECEIVE,
            v1::AFTER_SALE_STEP_RESEND, v1::AFTER_SALE_STEP_CONFIRM}),
      v1::AFTER_SALE_STATE_EXCHANGED);
}

TEST(AfterSaleRules, TheInstructorDecidesWhatWasRefused) {
  for (const auto kind : all_kinds) {
    const Steps disputed{v1::AFTER_SALE_STEP_REFUSE, v1::AFTER_SALE_STEP_APPEAL};
    EXPECT_EQ(walk(kind, disputed), v1::AFTER_SALE_STATE_DISPUTED);
    EXPECT_EQ(
        after_sale_rules::allowed_steps(v1::AFTER_SALE_STATE_DISPUTED, kind,
                                        v1::AFTER_SALE_PARTY_PLATFORM),
        (Steps{v1::AFTER_SALE_STEP_UPHOLD, v1::AFTER_SALE_STEP_REJECT, v1::AFTER_SALE_STEP_SAY}));
    EXPECT_EQ(after_sale_rules::time_for(after_sale_numbers(), v1::AFTER_SALE_STATE_DISPUTED, kind),
              0);
  }
}

TEST(AfterSaleRules, ASellerWhoLetsTheTimeRunOutHasAgreedAndABuyerHasLetItGo) {
  const auto expired = [](v1::AfterSaleState state, v1::AfterSaleKind kind) {
    return *after_sale_rules::next(state, kind, v1::AFTER_SALE_STEP_EXPIRE);
  };
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_WAIT_SELLER, v1::AFTER_SALE_KIND_REFUND),
            v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_WAIT_SELLER, v1::AFTER_SALE_KIND_EXCHANGE),
            v1::AFTER_SALE_STATE_WAIT_RETURN);
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_WAIT_RECEIPT, v1::AFTER_SALE_KIND_RETURN),
            v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_WAIT_RESEND, v1::AFTER_SALE_KIND_EXCHANGE),
            v1::AFTER_SALE_STATE_REFUNDED);
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_WAIT_RETURN, v1::AFTER_SALE_KIND_RETURN),
            v1::AFTER_SALE_STATE_CLOSED);
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_REFUSED, v1::AFTER_SALE_KIND_RETURN),
            v1::AFTER_SALE_STATE_CLOSED);
  EXPECT_EQ(expired(v1::AFTER_SALE_STATE_WAIT_BUYER, v1::AFTER_SALE_KIND_EXCHANGE),
            v1::AFTER_SALE_STATE_EXCHANGED);
}

TEST(AfterSaleRules, WhoeverHasToActHasAStepAndATimeForIt) {
  for (const auto kind : all_kinds) {
    for (const v1::AfterSaleState state : reached_by(kind)) {
      const v1::AfterSaleParty party = after_sale_rules::waits_for(state);
      EXPECT_EQ(party == v1::AFTER_SALE_PARTY_UNSPECIFIED, after_sale_rules::has_ended(state));
      if (after_sale_rules::has_ended(state)) {
        for (int step = v1::AFTER_SALE_STEP_ASK; step <= v1::AFTER_SALE_STEP_SAY; ++step) {
          EXPECT_FALSE(after_sale_rules::next(state, kind, static_cast<v1::AfterSaleStep>(step)));
        }
        continue;
      }
      EXPECT_GE(after_sale_rules::allowed_steps(state, kind, party).size(), 2U);
      const bool timed = after_sale_rules::time_for(after_sale_numbers(), state, kind) > 0;
      EXPECT_EQ(timed, after_sale_rules::next(state, kind, v1::AFTER_SALE_STEP_EXPIRE).has_value());
    }
  }
}

TEST(AfterSaleRules, ARefundNeedsNoWayBack) {
  const std::set<v1::AfterSaleState> states = reached_by(v1::AFTER_SALE_KIND_REFUND);
  EXPECT_FALSE(states.contains(v1::AFTER_SALE_STATE_WAIT_RETURN));
  EXPECT_FALSE(states.contains(v1::AFTER_SALE_STATE_EXCHANGED));
  EXPECT_EQ(reached_by(v1::AFTER_SALE_KIND_EXCHANGE).size(), 10U);
}

TEST(AfterSaleRules, ARefusalSaysWhyAndPicturesAreFew) {
  after_sale_rules::check_entry(after_sale_numbers(), "", 0, false);
  EXPECT_EQ(
      refusal_of([] { after_sale_rules::check_entry(after_sale_numbers(), "", 0, true); }).field(),
      "text");
  EXPECT_EQ(refusal_of([] {
              after_sale_rules::check_entry(after_sale_numbers(), "坏了", 7, true);
            }).field(),
            "pictures");
  EXPECT_EQ(
      refusal_of([] { after_sale_rules::check_reason(after_sale_numbers(), "没有理由"); }).field(),
      "reason");
}

TEST(AfterSaleRules, ARefundThatCannotBePaidIsTriedAgainAfterGrowingPauses) {
  const auto pause = [](base::Millis overdue) {
    return after_sale_rules::refund_pause(after_sale_numbers(), overdue) / base::minute;
  };
  EXPECT_EQ(pause(0), 30);
  EXPECT_EQ(pause(30 * base::minute), 30);
  EXPECT_EQ(pause(60 * base::minute), 60);
  EXPECT_EQ(pause(5 * base::day), 24 * 60);
}

}  // namespace
}  // namespace kaibo::mall
