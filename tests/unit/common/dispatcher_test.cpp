#include "common/rpc/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/error.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "tests/support/fake_database.h"
#include "tests/support/refusal.h"

namespace kaibo::rpc {
namespace {

namespace access = kaibo::access::v1;
namespace classroom = kaibo::classroom::v1;
namespace identity = kaibo::identity::v1;
namespace mall = kaibo::mall::v1;
namespace supply = kaibo::supply::v1;
using base::Code;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr std::int64_t callers_class = 11;
constexpr std::int64_t class_of_others = 12;
constexpr base::Millis some_day = 1'780'000'000'000;
constexpr std::string_view get_good = "kaibo.supply.v1.SupplyService/GetGood";
constexpr std::string_view pay_order = "kaibo.mall.v1.MallService/PayOrder";
constexpr std::string_view create_class = "kaibo.classroom.v1.ClassroomService/CreateClass";
constexpr std::string_view server_info = "kaibo.identity.v1.IdentityService/GetServerInfo";
constexpr std::string_view sign_in = "kaibo.identity.v1.IdentityService/SignIn";
constexpr std::string_view upload = "kaibo.classroom.v1.ClassroomService/UploadPicture";

std::shared_ptr<const Caller> person(std::int64_t user_id, std::vector<Grant> grants) {
  return std::make_shared<const Caller>(
      Caller{.user_id = user_id, .session_id = 1, .name = "", .grants = std::move(grants)});
}

/// The real contract with handlers that only count.
class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest() {
    dispatcher_.read<supply::GetGoodRequest, supply::GetGoodResponse>(
        get_good, [this](const Call&, db::Transaction&, const supply::GetGoodRequest& request) {
          ++handled_;
          on_handle_();
          supply::GetGoodResponse response;
          response.mutable_good()->set_good_id(request.good_id());
          response.mutable_good()->set_title("血橙");
          return response;
        });
    dispatcher_.write<mall::PayOrderRequest, mall::PayOrderResponse>(
        pay_order, [this](const Call&, db::Transaction&, const mall::PayOrderRequest& request) {
          ++handled_;
          on_handle_();
          mall::PayOrderResponse response;
          response.mutable_order()->set_order_id(request.order_id());
          response.mutable_order()->set_paid_at(handled_);
          return response;
        });
    dispatcher_.write<classroom::CreateClassRequest, classroom::CreateClassResponse>(
        create_class, [](const Call&, db::Transaction&, const classroom::CreateClassRequest&) {
          return classroom::CreateClassResponse();
        });
    dispatcher_.task<identity::SignInRequest, identity::SignInResponse>(
        sign_in,
        [](Call& call, const identity::SignInRequest& request) -> Task<identity::SignInResponse> {
          call.response_headers.emplace_back("Set-Cookie", "a=b");
          identity::SignInResponse response;
          response.mutable_me()->set_account(request.account());
          co_return response;
        });
  }

  std::string call(std::string_view method, std::string_view request,
                   Format format = Format::binary) {
    std::string answer;
    async::run_blocking([this, &answer, method, request, format]() -> Task<void> {
      answer = co_await dispatcher_.call(call_, *dispatcher_.find(method), request, format);
    });
    return answer;
  }

  base::Error refusal(std::string_view method, std::string_view request,
                      Format format = Format::binary) {
    return test::refusal_of([&] { call(method, request, format); });
  }

  static std::string good_request(std::int64_t class_id = callers_class) {
    supply::GetGoodRequest request;
    request.set_class_id(class_id);
    request.set_good_id(5);
    return request.SerializeAsString();
  }

  static std::string pay_request(std::string_view request_id, std::int64_t order_id = 5) {
    mall::PayOrderRequest request;
    request.set_class_id(callers_class);
    request.set_request_id(std::string(request_id));
    request.set_order_id(order_id);
    return request.SerializeAsString();
  }

