#include "services/mall/favourites/records.h"

#include <array>
#include <limits>
#include <string_view>

namespace kaibo::mall::favourite_records {

namespace {

std::vector<Noticed> read_noticed(const db::Rows& rows) {
  std::vector<Noticed> all;
  for (const db::Row row : rows) {
    all.push_back(
        {.product_id = row.integer(0), .at = row.integer(1), .price_fen = row.integer(2)});
  }
  return all;
}

}  // namespace

bool is_favourite(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                  std::int64_t product_id) {
  return !tx.query(
                "SELECT product_id FROM mall_favourite WHERE class_id = ? AND user_id = ? AND "
                "product_id = ?",
                class_id, user_id, product_id)
              .empty();
}

void add_favourite(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                   const Noticed& noticed) {
  tx.execute(
      "INSERT INTO mall_favourite (class_id, user_id, product_id, at, price_fen) VALUES "
      "(?, ?, ?, ?, ?)",
      class_id, user_id, noticed.product_id, noticed.at, noticed.price_fen);
}

void drop_favourite(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                    std::int64_t product_id) {
  tx.execute("DELETE FROM mall_favourite WHERE class_id = ? AND user_id = ? AND product_id = ?",
             class_id, user_id, product_id);
}

std::vector<Noticed> favourites_of(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t user_id) {
  return read_noticed(
      tx.query("SELECT product_id, at, price_fen FROM mall_favourite WHERE class_id = ? AND "
               "user_id = ? ORDER BY at DESC, product_id DESC",
               class_id, user_id));
}

void leave_footprint(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                     const Noticed& noticed) {
  constexpr std::array<std::string_view, 3> keys{"class_id", "user_id", "product_id"};
  constexpr std::array<std::string_view, 2> columns{"at", "price_fen"};
  const std::array params{db::param(class_id), db::param(user_id), db::param(noticed.product_id),
                          db::param(noticed.at), db::param(noticed.price_fen)};
  tx.upsert("mall_footprint", keys, columns, params);
}

void forget_footprints(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id,
                       std::int64_t kept) {
  // Read first: MySQL deletes from no table that the same statement looks into.
  const db::Rows old = tx.query(
      "SELECT product_id FROM mall_footprint WHERE class_id = ? AND user_id = ? ORDER BY at DESC, "
      "product_id DESC LIMIT ? OFFSET ?",
      class_id, user_id, std::numeric_limits<std::int32_t>::max(), kept);
  for (const db::Row row : old) {
    tx.execute("DELETE FROM mall_footprint WHERE class_id = ? AND user_id = ? AND product_id = ?",
               class_id, user_id, row.integer(0));
  }
}

std::vector<Noticed> footprints_of(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t user_id) {
  return read_noticed(
      tx.query("SELECT product_id, at, price_fen FROM mall_footprint WHERE class_id = ? AND "
               "user_id = ? ORDER BY at DESC, product_id DESC",
               class_id, user_id));
}

}  // namespace kaibo::mall::favourite_records
