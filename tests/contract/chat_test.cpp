#include <gtest/gtest.h>

#include "kaibo/mall/v1/chat.pb.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

class ChatContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    helper_ = trainee("王芳");
    product_ = list_product(seller_, 1000, 100);
  }

  v1::SayInChatRequest words(const std::string& text) {
    auto request = named<v1::SayInChatRequest>();
    request.set_kind(v1::CHAT_KIND_TEXT);
    request.set_text(text);
    return request;
  }

  v1::SayInChatResponse say(const Trainee& who, const v1::SayInChatRequest& request) {
    return call<v1::SayInChatResponse>("kaibo.mall.v1.ChatService/SayInChat", request, who.token);
  }

  /// The buyer to the shop.
  v1::SayInChatResponse ask(const std::string& text) {
    v1::SayInChatRequest request = words(text);
    request.set_shop_id(product_.shop_id());
    return say(buyer_, request);
  }

  v1::SayInChatResponse answer(const Trainee& who, std::int64_t chat_id, const std::string& text) {
    v1::SayInChatRequest request = words(text);
    request.set_chat_id(chat_id);
    return say(who, request);
  }

  v1::GetChatResponse chat(const Trainee& who, std::int64_t chat_id) {
    v1::GetChatRequest request;
    request.set_class_id(class_id_);
    request.set_chat_id(chat_id);
    return call<v1::GetChatResponse>("kaibo.mall.v1.ChatService/GetChat", request, who.token);
  }

  v1::ListChatsResponse chats(const Trainee& who) {
    v1::ListChatsRequest request;
    request.set_class_id(class_id_);
    return call<v1::ListChatsResponse>("kaibo.mall.v1.ChatService/ListChats", request, who.token);
  }

  int unread(const Trainee& who) {
    int sum = 0;
    const v1::ListChatsResponse all = chats(who);
    for (const v1::Chat& one : all.chats()) sum += one.unread();
    return sum;
  }

  void read(const Trainee& who, std::int64_t chat_id, std::int64_t message_id) {
    auto request = named<v1::ReadChatRequest>();
    request.set_chat_id(chat_id);
    request.set_message_id(message_id);
    call<v1::ReadChatResponse>("kaibo.mall.v1.ChatService/ReadChat", request, who.token);
  }

  void take_over(const Trainee& who, std::int64_t chat_id) {
    auto request = named<v1::TakeOverChatRequest>();
    request.set_chat_id(chat_id);
    call<v1::TakeOverChatResponse>("kaibo.mall.v1.ChatService/TakeOverChat", request, who.token);
  }

  void rate(const Trainee& who, std::int64_t chat_id, int stars) {
    auto request = named<v1::RateChatRequest>();
    request.set_chat_id(chat_id);
    request.set_stars(stars);
    call<v1::RateChatResponse>("kaibo.mall.v1.ChatService/RateChat", request, who.token);
  }

  v1::GetDeskResponse desk(const Trainee& who) {
    v1::GetDeskRequest request;
    request.set_class_id(class_id_);
    request.set_shop_id(product_.shop_id());
    return call<v1::GetDeskResponse>("kaibo.mall.v1.ChatService/GetDesk", request, who.token);
  }

  v1::Desk save(const v1::Desk& desk) {
    auto request = named<v1::SaveDeskRequest>();
    *request.mutable_desk() = desk;
    return call<v1::SaveDeskResponse>("kaibo.mall.v1.ChatService/SaveDesk", request, seller_.token)
        .desk();
  }

  Trainee helper_;
  v1::Product product_;
};
KAIBO_ON_EVERY_DATABASE(ChatContract);

