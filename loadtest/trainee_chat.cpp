#include <fmt/format.h>

#include <array>
#include <utility>

#include "loadtest/trainee.h"

namespace kaibo::load {

Task<void> Trainee::ask_in_chat(std::int64_t shop_id) {
  constexpr std::array questions = {"今天能发货吗？", "甜不甜？", "坏了怎么赔？", "能便宜点吗？"};
  mall::v1::SayInChatRequest request;
  request.set_shop_id(shop_id);
  co_await say_in_chat(std::move(request), any_of(questions));
}

Task<void> Trainee::answer_in_chat() {
  mall::v1::GetChatRequest look;
  look.set_chat_id(to_answer_.front());
  to_answer_.pop_front();
  mall::v1::SayInChatRequest request;
  request.set_chat_id(look.chat_id());
  const auto chat = co_await call(rpcs::get_chat, std::move(look));
  if (!chat) co_return;
  expect(chat->chat().as_shop() && chat->messages_size() > 0, rpcs::get_chat.name,
         "not what a buyer said to this shop");
  co_await say_in_chat(std::move(request), "您好，坏果包赔，放心买");
}

/// What is said in a class differs, so that nothing is taken for something else.
Task<void> Trainee::say_in_chat(mall::v1::SayInChatRequest request, std::string_view words) {
  request.set_kind(mall::v1::CHAT_KIND_TEXT);
  request.set_text(fmt::format("{} {}-{}", words, number_, ++said_));
  const std::string text = request.text();
  // On a dense day they talk faster than one person may.
  const auto answer = co_await call(rpcs::say_in_chat, std::move(request), "resource_exhausted");
  if (!answer) co_return;
  expect(answer->message().author_id() == me() && answer->message().text() == text,
         rpcs::say_in_chat.name, "another message");
  world().said_in_chat({answer->chat_id(), me(), text});
}

}  // namespace kaibo::load
