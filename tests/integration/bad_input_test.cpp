#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/db/database.h"
#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/realtime/v1/realtime.pb.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"

namespace kaibo::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::string_view open_shop = "kaibo.mall.v1.MallService/OpenShop";
constexpr std::string_view get_me = "kaibo.identity.v1.IdentityService/GetMe";
constexpr std::size_t default_limit = 64 * 1024;

/// Two classes on a started program. In the first a trainee has a stall; everybody else comes with
/// something that is wrong.
class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    classes_ = kaibo_.provision(2);
    end_session_of(classes_[0].trainees[30]);
    kaibo_.start();
    Caller seller = caller(0);
    stall_ = open_stall(seller, class_id(), 10);
  }

  /// Whatever was sent, the server lives and serves the next one.
  void TearDown() override {
    Caller next = caller(33);
    EXPECT_TRUE(next.call(get_me, {}).ok());
    EXPECT_EQ(kaibo_.stop(), 0);
    EXPECT_EQ(kaibo_.run("check").code, 0);
  }

  /// As time would: its end is in the past.
  void end_session_of(const Person& person) {
    const base::SystemClock clock;
    const auto db = db::Database::open({.url = kaibo_.database_url()}, clock, nullptr);
    db->write_now(0, [&person](db::Transaction& tx) {
      tx.execute("UPDATE identity_session SET ends_at = 1 WHERE user_id = ?", person.user_id);
    });
    db->stop();
  }

  std::int64_t class_id() const { return classes_[0].class_id; }
  const Person& trainee(std::size_t number) const { return classes_[0].trainees.at(number); }
  Caller caller(std::size_t number) const { return Caller(kaibo_.port(), trainee(number).token); }
  std::string bearer(std::size_t number) const {
    return "Authorization: Bearer " + trainee(number).token + "\r\n";
  }

  Answer post(std::string_view method, std::string_view type, std::string_view body,
              std::size_t number = 1) const {
    RawClient client(kaibo_.port());
    return client.ask(
        fmt::format("POST /{} HTTP/1.1\r\nHost: localhost\r\n{}Content-Type: {}\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    method, bearer(number), type, body.size(), body));
  }
  Answer post_json(std::string_view method, std::string_view body) const {
    return post(method, "application/json", body);
  }

  mall::v1::OpenShopRequest shop(const std::string& name) const {
    mall::v1::OpenShopRequest request;
    request.set_class_id(class_id());
    request.set_request_id(new_request_id());
    request.set_name(name);
    request.set_category("水果");
    return request;
  }

  template <typename Request>
  Outcome step(Caller& who, std::string_view method, Request request) const {
    request.set_class_id(class_id());
    request.set_request_id(new_request_id());
    return who.call(method, request.SerializeAsString());
  }

  /// The reply to a call over the WebSocket.
  static realtime::v1::Reply reply_to(SocketClient& socket, std::string_view method,
                                      const std::string& request) {
    realtime::v1::Uplink uplink;
    uplink.mutable_call()->set_id(7);
    uplink.mutable_call()->set_method(std::string(method));
    uplink.mutable_call()->set_request(request);
    socket.send(uplink);
    realtime::v1::Downlink heard;
    EXPECT_TRUE(socket.read_until(heard, [](const auto& all) { return all.replies_size() > 0; }));
    return heard.replies_size() > 0 ? heard.replies(0) : realtime::v1::Reply();
  }

  Kaibo kaibo_;
  std::vector<PracticeClass> classes_;
  Stall stall_;
};

TEST_F(BadInput, JsonOfWrongShapeIsRefusedWithASentence) {
  for (const std::string_view body :
       {R"({"classId":"many"})", R"({"classId":1.5})", R"({"classId":{}})", R"({"lines":5})",
        R"({"lines":[{"productId":[]}]})", R"({"payNow":"perhaps"})",
        R"({"classId":"9223372036854775808"})", R"({"noSuchField":1})", R"([1,2])", R"("text")",
        R"({"classId":"1")", "{", "", "\x01\x02", R"({"classId":"1"}{"classId":"2"})"}) {
    const Answer answer = post_json(place_order, body);
    EXPECT_THAT(answer.status, AnyOf(400, 403)) << body << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(R"("message":")")) << body;
  }
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "[";
  EXPECT_EQ(post_json(place_order, R"({"lines":)" + deep).status, 400);
}

TEST_F(BadInput, BytesThatAreNoMessageAreInvalid) {
  // Broken in the middle, a group that never ends, a number where the text should be.
  for (const std::string_view body : {"\x0a\xff\xff\xff\xff\x0f", "\x0b\x0b\x0b", "\xff"}) {
    const Answer answer = post(place_order, "application/proto", body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("invalid_argument"));
  }
  EXPECT_EQ(post(place_order, "text/html", "{}").status, 415);
}

TEST_F(BadInput, AMissingFieldIsNamed) {
  mall::v1::OpenShopRequest nameless = shop("");
  Caller person = caller(1);
  Outcome outcome = person.call(open_shop, nameless.SerializeAsString());
  EXPECT_EQ(outcome.code, "invalid_argument");
  EXPECT_THAT(outcome.body, HasSubstr(R"("field":"name")"));

  mall::v1::OpenShopRequest unnumbered = shop("小小水果店");
  unnumbered.clear_request_id();
  outcome = person.call(open_shop, unnumbered.SerializeAsString());
  EXPECT_EQ(outcome.code, "invalid_argument");
  EXPECT_THAT(outcome.body, HasSubstr(R"("field":"request_id")"));

  mall::v1::PlaceOrderRequest homeless = order_for(class_id(), stall_.product);
  homeless.clear_address();
  outcome = person.call(place_order, homeless.SerializeAsString());
  EXPECT_EQ(outcome.code, "invalid_argument");
  EXPECT_THAT(outcome.body, HasSubstr(R"("field":"address.name")"));
}

TEST_F(BadInput, ABodyTooLargeIsRefusedBeforeItIsRead) {
  const std::string large(default_limit + 1, ' ');
  EXPECT_EQ(post_json(place_order, large).status, 413);
  RawClient client(kaibo_.port());
  const Answer answer = client.ask(
      fmt::format("POST /{} HTTP/1.1\r\nHost: localhost\r\n{}Content-Type: application/json\r\n"
                  "Content-Length: 99999999999\r\n\r\n",
                  place_order, bearer(1)));
  EXPECT_EQ(answer.status, 413);
}

TEST_F(BadInput, NumbersOutOfBoundsAreRefused) {
  Caller person = caller(1);
  for (const std::int32_t quantity : {0, -1, INT32_MIN, INT32_MAX}) {
    mall::v1::PlaceOrderRequest request = order_for(class_id(), stall_.product);
    request.mutable_lines(0)->set_quantity(quantity);
    EXPECT_EQ(person.call(place_order, request.SerializeAsString()).code, "invalid_argument");
  }
  for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{-10}, INT64_MAX}) {
    mall::v1::PlaceOrderRequest request = order_for(class_id(), stall_.product);
    request.set_expected_amount_fen(amount);
    EXPECT_FALSE(person.call(place_order, request.SerializeAsString()).ok()) << amount;
  }
}

