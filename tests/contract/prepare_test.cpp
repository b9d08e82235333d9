#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "services/classroom/happened.h"
#include "tests/contract/room.h"
#include "tests/support/refusal.h"
#include "tests/support/submitter.h"

namespace kaibo::live {
namespace {

using base::Code;
using test::refusal_of;

constexpr std::string_view service = "kaibo.live.v1.PrepareService/";
constexpr base::Millis minute = 60'000;

class PrepareContract : public contract::RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    prepare(list_product(host_, 1000, 10));
  }

  template <typename Response, typename Request>
  Response ask(const std::string& method, const Request& request, const Trainee& who) {
    return call<Response>(std::string(service) + method, request, who.token);
  }

  void plan(base::Millis ahead) {
    auto request = in_room<v1::SaveRoomRequest>();
    request.set_title("果园里的下午茶");
    request.set_planned_at(now_.now() + ahead);
    call<v1::SaveRoomResponse>("kaibo.live.v1.LiveService/SaveRoom", request, host_.token);
  }

  v1::Preview announce(const Trainee& who) {
    return ask<v1::AnnounceRoomResponse>("AnnounceRoom", in_room<v1::AnnounceRoomRequest>(), who)
        .preview();
  }

  v1::Room cancel() {
    return ask<v1::CancelPreviewResponse>("CancelPreview", in_room<v1::CancelPreviewRequest>(),
                                          host_)
        .room();
  }

  v1::Preview reserve(const Trainee& who, bool reserved = true) {
    auto request = in_room<v1::ReserveRoomRequest>();
    request.set_reserved(reserved);
    return ask<v1::ReserveRoomResponse>("ReserveRoom", request, who).preview();
  }

  std::vector<v1::Preview> previews(const Trainee& who) {
    v1::ListPreviewsRequest request;
    request.set_class_id(class_id_);
    const auto response = ask<v1::ListPreviewsResponse>("ListPreviews", request, who);
    return {response.previews().begin(), response.previews().end()};
  }

  v1::SaveScriptRequest script() {
    auto request = in_room<v1::SaveScriptRequest>();
    request.set_planned_minutes(30);
    const auto row = [&](int from, int to, v1::ScriptSection section, std::int64_t product_id) {
      v1::ScriptRow& added = *request.add_rows();
      added.set_from_seconds(from * 60);
      added.set_to_seconds(to * 60);
      added.set_section(section);
      added.set_product_id(product_id);
      added.set_words(" 大家好，\n欢迎来到直播间 ");
      added.set_who("小林");
    };
    row(0, 3, v1::SCRIPT_SECTION_OPENING, 0);
    row(3, 15, v1::SCRIPT_SECTION_PRODUCT, product_.product_id());
    row(15, 20, v1::SCRIPT_SECTION_INTERACTION, 0);
    row(20, 27, v1::SCRIPT_SECTION_CLOSING_SALE, product_.product_id());
    row(27, 30, v1::SCRIPT_SECTION_ENDING, 0);
    return request;
  }

  v1::SaveScriptResponse save(const v1::SaveScriptRequest& request) {
    return ask<v1::SaveScriptResponse>("SaveScript", request, host_);
  }

  v1::GetScriptResponse script_for(const std::string& token) {
    return call<v1::GetScriptResponse>(std::string(service) + "GetScript",
                                       in_room<v1::GetScriptRequest>(), token);
  }

  struct Details {
    bool own_stock = true;
    int stock = 0;
    int seen = 0;
    int per_person = 0;
    std::vector<std::string> points;
  };
  v1::ShelfItem set_details(const Details& details) {
    auto request = in_room<v1::SetShelfDetailsRequest>();
    request.set_product_id(product_.product_id());
    request.set_own_stock(details.own_stock);
    request.set_stock(details.stock);
    request.set_stock_seen(details.seen);
    request.set_per_person(details.per_person);
    for (const std::string& line : details.points) request.add_selling_points(line);
    return ask<v1::SetShelfDetailsResponse>("SetShelfDetails", request, host_).room().shelf(0);
  }

