#include <gtest/gtest.h>

#include <map>

#include "services/live/figures.h"

namespace kaibo::live {
namespace {

using event::v1::Event;

constexpr std::int64_t host = 1;
constexpr std::int64_t zhou = 2;
constexpr std::int64_t chen = 3;
constexpr std::int64_t robot = -4;
constexpr std::int64_t tea = 100;
constexpr std::int64_t rice = 200;

/// A room whose events are told one after the other.
class Tally : public ::testing::Test {
 protected:
  Event& next(std::int64_t actor) {
    tell();
    event_ = Event();
    actor_ = actor;
    return event_;
  }
  void tell() {
    if (event_.body_case() == Event::BODY_NOT_SET) return;
    db::Entry entry;
    entry.stream = 1;
    entry.topic = "room:9";
    entry.actor = actor_;
    entry.kind = static_cast<int>(event_.body_case());
    entry.body = event_.SerializeAsString();
    entry.seq = ++seq_;
    entry.at = now_;
    tally_.apply(entry);
    event_ = Event();
  }
  void pass(base::Millis ms) {
    tell();
    now_ += ms;
  }

  void save() { next(host).mutable_room_saved()->set_room_id(9); }
  void start() { next(host).mutable_room_started()->set_room_id(9); }
  void end() {
    next(host).mutable_room_ended()->set_room_id(9);
    tell();
  }
  void put(std::int64_t product, const std::string& title) {
    auto& put = *next(host).mutable_shelf_put();
    put.set_product_id(product);
    put.set_title(title);
  }
  void enter(std::int64_t who) { next(who).mutable_viewer_entered()->set_user_id(who); }
  void leave(std::int64_t who) { next(who).mutable_viewer_left()->set_user_id(who); }
  void explain(std::int64_t product) {
    next(host).mutable_product_explained()->set_product_id(product);
  }
  void comment(std::int64_t who) { next(who).mutable_comment_posted()->set_user_id(who); }
  void like(std::int64_t who, int count) {
    auto& likes = *next(0).mutable_likes_added();
    likes.set_count(count);
    auto& person = *likes.add_people();
    person.set_user_id(who);
    person.set_count(count);
  }
  void open(std::int64_t who, std::int64_t product) {
    auto& one = *next(0).mutable_products_opened()->add_people();
    one.set_user_id(who);
    one.set_product_id(product);
  }
  void buy(std::int64_t who, std::int64_t product, int quantity, std::int64_t amount_fen) {
    auto& sale = *next(who).mutable_room_sale();
    sale.set_buyer_id(who);
    sale.set_product_id(product);
    sale.set_quantity(quantity);
    sale.set_amount_fen(amount_fen);
  }

  /// Asks; its seq is the answer's to name.
  std::int64_t ask(std::int64_t who) {
    comment(who);
    event_.mutable_comment_posted()->set_question(true);
    tell();
    return seq_;
  }
  void answer(std::int64_t comment_seq) {
    next(host).mutable_question_answered()->set_comment_seq(comment_seq);
  }
  void remove(std::int64_t comment_seq) {
    next(host).mutable_comment_deleted()->set_comment_seq(comment_seq);
  }
  void follow(std::int64_t who, bool following) {
    auto& followed = *next(who).mutable_followed();
    followed.set_user_id(who);
    followed.set_following(following);
  }
  void hand_over(std::int64_t to) { next(host).mutable_presenter_changed()->set_to_id(to); }
  void pause(bool paused) { next(host).mutable_room_paused()->set_paused(paused); }
  void take_into_crew(std::int64_t who) {
    next(host).mutable_crew_saved()->add_crew()->set_user_id(who);
  }

  v1::Figure figure(v1::FigureKind kind) {
    const v1::Report report = tally_.report(now_);
    for (const v1::Figure& figure : report.figures()) {
      if (figure.kind() == kind) return figure;
    }
    return {};
  }
  std::int64_t value(v1::FigureKind kind) { return figure(kind).value(); }