  static std::int64_t paid_at(const std::string& answer) {
    mall::PayOrderResponse response;
    EXPECT_TRUE(response.ParseFromString(answer));
    return response.order().paid_at();
  }

  base::ManualClock clock_{some_day};
  test::FakeDatabase database_{clock_};
  Dispatcher dispatcher_{database_, clock_};
  Call call_{.caller = person(7, {{callers_class, access::ROLE_TRAINEE}})};
  int handled_ = 0;
  std::function<void()> on_handle_ = [] {};
};

TEST_F(DispatcherTest, AReadAnswersInTheFormatOfItsRequest) {
  supply::GetGoodResponse response;
  ASSERT_TRUE(response.ParseFromString(call(get_good, good_request())));
  EXPECT_EQ(response.good().title(), "血橙");
  EXPECT_EQ(call(get_good, R"({"classId": "11", "goodId": 5})", Format::json),
            R"({"good":{"goodId":"5","title":"血橙"}})");
  EXPECT_EQ(database_.reads, 2);
  EXPECT_THAT(database_.lanes, ElementsAre());
}

TEST_F(DispatcherTest, AWriteRunsOnTheLaneOfItsClass) {
  call(pay_order, pay_request("11111111"));
  call_.caller = person(1, {{0, access::ROLE_ADMINISTRATOR}});
  call(create_class, R"({"requestId": "22222222"})", Format::json);
  EXPECT_THAT(database_.lanes, ElementsAre(callers_class, 0));
}

TEST_F(DispatcherTest, ATaskMaySetHeaders) {
  call_.caller = nullptr;
  call(sign_in, R"({"account": "zhang"})", Format::json);
  EXPECT_THAT(call_.response_headers, ElementsAre(Pair("Set-Cookie", "a=b")));
  EXPECT_EQ(call_.method, sign_in);
}

TEST_F(DispatcherTest, NobodySignedInIsTurnedAwayBeforeAnythingIsDecoded) {
  call_.caller = nullptr;
  EXPECT_EQ(refusal(get_good, "\xff not a message").code(), Code::unauthenticated);
  EXPECT_EQ(handled_, 0);
}

TEST_F(DispatcherTest, TheRefusalSaysWhoMayDoIt) {
  call_.caller = person(7, {{callers_class, access::ROLE_INSTRUCTOR}});
  const base::Error error = refusal(pay_order, pay_request("11111111"));
  EXPECT_EQ(error.code(), Code::permission_denied);
  EXPECT_EQ(error.text().zh, "您不能做这个操作：只有本班的学员可以。");
  EXPECT_EQ(error.text().en, "You may not do this: only the trainee of this class may.");
  EXPECT_EQ(handled_, 0);
}

TEST_F(DispatcherTest, AnotherClassAndAClassThatDoesNotExistAreRefusedAlike) {
  const base::Error other = refusal(get_good, good_request(class_of_others));
  const base::Error unknown = refusal(get_good, good_request(999));
  const base::Error none = refusal(get_good, good_request(0));
  EXPECT_EQ(other.code(), Code::permission_denied);
  EXPECT_EQ(unknown.code(), Code::permission_denied);
  EXPECT_EQ(none.code(), Code::permission_denied);
  EXPECT_EQ(other.text().zh, unknown.text().zh);
  EXPECT_EQ(other.text().zh, none.text().zh);
  EXPECT_EQ(handled_, 0);
}

TEST_F(DispatcherTest, ARefusalReachesTheCallerAsItIs) {
  on_handle_ = [] {
    throw base::Error(Code::failed_precondition, {"已售罄", "Sold out"}, "quantity", "003 四1");
  };
  const base::Error error = refusal(pay_order, pay_request("11111111"));
  EXPECT_EQ(error.code(), Code::failed_precondition);
  EXPECT_EQ(error.text().zh, "已售罄");
  EXPECT_EQ(error.field(), "quantity");
  EXPECT_EQ(error.rule(), "003 四1");
  EXPECT_EQ(error.fault_id(), "");
}

TEST_F(DispatcherTest, OfAFaultTheCallerSeesTheNumberOnly) {
  on_handle_ = [] { throw std::runtime_error("no such table: mall_order"); };
  const base::Error error = refusal(pay_order, pay_request("11111111"));
  EXPECT_EQ(error.code(), Code::internal);
  EXPECT_EQ(error.fault_id().size(), 16U);
  EXPECT_THAT(error.text().zh, HasSubstr(error.fault_id()));
  EXPECT_THAT(error.text().en, Not(HasSubstr("mall_order")));
  EXPECT_THAT(error.what(), Not(HasSubstr("mall_order")));
}

TEST_F(DispatcherTest, ADuplicateKeyThatNoServiceTranslatedIsAFault) {
  on_handle_ = [] { throw db::DuplicateKey("mall_shop_name"); };
  EXPECT_EQ(refusal(pay_order, pay_request("11111111")).code(), Code::internal);
}

TEST_F(DispatcherTest, WhatIsNoExceptionIsAFaultToo) {
  on_handle_ = [] { throw 5; };  // NOLINT: what a library might do
  EXPECT_EQ(refusal(get_good, good_request()).code(), Code::internal);
}

TEST_F(DispatcherTest, ADatabaseOutOfReachIsUnavailable) {
  database_.failure = std::make_exception_ptr(db::Transient("Lost connection"));
  const base::Error error = refusal(get_good, good_request());
  EXPECT_EQ(error.code(), Code::unavailable);
  EXPECT_THAT(error.text().en, Not(HasSubstr("connection")));
}

TEST_F(DispatcherTest, WhatComesTooLateIsNotBegun) {
  call_.deadline = some_day - 1;
  EXPECT_EQ(refusal(get_good, good_request()).code(), Code::deadline_exceeded);
  EXPECT_EQ(database_.reads, 0);
}

TEST_F(DispatcherTest, WhatWaitedTooLongInTheQueueIsNotDone) {
  call_.deadline = some_day + 10;
  database_.on_unit = [this] { clock_.advance(11); };
  EXPECT_EQ(refusal(get_good, good_request()).code(), Code::deadline_exceeded);
  call_.deadline = clock_.now() + 10;
  EXPECT_EQ(refusal(pay_order, pay_request("11111111")).code(), Code::deadline_exceeded);
  EXPECT_EQ(handled_, 0);
}

TEST_F(DispatcherTest, ARequestHasALargestSize) {
  const std::string large(64 * 1024 + 1, ' ');
  const base::Error error = refusal(get_good, large, Format::json);
  EXPECT_EQ(error.code(), Code::resource_exhausted);
  EXPECT_THAT(error.text().en, HasSubstr("64 KiB"));
  dispatcher_.task<classroom::UploadPictureRequest, classroom::UploadPictureResponse>(
      upload,
      [](Call&, const classroom::UploadPictureRequest&) -> Task<classroom::UploadPictureResponse> {
        co_return classroom::UploadPictureResponse();
      });
  EXPECT_EQ(dispatcher_.find(upload)->max_request, 8256U * 1024);
  classroom::UploadPictureRequest picture;
  picture.set_class_id(callers_class);
  picture.set_content(std::string(1'000'000, 'x'));
  EXPECT_NO_THROW(call(upload, picture.SerializeAsString()));
}

TEST_F(DispatcherTest, BrokenRequestsAreRefusedAndTheProgramGoesOn) {
  for (const std::string_view bytes : {"\xff\xff\xff", "\x08", "\x0a\x7f"}) {
    EXPECT_EQ(refusal(get_good, bytes).code(), Code::invalid_argument);
  }
  for (const std::string_view json : {"", "{", "[]", "null x", "{\"classId\": \"\xff\"}"}) {
    EXPECT_EQ(refusal(get_good, json, Format::json).code(), Code::invalid_argument) << json;
  }
  EXPECT_EQ(handled_, 0);
  EXPECT_NO_THROW(call(get_good, good_request()));
}

TEST_F(DispatcherTest, DeepNestingIsRefusedRatherThanFollowed) {
  const std::string groups(60'000, '\x0b');  // each opens one more
  EXPECT_EQ(refusal(get_good, groups).code(), Code::invalid_argument);
  const std::string brackets(60'000, '[');
  EXPECT_EQ(refusal(get_good, brackets, Format::json).code(), Code::invalid_argument);
  std::string objects;
  while (objects.size() < 60'000) objects += R"({"good":)";
  EXPECT_EQ(refusal(get_good, objects, Format::json).code(), Code::invalid_argument);
}

TEST_F(DispatcherTest, NumbersThatDoNotFitAreRefused) {
  for (const std::string_view number :
       {"9223372036854775808", "1e400", "1.5", "\"\"", "\"NaN\"", "true", "[1]", "{}"}) {
    const std::string json = R"({"classId": "11", "goodId": )" + std::string(number) + "}";
    EXPECT_EQ(refusal(get_good, json, Format::json).code(), Code::invalid_argument) << number;
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(DispatcherTest, ATextThatIsNotUtf8IsRefused) {
  // request_id (field 2) of two bytes that are no UTF-8.
  EXPECT_EQ(refusal(pay_order, "\x08\x0b\x12\x02\xc3\x28").code(), Code::invalid_argument);
}

TEST_F(DispatcherTest, TheRefusalOfJsonNamesThePlace) {
  const base::Error unknown = refusal(get_good, R"({"goodID": 5})", Format::json);
  EXPECT_THAT(unknown.text().en, HasSubstr("goodID"));
  const base::Error wrong = refusal(get_good, R"({"goodId": "five"})", Format::json);
  EXPECT_THAT(wrong.text().en, HasSubstr("good_id"));
  EXPECT_THAT(wrong.text().en, HasSubstr("five"));
}

TEST_F(DispatcherTest, TheSameRequestTwiceTakesEffectOnce) {
  const std::string first = call(pay_order, pay_request("11111111"));
  const std::string again = call(pay_order, pay_request("11111111"));
  EXPECT_EQ(handled_, 1);
  EXPECT_EQ(first, again);
  EXPECT_EQ(paid_at(call(pay_order, pay_request("22222222"))), 2);
}

TEST_F(DispatcherTest, TheSameRequestInTheOtherFormatGetsTheSameAnswer) {
  call(pay_order, pay_request("11111111"));
  EXPECT_EQ(
      call(pay_order, R"({"orderId": 5, "requestId": "11111111", "classId": 11})", Format::json),
      R"({"order":{"orderId":"5","paidAt":"1"}})");
  EXPECT_EQ(handled_, 1);
}

TEST_F(DispatcherTest, TheSameIdWithAnotherRequestIsRefused) {
  call(pay_order, pay_request("11111111", 5));
  const base::Error error = refusal(pay_order, pay_request("11111111", 6));
  EXPECT_EQ(error.code(), Code::invalid_argument);
  EXPECT_EQ(error.field(), "request_id");
  EXPECT_EQ(handled_, 1);
}

TEST_F(DispatcherTest, TwoPeopleMayUseTheSameId) {
  call(pay_order, pay_request("11111111"));
  call_.caller = person(8, {{callers_class, access::ROLE_TRAINEE}});
  EXPECT_EQ(paid_at(call(pay_order, pay_request("11111111"))), 2);
}

TEST_F(DispatcherTest, ARefusedRequestMayBeTriedAgainUnderItsId) {
  on_handle_ = [] { throw base::Error(Code::failed_precondition, {"余额不足", "No money"}); };
  EXPECT_EQ(refusal(pay_order, pay_request("11111111")).code(), Code::failed_precondition);
  on_handle_ = [] {};
  EXPECT_EQ(paid_at(call(pay_order, pay_request("11111111"))), 2);
}

TEST_F(DispatcherTest, WhoLostTheRoleDoesNotGetTheEarlierAnswer) {
  call(pay_order, pay_request("11111111"));
  call_.caller = person(7, {});
  EXPECT_EQ(refusal(pay_order, pay_request("11111111")).code(), Code::permission_denied);
}

TEST_F(DispatcherTest, AUnitThatIsRunAgainStillAnswers) {
  database_.reruns = 2;
  EXPECT_EQ(paid_at(call(pay_order, pay_request("11111111"))), 3);
  EXPECT_EQ(paid_at(call(pay_order, pay_request("11111111"))), 3);
}

TEST_F(DispatcherTest, ARequestIdIsShortAndPlain) {
  for (const std::string_view id : {"", "1234567", "with space", "12345678'", "中文中文中文"}) {
    const base::Error error = refusal(pay_order, pay_request(id));
    EXPECT_EQ(error.code(), Code::invalid_argument);
    EXPECT_EQ(error.field(), "request_id") << id;
  }
  EXPECT_EQ(refusal(pay_order, pay_request(std::string(65, 'a'))).field(), "request_id");
  EXPECT_NO_THROW(call(pay_order, pay_request("0b8a5c2e-6f1d-4b3a-9c7e-2d1f0a9b8c7d")));
  EXPECT_EQ(handled_, 1);
}

TEST_F(DispatcherTest, EveryFinishedCallIsTold) {
  std::vector<std::pair<std::string, std::string>> finished;
  dispatcher_.on_finished(
      [&finished](std::string_view method, std::string_view code, double seconds) {
        EXPECT_GE(seconds, 0);
        finished.emplace_back(method, code);
      });
  call(get_good, good_request());
  refusal(get_good, good_request(class_of_others));
  EXPECT_THAT(finished, ElementsAre(Pair(get_good, "ok"), Pair(get_good, "permission_denied")));
}

TEST_F(DispatcherTest, MethodsAreFoundByTheirNameOnly) {
  EXPECT_EQ(dispatcher_.find("kaibo.supply.v1.SupplyService/Nothing"), nullptr);
  EXPECT_EQ(dispatcher_.find(""), nullptr);
  ASSERT_NE(dispatcher_.find(get_good), nullptr);
  EXPECT_TRUE(dispatcher_.find(get_good)->is_read);
  EXPECT_FALSE(dispatcher_.find(pay_order)->is_read);
  EXPECT_EQ(dispatcher_.methods().size(), 4U);
}

TEST_F(DispatcherTest, AContractThatIsNotKeptStopsTheProgram) {
  try {
    dispatcher_.check_complete();
    ADD_FAILURE() << "not complete";
  } catch (const std::logic_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("kaibo.mall.v1.MallService/PlaceOrder has no handler"));
    EXPECT_THAT(error.what(), Not(HasSubstr("PayOrder")));
  }
}

TEST_F(DispatcherTest, AHandlerMustFitTheContract) {
  const auto handler = [](const Call&, db::Transaction&, const identity::GetServerInfoRequest&) {
    return identity::GetServerInfoResponse();
  };
  using Request = identity::GetServerInfoRequest;
  using Response = identity::GetServerInfoResponse;
  EXPECT_THROW((dispatcher_.read<Request, Response>("kaibo.x.v1.X/Get", handler)),
               std::logic_error);
  EXPECT_THROW(
      (dispatcher_.read<Request, Response>("kaibo.identity.v1.IdentityService/GetMe", handler)),
      std::logic_error);
  EXPECT_THROW((dispatcher_.write<Request, Response>(server_info, handler)), std::logic_error);
  dispatcher_.read<Request, Response>(server_info, handler);
  EXPECT_THROW((dispatcher_.read<Request, Response>(server_info, handler)), std::logic_error);
}

}  // namespace
}  // namespace kaibo::rpc
