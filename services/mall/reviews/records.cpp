#include "services/mall/reviews/records.h"

#include "common/db/sql_text.h"

namespace kaibo::mall::review_records {

namespace {

const db::Table review_table("mall_review",
                             {"review_id", "class_id", "order_id", "line", "product_id", "shop_id",
                              "seller_id", "buyer_id", "stars", "text", "pictures", "automatic",
                              "posted_at", "reply", "replied_at"});

const std::string select_review =
    "SELECT r.review_id, r.order_id, r.line, r.product_id, l.title, l.specification, r.shop_id, "
    "r.seller_id, r.buyer_id, r.stars, r.text, r.pictures, r.automatic, r.posted_at, r.reply, "
    "r.replied_at FROM mall_review r JOIN mall_order_line l ON l.order_id = r.order_id AND l.line "
    "= r.line WHERE r.class_id = ?";

v1::Review read_review(const db::Row& row) {
  v1::Review read;
  read.set_review_id(row.integer(0));
  read.set_order_id(row.integer(1));
  read.set_line(static_cast<std::int32_t>(row.integer(2)));
  read.set_product_id(row.integer(3));
  read.set_title(row.text(4));
  read.set_specification(row.text(5));
  read.set_shop_id(row.integer(6));
  read.set_seller_id(row.integer(7));
  read.set_buyer_id(row.integer(8));
  read.set_stars(static_cast<std::int32_t>(row.integer(9)));
  read.set_text(row.text(10));
  for (const std::string& picture : db::split_list(row.text(11))) read.add_pictures(picture);
  read.set_automatic(row.flag(12));
  read.set_posted_at(row.integer(13));
  read.set_reply(row.text(14));
  read.set_replied_at(row.integer(15));
  return read;
}

std::vector<v1::Review> read_reviews(const db::Rows& rows) {
  std::vector<v1::Review> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) all.push_back(read_review(row));
  return all;
}

std::string what(const About& about) {
  return about.product_id != 0 ? " AND r.product_id = ?" : " AND r.shop_id = ?";
}

std::int64_t subject(const About& about) {
  return about.product_id != 0 ? about.product_id : about.shop_id;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Review& review) {
  tx.insert(review_table, review.review_id(), class_id, review.order_id(), review.line(),
            review.product_id(), review.shop_id(), review.seller_id(), review.buyer_id(),
            review.stars(), review.text(),
            db::join_list({review.pictures().begin(), review.pictures().end()}),
            review.automatic() ? 1 : 0, review.posted_at(), "", 0);
}

std::optional<v1::Review> find(db::Transaction& tx, std::int64_t class_id, std::int64_t review_id) {
  const db::Rows rows = tx.query(select_review + " AND r.review_id = ?", class_id, review_id);
  if (rows.empty()) return std::nullopt;
  return read_review(rows.front());
}

std::vector<v1::Review> of_order(db::Transaction& tx, std::int64_t class_id,
                                 std::int64_t order_id) {
  return read_reviews(
      tx.query(select_review + " AND r.order_id = ? ORDER BY r.line", class_id, order_id));
}

bool set_reply(db::Transaction& tx, const v1::Review& replied) {
  return tx.execute(
             "UPDATE mall_review SET reply = ?, replied_at = ? WHERE review_id = ? AND replied_at "
             "= 0",
             replied.reply(), replied.replied_at(), replied.review_id()) == 1;
}

std::vector<v1::Review> list(db::Transaction& tx, const Page& page) {
  return read_reviews(tx.query(select_review + what(page.about) +
                                   (page.unreplied ? " AND r.replied_at = 0" : "") +
                                   " ORDER BY r.review_id DESC LIMIT ?",
                               page.about.class_id, subject(page.about), page.limit));
}

review_rules::ByStars by_stars(db::Transaction& tx, const About& about) {
  const db::Rows rows =
      tx.query("SELECT r.stars, COUNT(*) FROM mall_review r WHERE r.class_id = ?" + what(about) +
                   " GROUP BY r.stars",
               about.class_id, subject(about));
  review_rules::ByStars counts{};
  for (const db::Row row : rows) {
    counts.at(static_cast<std::size_t>(row.integer(0) - 1)) =
        static_cast<std::int32_t>(row.integer(1));
  }
  return counts;
}

std::int32_t simulated(db::Transaction& tx, const About& about) {
  return static_cast<std::int32_t>(
      tx.query("SELECT COUNT(*) FROM mall_review r WHERE r.class_id = ?" + what(about) +
                   " AND r.buyer_id < 0",
               about.class_id, subject(about))
          .front()
          .integer(0));
}

std::vector<std::int64_t> wrong_reviews(db::Transaction& tx) {
  const db::Rows rows = tx.query(
      "SELECT r.review_id FROM mall_review r LEFT JOIN (SELECT o.order_id, o.class_id, o.buyer_id, "
      "o.shop_id, l.line, l.product_id FROM mall_order o JOIN mall_order_line l ON l.order_id = "
      "o.order_id WHERE o.finished_at > 0) b ON b.order_id = r.order_id AND b.line = r.line AND "
      "b.class_id = r.class_id AND b.buyer_id = r.buyer_id AND b.shop_id = r.shop_id AND "
      "b.product_id = r.product_id WHERE b.order_id IS NULL OR (r.buyer_id < 0 AND "
      "r.automatic = 1) OR r.stars < 1 OR r.stars > 5");
  return db::ids(rows);
}

}  // namespace kaibo::mall::review_records
