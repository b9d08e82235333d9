#include <array>
#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

constexpr int script_row_seconds = 360;
constexpr int offer_seconds = 10;

}  // namespace

Task<void> Trainee::write_script() {
  constexpr std::array sections = {
      live::v1::SCRIPT_SECTION_OPENING, live::v1::SCRIPT_SECTION_PRODUCT,
      live::v1::SCRIPT_SECTION_INTERACTION, live::v1::SCRIPT_SECTION_CLOSING_SALE,
      live::v1::SCRIPT_SECTION_ENDING};
  live::v1::SaveScriptRequest request;
  request.set_room_id(own_room_);
  request.set_planned_minutes(static_cast<int>(sections.size()) * script_row_seconds / 60);
  for (const live::v1::ScriptSection section : sections) {
    live::v1::ScriptRow row;
    row.set_from_seconds(request.rows_size() * script_row_seconds);
    row.set_to_seconds(row.from_seconds() + script_row_seconds);
    row.set_section(section);
    row.set_words("大家好，先看产地，再看价格");
    if (section == live::v1::SCRIPT_SECTION_PRODUCT) {
      row.set_product_id(products_.front().product_id());
    }
    *request.add_rows() = std::move(row);
  }
  const int rows = request.rows_size();
  const auto saved = co_await call(rpcs::save_script, std::move(request));
  if (saved) {
    expect(saved->script().rows_size() == rows, rpcs::save_script.name, "another script");
  }
}

/// A host gives out one thing of each kind, one after the other.
Task<void> Trainee::offer_something() {
  switch (offers_++) {
    case 0: {
      live::v1::IssueCouponRequest request;
      request.set_room_id(own_room_);
      mall::v1::CouponWish& terms = *request.mutable_terms();
      terms.set_name("直播间立减");
      terms.set_kind(mall::v1::COUPON_KIND_FIXED);
      terms.set_off_fen(100);
      terms.set_total(20);
      terms.set_per_person(1);
      terms.set_valid_until_class_at(class_at_ + day_ms);
      co_await call(rpcs::issue_coupon, std::move(request), too_late);
      break;
    }
    case 1: {
      live::v1::IssueBagRequest request;
      request.set_room_id(own_room_);
      request.set_condition(live::v1::BAG_CONDITION_FOLLOW);
      request.set_prize(live::v1::BAG_PRIZE_COUPON);
      request.set_prize_fen(200);
      request.set_winners(3);
      request.set_seconds(offer_seconds);
      co_await call(rpcs::issue_bag, std::move(request), too_late);
      break;
    }
    case 2: {
      const mall::v1::Product& product = any_of(products_);
      live::v1::OfferFlashSaleRequest request;
      request.set_room_id(own_room_);
      request.set_product_id(product.product_id());
      request.set_price_fen(product.price_fen() / 2);
      request.set_pieces(2);
      request.set_per_person(1);
      request.set_seconds(offer_seconds);
      co_await call(rpcs::offer_flash_sale, std::move(request), too_late_or_fewer);
      break;
    }
    default:
      co_await answer_question();
  }
}

Task<void> Trainee::answer_question() {
  if (questions_.empty()) co_return;
  live::v1::MarkAnsweredRequest request;
  request.set_room_id(own_room_);
  request.set_comment_seq(questions_.front());
  questions_.pop_front();
  co_await call(rpcs::mark_answered, std::move(request), too_late);
}

Task<void> Trainee::take_offer() {
  if (!bags_.empty()) {
    // From the shop rather than the room: its owner would hear it on two topics.
    live::v1::FollowRequest follow;
    follow.set_owner_id(room_host_);
    follow.set_following(true);
    const auto followed = co_await call(rpcs::follow, std::move(follow));
    if (followed) expect(followed->followers() > 0, rpcs::follow.name, "nobody follows");
    if (bags_.empty()) co_return;
    live::v1::JoinBagRequest join;
    join.set_room_id(room_);
    join.set_bag_id(bags_.front());
    bags_.pop_front();
    co_await call(rpcs::join_bag, std::move(join), too_late);
  } else if (!coupons_.empty()) {
    mall::v1::ClaimCouponRequest claim;
    claim.set_coupon_id(coupons_.front());
    coupons_.pop_front();
    co_await call(rpcs::claim_coupon, std::move(claim), too_late);
  }
}

Task<void> Trainee::review() {
  live::v1::GetReportRequest look;
  look.set_room_id(own_room_);
  const auto report = co_await call(rpcs::get_report, std::move(look));
  if (report) expect(report->report().figures_size() > 0, rpcs::get_report.name, "no figures");
  live::v1::ListRoomEventsRequest replay;
  replay.set_room_id(own_room_);
  co_await call(rpcs::list_room_events, std::move(replay));
  live::v1::SaveFindingsRequest findings;
  findings.set_room_id(own_room_);
  live::v1::Finding& finding = *findings.add_findings();
  finding.set_problem("留人太短");
  finding.set_cause("开场没有说福利");
  finding.set_action("前三分钟先讲福袋");
  finding.set_figure(live::v1::FIGURE_KIND_VISITORS);
  co_await call(rpcs::save_findings, std::move(findings));
}

void Trainee::on_offer(const event::v1::Event& event) {
  if (event.has_coupon_issued()) coupons_.push_back(event.coupon_issued().coupon_id());
  if (event.has_bag_issued()) bags_.push_back(event.bag_issued().bag_id());
}

}  // namespace kaibo::load
