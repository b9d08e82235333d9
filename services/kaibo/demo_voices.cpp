#include "services/kaibo/demo_voices.h"

#include "services/kaibo/demo_story.h"

namespace kaibo {

namespace json = boost::json;

void DemoVoices::plan(const json::object& story, const At& at) {
  for (const json::value& value : story.at("talks").as_array()) {
    const json::object& talk = value.as_object();
    const json::array& lines = talk.at("lines").as_array();
    for (const json::value& said : lines) {
      const json::object& line = said.as_object();
      at(number(line, "minutes_ago"), [this, &talk, &line] { say(talk, line); });
    }
    if (number(talk, "stars") == 0) continue;
    at(number(lines.back().as_object(), "minutes_ago"), [this, &talk] { rate(talk); });
  }
  for (const json::value& value : story.at("reviews").as_array()) {
    const json::object& wish = value.as_object();
    at(number(wish, "minutes_ago"), [this, &wish] { review(wish); });
  }
}

std::int64_t DemoVoices::person(const json::object& object, std::string_view key) const {
  return people_.at(text(object, key));
}

mall::v1::Chat DemoVoices::talk_of(db::Transaction& tx, const json::object& talk) {
  mall::v1::GetChatRequest wish;
  wish.set_class_id(class_id_);
  wish.set_shop_id(program_.mall.shops.require_own(tx, class_id_, person(talk, "shop")).shop_id());
  return program_.mall.chats.show(tx, person(talk, "buyer"), wish, false).chat();
}

void DemoVoices::say(const json::object& talk, const json::object& line) {
  const std::string side = text(line, "by");
  program_.database->write_now(class_id_, [&](db::Transaction& tx) {
    const mall::v1::Chat chat = talk_of(tx, talk);
    mall::v1::SayInChatRequest wish;
    wish.set_class_id(class_id_);
    wish.set_chat_id(chat.chat_id());
    wish.set_shop_id(chat.shop_id());
    wish.set_kind(mall::v1::CHAT_KIND_TEXT);
    wish.set_text(text(line, "text"));
    program_.mall.chats.say(tx, person(talk, side), wish);
  });
}

void DemoVoices::rate(const json::object& talk) {
  program_.database->write_now(class_id_, [&](db::Transaction& tx) {
    mall::v1::RateChatRequest wish;
    wish.set_class_id(class_id_);
    wish.set_chat_id(talk_of(tx, talk).chat_id());
    wish.set_stars(static_cast<std::int32_t>(number(talk, "stars")));
    program_.mall.chats.rate(tx, person(talk, "buyer"), wish);
  });
}

void DemoVoices::review(const json::object& wish) {
  program_.database->write_now(class_id_, [&](db::Transaction& tx) {
    const mall::v1::Order order =
        program_.mall.orders.require(tx, class_id_, orders_.at(text(wish, "order")));
    mall::v1::PostReviewRequest review;
    review.set_class_id(class_id_);
    review.set_order_id(order.order_id());
    review.set_stars(static_cast<std::int32_t>(number(wish, "stars")));
    review.set_text(text(wish, "text"));
    const mall::v1::Review posted = program_.mall.reviews.post(tx, order.buyer_id(), review);
    mall::v1::ReplyToReviewRequest reply;
    reply.set_class_id(class_id_);
    reply.set_review_id(posted.review_id());
    reply.set_text(text(wish, "reply"));
    if (!reply.text().empty()) program_.mall.reviews.reply(tx, order.seller_id(), reply);
  });
}

}  // namespace kaibo