  v1::BuyInRoomRequest wish(int quantity = 1) {
    auto request = in_room<v1::BuyInRoomRequest>();
    request.set_product_id(product_.product_id());
    request.set_quantity(quantity);
    request.set_expected_price_fen(1000);
    *request.mutable_address() = order_for(product_, 1).address();
    return request;
  }
  mall::v1::Order buy(const Trainee& who, int quantity = 1) {
    return call<v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", wish(quantity),
                                       who.token)
        .order();
  }

  int mall_stock() { return product_now(viewer_, product_.product_id()).stock(); }
  std::vector<std::string> all_faults() {
    std::vector<std::string> wrong = faults();
    std::ranges::copy(db_->read_now([](db::Transaction& tx) { return Live::check(tx); }),
                      std::back_inserter(wrong));
    return wrong;
  }
};
KAIBO_ON_EVERY_DATABASE(PrepareContract);

TEST_P(PrepareContract, AnAnnouncedRoomIsReservedOnceByEachClassmate) {
  EXPECT_EQ(refusal_of([&] { announce(host_); }).field(), "planned_at");
  plan(5 * minute);
  EXPECT_EQ(refusal_of([&] { announce(host_); }).code(), Code::failed_precondition);
  plan(60 * minute);
  EXPECT_EQ(refusal_of([&] { reserve(viewer_); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { announce(viewer_); }).code(), Code::permission_denied);
  EXPECT_EQ(announce(host_).room().state(), v1::ROOM_STATE_ANNOUNCED);
  EXPECT_EQ(refusal_of([&] { announce(host_); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { reserve(host_); }).code(), Code::failed_precondition);

  EXPECT_EQ(reserve(viewer_).reservations(), 1);
  EXPECT_EQ(reserve(viewer_).reservations(), 1) << "again, it is the same reservation";
  const Trainee other = trainee("陈雨桐");
  EXPECT_EQ(reserve(other).reservations(), 2);
  EXPECT_EQ(reserve(other, false).reservations(), 1);
  EXPECT_EQ(events(event::v1::Event::kRoomReserved).size(), 3U);

  ASSERT_EQ(previews(viewer_).size(), 1U);
  EXPECT_TRUE(previews(viewer_)[0].reserved());
  EXPECT_FALSE(previews(other)[0].reserved());
  EXPECT_EQ(previews(other)[0].reservations(), 1);
  // Whoever looks now and then stays signed in.
  for (int look = 0; look < 5; ++look) {
    EXPECT_FALSE(previews(viewer_).empty());
    now_.advance(25 * minute);
  }
  EXPECT_TRUE(previews(viewer_).empty()) << "long overdue";
}

TEST_P(PrepareContract, WhoeverReservedIsToldWhenTheRoomMovesStartsOrIsCancelled) {
  plan(60 * minute);
  announce(host_);
  reserve(viewer_);
  plan(90 * minute);
  EXPECT_EQ(refusal_of([&] { plan(minute); }).field(), "planned_at");
  EXPECT_EQ(cancel().state(), v1::ROOM_STATE_PREPARING);
  EXPECT_EQ(refusal_of([&] { cancel(); }).code(), Code::failed_precondition);
  EXPECT_TRUE(previews(viewer_).empty());
  announce(host_);
  EXPECT_EQ(previews(viewer_)[0].reservations(), 0);
  reserve(viewer_);
  start_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { reserve(viewer_); }).code(), Code::failed_precondition);
  EXPECT_TRUE(previews(viewer_).empty());

  std::vector<int> kinds;
  for (const event::v1::Event& event : events(event::v1::Event::kRoomReminded)) {
    EXPECT_EQ(event.topic(), classroom::user_topic(viewer_.user_id));
    kinds.push_back(event.room_reminded().kind());
  }
  EXPECT_EQ(kinds,
            (std::vector<int>{event::v1::REMINDER_KIND_MOVED, event::v1::REMINDER_KIND_CANCELLED,
                              event::v1::REMINDER_KIND_STARTED}));
}