TEST_F(BadInput, WhatBelongsToAnotherPersonIsOutOfReach) {
  Caller buyer = caller(1);
  const auto order =
      buyer.ask<mall::v1::PlaceOrderResponse>(place_order, order_for(class_id(), stall_.product));
  Caller stranger = caller(2);
  const auto refused = AnyOf("not_found", "permission_denied", "failed_precondition");

  mall::v1::GetOrderRequest look;
  look.set_class_id(class_id());
  look.set_order_id(order.order().order_id());
  EXPECT_THAT(stranger.call("kaibo.mall.v1.MallService/GetOrder", look.SerializeAsString()).code,
              refused);
  mall::v1::ConfirmReceiptRequest confirm;
  confirm.set_order_id(order.order().order_id());
  EXPECT_THAT(step(stranger, "kaibo.mall.v1.MallService/ConfirmReceipt", confirm).code, refused);
  mall::v1::ShipOrderRequest ship;
  ship.set_order_id(order.order().order_id());
  ship.set_courier("中国邮政");
  ship.set_waybill("1234567890");
  EXPECT_THAT(step(stranger, "kaibo.mall.v1.MallService/ShipOrder", ship).code, refused);

  mall::v1::SetProductListedRequest hide;
  hide.set_product_id(stall_.product.product_id());
  EXPECT_THAT(step(stranger, "kaibo.mall.v1.MallService/SetProductListed", hide).code, refused);
  live::v1::EndRoomRequest end;
  end.set_room_id(stall_.room_id);
  EXPECT_THAT(step(stranger, "kaibo.live.v1.LiveService/EndRoom", end).code, refused);
}

