#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "services/classroom/happened.h"
#include "services/live/offers/rules.h"
#include "tests/contract/room.h"
#include "tests/support/refusal.h"
#include "tests/support/submitter.h"

namespace kaibo::live {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

constexpr base::Millis day = 86'400'000;

class OffersContract : public contract::RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    prepare(list_product(host_, 2990, 10));
    start_room(host_, room_id_);
  }

  v1::OfferFlashSaleRequest flash_wish(int pieces, int lead_seconds) {
    auto wish = in_room<v1::OfferFlashSaleRequest>();
    wish.set_product_id(product_.product_id());
    wish.set_price_fen(990);
    wish.set_pieces(pieces);
    wish.set_per_person(1);
    wish.set_lead_seconds(lead_seconds);
    wish.set_seconds(60);
    return wish;
  }
  v1::FlashSale offer(const v1::OfferFlashSaleRequest& wish) {
    return call<v1::OfferFlashSaleResponse>("kaibo.live.v1.OffersService/OfferFlashSale", wish,
                                            host_.token)
        .flash_sale();
  }

  v1::IssueBagRequest bag_wish(v1::BagPrize prize, std::int64_t fen, int winners) {
    auto wish = in_room<v1::IssueBagRequest>();
    wish.set_condition(v1::BAG_CONDITION_PHRASE);
    wish.set_phrase("脐橙真甜");
    wish.set_prize(prize);
    wish.set_prize_fen(fen);
    wish.set_winners(winners);
    wish.set_seconds(30);
    return wish;
  }
  v1::Bag issue(const v1::IssueBagRequest& wish) {
    return call<v1::IssueBagResponse>("kaibo.live.v1.OffersService/IssueBag", wish, host_.token)
        .bag();
  }

  v1::BuyInRoomRequest purchase(std::int64_t price_fen) {
    auto request = in_room<v1::BuyInRoomRequest>();
    request.set_product_id(product_.product_id());
    request.set_quantity(1);
    request.set_expected_price_fen(price_fen);
    *request.mutable_address() = order_for(product_, 1).address();
    return request;
  }
  mall::v1::Order buy(const Trainee& who, const v1::BuyInRoomRequest& request) {
    return call<v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", request, who.token)
        .order();
  }

  v1::GetRoomResponse page(const Trainee& who) {
    v1::GetRoomRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetRoomResponse>("kaibo.live.v1.LiveService/GetRoom", request, who.token);
  }

  /// Moves the time on and fires what is due, also what that sets.
  void pass(base::Millis ms) {
    now_.advance(ms);
    while (fire_timers() > 0) {
    }
  }
};
KAIBO_ON_EVERY_DATABASE(OffersContract);

TEST_P(OffersContract, OnlyTheHostOfALiveRoomOffers) {
  EXPECT_EQ(refusal_of([&] {
              call<v1::OfferFlashSaleResponse>("kaibo.live.v1.OffersService/OfferFlashSale",
                                               flash_wish(1, 0), viewer_.token);
            }).code(),
            Code::permission_denied);
  end_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { offer(flash_wish(1, 0)); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { issue(bag_wish(v1::BAG_PRIZE_MONEY, 100, 1)); }).code(),
            Code::failed_precondition);
}

TEST_P(OffersContract, AProductComesAndGoesDuringTheBroadcastAndItsPriceChangesForAllAtOnce) {
  auto put = in_room<v1::PutOnShelfRequest>();
  put.set_product_id(product_.product_id());
  put.set_live_price_fen(2590);
  call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put, host_.token);
  EXPECT_EQ(events(Event::kShelfPut).back().shelf_put().live_price_fen(), 2590);
  const base::Error old = refusal_of([&] { buy(viewer_, purchase(2990)); });
  EXPECT_EQ(old.code(), Code::aborted);
  EXPECT_NE(old.text().zh.find("¥25.90"), std::string::npos) << old.text().zh;
  EXPECT_EQ(buy(viewer_, purchase(2590)).amount_fen(), 2590);

  auto take = in_room<v1::TakeOffShelfRequest>();
  take.set_product_id(product_.product_id());
  call<v1::TakeOffShelfResponse>("kaibo.live.v1.LiveService/TakeOffShelf", take, host_.token);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, purchase(2590)); }).code(), Code::failed_precondition);
  put.set_request_id(request_id());
  call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put, host_.token);
  buy(viewer_, purchase(2590));
}

