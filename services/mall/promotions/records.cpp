#include "services/mall/promotions/records.h"

#include <charconv>

#include "common/db/sql_text.h"

namespace kaibo::mall::promotion_records {

namespace {

const std::string select_coupon =
    "SELECT c.coupon_id, c.shop_id, s.name, c.seller_id, c.room_id, c.drawn, c.stopped, c.name, "
    "c.kind, c.threshold_fen, c.off_fen, c.percent, c.cap_fen, c.total, c.per_person, "
    "c.valid_from, c.valid_until, c.products, c.claimed, c.used, c.spent_fen FROM mall_coupon c "
    "JOIN mall_shop s ON s.shop_id = c.shop_id WHERE c.class_id = ?";

const std::string select_claim =
    "SELECT claim_id, coupon_id, user_id, order_id, claimed_at FROM mall_coupon_claim WHERE "
    "class_id = ?";

std::string join_products(const v1::CouponWish& terms) {
  std::vector<std::string> ids;
  for (const std::int64_t product_id : terms.product_ids()) {
    ids.push_back(std::to_string(product_id));
  }
  return db::join_list(ids);
}

void split_products(const std::string& joined, v1::CouponWish& terms) {
  for (const std::string& text : db::split_list(joined)) {
    std::int64_t product_id = 0;
    std::from_chars(text.data(), text.data() + text.size(), product_id);
    terms.add_product_ids(product_id);
  }
}

Stored read_coupon(const db::Row& row) {
  Stored stored{.coupon = {}, .stopped = row.flag(6)};
  v1::Coupon& coupon = stored.coupon;
  coupon.set_coupon_id(row.integer(0));
  coupon.set_shop_id(row.integer(1));
  coupon.set_shop_name(row.text(2));
  coupon.set_seller_id(row.integer(3));
  coupon.set_room_id(row.integer(4));
  coupon.set_drawn(row.flag(5));
  v1::CouponWish& terms = *coupon.mutable_terms();
  terms.set_name(row.text(7));
  terms.set_kind(static_cast<v1::CouponKind>(row.integer(8)));
  terms.set_threshold_fen(row.integer(9));
  terms.set_off_fen(row.integer(10));
  terms.set_percent(static_cast<std::int32_t>(row.integer(11)));
  terms.set_cap_fen(row.integer(12));
  terms.set_total(static_cast<std::int32_t>(row.integer(13)));
  terms.set_per_person(static_cast<std::int32_t>(row.integer(14)));
  terms.set_valid_from_class_at(row.integer(15));
  terms.set_valid_until_class_at(row.integer(16));
  split_products(row.text(17), terms);
  coupon.set_claimed(static_cast<std::int32_t>(row.integer(18)));
  coupon.set_used(static_cast<std::int32_t>(row.integer(19)));
  coupon.set_spent_fen(row.integer(20));
  return stored;
}

std::vector<Stored> read_coupons(const db::Rows& rows) {
  std::vector<Stored> coupons;
  coupons.reserve(rows.size());
  for (const db::Row row : rows) coupons.push_back(read_coupon(row));
  return coupons;
}

Claim read_claim(const db::Row& row) {
  return {.claim_id = row.integer(0),
          .coupon_id = row.integer(1),
          .user_id = row.integer(2),
          .order_id = row.integer(3),
          .claimed_at = row.integer(4)};
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Coupon& coupon) {
  const v1::CouponWish& terms = coupon.terms();
  tx.execute(
      "INSERT INTO mall_coupon (coupon_id, class_id, shop_id, seller_id, room_id, drawn, stopped, "
      "name, kind, threshold_fen, off_fen, percent, cap_fen, total, per_person, valid_from, "
      "valid_until, products, claimed, used, spent_fen) VALUES "
      "(?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
      coupon.coupon_id(), class_id, coupon.shop_id(), coupon.seller_id(), coupon.room_id(),
      coupon.drawn() ? 1 : 0, terms.name(), static_cast<int>(terms.kind()), terms.threshold_fen(),
      terms.off_fen(), terms.percent(), terms.cap_fen(), terms.total(), terms.per_person(),
      terms.valid_from_class_at(), terms.valid_until_class_at(), join_products(terms));
}

void change(db::Transaction& tx, const v1::Coupon& coupon) {
  const v1::CouponWish& terms = coupon.terms();
  tx.execute(
      "UPDATE mall_coupon SET name = ?, kind = ?, threshold_fen = ?, off_fen = ?, percent = ?, "
      "cap_fen = ?, total = ?, per_person = ?, valid_from = ?, valid_until = ?, products = ? WHERE "
      "coupon_id = ? AND claimed = 0",
      terms.name(), static_cast<int>(terms.kind()), terms.threshold_fen(), terms.off_fen(),
      terms.percent(), terms.cap_fen(), terms.total(), terms.per_person(),
      terms.valid_from_class_at(), terms.valid_until_class_at(), join_products(terms),
      coupon.coupon_id());
}

std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t coupon_id) {
  const db::Rows rows = tx.query(select_coupon + " AND c.coupon_id = ?", class_id, coupon_id);
  if (rows.empty()) return std::nullopt;
  return read_coupon(rows.front());
}

std::vector<Stored> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  return read_coupons(
      tx.query(select_coupon + " AND c.shop_id = ? ORDER BY c.coupon_id DESC", class_id, shop_id));
}

