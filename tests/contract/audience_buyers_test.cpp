#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "kaibo/live/v1/offers.pb.h"
#include "kaibo/mall/v1/review.pb.h"
#include "services/identity/simulated.h"
#include "services/live/offers/rules.h"
#include "tests/contract/trade.h"

namespace kaibo::audience {
namespace {

using event::v1::Event;

/// What a simulated audience takes, wins and buys, and what its buyers do afterwards.
class AudienceBuyersContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    product_ = list_product(seller_, 2990, 400);
    room_id_ = prepare_room(seller_, {product_.product_id()});
  }

  template <typename Request>
  Request in_room() {
    auto request = named<Request>();
    request.set_room_id(room_id_);
    return request;
  }

  void go_live(const std::string& scenario, std::int32_t size = 300) {
    auto wish = in_room<v1::SetAudienceRequest>();
    wish.mutable_setup()->set_scenario(scenario);
    wish.mutable_setup()->set_size(size);
    wish.mutable_setup()->set_difficulty(v1::DIFFICULTY_EASY);
    wish.mutable_setup()->set_seed(7);
    call<v1::SetAudienceResponse>("kaibo.audience.v1.AudienceService/SetAudience", wish,
                                  seller_.token);
    start_room(seller_, room_id_);
    explain(seller_, room_id_, product_.product_id());
  }

  live::v1::Bag issue_bag(live::v1::BagCondition condition) {
    auto wish = in_room<live::v1::IssueBagRequest>();
    wish.set_condition(condition);
    wish.set_phrase("脐橙真甜");
    wish.set_prize(live::v1::BAG_PRIZE_MONEY);
    wish.set_prize_fen(500);
    wish.set_winners(3);
    wish.set_seconds(30);
    return call<live::v1::IssueBagResponse>("kaibo.live.v1.OffersService/IssueBag", wish,
                                            seller_.token)
        .bag();
  }

  /// So many seconds of a broadcast.
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      now_.advance(1'000);
      fire_timers();
    }
  }
  void pass_days(int days) {
    for (int i = 0; i < 4 * days; ++i) {
      now_.advance(6 * hour);
      while (fire_timers() > 0) {
      }
    }
  }

  std::vector<std::int64_t> orders() {
    std::vector<std::int64_t> ids;
    for (const Event& event : events(Event::kRoomSale)) ids.push_back(event.room_sale().order_id());
    return ids;
  }

  mall::v1::Product product_;
  std::int64_t room_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(AudienceBuyersContract);

