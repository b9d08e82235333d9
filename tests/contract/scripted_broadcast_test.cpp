#include <gtest/gtest.h>

#include <map>

#include "kaibo/live/v1/offers.pb.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "kaibo/live/v1/review.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/classroom/happened.h"
#include "tests/contract/practice.h"

namespace kaibo::assessment {
namespace {

constexpr base::Millis second = 1000;
constexpr base::Millis minute = 60 * second;

/// A host and an audience that act out a script whose truth is known, through the RPCs alone.
class ScriptedBroadcast : public contract::PracticeTest {
 protected:
  template <typename Response, typename Request>
  Response in_room(const std::string& method, Request request, const Trainee& who) {
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    return call<Response>("kaibo.live.v1." + method, request, who.token);
  }

  void prepare() {
    host_ = trainee("林晓燕");
    moderator_ = trainee("吴小军");
    for (const char* name : {"周建国", "陈雨桐", "何秀珍", "高翔"})
      viewers_.push_back(trainee(name));
    open_shop(host_, "橙心果园");
    for (int i = 0; i < 3; ++i) products_.push_back(list_product(host_, 1000, 100).product_id());

    live::v1::SaveRoomRequest room;
    room.set_class_id(class_id_);
    room.set_request_id(request_id());
    room.set_title("果园里的下午茶");
    room.set_cover(picture(host_));
    room.set_category("水果");
    room.set_notice("今天拍，明天发。");
    room.set_planned_at(now_.now() + 60 * minute);
    room_id_ =
        call<live::v1::SaveRoomResponse>("kaibo.live.v1.LiveService/SaveRoom", room, host_.token)
            .room()
            .room_id();
    live::v1::SaveCrewRequest crew;
    live::v1::CrewMember& moderator = *crew.add_crew();
    moderator.set_user_id(moderator_.user_id);
    moderator.set_role(live::v1::CREW_ROLE_MODERATOR);
    in_room<live::v1::SaveCrewResponse>("LiveService/SaveCrew", crew, host_);
  }

  void arrange_shelf() {
    live::v1::PutOnShelfRequest put;
    for (const std::int64_t product : products_) {
      put.set_product_id(product);
      in_room<live::v1::PutOnShelfResponse>("LiveService/PutOnShelf", put, host_);
    }
    put.set_place(1);
    put.set_live_price_fen(900);
    in_room<live::v1::PutOnShelfResponse>("LiveService/PutOnShelf", put, host_);
    live::v1::SetShelfDetailsRequest details;
    details.set_product_id(products_[0]);
    details.set_own_stock(true);
    details.set_stock(50);
    in_room<live::v1::SetShelfDetailsResponse>("PrepareService/SetShelfDetails", details, host_);
  }

  void write_script() {
    live::v1::SaveScriptRequest script;
    script.set_planned_minutes(30);
    int from = 0;
    const auto row = [&](live::v1::ScriptSection section, int seconds, std::int64_t product) {
      live::v1::ScriptRow& next = *script.add_rows();
      next.set_from_seconds(from);
      next.set_to_seconds(from += seconds);
      next.set_section(section);
      next.set_product_id(product);
      next.set_words("这一段要说的话");
    };
    row(live::v1::SCRIPT_SECTION_OPENING, 180, 0);
    for (const std::int64_t product : products_) {
      row(live::v1::SCRIPT_SECTION_PRODUCT, 360, product);
    }
    row(live::v1::SCRIPT_SECTION_INTERACTION, 240, 0);
    row(live::v1::SCRIPT_SECTION_CLOSING_SALE, 180, 0);
    row(live::v1::SCRIPT_SECTION_ENDING, 120, 0);
    in_room<live::v1::SaveScriptResponse>("PrepareService/SaveScript", script, host_);
  }

  void pause(base::Millis ms) {
    live::v1::PauseRoomRequest request;
    request.set_paused(true);
    in_room<live::v1::PauseRoomResponse>("LiveService/PauseRoom", request, host_);
    now_.advance(ms);
    request.set_paused(false);
    in_room<live::v1::PauseRoomResponse>("LiveService/PauseRoom", request, host_);
  }

  std::int64_t say(const Trainee& who, const std::string& text, std::int64_t reply_to = 0) {
    live::v1::PostCommentRequest request;
    request.set_text(text);
    request.set_reply_to(reply_to);
    in_room<live::v1::PostCommentResponse>("LiveService/PostComment", request, who);
    std::int64_t seq = 0;
    for (const db::Entry& entry : journal_of(class_id_)) {
      if (entry.kind == event::v1::Event::kCommentPosted) seq = entry.seq;
    }
    return seq;
  }