std::vector<Stored> given_out_in_room(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t room_id) {
  return read_coupons(tx.query(
      select_coupon + " AND c.room_id = ? AND c.drawn = 0 AND c.stopped = 0 ORDER BY c.coupon_id",
      class_id, room_id));
}

bool stop(db::Transaction& tx, std::int64_t coupon_id) {
  return tx.execute("UPDATE mall_coupon SET stopped = 1 WHERE coupon_id = ? AND stopped = 0",
                    coupon_id) == 1;
}

bool take_one(db::Transaction& tx, std::int64_t coupon_id) {
  return tx.execute(
             "UPDATE mall_coupon SET claimed = claimed + 1 WHERE coupon_id = ? AND stopped = 0 AND "
             "claimed < total",
             coupon_id) == 1;
}

void insert(db::Transaction& tx, std::int64_t class_id, const Claim& claim, std::int64_t nth) {
  tx.execute(
      "INSERT INTO mall_coupon_claim (claim_id, class_id, coupon_id, user_id, nth, order_id, "
      "claimed_at) VALUES (?, ?, ?, ?, ?, 0, ?)",
      claim.claim_id, class_id, claim.coupon_id, claim.user_id, nth, claim.claimed_at);
}

std::int64_t count_claims(db::Transaction& tx, std::int64_t coupon_id, std::int64_t user_id) {
  return tx
      .query("SELECT COUNT(*) FROM mall_coupon_claim WHERE coupon_id = ? AND user_id = ?",
             coupon_id, user_id)
      .front()
      .integer(0);
}

std::optional<Claim> find_claim(db::Transaction& tx, std::int64_t class_id, std::int64_t claim_id) {
  const db::Rows rows = tx.query(select_claim + " AND claim_id = ?", class_id, claim_id);
  if (rows.empty()) return std::nullopt;
  return read_claim(rows.front());
}

std::vector<Claim> claims_of(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id) {
  std::vector<Claim> claims;
  for (const db::Row row :
       tx.query(select_claim + " AND user_id = ? ORDER BY claim_id DESC", class_id, user_id)) {
    claims.push_back(read_claim(row));
  }
  return claims;
}

bool use(db::Transaction& tx, const Claim& claim, std::int64_t order_id,
         std::int64_t discount_fen) {
  if (tx.execute("UPDATE mall_coupon_claim SET order_id = ? WHERE claim_id = ? AND order_id = 0",
                 order_id, claim.claim_id) == 0) {
    return false;
  }
  tx.execute(
      "UPDATE mall_coupon SET used = used + 1, spent_fen = spent_fen + ? WHERE coupon_id = ?",
      discount_fen, claim.coupon_id);
  return true;
}