TEST_P(PrepareContract, AScriptIsSavedWithWhatIsWrongWithItAndReadByItsHostAndStaff) {
  EXPECT_EQ(script_for(host_.token).script().planned_minutes(), 30);
  EXPECT_FALSE(script_for(host_.token).check().problems().empty());
  const v1::SaveScriptResponse saved = save(script());
  EXPECT_TRUE(saved.check().problems().empty()) << saved.check().DebugString();
  EXPECT_EQ(saved.script().version(), 1);
  EXPECT_EQ(refusal_of([&] { save(script()); }).code(), Code::aborted);

  v1::SaveScriptRequest shorter = script();
  shorter.set_version(1);
  shorter.mutable_rows()->DeleteSubrange(3, 2);
  const v1::SaveScriptResponse second = save(shorter);
  EXPECT_EQ(second.script().version(), 2);
  EXPECT_FALSE(second.check().adds_up());

  const v1::GetScriptResponse read = script_for(instructor_);
  ASSERT_EQ(read.script().rows_size(), 3);
  EXPECT_EQ(read.script().rows(1).words(), "大家好，\n欢迎来到直播间");
  EXPECT_EQ(read.script().rows(1).product_id(), product_.product_id());
  EXPECT_EQ(read.script().rows(1).who(), "小林");
  EXPECT_EQ(read.check().problems_size(), second.check().problems_size());
  EXPECT_EQ(refusal_of([&] { script_for(viewer_.token); }).code(), Code::permission_denied);

  const std::vector<event::v1::Event> said = events(event::v1::Event::kScriptSaved);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].script_saved().sections_size(), 5);
  EXPECT_EQ(said[0].script_saved().product_ids_size(), 1);
  EXPECT_TRUE(said[0].script_saved().adds_up());
  EXPECT_FALSE(said[1].script_saved().adds_up());
}

TEST_P(PrepareContract, AScriptBeingWrittenIsCheckedWithoutBeingSaved) {
  auto request = in_room<v1::CheckScriptRequest>();
  request.set_planned_minutes(30);
  *request.mutable_rows() = script().rows();
  request.mutable_rows(1)->set_product_id(4711);
  const auto checked = ask<v1::CheckScriptResponse>("CheckScript", request, host_).check();
  ASSERT_EQ(checked.problems_size(), 1);
  EXPECT_EQ(checked.problems(0).kind(), v1::SCRIPT_PROBLEM_KIND_NOT_ON_SHELF);
  EXPECT_EQ(script_for(host_.token).script().version(), 0);
}

TEST_P(PrepareContract, TheScriptGetsThePointsThatItsRubricPromises) {
  const auto points = [&](const std::string& id) {
    const assessment::v1::Sheet sheet = sheet_of(host_);
    for (const assessment::v1::SheetSection& section : sheet.sections()) {
      for (const assessment::v1::SheetItem& item : section.items()) {
        if (item.id() == id) return item.proposed_tenths();
      }
    }
    return -1;
  };
  EXPECT_EQ(points("B3"), 0);
  save(script());
  EXPECT_EQ(points("B3"), 40);
  v1::SaveScriptRequest worse = script();
  worse.set_version(1);
  worse.mutable_rows(1)->set_product_id(4711);
  worse.mutable_rows()->DeleteSubrange(4, 1);
  save(worse);
  EXPECT_EQ(points("B3"), 16) << "four of five sections, and nothing else";

  EXPECT_EQ(points("B2"), 0);
  set_details({.stock = 4});
  EXPECT_EQ(points("B2"), 10);
  set_details({.own_stock = false});
  EXPECT_EQ(points("B2"), 0);
}