TEST_P(OffersContract, AFlashSaleStartsSellsOutAndThePriceGoesBack) {
  const v1::FlashSale flash = offer(flash_wish(2, 10));
  EXPECT_EQ(flash.state(), v1::FLASH_STATE_WAITING);
  EXPECT_EQ(flash.starts_at(), now_.now() + 10'000);
  EXPECT_EQ(buy(viewer_, purchase(2990)).amount_fen(), 2990) << "before it starts";
  pass(10'000);
  EXPECT_EQ(page(viewer_).room().shelf(0).flash_sale().state(), v1::FLASH_STATE_RUNNING);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, purchase(2990)); }).code(), Code::aborted);
  const mall::v1::Order order = buy(viewer_, purchase(990));
  EXPECT_EQ(order.amount_fen(), 990);
  EXPECT_EQ(order.lines(0).list_price_fen(), 2990);
  const base::Error again = refusal_of([&] { buy(viewer_, purchase(990)); });
  EXPECT_NE(again.text().zh.find("每人只能抢一单"), std::string::npos) << again.text().zh;
  buy(trainee("陈雨桐"), purchase(990));

  const Event ended = events(Event::kFlashEnded).back();
  EXPECT_EQ(ended.flash_ended().state(), v1::FLASH_STATE_SOLD_OUT);
  EXPECT_EQ(events(Event::kRoomSale).back().room_sale().flash_sold(), 2);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, purchase(990)); }).code(), Code::aborted);
  EXPECT_EQ(buy(viewer_, purchase(2990)).amount_fen(), 2990);
  pass(60'000);
  EXPECT_EQ(events(Event::kFlashEnded).size(), 1U) << "it ends once";
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, AFlashSaleEndsByItselfWhateverTheClassClockSays) {
  db_->write_now(class_id_,
                 [&](db::Transaction& tx) { classroom_->set_clock(tx, class_id_, 100, true, 0); });
  offer(flash_wish(5, 0));
  pass(59'999);
  EXPECT_EQ(page(viewer_).room().shelf(0).flash_sale().state(), v1::FLASH_STATE_RUNNING);
  pass(1);
  EXPECT_EQ(page(viewer_).room().shelf(0).flash_sale().state(), v1::FLASH_STATE_ENDED);
  EXPECT_EQ(buy(viewer_, purchase(2990)).amount_fen(), 2990);
}

TEST_P(OffersContract, AFlashSaleStopsWithTheRoomOrWhenItsProductLeavesTheShelf) {
  offer(flash_wish(5, 10));
  EXPECT_EQ(refusal_of([&] { offer(flash_wish(5, 0)); }).code(), Code::failed_precondition)
      << "one at a time";
  auto take = in_room<v1::TakeOffShelfRequest>();
  take.set_product_id(product_.product_id());
  call<v1::TakeOffShelfResponse>("kaibo.live.v1.LiveService/TakeOffShelf", take, host_.token);
  EXPECT_EQ(events(Event::kFlashEnded).size(), 1U);
  auto put = in_room<v1::PutOnShelfRequest>();
  put.set_product_id(product_.product_id());
  call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put, host_.token);
  offer(flash_wish(5, 0));
  end_room(host_, room_id_);
  EXPECT_EQ(events(Event::kFlashEnded).size(), 2U);
  pass(120'000);
  EXPECT_EQ(events(Event::kFlashEnded).size(), 2U);
}

/// INV-8: 35 people click twenty times each for thirty pieces, one a person.
TEST_P(OffersContract, AFlashSaleSellsEachPersonOneAndNoMoreThanItHas) {
  constexpr int people = 35;
  constexpr int clicks = 20;
  constexpr int pieces = 30;
  product_ = list_product(host_, 2990, 100);
  auto put = in_room<v1::PutOnShelfRequest>();
  put.set_product_id(product_.product_id());
  call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put, host_.token);
  offer(flash_wish(pieces, 0));
  std::vector<std::int64_t> crowd;
  for (int i = 0; i < people; ++i) {
    crowd.push_back(make_person("mass-" + std::to_string(i), "同学" + std::to_string(i),
                                {.class_id = class_id_, .role = 1}));
  }
  const v1::BuyInRoomRequest request = purchase(990);
  std::atomic<int> bought = 0;
  std::vector<std::jthread> fingers;
  for (const std::int64_t person : crowd) {
    fingers.emplace_back([&, person] {
      int mine = 0;
      for (int click = 0; click < clicks; ++click) {
        try {
          db_->write_now(class_id_,
                         [&](db::Transaction& tx) { live_->rooms.buy(tx, person, request); });
          ++mine;
        } catch (const base::Error& refusal) {
          EXPECT_TRUE(refusal.code() == Code::failed_precondition ||
                      refusal.code() == Code::aborted)
              << refusal.what();
        }
      }
      EXPECT_LE(mine, 1);
      bought += mine;
    });
  }
  fingers.clear();
  EXPECT_EQ(bought, pieces);
  EXPECT_EQ(product_now(host_, product_.product_id()).stock(), 100 - pieces);
  EXPECT_EQ(events(Event::kFlashEnded).back().flash_ended().sold(), pieces);
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, WhoSawThePriceBeforeAFlashSaleCostsOtherBuyersNothing) {
  offer(flash_wish(2, 0));
  contract::Submitter buyers(*db_);
  const auto buy = [&](std::int64_t price_fen) {
    return buyers.submit(class_id_, [&, wish = purchase(price_fen)](db::Transaction& tx) {
      live_->rooms.buy(tx, viewer_.user_id, wish);
    });
  };
  const auto reruns = [this] {
    std::int64_t sum = 0;
    for (const db::LaneFigures& lane : db_->figures()) sum += lane.reruns;
    return sum;
  };
  const std::int64_t before = reruns();
  buyers.close_gate(class_id_);
  std::future<void> late = buy(2990);
  std::future<void> in_time = buy(990);
  ASSERT_TRUE(buyers.queued(2));
  buyers.open_gate();
  EXPECT_EQ(refusal_of([&] { late.get(); }).code(), Code::aborted);
  EXPECT_NO_THROW(in_time.get());
  EXPECT_EQ(reruns(), before);
}

