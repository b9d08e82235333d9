#include "services/mall/campaigns/records.h"

#include <string>

#include "services/mall/document.h"

namespace kaibo::mall::campaign_records {

namespace {

const std::string select_promotion =
    "SELECT p.promotion_id, p.shop_id, s.name, p.seller_id, p.state, p.terms, p.spent_fen, "
    "p.started FROM mall_promotion p JOIN mall_shop s ON s.shop_id = p.shop_id WHERE p.class_id = "
    "?";

v1::Promotion read_promotion(const db::Row& row) {
  v1::Promotion promotion;
  promotion.set_promotion_id(row.integer(0));
  promotion.set_shop_id(row.integer(1));
  promotion.set_shop_name(row.text(2));
  promotion.set_seller_id(row.integer(3));
  promotion.set_state(static_cast<v1::PromotionState>(row.integer(4)));
  *promotion.mutable_terms() = document::of_text<v1::PromotionWish>(row.text(5));
  promotion.set_spent_fen(row.integer(6));
  promotion.set_started_class_at(row.integer(7));
  return promotion;
}

std::vector<v1::Promotion> read_promotions(const db::Rows& rows) {
  std::vector<v1::Promotion> promotions;
  promotions.reserve(rows.size());
  for (const db::Row row : rows) promotions.push_back(read_promotion(row));
  return promotions;
}

constexpr int closed = static_cast<int>(v1::ORDER_STATE_CLOSED);
constexpr int running = static_cast<int>(v1::PROMOTION_STATE_RUNNING);
constexpr int planned = static_cast<int>(v1::PROMOTION_STATE_PLANNED);

v1::PromotionReport report_of(db::Transaction& tx, std::int64_t promotion_id) {
  v1::PromotionReport report;
  const db::Rows effect = tx.query(
      "SELECT COUNT(*), COUNT(DISTINCT CASE WHEN o.buyer_id > 0 THEN o.buyer_id END), "
      "COALESCE(SUM(d.off_fen), 0), COALESCE(SUM(o.amount_fen), 0) FROM (SELECT order_id, "
      "SUM(off_fen) AS off_fen FROM mall_order_deduction WHERE promotion_id = ? GROUP BY order_id) "
      "d JOIN mall_order o ON o.order_id = d.order_id WHERE o.paid_at > 0 AND o.state <> ?",
      promotion_id, closed);
  const db::Row row = effect.front();
  report.set_orders(static_cast<std::int32_t>(row.integer(0)));
  report.set_buyers(static_cast<std::int32_t>(row.integer(1)));
  report.set_off_fen(row.integer(2));
  report.set_gmv_fen(row.integer(3));
  const db::Rows visits =
      tx.query("SELECT COUNT(*) FROM mall_promotion_visit WHERE promotion_id = ? AND coupon_id = 0",
               promotion_id);
  report.set_visits(static_cast<std::int32_t>(visits.front().integer(0)));
  return report;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Promotion& promotion) {
  tx.execute(
      "INSERT INTO mall_promotion (promotion_id, class_id, shop_id, seller_id, state, terms, "
      "budget_fen, spent_fen, started) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
      promotion.promotion_id(), class_id, promotion.shop_id(), promotion.seller_id(),
      static_cast<int>(promotion.state()), document::text_of(promotion.terms()),
      promotion.terms().budget_fen(), promotion.started_class_at());
}

std::optional<v1::Promotion> find(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t promotion_id) {
  const db::Rows rows =
      tx.query(select_promotion + " AND p.promotion_id = ?", class_id, promotion_id);
  if (rows.empty()) return std::nullopt;
  return read_promotion(rows.front());
}

std::vector<v1::Promotion> of_shop(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t shop_id) {
  std::vector<v1::Promotion> promotions = read_promotions(tx.query(
      select_promotion + " AND p.shop_id = ? ORDER BY p.promotion_id DESC", class_id, shop_id));
  for (v1::Promotion& promotion : promotions) {
    *promotion.mutable_report() = report_of(tx, promotion.promotion_id());
  }
  return promotions;
}

std::vector<v1::Promotion> open(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  return read_promotions(tx.query(select_promotion +
                                      " AND p.state IN (?, ?) AND (? = 0 OR p.shop_id = ?) ORDER "
                                      "BY p.promotion_id",
                                  class_id, running, planned, shop_id, shop_id));
}

void change(db::Transaction& tx, const v1::Promotion& promotion) {
  tx.execute(
      "UPDATE mall_promotion SET state = ?, terms = ?, budget_fen = ?, started = ? WHERE "
      "promotion_id = ? AND state = ?",
      static_cast<int>(promotion.state()), document::text_of(promotion.terms()),
      promotion.terms().budget_fen(), promotion.started_class_at(), promotion.promotion_id(),
      planned);
}

bool begin(db::Transaction& tx, std::int64_t promotion_id) {
  return tx.execute("UPDATE mall_promotion SET state = ? WHERE promotion_id = ? AND state = ?",
                    running, promotion_id, planned) == 1;
}

bool stop(db::Transaction& tx, std::int64_t promotion_id, v1::PromotionState state) {
  return tx.execute(
             "UPDATE mall_promotion SET state = ? WHERE promotion_id = ? AND state IN (?, ?)",
             static_cast<int>(state), promotion_id, running, planned) == 1;
}

bool spend(db::Transaction& tx, std::int64_t promotion_id, std::int64_t fen) {
  return tx.execute(
             "UPDATE mall_promotion SET spent_fen = spent_fen + ? WHERE promotion_id = ? AND state "
             "IN (?, ?) AND spent_fen + ? <= budget_fen",
             fen, promotion_id, running, planned, fen) == 1;
}

void give_back(db::Transaction& tx, std::int64_t promotion_id, std::int64_t fen) {
  tx.execute("UPDATE mall_promotion SET spent_fen = spent_fen - ? WHERE promotion_id = ?", fen,
             promotion_id);
}

std::int64_t pieces_of(db::Transaction& tx, std::int64_t promotion_id, std::int64_t buyer_id) {
  return tx
      .query(
          "SELECT COALESCE(SUM(d.pieces), 0) FROM mall_order_deduction d JOIN mall_order o ON "
          "o.order_id = d.order_id WHERE d.promotion_id = ? AND o.buyer_id = ? AND o.state <> ?",
          promotion_id, buyer_id, closed)
      .front()
      .integer(0);
}

bool visit(db::Transaction& tx, std::int64_t class_id, const v1::VisitPromotionRequest& visited,
           std::int64_t visitor_id) {
  const db::Rows before = tx.query(
      "SELECT visitor_id FROM mall_promotion_visit WHERE promotion_id = ? AND coupon_id = ? AND "
      "visitor_id = ?",
      visited.promotion_id(), visited.coupon_id(), visitor_id);
  if (!before.empty()) return false;
  tx.execute(
      "INSERT INTO mall_promotion_visit (class_id, promotion_id, coupon_id, visitor_id, at) VALUES "
      "(?, ?, ?, ?, ?)",
      class_id, visited.promotion_id(), visited.coupon_id(), visitor_id, tx.now());
  return true;
}

std::vector<std::int64_t> wrong_promotions(db::Transaction& tx) {
  return db::ids(
      tx.query("SELECT p.promotion_id FROM mall_promotion p LEFT JOIN (SELECT d.promotion_id AS "
               "promotion_id, SUM(d.off_fen) AS fen FROM mall_order_deduction d JOIN mall_order o "
               "ON o.order_id = d.order_id WHERE o.state <> ? GROUP BY d.promotion_id) t ON "
               "t.promotion_id = p.promotion_id WHERE p.spent_fen <> COALESCE(t.fen, 0) OR "
               "p.spent_fen > p.budget_fen",
               closed));
}

std::vector<std::int64_t> wrong_orders(db::Transaction& tx) {
  return db::ids(tx.query(
      "SELECT DISTINCT l.order_id FROM mall_order_line l LEFT JOIN (SELECT order_id, line, "
      "SUM(off_fen) AS fen, MIN(off_fen) AS least, MAX(pieces) AS pieces FROM mall_order_deduction "
      "GROUP BY order_id, line) d ON d.order_id = l.order_id AND d.line = l.line WHERE "
      "l.promotion_fen <> COALESCE(d.fen, 0) OR COALESCE(d.least, 0) < 0 OR COALESCE(d.pieces, 0) "
      "> l.quantity"));
}

}  // namespace kaibo::mall::campaign_records
