#include "services/mall/chat/chats.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/page_size.h"
#include "common/base/text.h"
#include "services/classroom/happened.h"
#include "services/classroom/words.h"
#include "services/identity/simulated.h"
#include "services/mall/chat/rules.h"
#include "services/mall/orders/records.h"
#include "services/mall/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using chat_rules::Consultation;
using event::v1::Event;

constexpr int page_of_messages = 50;
constexpr int most_messages = 500;
constexpr int most_orders = 50;

Error no_chat() { return {Code::not_found, {"没有这个会话", "There is no such talk"}}; }

Error nothing_to_rate() {
  return {Code::failed_precondition,
          {"客服回复以后才能评价，每次咨询评价一次",
           "A talk is rated after the shop has answered, once for each consultation"}};
}

/// The newest consultation that was answered; null when none was.
const Consultation* newest_answered(const std::vector<Consultation>& all) {
  const auto found =
      std::find_if(all.rbegin(), all.rend(), [](const Consultation& one) { return !one.waits(); });
  return found == all.rend() ? nullptr : &*found;
}

v1::ChatCard card_of(const v1::Order& order) {
  v1::ChatCard made;
  made.set_subject_id(order.order_id());
  made.set_title(order.lines(0).title());
  made.set_picture(order.lines(0).picture());
  made.set_fen(order.amount_fen());
  made.set_order_state(order.state());
  return made;
}

}  // namespace

Chats::Stored Chats::require(db::Transaction& tx, std::int64_t class_id, std::int64_t chat_id,
                             std::int64_t person_id, bool sees_all) {
  std::optional<Stored> stored = chat_records::find(tx, class_id, chat_id);
  if (!stored) throw no_chat();
  v1::Chat& chat = stored->chat;
  chat.set_as_shop(chat.buyer_id() != person_id);
  if (chat.as_shop() && !sees_all &&
      !Shops::may(tx, chat.shop_id(), chat.seller_id(), person_id, v1::SHOP_RIGHT_CHATS)) {
    throw no_chat();
  }
  return *std::move(stored);
}

Chats::Stored Chats::between(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop,
                             std::int64_t buyer_id) {
  if (std::optional<Stored> stored = chat_records::find(tx, class_id, shop.shop_id(), buyer_id)) {
    return *std::move(stored);
  }
  Stored fresh;
  fresh.chat.set_shop_id(shop.shop_id());
  fresh.chat.set_shop_name(shop.name());
  fresh.chat.set_shop_logo(shop.logo());
  fresh.chat.set_seller_id(shop.owner_id());
  fresh.chat.set_buyer_id(buyer_id);
  return fresh;
}

Chats::Stored Chats::with_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
                               std::int64_t buyer_id) {
  const v1::Shop shop = shops_.require(tx, class_id, shop_id);
  if (shop.owner_id() == buyer_id) {
    throw Error(Code::failed_precondition,
                {"这是您自己的店铺，不能向自己咨询", "This is your own shop; ask another one"});
  }
  return between(tx, class_id, shop, buyer_id);
}

Chats::Stored Chats::with_buyer(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id,
                                std::int64_t person_id) {
  const v1::Order order = orders_.require(tx, class_id, order_id);
  Shops::require_right(tx, order.shop_id(), order.seller_id(), person_id, v1::SHOP_RIGHT_CHATS);
  if (identity::is_simulated(order.buyer_id()) || order.buyer_id() == person_id) {
    throw Error(Code::failed_precondition,
                {"只能联系班里的其他买家，模拟买家不会回复",
                 "Only other buyers of the class can be talked to; simulated ones do not answer"});
  }
  Stored stored =
      between(tx, class_id, shops_.require(tx, class_id, order.shop_id()), order.buyer_id());
  stored.chat.set_as_shop(true);
  return stored;
}

template <typename Wish>
Chats::Stored Chats::named(db::Transaction& tx, std::int64_t person_id, const Wish& wish,
                           bool sees_all) {
  const std::int64_t class_id = wish.class_id();
  if (wish.chat_id() != 0) return require(tx, class_id, wish.chat_id(), person_id, sees_all);
  return wish.order_id() != 0 ? with_buyer(tx, class_id, wish.order_id(), person_id)
                              : with_shop(tx, class_id, wish.shop_id(), person_id);
}

