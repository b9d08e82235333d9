#include "services/mall/parcels/records.h"

#include <string>
#include <unordered_map>

#include "common/db/sql_text.h"

namespace kaibo::mall::parcel_records {

namespace {

const db::Table parcel_table("mall_parcel",
                             {"parcel_id", "class_id", "order_id", "after_sale_id", "kind",
                              "seller_id", "buyer_id", "courier", "waybill", "state", "steps",
                              "sent_at", "sent_class_at", "resent_parcel_id"});
const db::Table line_table("mall_parcel_line", {"parcel_id", "line", "quantity"});
const db::Table step_table("mall_parcel_step", {"parcel_id", "step", "state", "at", "class_at"});

const std::string select_parcel =
    "SELECT parcel_id, order_id, after_sale_id, kind, seller_id, buyer_id, courier, waybill, "
    "state, steps, sent_at, sent_class_at, resent_parcel_id FROM mall_parcel";

Stored read_parcel(const db::Row& row) {
  Stored stored;
  v1::Parcel& parcel = stored.parcel;
  parcel.set_parcel_id(row.integer(0));
  parcel.set_order_id(row.integer(1));
  parcel.set_after_sale_id(row.integer(2));
  parcel.set_kind(static_cast<v1::ParcelKind>(row.integer(3)));
  stored.seller_id = row.integer(4);
  stored.buyer_id = row.integer(5);
  parcel.set_courier(row.text(6));
  parcel.set_waybill(row.text(7));
  parcel.set_state(static_cast<v1::TrackState>(row.integer(8)));
  stored.steps_done = static_cast<std::size_t>(row.integer(9));
  parcel.set_sent_at(row.integer(10));
  stored.sent_class_at = row.integer(11);
  // What was sent before there were parcels knows the real time only.
  parcel.set_sent_class_at(stored.sent_class_at == 0 ? parcel.sent_at() : stored.sent_class_at);
  parcel.set_resent_parcel_id(row.integer(12));
  return stored;
}

void fill(db::Transaction& tx, std::vector<Stored>& all) {
  if (all.empty()) return;
  std::unordered_map<std::int64_t, v1::Parcel*> by_id;
  std::vector<db::Param> ids;
  for (Stored& stored : all) {
    by_id[stored.parcel.parcel_id()] = &stored.parcel;
    ids.push_back(db::param(stored.parcel.parcel_id()));
  }
  const std::string of_these = " WHERE parcel_id IN (" + db::marks(ids.size()) + ")";
  const db::Rows lines = tx.query_list("SELECT parcel_id, line, quantity FROM mall_parcel_line" +
                                           of_these + " ORDER BY parcel_id, line",
                                       ids);
  for (const db::Row row : lines) {
    v1::ParcelLine& line = *by_id.at(row.integer(0))->add_lines();
    line.set_line(static_cast<std::int32_t>(row.integer(1)));
    line.set_quantity(static_cast<std::int32_t>(row.integer(2)));
  }
  const db::Rows steps =
      tx.query_list("SELECT parcel_id, state, at, class_at FROM mall_parcel_step" + of_these +
                        " ORDER BY parcel_id, step",
                    ids);
  for (const db::Row row : steps) {
    v1::TrackStep& step = *by_id.at(row.integer(0))->add_steps();
    step.set_state(static_cast<v1::TrackState>(row.integer(1)));
    step.set_at(row.integer(2));
    step.set_class_at(row.integer(3));
  }
}

std::vector<Stored> read_all(db::Transaction& tx, const db::Rows& rows) {
  std::vector<Stored> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) all.push_back(read_parcel(row));
  fill(tx, all);
  return all;
}

void add_step(db::Transaction& tx, const v1::Parcel& parcel, const v1::TrackStep& step) {
  tx.insert(step_table, parcel.parcel_id(), parcel.steps_size(), static_cast<int>(step.state()),
            step.at(), step.class_at());
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const Stored& stored) {
  const v1::Parcel& parcel = stored.parcel;
  tx.insert(parcel_table, parcel.parcel_id(), class_id, parcel.order_id(), parcel.after_sale_id(),
            static_cast<int>(parcel.kind()), stored.seller_id, stored.buyer_id, parcel.courier(),
            parcel.waybill(), static_cast<int>(parcel.state()), 0, parcel.sent_at(),
            stored.sent_class_at, 0);
  for (const v1::ParcelLine& line : parcel.lines()) {
    tx.insert(line_table, parcel.parcel_id(), line.line(), line.quantity());
  }
}

std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id) {
  std::vector<Stored> found = read_all(
      tx, tx.query(select_parcel + " WHERE parcel_id = ? AND class_id = ?", parcel_id, class_id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Stored> of_orders(db::Transaction& tx, std::span<const std::int64_t> order_ids) {
  if (order_ids.empty()) return {};
  std::vector<db::Param> ids;
  for (const std::int64_t id : order_ids) ids.push_back(db::param(id));
  return read_all(tx, tx.query_list(select_parcel + " WHERE order_id IN (" + db::marks(ids.size()) +
                                        ") ORDER BY parcel_id",
                                    ids));
}

std::vector<Stored> under_way(db::Transaction& tx, std::int64_t class_id, int limit) {
  return read_all(
      tx, tx.query(select_parcel + " WHERE class_id = ? AND state NOT IN (?, ?) ORDER BY parcel_id "
                                   "DESC LIMIT ?",
                   class_id, static_cast<int>(v1::TRACK_STATE_DELIVERED),
                   static_cast<int>(v1::TRACK_STATE_LOST), limit));
}

std::string title_of(db::Transaction& tx, const v1::Parcel& parcel) {
  const db::Rows rows = tx.query(
      "SELECT l.title FROM mall_order_line l JOIN mall_parcel_line p ON p.line = l.line "
      "WHERE l.order_id = ? AND p.parcel_id = ? ORDER BY l.line LIMIT 1",
      parcel.order_id(), parcel.parcel_id());
  return rows.empty() ? std::string() : rows.front().text(0);
}

bool move(db::Transaction& tx, const Stored& stored, const v1::TrackStep& step) {
  if (tx.execute("UPDATE mall_parcel SET state = ?, steps = steps + 1 WHERE parcel_id = ? AND "
                 "steps = ? AND state = ?",
                 static_cast<int>(step.state()), stored.parcel.parcel_id(), stored.steps_done,
                 static_cast<int>(stored.parcel.state())) == 0) {
    return false;
  }
  add_step(tx, stored.parcel, step);
  return true;
}

bool lose(db::Transaction& tx, const Stored& stored, const v1::TrackStep& step) {
  if (tx.execute("UPDATE mall_parcel SET state = ? WHERE parcel_id = ? AND state NOT IN (?, ?)",
                 static_cast<int>(step.state()), stored.parcel.parcel_id(),
                 static_cast<int>(v1::TRACK_STATE_DELIVERED),
                 static_cast<int>(v1::TRACK_STATE_LOST)) == 0) {
    return false;
  }
  add_step(tx, stored.parcel, step);
  return true;
}

bool replace(db::Transaction& tx, std::int64_t lost_parcel_id, std::int64_t parcel_id) {
  return tx.execute(
             "UPDATE mall_parcel SET resent_parcel_id = ? WHERE parcel_id = ? AND state = ? AND "
             "resent_parcel_id = 0",
             parcel_id, lost_parcel_id, static_cast<int>(v1::TRACK_STATE_LOST)) == 1;
}

}  // namespace kaibo::mall::parcel_records
