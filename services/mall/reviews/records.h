#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/review.pb.h"
#include "services/mall/reviews/rules.h"

namespace kaibo::mall::review_records {

/// Messages are without the buyer's name.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Review& review);
std::optional<v1::Review> find(db::Transaction& tx, std::int64_t class_id, std::int64_t review_id);
/// In the order of the lines.
std::vector<v1::Review> of_order(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);
/// False when it has a reply already.
bool set_reply(db::Transaction& tx, const v1::Review& replied);

/// Of a product, or where `product_id` is 0 of a shop.
struct About {
  std::int64_t class_id = 0;
  std::int64_t product_id = 0;
  std::int64_t shop_id = 0;
};
struct Page {
  About about;
  bool unreplied = false;
  int limit = 0;
};
/// The newest first.
std::vector<v1::Review> list(db::Transaction& tx, const Page& page);
review_rules::ByStars by_stars(db::Transaction& tx, const About& about);
/// How many of them are of simulated buyers.
std::int32_t simulated(db::Transaction& tx, const About& about);

/// Reviews of lines that no order of the class and the buyer has.
std::vector<std::int64_t> wrong_reviews(db::Transaction& tx);

}  // namespace kaibo::mall::review_records