  /// Four of five questions are answered in time; what is no question wants no answer.
  void talk() {
    say(viewers_[0], "来了来了");
    for (int i = 0; i < 5; ++i) {
      const std::int64_t asked = say(viewers_[1], "这个怎么保存？");
      now_.advance(20 * second);
      if (i > 0) say(host_, "放冰箱冷藏。", asked);
    }
  }

  void offer_coupon() {
    live::v1::IssueCouponRequest issue;
    mall::v1::CouponWish& terms = *issue.mutable_terms();
    terms.set_name("直播间立减");
    terms.set_kind(mall::v1::COUPON_KIND_FIXED);
    terms.set_off_fen(100);
    terms.set_total(10);
    terms.set_per_person(1);
    terms.set_valid_until_class_at(now_.now() + 24 * 60 * minute);
    const auto coupon =
        in_room<live::v1::IssueCouponResponse>("OffersService/IssueCoupon", issue, host_).coupon();
    mall::v1::ClaimCouponRequest claim;
    claim.set_class_id(class_id_);
    claim.set_request_id(request_id());
    claim.set_coupon_id(coupon.coupon_id());
    call<mall::v1::ClaimCouponResponse>("kaibo.mall.v1.PromotionService/ClaimCoupon", claim,
                                        viewers_[0].token);
  }

  void buy(const Trainee& who) {
    live::v1::BuyInRoomRequest request;
    request.set_product_id(products_[1]);
    request.set_quantity(1);
    request.set_expected_price_fen(1000);
    *request.mutable_address() = order_for(product_now(who, products_[1]), 1).address();
    in_room<live::v1::BuyInRoomResponse>("LiveService/BuyInRoom", request, who);
  }

  void broadcast() {
    start_room(host_, room_id_);
    const base::Millis start = now_.now();
    for (const std::int64_t product : products_) {
      explain(host_, room_id_, product);
      now_.advance(130 * second);
    }
    talk();
    offer_coupon();
    for (const Trainee& who : viewers_) buy(who);
    buy(viewers_[0]);
    // Neither counts: what a simulated person pays, and what a viewer of whatever kind buys twice.
    event::v1::Event simulated;
    simulated.mutable_order_paid()->set_buyer_id(-7);
    simulated.mutable_order_paid()->set_seller_id(host_.user_id);
    simulated.mutable_order_paid()->set_room_id(room_id_);
    db_->write_now(class_id_, [&](db::Transaction& tx) {
      classroom::happened(tx, class_id_, -7, {classroom::user_topic(host_.user_id), {}}, simulated);
    });
    pause(40 * second);
    pause(long_pause);
    // Half an hour in all without the long pause.
    now_.advance(30 * minute + long_pause - (now_.now() - start));
    end_room(host_, room_id_);
  }

  void review() {
    live::v1::EnterFiguresRequest request;
    for (const auto& [kind, value] :
         std::map<live::v1::FigureKind, std::int64_t>{{live::v1::FIGURE_KIND_ORDERS, 5},
                                                      {live::v1::FIGURE_KIND_PAID, 5000},
                                                      {live::v1::FIGURE_KIND_COMMENTS, 10},
                                                      {live::v1::FIGURE_KIND_VISITORS, 0},
                                                      {live::v1::FIGURE_KIND_LIKES, 3}}) {
      live::v1::EnteredFigure& figure = *request.add_figures();
      figure.set_kind(kind);
      figure.set_value(value);
    }
    in_room<live::v1::EnterFiguresResponse>("ReviewService/EnterFigures", request, host_);
  }

  static constexpr base::Millis long_pause = 90 * second;
  Trainee host_;
  Trainee moderator_;
  std::vector<Trainee> viewers_;
  std::vector<std::int64_t> products_;
  std::int64_t room_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(ScriptedBroadcast);

TEST_P(ScriptedBroadcast, GetsExactlyTheExpectedPointsOnEveryAutomaticLine) {
  prepare();
  arrange_shelf();
  write_script();
  broadcast();
  review();
  const std::map<std::string, int> expected = {
      {"A1", 40}, {"A2", 90},  {"A3", 0},  {"B1", 40}, {"B2", 40},
      {"B3", 40}, {"C1", 100}, {"C2", 90}, {"C3", 60}, {"C4", 40},
      {"C5", 40}, {"C6", 0},   {"C7", 20}, {"D1", 40}, {"D2", 0},
  };
  int sum = 0;
  const v1::Sheet sheet = sheet_of(host_);
  for (const v1::SheetSection& section : sheet.sections()) {
    for (const v1::SheetItem& item : section.items()) {
      const auto points = expected.find(item.id());
      if (points == expected.end()) continue;
      EXPECT_EQ(item.proposed_tenths(), points->second) << item.id();
      sum += points->second;
    }
  }
  EXPECT_EQ(sheet.score_tenths(), sum);
  EXPECT_TRUE(sheet.passed());
}

}  // namespace
}  // namespace kaibo::assessment