  /// Two people and a simulated one; ten minutes.
  void play() {
    save();
    put(tea, "茶");
    put(rice, "米");
    start();
    enter(zhou);
    explain(tea);
    pass(60'000);
    enter(chen);
    enter(robot);
    like(zhou, 5);
    like(robot, 3);
    open(zhou, tea);
    open(zhou, tea);
    open(robot, tea);
    pass(60'000);
    comment(zhou);
    comment(host);
    buy(zhou, tea, 2, 4000);
    buy(robot, tea, 1, 2000);
    pass(60'000);
    leave(chen);
    explain(rice);
    open(zhou, rice);
    buy(zhou, rice, 1, 1000);
    pass(420'000);
    end();
  }

  RoomTally tally_;
  base::Millis now_ = 1'000'000;
  std::int64_t seq_ = 0;

 private:
  Event event_;
  std::int64_t actor_ = 0;
};

TEST_F(Tally, EveryFigureFollowsItsFormula) {
  play();
  now_ += 3'600'000;
  const std::map<v1::FigureKind, std::int64_t> expected = {
      {v1::FIGURE_KIND_DURATION, 600},
      {v1::FIGURE_KIND_VISITS, 3},
      {v1::FIGURE_KIND_VISITORS, 3},
      {v1::FIGURE_KIND_LEAVES, 1},
      {v1::FIGURE_KIND_PEAK_ONLINE, 3},
      // 600 + 120 + 540 seconds watched.
      {v1::FIGURE_KIND_AVERAGE_ONLINE, 21},
      {v1::FIGURE_KIND_AVERAGE_STAY, 420},
      {v1::FIGURE_KIND_COMMENTS, 2},
      {v1::FIGURE_KIND_COMMENTERS, 1},
      {v1::FIGURE_KIND_LIKES, 8},
      {v1::FIGURE_KIND_NEW_FOLLOWERS, 0},
      {v1::FIGURE_KIND_INTERACTION_RATE, 6666},
      {v1::FIGURE_KIND_PRODUCT_VISITORS, 2},
      {v1::FIGURE_KIND_CLICK_RATE, 6666},
      {v1::FIGURE_KIND_CLICK_TO_SALE, 10'000},
      {v1::FIGURE_KIND_ORDERS, 3},
      {v1::FIGURE_KIND_BUYERS, 2},
      {v1::FIGURE_KIND_PIECES, 4},
      {v1::FIGURE_KIND_GMV, 7000},
      {v1::FIGURE_KIND_PAID, 7000},
      {v1::FIGURE_KIND_REFUNDED, 0},
      {v1::FIGURE_KIND_NET_SALES, 7000},
      {v1::FIGURE_KIND_REFUND_RATE, 0},
      {v1::FIGURE_KIND_CONVERSION, 6666},
      {v1::FIGURE_KIND_SPENT_PER_BUYER, 3500},
      {v1::FIGURE_KIND_PRICE_PER_PIECE, 1750},
      {v1::FIGURE_KIND_VISITOR_VALUE, 2333},
      {v1::FIGURE_KIND_GPM, 2'333'333},
      {v1::FIGURE_KIND_QUESTIONS, 0},
      {v1::FIGURE_KIND_ANSWERED, 0},
      {v1::FIGURE_KIND_ANSWER_RATE, 0},
      {v1::FIGURE_KIND_COUPONS_CLAIMED, 0},
      {v1::FIGURE_KIND_BAGS, 0},
      {v1::FIGURE_KIND_BAG_ENTRIES, 0},
  };
  const v1::Report report = tally_.report(now_);
  ASSERT_EQ(report.figures_size(), static_cast<int>(expected.size()));
  for (const v1::Figure& figure : report.figures()) {
    EXPECT_EQ(figure.value(), expected.at(figure.kind())) << v1::FigureKind_Name(figure.kind());
  }
}

TEST_F(Tally, SimulatedPersonsAreCountedApart) {
  play();
  const v1::Figure visitors = figure(v1::FIGURE_KIND_VISITORS);
  EXPECT_EQ(visitors.people(), 2);
  EXPECT_EQ(visitors.simulated(), 1);
  const v1::Figure paid = figure(v1::FIGURE_KIND_PAID);
  EXPECT_EQ(paid.people(), 5000);
  EXPECT_EQ(paid.simulated(), 2000);
  const v1::Figure conversion = figure(v1::FIGURE_KIND_CONVERSION);
  EXPECT_EQ(conversion.people(), 5000);
  EXPECT_EQ(conversion.simulated(), 10'000);
  EXPECT_EQ(figure(v1::FIGURE_KIND_PEAK_ONLINE).people(), 2);
}

TEST_F(Tally, ARoomNobodyCameToHasNoRatesAndNoFaults) {
  save();
  EXPECT_EQ(value(v1::FIGURE_KIND_DURATION), 0);
  start();
  end();
  const v1::Report report = tally_.report(now_);
  for (const v1::Figure& figure : report.figures()) EXPECT_EQ(figure.value(), 0);
}

TEST_F(Tally, AProductIsFollowedFromBeingShownToBeingBought) {
  play();
  const v1::Report report = tally_.report(now_);
  ASSERT_EQ(report.products_size(), 2);
  const v1::ProductFigures& first = report.products(0);
  EXPECT_EQ(first.title(), "茶");
  EXPECT_EQ(first.explained_seconds(), 180);
  EXPECT_EQ(first.shown(), 3);
  EXPECT_EQ(first.opened(), 2);
  EXPECT_EQ(first.buyers(), 2);
  EXPECT_EQ(first.pieces(), 3);
  const v1::ProductFigures& second = report.products(1);
  EXPECT_EQ(second.shown(), 2) << "one had left";
  EXPECT_EQ(second.opened(), 1);
  EXPECT_EQ(second.buyers(), 1);
}

TEST_F(Tally, AMinuteHoldsWhatHappenedInIt) {
  play();
  const v1::Report report = tally_.report(now_);
  ASSERT_EQ(report.minutes_size(), 11);
  EXPECT_EQ(report.minutes(0).entered(), 1);
  EXPECT_EQ(report.minutes(1).entered(), 2);
  EXPECT_EQ(report.minutes(1).online(), 3);
  EXPECT_EQ(report.minutes(1).opened(), 3);
  EXPECT_EQ(report.minutes(1).likes(), 8);
  EXPECT_EQ(report.minutes(2).pieces(), 3);
  EXPECT_EQ(report.minutes(2).sales_fen(), 6000);
  EXPECT_EQ(report.minutes(3).left(), 1);
  EXPECT_EQ(report.minutes(9).online(), 2);
}

TEST_F(Tally, QuestionsAreAnsweredMissedOrGoneWithTheirComment) {
  save();
  start();
  const std::int64_t answered = ask(zhou);
  ask(chen);
  const std::int64_t deleted = ask(robot);
  pass(20'000);
  answer(answered);
  answer(answered);
  remove(deleted);
  tell();
  EXPECT_EQ(value(v1::FIGURE_KIND_QUESTIONS), 2);
  EXPECT_EQ(value(v1::FIGURE_KIND_ANSWERED), 1);
  EXPECT_EQ(value(v1::FIGURE_KIND_ANSWER_RATE), 5000);
  const v1::Report report = tally_.report(now_);
  ASSERT_EQ(report.questions_size(), 2);
  EXPECT_EQ(report.questions(0).answered_at() - report.questions(0).at(), 20'000);
  EXPECT_EQ(report.questions(1).answered_at(), 0);
}

TEST_F(Tally, AFollowerWhoLeavesAgainIsNoneButWasEngaged) {
  save();
  start();
  enter(zhou);
  enter(chen);
  follow(zhou, true);
  follow(chen, true);
  follow(chen, false);
  end();
  EXPECT_EQ(value(v1::FIGURE_KIND_NEW_FOLLOWERS), 1);
  EXPECT_EQ(value(v1::FIGURE_KIND_INTERACTION_RATE), 10'000);
}

TEST_F(Tally, OnlyWhoCameInCountsAsEngaged) {
  save();
  start();
  enter(zhou);
  comment(zhou);
  comment(chen);
  end();
  EXPECT_EQ(value(v1::FIGURE_KIND_COMMENTERS), 2);
  EXPECT_EQ(value(v1::FIGURE_KIND_INTERACTION_RATE), 10'000);
}

TEST_F(Tally, EachHostHasTheTurnInWhichThingsHappened) {
  save();
  take_into_crew(chen);
  start();
  comment(zhou);
  pass(60'000);
  pause(true);
  pass(90'000);
  hand_over(chen);
  comment(chen);
  buy(zhou, tea, 1, 500);
  pass(30'000);
  end();
  const v1::Report report = tally_.report(now_);
  ASSERT_EQ(report.segments_size(), 2);
  EXPECT_EQ(report.segments(0).host_id(), host);
  EXPECT_EQ(report.segments(0).to() - report.segments(0).from(), 150'000);
  EXPECT_EQ(report.segments(0).paused_seconds(), 90);
  EXPECT_EQ(report.segments(0).comments(), 1);
  EXPECT_EQ(report.segments(1).host_id(), chen);
  EXPECT_EQ(report.segments(1).paused_seconds(), 0);
  EXPECT_EQ(report.segments(1).sales_fen(), 500);
  EXPECT_EQ(value(v1::FIGURE_KIND_COMMENTERS), 1) << "the crew is no audience";
  EXPECT_EQ(tally_.markers().size(), 2U) << "a pause and a hand-over";
}

TEST_F(Tally, ACurveIsMarkedWithWhatTheHostDidWhileLive) {
  play();
  EXPECT_EQ(tally_.markers().size(), 2U) << "two products were explained";
}

}  // namespace
}  // namespace kaibo::live
