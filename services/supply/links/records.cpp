#include "services/supply/links/records.h"

#include <array>
#include <string>
#include <string_view>

#include "common/db/sql_text.h"

namespace kaibo::supply::link_records {

namespace {

const std::string select_link =
    "SELECT product_id, good_id, seller_id, state, accepted_price_fen, mark_kind, mark_percent, "
    "mark_fixed_fen, mark_rounding, linked_at FROM supply_link WHERE class_id = ?";

/// From four columns on.
v1::MarkUp read_mark_up(const db::Row& row, std::size_t column) {
  v1::MarkUp mark_up;
  mark_up.set_kind(static_cast<v1::MarkUpKind>(row.integer(column)));
  mark_up.set_percent(static_cast<std::int32_t>(row.integer(column + 1)));
  mark_up.set_fixed_fen(row.integer(column + 2));
  mark_up.set_rounding(static_cast<v1::Rounding>(row.integer(column + 3)));
  return mark_up;
}

v1::Link read_link(const db::Row& row) {
  v1::Link link;
  link.set_product_id(row.integer(0));
  link.set_good_id(row.integer(1));
  link.set_seller_id(row.integer(2));
  link.set_state(static_cast<v1::LinkState>(row.integer(3)));
  link.set_accepted_price_fen(row.integer(4));
  *link.mutable_mark_up() = read_mark_up(row, 5);
  link.set_linked_at(row.integer(9));
  return link;
}

void fill_skus(db::Transaction& tx, v1::Link& link) {
  for (const db::Row row :
       tx.query("SELECT sku_id, good_sku_id, accepted_price_fen FROM supply_link_sku WHERE "
                "product_id = ? ORDER BY sku_id",
                link.product_id())) {
    v1::LinkSku& sku = *link.add_skus();
    sku.set_sku_id(row.integer(0));
    sku.set_good_sku_id(row.integer(1));
    sku.set_accepted_price_fen(row.integer(2));
  }
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Link& link) {
  tx.execute(
      "INSERT INTO supply_link (product_id, class_id, good_id, seller_id, state, "
      "accepted_price_fen, mark_kind, mark_percent, mark_fixed_fen, mark_rounding, linked_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      link.product_id(), class_id, link.good_id(), link.seller_id(), static_cast<int>(link.state()),
      link.accepted_price_fen(), static_cast<int>(link.mark_up().kind()), link.mark_up().percent(),
      link.mark_up().fixed_fen(), static_cast<int>(link.mark_up().rounding()), link.linked_at());
  for (const v1::LinkSku& sku : link.skus()) map(tx, class_id, link.product_id(), sku);
}

std::optional<v1::Link> find(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id) {
  const db::Rows rows = tx.query(select_link + " AND product_id = ?", class_id, product_id);
  if (rows.empty()) return std::nullopt;
  v1::Link link = read_link(rows.front());
  fill_skus(tx, link);
  return link;
}

std::vector<v1::Link> of_seller(db::Transaction& tx, std::int64_t class_id,
                                std::int64_t seller_id) {
  std::vector<v1::Link> links;
  for (const db::Row row :
       tx.query(select_link + " AND seller_id = ? ORDER BY product_id DESC", class_id, seller_id)) {
    fill_skus(tx, links.emplace_back(read_link(row)));
  }
  return links;
}

bool has(db::Transaction& tx, std::int64_t seller_id, std::int64_t good_id) {
  return !tx.query(
                "SELECT product_id FROM supply_link WHERE good_id = ? AND seller_id = ? AND "
                "state = ?",
                good_id, seller_id, static_cast<int>(v1::LINK_STATE_LINKED))
              .empty();
}

std::map<std::int64_t, mall::Material> materials(db::Transaction& tx,
                                                 const std::vector<std::int64_t>& product_ids) {
  if (product_ids.empty()) return {};
  std::vector<db::Param> params;
  for (const std::int64_t id : product_ids) params.push_back(db::param(id));
  std::map<std::int64_t, mall::Material> all;
  for (const db::Row row : tx.query_list(
           "SELECT l.product_id, g.title, g.pictures FROM supply_link l JOIN supply_good g ON "
           "g.good_id = l.good_id WHERE l.product_id IN (" +
               db::marks(params.size()) + ")",
           params)) {
    all[row.integer(0)] = {.title = row.text(1), .pictures = db::split_list(row.text(2))};
  }
  return all;
}

bool set_state(db::Transaction& tx, std::int64_t product_id, v1::LinkState state) {
  return tx.execute("UPDATE supply_link SET state = ? WHERE product_id = ? AND state <> ?",
                    static_cast<int>(state), product_id, static_cast<int>(state)) == 1;
}

void accept_price(db::Transaction& tx, std::int64_t product_id, std::int64_t price_fen) {
  tx.execute("UPDATE supply_link SET accepted_price_fen = ? WHERE product_id = ?", price_fen,
             product_id);
}

void map(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id,
         const v1::LinkSku& sku) {
  constexpr std::array<std::string_view, 2> keys = {"product_id", "sku_id"};
  constexpr std::array<std::string_view, 3> columns = {"class_id", "good_sku_id",
                                                       "accepted_price_fen"};
  const std::array<db::Param, 5> params = {db::param(product_id), db::param(sku.sku_id()),
                                           db::param(class_id), db::param(sku.good_sku_id()),
                                           db::param(sku.accepted_price_fen())};
  tx.upsert("supply_link_sku", keys, columns, params);
}

void unmap(db::Transaction& tx, std::int64_t product_id) {
  tx.execute("DELETE FROM supply_link_sku WHERE product_id = ?", product_id);
}

std::optional<v1::Settings> settings(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t seller_id) {
  const db::Rows rows = tx.query(
      "SELECT capture, mark_kind, mark_percent, mark_fixed_fen, mark_rounding, own_cap FROM "
      "supply_shop WHERE class_id = ? AND seller_id = ?",
      class_id, seller_id);
  if (rows.empty()) return std::nullopt;
  v1::Settings settings;
  settings.set_capture(static_cast<v1::Capture>(rows.front().integer(0)));
  *settings.mutable_mark_up() = read_mark_up(rows.front(), 1);
  settings.set_own_cap(static_cast<std::int32_t>(rows.front().integer(5)));
  return settings;
}

void save_settings(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                   const v1::Settings& settings) {
  constexpr std::array<std::string_view, 2> keys = {"class_id", "seller_id"};
  constexpr std::array<std::string_view, 6> columns = {
      "capture", "mark_kind", "mark_percent", "mark_fixed_fen", "mark_rounding", "own_cap"};
  const v1::MarkUp& mark_up = settings.mark_up();
  const std::array<db::Param, 8> params = {db::param(class_id),
                                           db::param(seller_id),
                                           db::param(static_cast<int>(settings.capture())),
                                           db::param(static_cast<int>(mark_up.kind())),
                                           db::param(mark_up.percent()),
                                           db::param(mark_up.fixed_fen()),
                                           db::param(static_cast<int>(mark_up.rounding())),
                                           db::param(settings.own_cap())};
  tx.upsert("supply_shop", keys, columns, params);
}

}  // namespace kaibo::supply::link_records