TEST_P(OffersContract, ACouponOfTheRoomIsClaimedAndUsedThereUntilTheRoomEnds) {
  auto wish = in_room<v1::IssueCouponRequest>();
  wish.mutable_terms()->set_name("直播券");
  wish.mutable_terms()->set_kind(mall::v1::COUPON_KIND_FIXED);
  wish.mutable_terms()->set_off_fen(500);
  wish.mutable_terms()->set_total(2);
  wish.mutable_terms()->set_per_person(1);
  wish.mutable_terms()->set_valid_until_class_at(now_.now() + day);
  const std::int64_t id =
      call<v1::IssueCouponResponse>("kaibo.live.v1.OffersService/IssueCoupon", wish, host_.token)
          .coupon()
          .coupon_id();
  EXPECT_EQ(events(Event::kCouponIssued).back().topic(), classroom::room_topic(room_id_));
  const auto claim = [&](const Trainee& who) {
    mall::v1::ClaimCouponRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_coupon_id(id);
    return call<mall::v1::ClaimCouponResponse>("kaibo.mall.v1.PromotionService/ClaimCoupon",
                                               request, who.token)
        .claim()
        .claim_id();
  };
  v1::BuyInRoomRequest request = purchase(2990);
  request.set_claim_id(claim(viewer_));
  request.set_expected_discount_fen(500);
  EXPECT_EQ(page(viewer_).offers().coupons(0).mine(), 1);
  EXPECT_EQ(events(Event::kCouponClaimed).back().coupon_claimed().claimed(), 1);

  offer(flash_wish(1, 0));
  EXPECT_EQ(refusal_of([&] { buy(viewer_, request); }).field(), "claim_id")
      << "a flash sale takes no coupon";
  buy(trainee("吴小军"), purchase(990));
  EXPECT_EQ(buy(viewer_, request).amount_fen(), 2490);

  end_room(host_, room_id_);
  EXPECT_EQ(page(viewer_).offers().coupons_size(), 0);
  const Trainee late = trainee("陈雨桐");
  EXPECT_EQ(refusal_of([&] { claim(late); }).code(), Code::failed_precondition);
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, ALuckyBagIsDrawnByItsSeedAndTheMoneyFollows) {
  const std::int64_t hosts = balance(host_);
  const std::int64_t viewers = balance(viewer_);
  const v1::Bag bag = issue(bag_wish(v1::BAG_PRIZE_MONEY, 500, 1));
  EXPECT_EQ(bag.state(), v1::BAG_STATE_ISSUED);
  EXPECT_TRUE(bag.seed().empty()) << "nobody knows it before the draw";
  EXPECT_EQ(balance(host_), hosts - 500);
  const Trainee second = trainee("陈雨桐");
  comment(viewer_, "脐橙真甜！");
  comment(viewer_, "脐橙真甜");
  comment(second, "我也说：脐橙真甜");
  comment(host_, "脐橙真甜");
  comment(trainee("吴小军"), "路过");
  EXPECT_EQ(events(Event::kBagJoined).size(), 2U);
  EXPECT_EQ(page(viewer_).offers().bags(0).state(), v1::BAG_STATE_JOINING);
  pass(30'000);

  const auto drawn = events(Event::kBagDrawn).back().bag_drawn();
  EXPECT_EQ(offer_rules::seed_hash(drawn.seed()), bag.seed_hash());
  const auto expected =
      offer_rules::draw(drawn.seed(), {viewer_.user_id, second.user_id}, bag.winners());
  ASSERT_EQ(drawn.entrants_size(), 2);
  for (const auto& person : drawn.entrants()) {
    EXPECT_EQ(person.won(), person.user_id() == expected.front()) << person.name();
  }
  const std::int64_t won = expected.front() == viewer_.user_id ? 500 : 0;
  EXPECT_EQ(balance(viewer_), viewers + won);
  EXPECT_EQ(balance(second), viewers + 500 - won) << "in a wallet that was not opened yet";
  EXPECT_EQ(page(viewer_).offers().bags(0).seed(), drawn.seed());
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, WhatIsNotWonGoesBackToTheHost) {
  const std::int64_t before = balance(host_);
  issue(bag_wish(v1::BAG_PRIZE_MONEY, 500, 3));
  comment(viewer_, "脐橙真甜");
  pass(30'000);
  EXPECT_EQ(balance(host_), before - 500);

  issue(bag_wish(v1::BAG_PRIZE_MONEY, 500, 3));
  pass(30'000);
  EXPECT_EQ(events(Event::kBagVoided).size(), 1U) << "nobody took part";
  EXPECT_EQ(balance(host_), before - 500);

  const std::int64_t withdrawn = issue(bag_wish(v1::BAG_PRIZE_MONEY, 500, 3)).bag_id();
  auto request = in_room<v1::VoidBagRequest>();
  request.set_bag_id(withdrawn);
  call<v1::VoidBagResponse>("kaibo.live.v1.OffersService/VoidBag", request, host_.token);
  issue(bag_wish(v1::BAG_PRIZE_MONEY, 500, 3));
  comment(viewer_, "脐橙真甜");
  end_room(host_, room_id_);
  EXPECT_EQ(events(Event::kBagVoided).size(), 3U);
  EXPECT_EQ(balance(host_), before - 500);
  pass(60'000);
  EXPECT_EQ(events(Event::kBagDrawn).size(), 1U);
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, AHostCannotPromiseMoreThanTheWalletHolds) {
  EXPECT_EQ(refusal_of([&] { issue(bag_wish(v1::BAG_PRIZE_MONEY, 20'000, 50)); }).code(),
            Code::failed_precondition);
}

TEST_P(OffersContract, AProductThatIsWonIsOrderedForNothing) {
  v1::IssueBagRequest wish = bag_wish(v1::BAG_PRIZE_PRODUCT, 0, 1);
  wish.set_product_id(product_.product_id());
  issue(wish);
  comment(viewer_, "脐橙真甜");
  pass(30'000);
  const std::int64_t claim_id = events(Event::kCouponClaimed).back().coupon_claimed().claim_id();
  const std::int64_t before = balance(viewer_);
  v1::BuyInRoomRequest request = purchase(2990);
  request.set_claim_id(claim_id);
  request.set_expected_discount_fen(2990);
  const mall::v1::Order order = buy(viewer_, request);
  EXPECT_EQ(order.amount_fen(), 0);
  EXPECT_EQ(balance(viewer_), before);
  ship(host_, order.order_id());
  EXPECT_EQ(confirm(viewer_, order.order_id()).state(), mall::v1::ORDER_STATE_FINISHED);
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, ABagForFollowersIsJoinedByThoseWhoFollowTheHost) {
  v1::IssueBagRequest wish = bag_wish(v1::BAG_PRIZE_MONEY, 500, 1);
  wish.set_condition(v1::BAG_CONDITION_FOLLOW);
  auto join = in_room<v1::JoinBagRequest>();
  join.set_bag_id(issue(wish).bag_id());
  const auto joins = [&](const Trainee& who) {
    join.set_request_id(request_id());
    call<v1::JoinBagResponse>("kaibo.live.v1.OffersService/JoinBag", join, who.token);
  };
  comment(viewer_, "脐橙真甜");
  EXPECT_EQ(refusal_of([&] { joins(viewer_); }).code(), Code::failed_precondition);
  EXPECT_TRUE(events(Event::kBagJoined).empty());
  auto follow = in_room<v1::FollowRequest>();
  follow.set_owner_id(host_.user_id);
  follow.set_following(true);
  call<v1::FollowResponse>("kaibo.live.v1.TalkService/Follow", follow, viewer_.token);
  joins(viewer_);
  joins(viewer_);
  EXPECT_EQ(events(Event::kBagJoined).size(), 1U);
  pass(30'000);
  EXPECT_TRUE(events(Event::kBagDrawn).back().bag_drawn().entrants(0).won());
  EXPECT_TRUE(faults().empty());
}

TEST_P(OffersContract, ToolsThatAClassmateTakesUpCountForTheMarks) {
  const auto proposed = [this]() -> std::int32_t {
    const assessment::v1::Sheet sheet = sheet_of(host_);
    for (const auto& section : sheet.sections()) {
      for (const auto& item : section.items()) {
        if (item.id() == "C4") return item.proposed_tenths();
      }
    }
    return -1;
  };
  EXPECT_EQ(proposed(), 0);
  issue(bag_wish(v1::BAG_PRIZE_COUPON, 300, 1));
  EXPECT_EQ(proposed(), 20);
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    live_->rooms.bags.heard(tx, class_id_, room_id_,
                            {.user_id = -7, .name = "模拟观众", .text = "脐橙真甜"});
  });
  EXPECT_EQ(proposed(), 20) << "simulated people do not count";
  comment(viewer_, "脐橙真甜");
  EXPECT_EQ(proposed(), 40);
}

}  // namespace
}  // namespace kaibo::live