v1::SayInChatResponse Chats::say(db::Transaction& tx, std::int64_t person_id,
                                 v1::SayInChatRequest wish) {
  const std::int64_t class_id = wish.class_id();
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  wish.set_text(base::tidy(wish.text()));
  chat_rules::check_message(profile.mall.chat, wish);
  v1::Chat chat = named(tx, person_id, wish).chat;
  if (chat.chat_id() == 0) {
    chat.set_chat_id(ids_.next());
    chat_records::insert(tx, class_id, chat);
  }
  if (chat.as_shop()) require_turn(tx, class_id, chat, person_id);

  v1::ChatMessage message;
  message.set_author_id(person_id);
  message.set_by_shop(chat.as_shop());
  message.set_kind(wish.kind());
  if (wish.kind() == v1::CHAT_KIND_TEXT) {
    message.set_text(classroom::words::look(profile.live.talk, wish.text()).text);
  } else if (wish.kind() == v1::CHAT_KIND_PICTURE) {
    message.set_picture(wish.picture());
  } else {
    // Only what the person may see themselves.
    if (wish.kind() == v1::CHAT_KIND_PRODUCT) {
      products_.show(tx, class_id, wish.subject_id(), person_id, false);
    }
    *message.mutable_card() = card(tx, class_id, chat, wish.kind(), wish.subject_id());
  }
  const std::optional<v1::ChatMessage> before = chat_records::newest(tx, chat.chat_id());
  add(tx, class_id, chat, message);
  chat_records::set_read(tx, chat.chat_id(), chat.as_shop(), message.message_id());
  if (chat.as_shop()) {
    watcher().read_words(tx, {.class_id = class_id,
                              .person_id = chat.seller_id(),
                              .place = "chat",
                              .id = chat.chat_id(),
                              .text = message.text()});
  } else {
    answer_itself(tx, class_id, chat, before ? before->at() : 0);
  }

  v1::SayInChatResponse response;
  response.set_chat_id(chat.chat_id());
  std::vector<v1::ChatMessage> said{std::move(message)};
  complete(tx, class_id, chat, said);
  *response.mutable_message() = std::move(said.front());
  return response;
}

void Chats::answer_itself(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                          base::Millis before_at) {
  const classroom::ChatRules& numbers = classroom_.profile_of(tx, class_id).mall.chat;
  if (!chat_rules::answers_itself(numbers, before_at, tx.now())) return;
  v1::ChatMessage message;
  message.set_by_shop(true);
  message.set_automatic(true);
  message.set_kind(v1::CHAT_KIND_TEXT);
  message.set_text(chat_records::desk(tx, chat.shop_id()).automatic_answer());
  if (!message.text().empty()) add(tx, class_id, chat, message);
}

void Chats::add(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                v1::ChatMessage& message) {
  const std::optional<v1::ChatMessage> before = chat_records::newest(tx, chat.chat_id());
  message.set_message_id(before ? before->message_id() + 1 : 1);
  message.set_at(tx.now());
  chat_records::add(tx, class_id, chat.chat_id(), message);

  Event event;
  event::v1::ChatSaid& said = *event.mutable_chat_said();
  said.set_chat_id(chat.chat_id());
  said.set_message_id(message.message_id());
  said.set_shop_id(chat.shop_id());
  said.set_seller_id(chat.seller_id());
  said.set_buyer_id(chat.buyer_id());
  said.set_by_shop(message.by_shop());
  said.set_automatic(message.automatic());
  said.set_text(message.text());
  said.set_kind(message.kind());
  count(tx, class_id, chat, message, said);
  tell(tx, class_id, message.author_id(), chat, event);
}

void Chats::count(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                  const v1::ChatMessage& message, event::v1::ChatSaid& said) {
  const std::vector<Consultation> all = chat_records::consultations(tx, chat.chat_id());
  const bool waits = !all.empty() && all.back().waits();
  said.set_consultation(static_cast<std::int32_t>(all.size()));
  if (!message.by_shop() && !waits) {
    said.set_consultation(said.consultation() + 1);
    chat_records::begin(tx, class_id, chat.chat_id(),
                        {.number = said.consultation(), .began_at = message.at()});
  } else if (message.by_shop() && !message.automatic() && waits) {
    Consultation answered = all.back();
    answered.answered_at = message.at();
    answered.answered_by = message.author_id();
    chat_records::answer(tx, chat.chat_id(), answered);
    said.set_reply_ms(answered.reply_ms());
    said.set_in_time(
        chat_rules::in_time(classroom_.profile_of(tx, class_id).mall.chat, answered.reply_ms()));
  }
}

void Chats::tell(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                 const v1::Chat& chat, const Event& event) {
  const bool to_buyer = event.body_case() != Event::kChatTakenOver;
  classroom::happened(tx, class_id, actor,
                      {classroom::user_topic(chat.seller_id()),
                       to_buyer ? classroom::user_topic(chat.buyer_id()) : std::string()},
                      event);
  for (const std::int64_t helper : Shops::helpers(tx, chat.shop_id(), v1::SHOP_RIGHT_CHATS)) {
    Event call;
    call.mutable_chat_called()->set_chat_id(chat.chat_id());
    call.mutable_chat_called()->set_shop_id(chat.shop_id());
    call.mutable_chat_called()->set_helper_id(helper);
    classroom::happened(tx, class_id, actor, {classroom::user_topic(helper), {}}, call);
  }
}