TEST_P(ChatContract, BothSidesSeeWhatWasSaidAndWhatTheyHaveNotSeen) {
  const std::int64_t chat_id = ask("这个橙子甜吗？").chat_id();
  ask("几天能到？");
  EXPECT_EQ(unread(seller_), 2);
  EXPECT_EQ(unread(buyer_), 0);
  answer(seller_, chat_id, "很甜，三天内到");
  EXPECT_EQ(unread(seller_), 0) << "whoever answers has seen it";
  EXPECT_EQ(unread(buyer_), 1);
  read(buyer_, chat_id, 100);
  EXPECT_EQ(unread(buyer_), 0);
  read(buyer_, chat_id, 1);
  EXPECT_EQ(unread(buyer_), 0) << "what was seen stays seen";

  const v1::GetChatResponse shown = chat(buyer_, chat_id);
  ASSERT_EQ(shown.messages_size(), 3);
  EXPECT_FALSE(shown.chat().as_shop());
  EXPECT_EQ(shown.messages(0).text(), "这个橙子甜吗？");
  EXPECT_EQ(shown.messages(2).author_name(), "林晓燕");
  EXPECT_TRUE(shown.messages(2).by_shop());
  EXPECT_EQ(chats(seller_).chats(0).buyer_name(), "周建国");
  EXPECT_TRUE(faults().empty());
}

TEST_P(ChatContract, TheSameRequestIsSaidOnce) {
  v1::SayInChatRequest request = words("在吗");
  request.set_shop_id(product_.shop_id());
  const std::int64_t chat_id = say(buyer_, request).chat_id();
  EXPECT_EQ(say(buyer_, request).chat_id(), chat_id);
  EXPECT_EQ(chat(buyer_, chat_id).messages_size(), 1);
  EXPECT_EQ(events(Event::kChatSaid).size(), 1U);
}