TEST_P(PrepareContract, TheJournalKeepsWhatWasOpenWhenTheRoomWentLive) {
  auto look = in_room<v1::GetChecklistRequest>();
  const auto list = ask<v1::GetChecklistResponse>("GetChecklist", look, host_);
  EXPECT_EQ(list.items_size(), 10);
  EXPECT_EQ(
      refusal_of([&] { ask<v1::GetChecklistResponse>("GetChecklist", look, viewer_); }).code(),
      Code::permission_denied);
  auto start = in_room<v1::StartRoomRequest>();
  start.add_ready("camera");
  // What the server sees for itself is not believed.
  start.add_ready("cover");
  call<v1::StartRoomResponse>("kaibo.live.v1.LiveService/StartRoom", start, host_.token);
  const std::vector<event::v1::Event> said = events(event::v1::Event::kRoomChecked);
  ASSERT_EQ(said.size(), 1U);
  const auto& done = said[0].room_checked().done();
  EXPECT_EQ((std::vector<std::string>{done.begin(), done.end()}),
            (std::vector<std::string>{"stocked", "camera"}));
  EXPECT_EQ(said[0].room_checked().open_size(), 8);
}

TEST_P(PrepareContract, TheWayToTheServerIsMeasuredWithBytesUpAndDown) {
  v1::ProbeNetworkRequest request;
  request.set_class_id(class_id_);
  request.set_payload(std::string(1000, 'x'));
  request.set_answer_bytes(5000);
  const auto answer = ask<v1::ProbeNetworkResponse>("ProbeNetwork", request, host_);
  EXPECT_EQ(answer.received_bytes(), 1000);
  EXPECT_EQ(answer.payload().size(), 5000U);
  request.set_answer_bytes(1'000'000'000);
  EXPECT_EQ(ask<v1::ProbeNetworkResponse>("ProbeNetwork", request, host_).payload().size(),
            262144U);
  EXPECT_EQ(refusal_of([&] {
              for (int i = 0; i < 30; ++i) {
                ask<v1::ProbeNetworkResponse>("ProbeNetwork", request, host_);
              }
            }).code(),
            Code::resource_exhausted);
}

TEST_P(PrepareContract, StockSetAsideIsTheRoomsAloneUntilItEnds) {
  EXPECT_EQ(refusal_of([&] { set_details({.stock = 11}); }).field(), "stock");
  const v1::ShelfItem item = set_details({.stock = 4, .points = {"皮薄", "汁多", "现摘"}});
  EXPECT_TRUE(item.own_stock());
  EXPECT_EQ(item.product().stock(), 4);
  EXPECT_EQ(item.mall_stock(), 6);
  EXPECT_EQ(item.selling_points_size(), 3);
  EXPECT_EQ(mall_stock(), 6);
  place(viewer_, order_for(product_, 6));
  EXPECT_EQ(refusal_of([&] { place(viewer_, order_for(product_, 1)); }).code(),
            Code::failed_precondition);

  start_room(host_, room_id_);
  buy(viewer_, 3);
  EXPECT_EQ(events(event::v1::Event::kRoomSale).back().room_sale().stock_left(), 1);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 2); }).code(), Code::failed_precondition);
  EXPECT_TRUE(all_faults().empty());
  end_room(host_, room_id_);
  EXPECT_EQ(mall_stock(), 1) << "what was not sold is back in the mall";
  EXPECT_TRUE(all_faults().empty());
  EXPECT_EQ(product_now(viewer_, product_.product_id()).sold(), 3);
}

TEST_P(PrepareContract, StockSetAsideFollowsItsChangesAndLeavesWithItsProduct) {
  set_details({.stock = 4});
  start_room(host_, room_id_);
  buy(viewer_, 1);
  // The host saw 4 while one was sold: two more than seen are two more than there are.
  EXPECT_EQ(set_details({.stock = 6, .seen = 4}).product().stock(), 5);
  EXPECT_EQ(mall_stock(), 4);
  EXPECT_EQ(refusal_of([&] { set_details({.stock = 0, .seen = 6}); }).field(), "stock");
  EXPECT_EQ(set_details({.own_stock = false}).product().stock(), 9);
  EXPECT_EQ(mall_stock(), 9);
  set_details({.stock = 2});
  auto take = in_room<v1::TakeOffShelfRequest>();
  take.set_product_id(product_.product_id());
  call<v1::TakeOffShelfResponse>("kaibo.live.v1.LiveService/TakeOffShelf", take, host_.token);
  EXPECT_EQ(mall_stock(), 9);
  EXPECT_TRUE(all_faults().empty());
}

