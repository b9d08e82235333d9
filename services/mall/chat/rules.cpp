#include "services/mall/chat/rules.h"

#include <string>
#include <string_view>

#include "common/base/error.h"
#include "services/mall/rules.h"

namespace kaibo::mall::chat_rules {

bool in_time(const ChatRules& rules, base::Millis reply_ms) {
  return reply_ms <= rules.in_time_seconds * base::second;
}

bool answers_itself(const ChatRules& rules, base::Millis before_at, base::Millis now) {
  return before_at == 0 || now - before_at >= rules.automatic_minutes * base::minute;
}

v1::DeskFigures figures(const ChatRules& rules, std::span<const Consultation> consultations,
                        base::Millis now) {
  std::int32_t answered = 0;
  std::int32_t quick = 0;
  std::int32_t due = 0;
  std::int32_t ratings = 0;
  base::Millis waited = 0;
  std::int64_t stars = 0;
  for (const Consultation& one : consultations) {
    if (one.waits()) {
      due += in_time(rules, now - one.began_at) ? 0 : 1;
      continue;
    }
    ++answered;
    ++due;
    waited += one.reply_ms();
    quick += in_time(rules, one.reply_ms()) ? 1 : 0;
    ratings += one.stars > 0 ? 1 : 0;
    stars += one.stars;
  }
  v1::DeskFigures made;
  made.set_consultations(static_cast<std::int32_t>(consultations.size()));
  made.set_answered(answered);
  made.set_in_time(quick);
  made.set_due(due);
  made.set_first_reply_ms(answered == 0 ? 0 : waited / answered);
  made.set_ratings(ratings);
  made.set_stars_hundredths(rules::average_hundredths(stars, ratings));
  made.set_in_time_seconds(static_cast<std::int32_t>(rules.in_time_seconds));
  return made;
}

void check_message(const ChatRules& rules, const v1::SayInChatRequest& wish) {
  switch (wish.kind()) {
    case v1::CHAT_KIND_TEXT:
      rules::check_text(wish.text(), {1, rules.text_max}, "text");
      return;
    case v1::CHAT_KIND_PICTURE:
      base::require(!wish.picture().empty(), "picture",
                    {"请先选一张图片", "Choose a picture first"});
      return;
    case v1::CHAT_KIND_PRODUCT:
    case v1::CHAT_KIND_ORDER:
      base::require(wish.subject_id() != 0, "subject_id",
                    {"请选择要发的宝贝或订单", "Choose the product or the order to send"});
      return;
    default:
      base::require(false, "kind",
                    {"只能发文字、图片、宝贝或订单",
                     "Only a text, a picture, a product or an order can be sent"});
  }
}

void check_desk(const ChatRules& rules, const v1::Desk& desk) {
  const std::string answers = std::to_string(rules.quick_answers_max);
  base::require(desk.quick_answers_size() <= rules.quick_answers_max, "quick_answers",
                {"最多 " + answers + " 条快捷回复", "At most " + answers + " quick answers"});
  for (const std::string& answer : desk.quick_answers()) {
    rules::check_text(answer, {1, rules.quick_answer_max}, "quick_answers");
  }
  rules::check_text(desk.automatic_answer(), {0, rules.text_max}, "automatic_answer");
}

}  // namespace kaibo::mall::chat_rules