TEST_F(BadInput, WhatBelongsToAnotherClassDoesNotExistHere) {
  const PracticeClass& other = classes_[1];
  Caller visitor(kaibo_.port(), other.trainees[0].token);
  EXPECT_EQ(
      visitor.call(place_order, order_for(class_id(), stall_.product).SerializeAsString()).code,
      "permission_denied");
  EXPECT_EQ(
      visitor.call(place_order, order_for(other.class_id, stall_.product).SerializeAsString()).code,
      "not_found");
  live::v1::GetRoomRequest room;
  room.set_class_id(other.class_id);
  room.set_room_id(stall_.room_id);
  EXPECT_EQ(visitor.call("kaibo.live.v1.LiveService/GetRoom", room.SerializeAsString()).code,
            "not_found");
  assessment::v1::GetSheetRequest sheet;
  sheet.set_class_id(other.class_id);
  sheet.set_trainee_id(trainee(0).user_id);
  Caller instructor(kaibo_.port(), other.instructor.token);
  EXPECT_EQ(
      instructor.call("kaibo.assessment.v1.AssessmentService/GetSheet", sheet.SerializeAsString())
          .code,
      "not_found");

  // Nor may they listen.
  SocketClient socket(kaibo_.port(), "Authorization: Bearer " + other.trainees[0].token + "\r\n");
  realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_id());
  uplink.mutable_subscribe()->set_topic("room:" + std::to_string(stall_.room_id));
  socket.send(uplink);
  realtime::v1::Downlink heard;
  ASSERT_TRUE(socket.read_until(heard, [](const auto& all) { return all.subscribed_size() > 0; }));
  EXPECT_EQ(heard.subscribed(0).error().code(), "permission_denied");
  EXPECT_EQ(heard.events_size(), 0);
}

TEST_F(BadInput, TwoClicksAtOnceAreOneOrder) {
  const std::string request = order_for(class_id(), stall_.product).SerializeAsString();
  std::vector<Outcome> outcomes(4);
  {
    std::vector<std::jthread> fingers;
    for (Outcome& outcome : outcomes) {
      fingers.emplace_back([&] { outcome = caller(1).call(place_order, request); });
    }
  }
  for (const Outcome& outcome : outcomes) {
    EXPECT_TRUE(outcome.ok()) << outcome.code << outcome.message;
    EXPECT_EQ(outcome.body, outcomes[0].body);
  }
  mall::v1::ListOrdersRequest list;
  list.set_class_id(class_id());
  const auto orders =
      caller(1).ask<mall::v1::ListOrdersResponse>("kaibo.mall.v1.MallService/ListOrders", list);
  EXPECT_EQ(orders.orders_size(), 1);
}

TEST_F(BadInput, ARequestIdStandsForOneRequest) {
  Caller person = caller(1);
  mall::v1::PlaceOrderRequest request = order_for(class_id(), stall_.product);
  person.ask<mall::v1::PlaceOrderResponse>(place_order, request);
  request.mutable_lines(0)->set_quantity(2);
  const Outcome outcome = person.call(place_order, request.SerializeAsString());
  EXPECT_EQ(outcome.code, "invalid_argument");
  EXPECT_THAT(outcome.body, HasSubstr(R"("field":"request_id")"));
}

TEST_F(BadInput, AnExpiredSessionIsSignedOutAtBothDoors) {
  Caller person = caller(30);
  EXPECT_EQ(person.call(get_me, {}).status, 401);
  SocketClient socket(kaibo_.port(), bearer(30));
  EXPECT_EQ(socket.close_code(), 4001);
}

TEST_F(BadInput, SigningOutEndsTheSocketsWithinASecond) {
  SocketClient socket(kaibo_.port(), bearer(1));
  realtime::v1::Downlink heard;
  ASSERT_TRUE(socket.read_until(heard, [](const auto& all) { return all.welcomes_size() > 0; }));
  Caller person = caller(1);
  ASSERT_TRUE(person.call("kaibo.identity.v1.IdentityService/SignOut", {}).ok());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(socket.close_code(), 4003);
  EXPECT_LE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_EQ(person.call(get_me, {}).code, "unauthenticated");
  EXPECT_EQ(SocketClient(kaibo_.port(), bearer(1)).close_code(), 4001);
}

