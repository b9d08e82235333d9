#include "services/mall/reviews/rules.h"

#include <string>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/orders/rules.h"
#include "services/mall/rules.h"

namespace kaibo::mall::review_rules {

namespace {

void check_review_text(std::string_view text, std::int64_t min, std::int64_t max) {
  const std::int64_t length = base::utf8_length(text);
  const std::string bounds = std::to_string(min) + "–" + std::to_string(max);
  base::require(min <= length && length <= max, "text",
                {"请写 " + bounds + " 个字", "Write " + bounds + " characters"});
}

}  // namespace

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
  check_review_text(text, 0, rules.text_max);
  base::require(pictures <= rules.pictures_max, "pictures",
                {"最多 " + std::to_string(rules.pictures_max) + " 张图片",
                 "At most " + std::to_string(rules.pictures_max) + " pictures"});
}

void check_reply(const BuyerReviewRules& rules, std::string_view text) {
  check_review_text(text, 1, rules.reply_max);
}

}  // namespace kaibo::mall::review_rules