bool give_back(db::Transaction& tx, const Claim& claim, std::int64_t order_id,
               std::int64_t discount_fen) {
  if (tx.execute("UPDATE mall_coupon_claim SET order_id = 0 WHERE claim_id = ? AND order_id = ?",
                 claim.claim_id, order_id) == 0) {
    return false;
  }
  tx.execute(
      "UPDATE mall_coupon SET used = used - 1, spent_fen = spent_fen - ? WHERE coupon_id = ?",
      discount_fen, claim.coupon_id);
  return true;
}

std::vector<Effect> effects_of_shop(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t shop_id) {
  std::vector<Effect> effects;
  for (const db::Row row : tx.query(
           "SELECT c.coupon_id, COALESCE(s.fen, 0), COALESCE(v.visits, 0) FROM mall_coupon c LEFT "
           "JOIN (SELECT k.coupon_id AS coupon_id, SUM(o.amount_fen - o.refunded_fen) AS fen FROM "
           "mall_coupon_claim k JOIN mall_order o ON o.order_id = k.order_id WHERE o.class_id = ? "
           "AND o.shop_id = ? AND o.paid_at > 0 GROUP BY k.coupon_id) s ON s.coupon_id = "
           "c.coupon_id LEFT JOIN (SELECT coupon_id, COUNT(*) AS visits FROM mall_promotion_visit "
           "WHERE class_id = ? GROUP BY coupon_id) v ON v.coupon_id = c.coupon_id WHERE "
           "c.class_id = ? AND c.shop_id = ?",
           class_id, shop_id, class_id, class_id, shop_id)) {
    effects.push_back({.coupon_id = row.integer(0),
                       .sales_fen = row.integer(1),
                       .visits = static_cast<std::int32_t>(row.integer(2))});
  }
  return effects;
}

std::vector<std::int64_t> wrong_coupons(db::Transaction& tx) {
  // State 5 is closed: its coupon went back.
  return db::ids(tx.query(
      "SELECT c.coupon_id FROM mall_coupon c LEFT JOIN (SELECT k.coupon_id AS coupon_id, COUNT(*) "
      "AS claimed, SUM(CASE WHEN k.order_id <> 0 THEN 1 ELSE 0 END) AS used, MAX(k.nth) AS most, "
      "SUM(COALESCE(o.discount_fen, 0)) AS fen, SUM(CASE WHEN k.order_id <> 0 AND "
      "COALESCE(o.claim_id, 0) <> k.claim_id THEN 1 ELSE 0 END) AS strange FROM mall_coupon_claim "
      "k LEFT JOIN mall_order o ON o.order_id = k.order_id AND o.state <> 5 GROUP BY k.coupon_id) "
      "t ON t.coupon_id = c.coupon_id WHERE c.claimed <> COALESCE(t.claimed, 0) OR c.used <> "
      "COALESCE(t.used, 0) OR c.spent_fen <> COALESCE(t.fen, 0) OR c.claimed > c.total OR c.used > "
      "c.claimed OR COALESCE(t.most, 0) > c.per_person OR COALESCE(t.strange, 0) <> 0"));
}

std::vector<std::int64_t> wrong_orders(db::Transaction& tx) {
  return db::ids(tx.query(
      "SELECT o.order_id FROM mall_order o JOIN (SELECT order_id, SUM(price_fen * quantity) AS "
      "goods, SUM(promotion_fen) AS promotions, SUM(discount_fen) AS shares, SUM(change_fen) AS "
      "changes, MIN(price_fen * quantity - promotion_fen - discount_fen + change_fen) AS least "
      "FROM mall_order_line GROUP BY order_id) l ON l.order_id = o.order_id WHERE "
      "o.promotion_fen <> l.promotions OR o.discount_fen <> l.shares OR o.change_fen <> l.changes "
      "OR o.amount_fen <> l.goods - o.promotion_fen - o.discount_fen + o.change_fen + "
      "o.freight_fen OR o.freight_fen < 0 OR l.least < 0 OR o.discount_fen < 0"));
}

}  // namespace kaibo::mall::promotion_records