void Chats::require_turn(db::Transaction& tx, std::int64_t class_id, v1::Chat& chat,
                         std::int64_t person_id) {
  if (chat.answerer_id() == 0) set_answerer(tx, class_id, chat, person_id);
  if (chat.answerer_id() == person_id) return;
  const std::string name = identity_.name_of(tx, chat.answerer_id());
  throw Error(Code::failed_precondition, {"这个会话正由" + name + "接待，请先点“接手”",
                                          name + " answers in this talk; take it over first"});
}

void Chats::set_answerer(db::Transaction& tx, std::int64_t class_id, v1::Chat& chat,
                         std::int64_t person_id) {
  if (chat.answerer_id() == person_id) return;
  if (!chat_records::set_answerer(tx, chat.chat_id(), chat.answerer_id(), person_id)) {
    throw Error(Code::aborted, {"别人刚刚接手了，请刷新后再试",
                                "Somebody else has just taken it over; reload and try again"});
  }
  chat.set_answerer_id(person_id);
  Event event;
  event.mutable_chat_taken_over()->set_chat_id(chat.chat_id());
  event.mutable_chat_taken_over()->set_seller_id(chat.seller_id());
  event.mutable_chat_taken_over()->set_helper_id(person_id);
  tell(tx, class_id, person_id, chat, event);
}

void Chats::take_over(db::Transaction& tx, std::int64_t person_id,
                      const v1::TakeOverChatRequest& wish) {
  v1::Chat chat = require(tx, wish.class_id(), wish.chat_id(), person_id).chat;
  if (!chat.as_shop()) throw no_chat();
  set_answerer(tx, wish.class_id(), chat, person_id);
}

void Chats::read(db::Transaction& tx, std::int64_t person_id, const v1::ReadChatRequest& wish) {
  const v1::Chat chat = require(tx, wish.class_id(), wish.chat_id(), person_id).chat;
  const std::optional<v1::ChatMessage> newest = chat_records::newest(tx, chat.chat_id());
  if (!newest) return;
  chat_records::set_read(tx, chat.chat_id(), chat.as_shop(),
                         std::min(wish.message_id(), newest->message_id()));
}

void Chats::rate(db::Transaction& tx, std::int64_t buyer_id, const v1::RateChatRequest& wish) {
  const v1::Chat chat = require(tx, wish.class_id(), wish.chat_id(), buyer_id).chat;
  if (chat.as_shop()) throw no_chat();
  rules::check_stars(wish.stars());
  const std::vector<Consultation> all = chat_records::consultations(tx, chat.chat_id());
  const Consultation* answered = newest_answered(all);
  if (answered == nullptr ||
      !chat_records::rate(tx, chat.chat_id(), answered->number, wish.stars())) {
    throw nothing_to_rate();
  }
  Event event;
  event.mutable_chat_rated()->set_chat_id(chat.chat_id());
  event.mutable_chat_rated()->set_seller_id(chat.seller_id());
  event.mutable_chat_rated()->set_buyer_id(buyer_id);
  event.mutable_chat_rated()->set_stars(wish.stars());
  tell(tx, wish.class_id(), buyer_id, chat, event);
}

v1::ChatCard Chats::card(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                         v1::ChatKind kind, std::int64_t subject_id) {
  if (kind == v1::CHAT_KIND_PRODUCT) {
    const v1::Product product = products_.require(tx, class_id, subject_id);
    if (product.shop_id() != chat.shop_id()) {
      throw Error(Code::not_found, {"这家店没有这件宝贝", "The shop has no such product"});
    }
    v1::ChatCard made;
    made.set_subject_id(subject_id);
    made.set_title(product.title());
    if (!product.pictures().empty()) made.set_picture(product.pictures(0));
    made.set_fen(product.price_fen());
    made.set_unlisted(!product.listed());
    return made;
  }
  const v1::Order order = orders_.require(tx, class_id, subject_id);
  if (order.shop_id() != chat.shop_id() || order.buyer_id() != chat.buyer_id()) {
    throw Error(Code::not_found,
                {"买家在这家店没有这个订单", "The buyer has no such order in the shop"});
  }
  return card_of(order);
}