TEST_P(PrepareContract, DetailsAreOfProductsOnTheHostsOwnShelfBeforeItsEnd) {
  auto request = in_room<v1::SetShelfDetailsRequest>();
  request.set_product_id(product_.product_id());
  EXPECT_EQ(refusal_of([&] {
              ask<v1::SetShelfDetailsResponse>("SetShelfDetails", request, viewer_);
            }).code(),
            Code::permission_denied);
  request.set_product_id(4711);
  EXPECT_EQ(refusal_of([&] {
              ask<v1::SetShelfDetailsResponse>("SetShelfDetails", request, host_);
            }).field(),
            "product_id");
  start_room(host_, room_id_);
  end_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { set_details({.stock = 1}); }).code(), Code::failed_precondition);
}

TEST_P(PrepareContract, OnePersonBuysNoMoreInTheRoomThanTheLimit) {
  set_details({.own_stock = false, .per_person = 2});
  start_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 3); }).field(), "quantity");
  buy(viewer_, 1);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 2); }).field(), "quantity");
  buy(viewer_, 1);
  EXPECT_EQ(refusal_of([&] { buy(viewer_, 1); }).field(), "quantity");
  place(viewer_, order_for(product_, 3));
  buy(trainee("陈雨桐"), 2);
  EXPECT_TRUE(all_faults().empty());
}

TEST_P(PrepareContract, OfManyWhoBuyAtOnceInRoomAndMallEachGetsWhatIsThereAndNobodyMore) {
  set_details({.stock = 5, .per_person = 2});
  start_room(host_, room_id_);
  std::vector<Trainee> people{viewer_};
  for (int i = 0; i < 3; ++i) people.push_back(trainee("同学" + std::to_string(i)));
  contract::Submitter callers(*db_);
  callers.close_gate(class_id_);
  std::vector<std::pair<std::size_t, std::future<void>>> in_room;
  std::vector<std::future<void>> in_mall;
  const mall::v1::Address address = order_for(product_, 1).address();
  for (int round = 0; round < 4; ++round) {
    for (std::size_t person = 0; person < people.size(); ++person) {
      const std::int64_t buyer = people[person].user_id;
      in_room.emplace_back(
          person, callers.submit(class_id_, [this, buyer, request = wish()](db::Transaction& tx) {
            live_->rooms.buy(tx, buyer, request);
          }));
      in_mall.push_back(callers.submit(class_id_, [this, buyer, address](db::Transaction& tx) {
        mall::Orders::NewOrder order;
        order.class_id = class_id_;
        order.buyer_id = buyer;
        order.lines.Add()->set_product_id(product_.product_id());
        order.lines.Mutable(0)->set_quantity(1);
        order.address = address;
        order.pay_now = true;
        order.expected_amount_fen = 1000;
        mall_->orders.place(tx, order);
      }));
    }
  }
  callers.open_gate();
  const auto went = [](std::future<void>& answer) {
    try {
      answer.get();
      return true;
    } catch (const base::Error& refused) {
      EXPECT_EQ(refused.code(), Code::failed_precondition) << refused.text().en;
      return false;
    }
  };
  std::vector<int> by_person(people.size());
  int sold_in_room = 0;
  for (auto& [person, answer] : in_room) {
    if (!went(answer)) continue;
    ++sold_in_room;
    ++by_person[person];
  }
  EXPECT_EQ(sold_in_room, 5);
  EXPECT_LE(*std::ranges::max_element(by_person), 2);
  EXPECT_EQ(std::ranges::count_if(in_mall, went), 5);
  EXPECT_EQ(mall_stock(), 0);
  EXPECT_TRUE(all_faults().empty());
}

}  // namespace
}  // namespace kaibo::live
