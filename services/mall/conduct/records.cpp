#include "services/mall/conduct/records.h"

#include <limits>
#include <string>

#include "common/db/sql_text.h"

namespace kaibo::mall::conduct_records {

namespace {

const db::Table violation_table("mall_violation",
                                {"violation_id", "class_id", "user_id", "rule_key", "subject",
                                 "place", "points", "found_words", "state", "product_id",
                                 "order_id", "found_at", "found_class_at", "appeal", "appealed_at",
                                 "decision", "decided_by", "decided_at"});

const std::string select_violation =
    "SELECT violation_id, user_id, rule_key, place, points, found_words, state, product_id, "
    "order_id, found_at, found_class_at, appeal, appealed_at, decision, decided_at FROM "
    "mall_violation WHERE class_id = ?";

v1::Violation read_violation(const db::Row& row) {
  v1::Violation read;
  read.set_violation_id(row.integer(0));
  read.set_user_id(row.integer(1));
  read.set_rule(row.text(2));
  read.set_place(row.text(3));
  read.set_points(static_cast<std::int32_t>(row.integer(4)));
  read.set_words(row.text(5));
  read.set_state(static_cast<v1::ViolationState>(row.integer(6)));
  read.set_product_id(row.integer(7));
  read.set_order_id(row.integer(8));
  read.set_found_at(row.integer(9));
  read.set_found_class_at(row.integer(10));
  read.set_appeal(row.text(11));
  read.set_appealed_at(row.integer(12));
  read.set_decision(row.text(13));
  read.set_decided_at(row.integer(14));
  return read;
}

}  // namespace

bool exists(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id, std::string_view rule,
            std::string_view subject) {
  return !tx.query(
                "SELECT violation_id FROM mall_violation WHERE class_id = ? AND user_id = ? AND "
                "rule_key = ? AND subject = ?",
                class_id, user_id, rule, subject)
              .empty();
}

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Violation& found,
            std::string_view subject) {
  tx.insert(violation_table, found.violation_id(), class_id, found.user_id(), found.rule(), subject,
            found.place(), found.points(), found.words(), static_cast<int>(found.state()),
            found.product_id(), found.order_id(), found.found_at(), found.found_class_at(), "", 0,
            "", 0, 0);
}

std::optional<v1::Violation> find(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t violation_id) {
  const db::Rows rows =
      tx.query(select_violation + " AND violation_id = ?", class_id, violation_id);
  if (rows.empty()) return std::nullopt;
  return read_violation(rows.front());
}

bool appeal(db::Transaction& tx, const v1::Violation& appealed) {
  return tx.execute(
             "UPDATE mall_violation SET state = ?, appeal = ?, appealed_at = ? WHERE violation_id "
             "= ? AND state = ?",
             static_cast<int>(appealed.state()), appealed.appeal(), appealed.appealed_at(),
             appealed.violation_id(), static_cast<int>(v1::VIOLATION_STATE_STANDING)) == 1;
}

bool decide(db::Transaction& tx, const v1::Violation& decided, std::int64_t decided_by) {
  return tx.execute(
             "UPDATE mall_violation SET state = ?, decision = ?, decided_by = ?, decided_at = ? "
             "WHERE violation_id = ? AND state = ?",
             static_cast<int>(decided.state()), decided.decision(), decided_by,
             decided.decided_at(), decided.violation_id(),
             static_cast<int>(v1::VIOLATION_STATE_APPEALED)) == 1;
}

std::vector<v1::Violation> list(db::Transaction& tx, const Page& page) {
  const std::int64_t before =
      page.before_id == 0 ? std::numeric_limits<std::int64_t>::max() : page.before_id;
  const int state = static_cast<int>(page.state);
  const db::Rows rows = tx.query(
      select_violation +
          " AND violation_id < ? AND (? = 0 OR user_id = ?) AND (? = '' OR rule_key = ?) AND (? = "
          "0 OR state = ?) ORDER BY violation_id DESC LIMIT ?",
      page.class_id, before, page.user_id, page.user_id, page.rule, page.rule, state, state,
      page.limit);
  std::vector<v1::Violation> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) all.push_back(read_violation(row));
  return all;
}

std::vector<Count> counts(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id) {
  const db::Rows rows = tx.query(
      "SELECT user_id, rule_key, COUNT(*), SUM(points) FROM mall_violation WHERE class_id = ? AND "
      "(? = 0 OR user_id = ?) AND state <> ? GROUP BY user_id, rule_key ORDER BY user_id, rule_key",
      class_id, user_id, user_id, static_cast<int>(v1::VIOLATION_STATE_LIFTED));
  std::vector<Count> all;
  for (const db::Row row : rows) {
    all.push_back({.user_id = row.integer(0),
                   .rule = row.text(1),
                   .violations = row.integer(2),
                   .points = row.integer(3)});
  }
  return all;
}

std::int64_t appeals_waiting(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id) {
  return tx
      .query(
          "SELECT COUNT(*) FROM mall_violation WHERE class_id = ? AND (? = 0 OR user_id = ?) AND "
          "state = ?",
          class_id, user_id, user_id, static_cast<int>(v1::VIOLATION_STATE_APPEALED))
      .front()
      .integer(0);
}

std::int64_t orders_between(db::Transaction& tx, std::int64_t class_id, std::int64_t buyer_id,
                            std::int64_t seller_id, std::int64_t most) {
  return tx
      .query(
          "SELECT COUNT(*) FROM (SELECT order_id FROM mall_order WHERE class_id = ? AND seller_id "
          "= ? AND buyer_id = ? AND paid_at > 0 LIMIT ?) bought",
          class_id, seller_id, buyer_id, most)
      .front()
      .integer(0);
}

bool has_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id) {
  return !tx.query("SELECT shop_id FROM mall_shop WHERE class_id = ? AND owner_id = ?", class_id,
                   owner_id)
              .empty();
}

bool waybill_used(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id,
                  std::string_view courier, std::string_view waybill) {
  return !tx.query(
                "SELECT parcel_id FROM mall_parcel WHERE class_id = ? AND waybill = ? AND courier "
                "= ? AND parcel_id <> ? LIMIT 1",
                class_id, waybill, courier, parcel_id)
              .empty();
}

}  // namespace kaibo::mall::conduct_records