TEST_P(AudienceBuyersContract, CouponsAreTakenAndUsedWithinTheirNumberAndTheirAmount) {
  go_live("bargain");
  auto wish = in_room<live::v1::IssueCouponRequest>();
  mall::v1::CouponWish& terms = *wish.mutable_terms();
  terms.set_name("直播间立减");
  terms.set_kind(mall::v1::COUPON_KIND_FIXED);
  terms.set_off_fen(300);
  terms.set_total(40);
  terms.set_per_person(1);
  terms.set_valid_until_class_at(now_.now() + day);
  call<live::v1::IssueCouponResponse>("kaibo.live.v1.OffersService/IssueCoupon", wish,
                                      seller_.token);
  pass(180);
  std::set<std::int64_t> claims;
  for (const Event& event : events(Event::kCouponClaimed)) {
    EXPECT_TRUE(identity::is_simulated(event.coupon_claimed().user_id()));
    claims.insert(event.coupon_claimed().claim_id());
  }
  EXPECT_GT(claims.size(), 5U);
  EXPECT_LE(claims.size(), 40U - 3U) << "some are left to people";
  std::size_t used = 0;
  for (const Event& event : events(Event::kRoomSale)) {
    const event::v1::RoomSale& sale = event.room_sale();
    const bool with_coupon = sale.claim_id() != 0;
    EXPECT_EQ(sale.amount_fen(), 2990 * sale.quantity() - (with_coupon ? 300 : 0));
    if (!with_coupon) continue;
    EXPECT_EQ(claims.erase(sale.claim_id()), 1U) << "each copy once";
    ++used;
  }
  EXPECT_GT(used, 0U);
  EXPECT_EQ(events(Event::kCouponUsed).size(), used);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AudienceBuyersContract, ALuckyBagIsJoinedByThePhraseAndItsDrawCanBeRepeated) {
  go_live("steady");
  pass(60);
  const std::int64_t before = balance(seller_);
  issue_bag(live::v1::BAG_CONDITION_PHRASE);
  pass(32);
  ASSERT_EQ(events(Event::kBagDrawn).size(), 1U);
  const event::v1::BagDrawn drawn = events(Event::kBagDrawn).front().bag_drawn();
  std::vector<std::int64_t> people;
  std::set<std::int64_t> winners;
  for (const event::v1::DrawnPerson& one : drawn.entrants()) {
    EXPECT_TRUE(identity::is_simulated(one.user_id()));
    EXPECT_EQ(one.name(), identity::simulated_name(one.user_id()));
    people.push_back(one.user_id());
    if (one.won()) winners.insert(one.user_id());
  }
  EXPECT_GT(people.size(), 5U);
  const auto again = live::offer_rules::draw(drawn.seed(), people, 3);
  EXPECT_EQ(std::set<std::int64_t>(again.begin(), again.end()), winners);
  EXPECT_EQ(balance(seller_), before - 1'500);
  std::size_t said = 0;
  for (const Event& event : events(Event::kCommentPosted)) {
    said += event.comment_posted().text() == "脐橙真甜" ? 1 : 0;
  }
  EXPECT_EQ(said, people.size()) << "each says it once";
  EXPECT_TRUE(faults().empty());
}

TEST_P(AudienceBuyersContract, WhoJoinsABagForFollowersFollows) {
  go_live("steady", 100);
  pass(40);
  issue_bag(live::v1::BAG_CONDITION_FOLLOW);
  pass(32);
  std::set<std::int64_t> following;
  for (const Event& event : events(Event::kFollowed)) following.insert(event.followed().user_id());
  const auto joined = events(Event::kBagJoined);
  EXPECT_FALSE(joined.empty());
  for (const Event& event : joined) EXPECT_TRUE(following.contains(event.bag_joined().user_id()));
  EXPECT_EQ(events(Event::kBagDrawn).size(), 1U);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AudienceBuyersContract, ARefundAskedForInVainComesAsAnAfterSaleAndIsPaidBack) {
  go_live("incidents");
  for (int i = 0; i < 60 && events(Event::kAfterSaleAsked).empty(); ++i) {
    pass(10);
    // A product being explained keeps them in the room; nobody answers.
    explain(seller_, room_id_, i % 2 == 0 ? 0 : product_.product_id());
  }
  const auto asked = events(Event::kAfterSaleAsked);
  ASSERT_FALSE(asked.empty());
  const event::v1::AfterSaleAsked& first = asked.front().after_sale_asked();
  EXPECT_TRUE(identity::is_simulated(first.buyer_id()));
  const std::int32_t stock = product_now(seller_, product_.product_id()).stock();
  end_room(seller_, room_id_);
  mall::v1::AfterSale after_sale;
  after_sale.set_after_sale_id(first.after_sale_id());
  take(seller_, after_sale, mall::v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(order_now(seller_, first.order_id()).state(), mall::v1::ORDER_STATE_CLOSED);
  EXPECT_GT(product_now(seller_, product_.product_id()).stock(), stock);
  EXPECT_TRUE(faults().empty());
}

TEST_P(AudienceBuyersContract, BuyersConfirmOrLeaveItToTimeAndReviewHowItWent) {
  go_live("steady");
  pass(180);
  end_room(seller_, room_id_);
  const std::vector<std::int64_t> bought = orders();
  ASSERT_GE(bought.size(), 8U);
  for (std::size_t i = 0; i < bought.size(); i += 2) ship(seller_, bought[i]);
  pass_days(4);
  // The others are late by now.
  for (std::size_t i = 1; i < bought.size(); i += 2) ship(seller_, bought[i]);
  pass_days(25);

  std::size_t by_hand = 0;
  for (const Event& event : events(Event::kOrderFinished)) by_hand += event.actor() < 0 ? 1 : 0;
  EXPECT_EQ(events(Event::kOrderFinished).size(), bought.size());
  EXPECT_GT(by_hand, 0U);
  EXPECT_LT(by_hand, bought.size()) << "some leave it to time";

  std::map<bool, std::vector<std::int64_t>> stars;
  const auto reviews = events(Event::kReviewPosted);
  for (const Event& event : reviews) {
    const event::v1::ReviewPosted& said = event.review_posted();
    EXPECT_TRUE(identity::is_simulated(said.buyer_id()));
    EXPECT_FALSE(said.automatic());
    EXPECT_FALSE(said.text().empty());
    const auto order = std::ranges::find(bought, said.order_id());
    ASSERT_NE(order, bought.end());
    stars[(order - bought.begin()) % 2 == 1].push_back(said.stars());
  }
  EXPECT_GT(reviews.size(), 3U);
  EXPECT_LT(reviews.size(), bought.size()) << "not everybody does";
  if (!stars[true].empty()) EXPECT_LE(std::ranges::max(stars[true]), 4) << "late costs stars";
  if (!stars[false].empty()) EXPECT_GE(std::ranges::max(stars[false]), 4);

  mall::v1::ListReviewsRequest list;
  list.set_class_id(class_id_);
  list.set_product_id(product_.product_id());
  const auto shown = call<mall::v1::ListReviewsResponse>("kaibo.mall.v1.ReviewService/ListReviews",
                                                         list, buyer_.token);
  EXPECT_EQ(shown.score().count(), static_cast<int>(reviews.size()));
  EXPECT_EQ(shown.score().simulated(), shown.score().count());
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::audience
