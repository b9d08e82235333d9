#include "services/mall/chat/handlers.h"

#include <string>

#include "services/classroom/rules.h"

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

void register_chat_steps(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom,
                         security::RateLimiter& limiter) {
  dispatcher.write<v1::SayInChatRequest, v1::SayInChatResponse>(
      "kaibo.mall.v1.ChatService/SayInChat",
      [&](const Call& call, Transaction& tx, const v1::SayInChatRequest& request) {
        const classroom::Rate rate =
            classroom.profile_of(tx, request.class_id()).mall.chat.say_rate;
        limiter.take("chat:" + std::to_string(call.user_id()),
                     {.burst = rate.burst, .refill_ms = rate.refill_ms});
        return mall.chats.say(tx, call.user_id(), request);
      });
  dispatcher.write<v1::ReadChatRequest, v1::ReadChatResponse>(
      "kaibo.mall.v1.ChatService/ReadChat",
      [&mall](const Call& call, Transaction& tx, const v1::ReadChatRequest& request) {
        mall.chats.read(tx, call.user_id(), request);
        return v1::ReadChatResponse();
      });
  dispatcher.write<v1::TakeOverChatRequest, v1::TakeOverChatResponse>(
      "kaibo.mall.v1.ChatService/TakeOverChat",
      [&mall](const Call& call, Transaction& tx, const v1::TakeOverChatRequest& request) {
        mall.chats.take_over(tx, call.user_id(), request);
        return v1::TakeOverChatResponse();
      });
  dispatcher.write<v1::RateChatRequest, v1::RateChatResponse>(
      "kaibo.mall.v1.ChatService/RateChat",
      [&mall](const Call& call, Transaction& tx, const v1::RateChatRequest& request) {
        mall.chats.rate(tx, call.user_id(), request);
        return v1::RateChatResponse();
      });
  dispatcher.write<v1::SaveDeskRequest, v1::SaveDeskResponse>(
      "kaibo.mall.v1.ChatService/SaveDesk",
      [&mall](const Call& call, Transaction& tx, const v1::SaveDeskRequest& request) {
        v1::SaveDeskResponse response;
        *response.mutable_desk() = mall.desks.save(tx, call.user_id(), request);
        return response;
      });
}

void register_chat_reads(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::GetChatRequest, v1::GetChatResponse>(
      "kaibo.mall.v1.ChatService/GetChat",
      [&mall](const Call& call, Transaction& tx, const v1::GetChatRequest& request) {
        return mall.chats.show(tx, call.user_id(), request,
                               classroom::is_staff(call.signed_in(), request.class_id()));
      });
  dispatcher.read<v1::ListChatsRequest, v1::ListChatsResponse>(
      "kaibo.mall.v1.ChatService/ListChats",
      [&mall](const Call& call, Transaction& tx, const v1::ListChatsRequest& request) {
        const bool of_another =
            request.owner_id() != 0 && classroom::is_staff(call.signed_in(), request.class_id());
        return of_another ? mall.chats.of_owner(tx, request.class_id(), request.owner_id())
                          : mall.chats.list(tx, call.user_id(), request.class_id());
      });
  dispatcher.read<v1::ListChatOrdersRequest, v1::ListChatOrdersResponse>(
      "kaibo.mall.v1.ChatService/ListChatOrders",
      [&mall](const Call& call, Transaction& tx, const v1::ListChatOrdersRequest& request) {
        return mall.chats.orders(tx, call.user_id(), request);
      });
  dispatcher.read<v1::GetDeskRequest, v1::GetDeskResponse>(
      "kaibo.mall.v1.ChatService/GetDesk",
      [&mall](const Call& call, Transaction& tx, const v1::GetDeskRequest& request) {
        return mall.desks.show(tx, call.user_id(), request);
      });
}

}  // namespace

void register_chats(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom,
                    security::RateLimiter& limiter) {
  register_chat_steps(dispatcher, mall, classroom, limiter);
  register_chat_reads(dispatcher, mall);
}

}  // namespace kaibo::mall