TEST_F(BadInput, FramesThatAreNoneEndTheSocketWithTheReason) {
  const auto code_after = [this](int opcode, std::string_view payload) {
    SocketClient socket(kaibo_.port(), bearer(1));
    socket.send_frame(opcode, payload);
    return socket.close_code();
  };
  EXPECT_EQ(code_after(1, "{}"), 1003);
  EXPECT_EQ(code_after(2, "\xff\xff\xff"), 1002);
  EXPECT_EQ(code_after(2, ""), 1002);
  EXPECT_EQ(code_after(2, std::string(16 * 1024 * 1024, 'x')), 1009);
  // A reserved opcode; then no frame at all.
  EXPECT_EQ(code_after(7, "x"), 1002);
  SocketClient noise(kaibo_.port(), bearer(1));
  noise.send_bytes("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(noise.close_code(), 1002);
  // Somebody unknown, whose first frame is not their name.
  SocketClient stranger(kaibo_.port());
  realtime::v1::Uplink uplink;
  uplink.mutable_call()->set_method(std::string(get_me));
  stranger.send(uplink);
  EXPECT_EQ(stranger.close_code(), 4001);
}

TEST_F(BadInput, AWrongCallOverTheSocketIsAnsweredAndTheSocketStays) {
  SocketClient socket(kaibo_.port(), bearer(1));
  EXPECT_EQ(reply_to(socket, "no.such/Method", {}).error().code(), "unimplemented");
  EXPECT_EQ(reply_to(socket, place_order, "\xff").error().code(), "invalid_argument");
  EXPECT_EQ(reply_to(socket, place_order, {}).error().code(), "permission_denied");
  mall::v1::PlaceOrderRequest request = order_for(class_id(), stall_.product);
  request.mutable_lines(0)->set_product_id(1);
  EXPECT_EQ(reply_to(socket, place_order, request.SerializeAsString()).error().code(), "not_found");
  request = order_for(class_id(), stall_.product);
  EXPECT_FALSE(reply_to(socket, place_order, request.SerializeAsString()).has_error());
}

TEST_F(BadInput, TextThatIsNotUtf8IsInvalid) {
  // Made by hand: the library would not write it.
  std::string request = shop("").SerializeAsString();
  request += "\x1a\x04\xe4\xb8\xff\xfe";
  Caller person = caller(1);
  EXPECT_EQ(person.call(open_shop, request).code, "invalid_argument");
  const Answer answer = post_json(
      open_shop, fmt::format("{{\"classId\":\"{}\",\"requestId\":\"utf8-test-1\",\"category\":"
                             "\"水果\",\"name\":\"\xe4\xb8\xff\xfe\"}}",
                             class_id()));
  EXPECT_EQ(answer.status, 400) << answer.body;
}

TEST_F(BadInput, SqlAndHtmlAreTextLikeAnyOther) {
  const std::vector<std::string> names = {"Robert'); DROP TABL", "<script>x</script>",
                                          R"(a\' OR 1=1 --)", R"("%_%" `x` \n ${0})",
                                          "👩\u200d🌾的店 \u202eabc"};
  std::size_t number = 1;
  for (const std::string& name : names) {
    Caller owner = caller(number++);
    const auto opened = owner.ask<mall::v1::OpenShopResponse>(open_shop, shop(name));
    EXPECT_EQ(opened.shop().name(), name);
  }
  mall::v1::ListShopsRequest list;
  list.set_class_id(class_id());
  const auto shops =
      caller(20).ask<mall::v1::ListShopsResponse>("kaibo.mall.v1.MallService/ListShops", list);
  std::vector<std::string> listed;
  for (const mall::v1::Shop& one : shops.shops()) listed.push_back(one.name());
  EXPECT_THAT(listed, ::testing::IsSupersetOf(names));

  // Wildcards of SQL are not wildcards of ours.
  mall::v1::SearchProductsRequest search;
  search.set_class_id(class_id());
  for (const std::string& words : {"%", "_", "' OR ''='", "芷_蜜"}) {
    search.set_words(words);
    EXPECT_EQ(caller(20)
                  .ask<mall::v1::SearchProductsResponse>("kaibo.mall.v1.MallService/SearchProducts",
                                                         search)
                  .total(),
              0)
        << words;
  }
  search.set_words("芷江蜜橘");
  EXPECT_EQ(
      caller(20)
          .ask<mall::v1::SearchProductsResponse>("kaibo.mall.v1.MallService/SearchProducts", search)
          .total(),
      1);

  // In a room, where everybody hears it.
  live::v1::PostCommentRequest comment;
  comment.set_room_id(stall_.room_id);
  comment.set_text("<img src=x onerror=alert(1)>'; --");
  Caller viewer = caller(21);
  EXPECT_TRUE(step(viewer, "kaibo.live.v1.LiveService/PostComment", comment).ok());
  live::v1::GetRoomRequest look;
  look.set_class_id(class_id());
  look.set_room_id(stall_.room_id);
  const auto room =
      viewer.ask<live::v1::GetRoomResponse>("kaibo.live.v1.LiveService/GetRoom", look);
  ASSERT_EQ(room.comments_size(), 1);
  EXPECT_EQ(room.comments(0).text(), comment.text());
}

}  // namespace
}  // namespace kaibo::test
