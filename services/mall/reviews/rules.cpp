#include "services/mall/reviews/rules.h"

#include <string>

#include "common/base/error.h"
#include "services/mall/orders/rules.h"
#include "services/mall/rules.h"

namespace kaibo::mall::review_rules {

bool may_review(const v1::Order& order, const v1::OrderLine& line) {
  return order.state() == v1::ORDER_STATE_FINISHED && order_rules::given_up(line) < line.quantity();
}

v1::Score score(const ByStars& by_stars) {
  v1::Score made;
  std::int64_t stars = 0;
  std::int32_t count = 0;
  for (std::size_t i = 0; i < by_stars.size(); ++i) {
    made.add_by_stars(by_stars[i]);
    count += by_stars[i];
    stars += by_stars[i] * static_cast<std::int64_t>(i + 1);
  }
  made.set_count(count);
  made.set_stars_hundredths(rules::average_hundredths(stars, count));
  return made;
}

void check_review(const BuyerReviewRules& rules, std::int32_t stars, std::string_view text,
                  int pictures) {
  mall::rules::check_stars(stars);
  rules::check_text(text, {0, rules.text_max}, "text");
  base::require(pictures <= rules.pictures_max, "pictures",
                {"最多 " + std::to_string(rules.pictures_max) + " 张图片",
                 "At most " + std::to_string(rules.pictures_max) + " pictures"});
}

void check_reply(const BuyerReviewRules& rules, std::string_view text) {
  rules::check_text(text, {1, rules.reply_max}, "text");
}

}  // namespace kaibo::mall::review_rules
