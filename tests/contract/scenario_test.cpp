#include <gtest/gtest.h>

#include <algorithm>

#include "kaibo/classroom/v1/scenario.pb.h"
#include "services/classroom/records.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::classroom {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class ScenarioContract : public contract::TradeTest {
 protected:
  using Values = std::vector<std::pair<std::string, std::int64_t>>;

  v1::SetScenarioRequest wish(const Values& values) {
    auto request = named<v1::SetScenarioRequest>();
    for (const auto& [key, value] : values) {
      v1::ScenarioValue& one = *request.add_values();
      one.set_key(key);
      one.set_value(value);
    }
    return request;
  }
  v1::SetScenarioResponse send(const v1::SetScenarioRequest& request) {
    return call<v1::SetScenarioResponse>("kaibo.classroom.v1.ScenarioService/SetScenario", request,
                                         instructor_);
  }
  v1::SetScenarioResponse set(const Values& values) { return send(wish(values)); }
  v1::GetScenarioResponse scenario() {
    v1::GetScenarioRequest request;
    request.set_class_id(class_id_);
    return call<v1::GetScenarioResponse>("kaibo.classroom.v1.ScenarioService/GetScenario", request,
                                         instructor_);
  }
  v1::ScenarioSetting setting(const std::string& key) {
    const v1::GetScenarioResponse all = scenario();
    const auto found =
        std::ranges::find(all.settings(), key, [](const auto& one) { return one.key(); });
    return found == all.settings().end() ? v1::ScenarioSetting() : *found;
  }
  std::int64_t unpaid_minutes(Classroom& of) {
    return db_->read_now(
        [&](db::Transaction& tx) { return of.profile_of(tx, class_id_).mall.unpaid_minutes; });
  }
};
KAIBO_ON_EVERY_DATABASE(ScenarioContract);

TEST_P(ScenarioContract, ATimeOutHoldsForOrdersPlacedAfterItsChangeOnly) {
  const mall::v1::Product product = list_product(seller_, 1000, 10);
  const mall::v1::Order before = place(buyer_, order_for(product, 1));
  set({{"mall.unpaid_minutes", 5}});
  const mall::v1::Order after = place(buyer_, order_for(product, 1));
  pass(10 * 60'000);
  EXPECT_EQ(order_now(buyer_, before.order_id()).state(), mall::v1::ORDER_STATE_PENDING_PAY);
  EXPECT_EQ(order_now(buyer_, after.order_id()).state(), mall::v1::ORDER_STATE_CLOSED);
  pass(21 * 60'000);
  EXPECT_EQ(order_now(buyer_, before.order_id()).state(), mall::v1::ORDER_STATE_CLOSED);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ScenarioContract, StartingMoneyIsForWalletsThatWereNotUsedYet) {
  paid_order(list_product(seller_, 1000, 10), 1);
  const std::int64_t left = wallet(buyer_).balance_fen();
  set({{"mall.initial_money_fen", 900'000}});
  EXPECT_EQ(wallet(buyer_).balance_fen(), left);
  EXPECT_EQ(wallet(trainee("何雨桐")).balance_fen(), 900'000);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ScenarioContract, AChangeIsToldAndKeptAndTakenBack) {
  EXPECT_EQ(setting("mall.ship_hours").value(), 48);
  set({{"mall.ship_hours", 24}, {"shop.registration.review", 1}, {"mall.confirm_days", 10}});
  EXPECT_EQ(setting("mall.ship_hours").value(), 24);
  EXPECT_EQ(setting("mall.ship_hours").course_value(), 48);
  set({{"mall.ship_hours", 48}});
  EXPECT_EQ(setting("mall.ship_hours").value(), 48);
  EXPECT_EQ(setting("shop.registration.review").value(), 1);

  const auto told = events(Event::kScenarioChanged);
  ASSERT_EQ(told.size(), 2U);
  ASSERT_EQ(told[0].scenario_changed().changes_size(), 2) << "what stays is no change";
  EXPECT_EQ(told[0].scenario_changed().changes(0).before(), 48);
  EXPECT_EQ(told[0].scenario_changed().changes(0).after(), 24);
  EXPECT_EQ(told[0].topic(), "class");
  const v1::GetScenarioResponse shown = scenario();
  ASSERT_EQ(shown.changes_size(), 2);
  EXPECT_EQ(shown.changes(0).seq(), told[1].seq()) << "the newest first";
}

TEST_P(ScenarioContract, NothingIsSetWhenOneOfTheValuesIsWrong) {
  EXPECT_EQ(refusal_of([&] { set({{"mall.ship_hours", 24}, {"mall.unpaid_minutes", 0}}); }).field(),
            "mall.unpaid_minutes");
  EXPECT_EQ(refusal_of([&] { set({{"classroom.max_trainees", 99}}); }).code(),
            Code::invalid_argument);
  EXPECT_EQ(setting("mall.ship_hours").value(), 48);
  EXPECT_TRUE(events(Event::kScenarioChanged).empty());
}

TEST_P(ScenarioContract, TheSameRequestAgainChangesNothing) {
  const v1::SetScenarioRequest first = wish({{"mall.ship_hours", 24}});
  send(first);
  set({{"mall.ship_hours", 36}});
  EXPECT_EQ(send(first).settings_size(), scenario().settings_size());
  EXPECT_EQ(setting("mall.ship_hours").value(), 36);
  EXPECT_EQ(events(Event::kScenarioChanged).size(), 2U);
}

TEST_P(ScenarioContract, OtherNodesFollowWithinTheTimeTheyRememberAClass) {
  Classroom neighbour(profiles_, *identity_, ids_);
  EXPECT_EQ(unpaid_minutes(neighbour), 30);
  const Profile* held =
      db_->read_now([&](db::Transaction& tx) { return &neighbour.profile_of(tx, class_id_); });
  set({{"mall.unpaid_minutes", 5}});
  EXPECT_EQ(unpaid_minutes(*classroom_), 5) << "here at once";
  now_.advance(Scenarios::look_again_ms);
  EXPECT_EQ(unpaid_minutes(neighbour), 5);
  EXPECT_EQ(held->mall.unpaid_minutes, 30) << "who holds the old numbers may go on";
}

TEST_P(ScenarioContract, ANumberThatCannotBeSetAnyMoreIsAsTheCourseSays) {
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    records::set_own_values(tx, class_id_, R"({"mall.tea_breaks": 2, "mall.unpaid_minutes": 5})");
  });
  classroom_->scenario_changed(class_id_);
  EXPECT_EQ(unpaid_minutes(*classroom_), 5);
  set({{"mall.ship_hours", 24}});
  EXPECT_EQ(setting("mall.ship_hours").value(), 24);
}

TEST_P(ScenarioContract, EachClassHasItsOwn) {
  const std::int64_t other = make_class("ZB2027");
  set({{"mall.unpaid_minutes", 5}});
  const std::int64_t theirs = db_->read_now(
      [&](db::Transaction& tx) { return classroom_->profile_of(tx, other).mall.unpaid_minutes; });
  EXPECT_EQ(theirs, 30);
}

}  // namespace
}  // namespace kaibo::classroom