v1::ListChatOrdersResponse Chats::orders(db::Transaction& tx, std::int64_t person_id,
                                         const v1::ListChatOrdersRequest& wish) {
  const v1::Chat chat = named(tx, person_id, wish).chat;
  v1::ListChatOrdersResponse response;
  for (const v1::Order& order : order_records::list(tx, {.class_id = wish.class_id(),
                                                         .side = order_records::Side::buyer,
                                                         .person_id = chat.buyer_id(),
                                                         .shop_id = chat.shop_id(),
                                                         .limit = most_orders})) {
    *response.add_orders() = card_of(order);
  }
  return response;
}

v1::GetChatResponse Chats::show(db::Transaction& tx, std::int64_t person_id,
                                const v1::GetChatRequest& wish, bool sees_all) {
  Stored stored = named(tx, person_id, wish, sees_all);
  v1::GetChatResponse response;
  response.set_text_max(
      static_cast<std::int32_t>(classroom_.profile_of(tx, wish.class_id()).mall.chat.text_max));
  std::vector<v1::ChatMessage> messages = chat_records::messages(
      tx, stored.chat.chat_id(), base::page_size(wish.limit(), page_of_messages, most_messages));
  complete(tx, wish.class_id(), stored.chat, messages);
  for (v1::ChatMessage& message : messages) *response.add_messages() = std::move(message);
  fill(tx, stored);
  *response.mutable_chat() = std::move(stored.chat);
  return response;
}

v1::ListChatsResponse Chats::list(db::Transaction& tx, std::int64_t person_id,
                                  std::int64_t class_id) {
  std::vector<Stored> all = chat_records::of_buyer(tx, class_id, person_id);
  v1::ListChatsResponse response;
  for (const std::int64_t shop_id : desks_.shops_of(tx, class_id, person_id)) {
    response.add_shops(shop_id);
    std::vector<Stored> chats = chat_records::of_shop(tx, class_id, shop_id);
    for (Stored& one : chats) {
      if (one.chat.buyer_id() == person_id) continue;
      one.chat.set_as_shop(true);
      all.push_back(std::move(one));
    }
  }
  add_chats(tx, response, std::move(all));
  return response;
}

v1::ListChatsResponse Chats::of_owner(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t owner_id) {
  v1::ListChatsResponse response;
  const std::optional<v1::Shop> shop = shops_.of_owner(tx, class_id, owner_id);
  if (!shop) return response;
  std::vector<Stored> all = chat_records::of_shop(tx, class_id, shop->shop_id());
  for (Stored& one : all) one.chat.set_as_shop(true);
  add_chats(tx, response, std::move(all));
  *response.mutable_figures() = desks_.figures(tx, class_id, shop->shop_id());
  return response;
}

void Chats::add_chats(db::Transaction& tx, v1::ListChatsResponse& response,
                      std::vector<Stored> chats) {
  for (Stored& one : chats) fill(tx, one);
  std::ranges::sort(chats, std::ranges::greater{}, [](const Stored& one) {
    return std::pair(one.chat.newest().at(), one.chat.chat_id());
  });
  for (Stored& one : chats) *response.add_chats() = std::move(one.chat);
}

void Chats::fill(db::Transaction& tx, Stored& stored) {
  v1::Chat& chat = stored.chat;
  chat.set_buyer_name(identity_.name_of(tx, chat.buyer_id()));
  if (chat.answerer_id() != 0) {
    chat.set_answerer_name(identity_.name_of(tx, chat.answerer_id()));
  }
  if (const auto newest = chat_records::newest(tx, chat.chat_id())) {
    *chat.mutable_newest() = *newest;
  }
  chat.set_unread(chat_records::unread(tx, stored, chat.as_shop()));
  const std::vector<Consultation> all = chat_records::consultations(tx, chat.chat_id());
  if (!all.empty() && all.back().waits()) chat.set_waits_since(all.back().began_at);
  if (const Consultation* answered = newest_answered(all)) {
    chat.set_stars(answered->stars);
    if (answered->stars == 0) chat.set_to_rate(answered->number);
  }
}

void Chats::complete(db::Transaction& tx, std::int64_t class_id, const v1::Chat& chat,
                     std::vector<v1::ChatMessage>& messages) {
  std::vector<std::int64_t> authors;
  for (const v1::ChatMessage& message : messages) authors.push_back(message.author_id());
  const auto names = identity_.names_of(tx, authors);
  for (v1::ChatMessage& message : messages) {
    const auto name = names.find(message.author_id());
    message.set_author_name(name == names.end() ? chat.shop_name() : name->second);
    if (message.has_card()) {
      *message.mutable_card() =
          card(tx, class_id, chat, message.kind(), message.card().subject_id());
    }
  }
}

}  // namespace kaibo::mall