TEST_P(ChatContract, OnlyThePersonsFirstAnswerCountsAndInServerTime) {
  v1::Desk wish;
  wish.set_automatic_answer("您好，马上为您解答");
  save(wish);
  const std::int64_t chat_id = ask("在吗").chat_id();
  ASSERT_EQ(chat(buyer_, chat_id).messages_size(), 2);
  EXPECT_TRUE(chat(buyer_, chat_id).messages(1).automatic());
  EXPECT_NE(chat(seller_, chat_id).chat().waits_since(), 0);
  now_.advance(180'000);
  answer(seller_, chat_id, "在的");
  answer(seller_, chat_id, "要几箱？");
  now_.advance(1000);
  ask("两箱");
  now_.advance(180'001);
  answer(seller_, chat_id, "好的");
  ask("谢谢");

  const v1::DeskFigures figures = desk(seller_).figures();
  EXPECT_EQ(figures.consultations(), 3);
  EXPECT_EQ(figures.answered(), 2);
  EXPECT_EQ(figures.in_time(), 1);
  EXPECT_EQ(figures.due(), 2) << "the third may still be answered in time";
  EXPECT_EQ(figures.first_reply_ms(), 180'000);

  const std::vector<Event> said = events(Event::kChatSaid);
  ASSERT_EQ(said.size(), 7U) << "within half an hour it answers itself once";
  EXPECT_EQ(said[0].chat_said().consultation(), 1);
  EXPECT_EQ(said[1].actor(), 0);
  EXPECT_EQ(said[1].chat_said().reply_ms(), 0);
  EXPECT_EQ(said[2].chat_said().reply_ms(), 180'000);
  EXPECT_TRUE(said[2].chat_said().in_time());
  EXPECT_EQ(said[3].chat_said().reply_ms(), 0);
  EXPECT_EQ(said[4].chat_said().consultation(), 2);
  EXPECT_EQ(said[5].chat_said().reply_ms(), 180'001);
  EXPECT_FALSE(said[5].chat_said().in_time());
}

TEST_P(ChatContract, AHelperAnswersAndTakesATalkOverAndNobodyElseMay) {
  const std::int64_t chat_id = ask("有人吗").chat_id();
  EXPECT_EQ(refusal_of([&] { answer(helper_, chat_id, "有"); }).code(), Code::not_found);
  EXPECT_EQ(refusal_of([&] { desk(helper_); }).code(), Code::permission_denied);
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  EXPECT_EQ(unread(helper_), 1);
  answer(helper_, chat_id, "有的");
  EXPECT_EQ(chat(seller_, chat_id).chat().answerer_name(), "王芳");
  EXPECT_EQ(refusal_of([&] { answer(seller_, chat_id, "我来"); }).code(),
            Code::failed_precondition);
  take_over(seller_, chat_id);
  take_over(seller_, chat_id);
  answer(seller_, chat_id, "我来");
  EXPECT_EQ(refusal_of([&] { answer(helper_, chat_id, "好"); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { take_over(buyer_, chat_id); }).code(), Code::not_found);
  const std::vector<Event> taken = events(Event::kChatTakenOver);
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[1].chat_taken_over().helper_id(), seller_.user_id);
  EXPECT_EQ(events(Event::kChatCalled).size(), 4U) << "said and taken over, twice each";
  set_helper(helper_, v1::HELPER_KIND_OPERATIONS);
  EXPECT_EQ(refusal_of([&] { chat(helper_, chat_id); }).code(), Code::not_found);
  EXPECT_EQ(refusal_of([&] { desk(helper_); }).code(), Code::permission_denied);
  ask("还在吗");
  EXPECT_EQ(events(Event::kChatCalled).size(), 4U) << "who does not talk is not called";
}

TEST_P(ChatContract, ProductsAndOrdersOfTheTwoAreSentAsCards) {
  const v1::Order order = paid_order(product_, 2);
  auto request = named<v1::SayInChatRequest>();
  request.set_shop_id(product_.shop_id());
  request.set_kind(v1::CHAT_KIND_PRODUCT);
  request.set_subject_id(product_.product_id());
  EXPECT_EQ(say(buyer_, request).message().card().fen(), 1000);
  request.set_request_id(request_id());
  request.set_kind(v1::CHAT_KIND_ORDER);
  request.set_subject_id(order.order_id());
  const v1::SayInChatResponse sent = say(buyer_, request);
  EXPECT_EQ(sent.message().card().fen(), order.amount_fen());
  ship(seller_, order.order_id());
  EXPECT_EQ(chat(seller_, sent.chat_id()).messages(1).card().order_state(),
            v1::ORDER_STATE_SHIPPED);

  request.set_request_id(request_id());
  EXPECT_EQ(refusal_of([&] { say(helper_, request); }).code(), Code::not_found)
      << "somebody else's order";
  request.set_request_id(request_id());
  request.set_kind(v1::CHAT_KIND_PICTURE);
  request.set_picture(picture(buyer_));
  EXPECT_FALSE(say(buyer_, request).message().picture().empty());
}

TEST_P(ChatContract, WhoeverAnswersForTheShopSendsItsBuyersOrders) {
  const v1::Order order = paid_order(product_, 2);
  const std::int64_t chat_id = ask("我的订单发了吗").chat_id();
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  v1::ListChatOrdersRequest wish;
  wish.set_class_id(class_id_);
  wish.set_chat_id(chat_id);
  const auto orders = [&](const Trainee& who) {
    return call<v1::ListChatOrdersResponse>("kaibo.mall.v1.ChatService/ListChatOrders", wish,
                                            who.token);
  };
  for (const Trainee& who : {buyer_, seller_, helper_}) {
    ASSERT_EQ(orders(who).orders_size(), 1);
    EXPECT_EQ(orders(who).orders(0).subject_id(), order.order_id());
  }
  EXPECT_EQ(refusal_of([&] { orders(trainee("赵敏")); }).code(), Code::not_found);
  auto request = named<v1::SayInChatRequest>();
  request.set_chat_id(chat_id);
  request.set_kind(v1::CHAT_KIND_ORDER);
  request.set_subject_id(order.order_id());
  EXPECT_EQ(say(helper_, request).message().card().order_state(), v1::ORDER_STATE_PAID);
}

TEST_P(ChatContract, ThePlatformsRulesReadWhatAShopSays) {
  const auto found = [&] { return events(Event::kViolationFound); };
  const std::int64_t chat_id = ask("加微信吗").chat_id();
  EXPECT_TRUE(found().empty()) << "buyers say what they like";
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  answer(helper_, chat_id, "加微信便宜");
  answer(helper_, chat_id, "微信转账也行");
  ASSERT_EQ(found().size(), 1U) << "once in a talk";
  EXPECT_EQ(found()[0].violation_found().user_id(), seller_.user_id) << "the shop's, whoever spoke";
  EXPECT_EQ(found()[0].violation_found().place(), "chat");
  v1::Desk wish;
  wish.set_automatic_answer("急事加微信");
  save(wish);
  ASSERT_EQ(found().size(), 2U);
  EXPECT_EQ(found()[1].violation_found().user_id(), seller_.user_id);
}

TEST_P(ChatContract, ManyMessagesAtOnceAreRefused) {
  const int burst = profiles_.find("live-hunan-2021")->mall.chat.say_rate.burst;
  for (int i = 0; i < burst; ++i) ask("在吗");
  EXPECT_EQ(refusal_of([&] { ask("在吗"); }).code(), Code::resource_exhausted);
  now_.advance(1000);
  ask("在吗");
}

TEST_P(ChatContract, ATalkIsRatedOnceForEachConsultation) {
  const std::int64_t chat_id = ask("在吗").chat_id();
  EXPECT_EQ(refusal_of([&] { rate(buyer_, chat_id, 5); }).code(), Code::failed_precondition);
  answer(seller_, chat_id, "在");
  EXPECT_EQ(chat(buyer_, chat_id).chat().to_rate(), 1);
  EXPECT_EQ(refusal_of([&] { rate(buyer_, chat_id, 6); }).field(), "stars");
  EXPECT_EQ(refusal_of([&] { rate(seller_, chat_id, 5); }).code(), Code::not_found);
  rate(buyer_, chat_id, 5);
  EXPECT_EQ(refusal_of([&] { rate(buyer_, chat_id, 5); }).code(), Code::failed_precondition);
  ask("再问一下");
  answer(seller_, chat_id, "您说");
  rate(buyer_, chat_id, 4);
  EXPECT_EQ(desk(seller_).figures().stars_hundredths(), 450);
  EXPECT_EQ(events(Event::kChatRated).size(), 2U);
}

TEST_P(ChatContract, NobodyAsksTheirOwnShopAndWordsAreMasked) {
  v1::SayInChatRequest own = words("在吗");
  own.set_shop_id(product_.shop_id());
  EXPECT_EQ(refusal_of([&] { say(seller_, own); }).code(), Code::failed_precondition);
  EXPECT_EQ(ask("他妈的").message().text(), "***");
}

TEST_P(ChatContract, TheShopBeginsATalkWithTheBuyerOfAnOrder) {
  const v1::Order order = paid_order(product_, 2);
  const auto contact = [&](const Trainee& who) {
    v1::SayInChatRequest request = words("您的橙子今天发出");
    request.set_order_id(order.order_id());
    return say(who, request);
  };
  EXPECT_EQ(refusal_of([&] { contact(helper_); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { contact(buyer_); }).code(), Code::permission_denied);
  const v1::SayInChatResponse first = contact(seller_);
  EXPECT_TRUE(first.message().by_shop());
  EXPECT_EQ(unread(buyer_), 1);
  EXPECT_EQ(contact(seller_).chat_id(), first.chat_id()) << "one talk for each two";
  EXPECT_EQ(ask("好的").chat_id(), first.chat_id());
  EXPECT_EQ(desk(seller_).figures().consultations(), 1) << "the buyer's words began it";
  set_helper(helper_, v1::HELPER_KIND_SERVICE);
  EXPECT_EQ(refusal_of([&] { contact(helper_); }).code(), Code::failed_precondition)
      << "another answers in it";
  EXPECT_TRUE(faults().empty());
}

TEST_P(ChatContract, StaffReadATraineesTalksAndNoMore) {
  const std::int64_t chat_id = ask("甜吗").chat_id();
  now_.advance(60'000);
  answer(seller_, chat_id, "很甜");
  v1::ListChatsRequest request;
  request.set_class_id(class_id_);
  request.set_owner_id(seller_.user_id);
  const auto list = [&](const std::string& token) {
    return call<v1::ListChatsResponse>("kaibo.mall.v1.ChatService/ListChats", request, token);
  };
  ASSERT_EQ(list(instructor_).chats_size(), 1);
  EXPECT_EQ(list(instructor_).chats(0).buyer_name(), "周建国");
  EXPECT_EQ(list(instructor_).figures().first_reply_ms(), 60'000);
  EXPECT_EQ(list(helper_.token).chats_size(), 0) << "a trainee has their own talks only";
  const v1::GetChatResponse shown = chat({.token = instructor_}, chat_id);
  EXPECT_EQ(shown.messages_size(), 2);
  EXPECT_TRUE(shown.chat().as_shop());
  EXPECT_EQ(refusal_of([&] { answer({.token = instructor_}, chat_id, "加油"); }).code(),
            Code::permission_denied);
}

}  // namespace
}  // namespace kaibo::mall
