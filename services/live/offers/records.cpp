#include "services/live/offers/records.h"

namespace kaibo::live::offer_records {

namespace {

const std::string flash_columns =
    "flash_id, room_id, product_id, price_fen, pieces, per_person, sold, state, starts_at, "
    "ends_at, sku_id";
const std::string bag_columns =
    "bag_id, room_id, phrase, prize, prize_fen, product_id, product_title, winners, state, "
    "draws_at, seed, host_id, coupon_id, joining";

v1::FlashSale read_flash(const db::Row& row) {
  v1::FlashSale flash;
  flash.set_flash_id(row.integer(0));
  flash.set_room_id(row.integer(1));
  flash.set_product_id(row.integer(2));
  flash.set_price_fen(row.integer(3));
  flash.set_pieces(static_cast<std::int32_t>(row.integer(4)));
  flash.set_per_person(static_cast<std::int32_t>(row.integer(5)));
  flash.set_sold(static_cast<std::int32_t>(row.integer(6)));
  flash.set_state(static_cast<v1::FlashState>(row.integer(7)));
  flash.set_starts_at(row.integer(8));
  flash.set_ends_at(row.integer(9));
  flash.set_sku_id(row.integer(10));
  return flash;
}

std::optional<v1::FlashSale> first_flash(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_flash(rows.front());
}

Bag read_bag(const db::Row& row) {
  Bag stored;
  v1::Bag& bag = stored.bag;
  bag.set_bag_id(row.integer(0));
  bag.set_room_id(row.integer(1));
  bag.set_phrase(row.text(2));
  bag.set_prize(static_cast<v1::BagPrize>(row.integer(3)));
  bag.set_prize_fen(row.integer(4));
  bag.set_product_id(row.integer(5));
  bag.set_product_title(row.text(6));
  bag.set_winners(static_cast<std::int32_t>(row.integer(7)));
  bag.set_state(static_cast<v1::BagState>(row.integer(8)));
  bag.set_draws_at(row.integer(9));
  bag.set_seed(row.text(10));
  stored.host_id = row.integer(11);
  stored.coupon_id = row.integer(12);
  bag.set_condition(static_cast<v1::BagCondition>(row.integer(13)));
  return stored;
}

bool is_open(v1::BagState state) {
  return state == v1::BAG_STATE_ISSUED || state == v1::BAG_STATE_JOINING;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::FlashSale& flash) {
  tx.execute("INSERT INTO live_flash (class_id, " + flash_columns +
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             class_id, flash.flash_id(), flash.room_id(), flash.product_id(), flash.price_fen(),
             flash.pieces(), flash.per_person(), flash.sold(), static_cast<int>(flash.state()),
             flash.starts_at(), flash.ends_at(), flash.sku_id());
}

std::optional<v1::FlashSale> find_flash(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t flash_id) {
  return first_flash(
      tx.query("SELECT " + flash_columns + " FROM live_flash WHERE class_id = ? AND flash_id = ?",
               class_id, flash_id));
}

std::vector<v1::FlashSale> flash_sales(db::Transaction& tx, std::int64_t room_id) {
  std::vector<v1::FlashSale> sales;
  for (const db::Row row :
       tx.query("SELECT " + flash_columns + " FROM live_flash WHERE room_id = ? ORDER BY flash_id",
                room_id)) {
    sales.push_back(read_flash(row));
  }
  return sales;
}

std::optional<v1::FlashSale> running_flash(db::Transaction& tx, std::int64_t room_id,
                                           std::int64_t product_id, std::int64_t sku_id) {
  return first_flash(tx.query(
      "SELECT " + flash_columns +
          " FROM live_flash WHERE room_id = ? AND state = ? AND product_id = ? AND sku_id = ?",
      room_id, static_cast<int>(v1::FLASH_STATE_RUNNING), product_id, sku_id));
}

bool set_state(db::Transaction& tx, const v1::FlashSale& flash, v1::FlashState next) {
  return tx.execute("UPDATE live_flash SET state = ? WHERE flash_id = ? AND state = ?",
                    static_cast<int>(next), flash.flash_id(), static_cast<int>(flash.state())) == 1;
}

bool sell(db::Transaction& tx, std::int64_t flash_id, std::int64_t pieces) {
  return tx.execute(
             "UPDATE live_flash SET sold = sold + ? WHERE flash_id = ? AND state = ? AND sold + ? "
             "<= pieces",
             pieces, flash_id, static_cast<int>(v1::FLASH_STATE_RUNNING), pieces) == 1;
}

void insert_order(db::Transaction& tx, std::int64_t flash_id, std::int64_t user_id,
                  std::int64_t pieces) {
  tx.execute(
      "INSERT INTO live_flash_order (flash_id, user_id, order_id, pieces) VALUES "
      "(?, ?, 0, ?)",
      flash_id, user_id, pieces);
}

bool has_order(db::Transaction& tx, std::int64_t flash_id, std::int64_t user_id) {
  return !tx.query("SELECT 1 FROM live_flash_order WHERE flash_id = ? AND user_id = ?", flash_id,
                   user_id)
              .empty();
}

void set_order(db::Transaction& tx, std::int64_t flash_id, std::int64_t user_id,
               std::int64_t order_id) {
  tx.execute("UPDATE live_flash_order SET order_id = ? WHERE flash_id = ? AND user_id = ?",
             order_id, flash_id, user_id);
}

void insert(db::Transaction& tx, std::int64_t class_id, const Bag& stored) {
  const v1::Bag& bag = stored.bag;
  tx.execute("INSERT INTO live_bag (class_id, " + bag_columns +
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             class_id, bag.bag_id(), bag.room_id(), bag.phrase(), static_cast<int>(bag.prize()),
             bag.prize_fen(), bag.product_id(), bag.product_title(), bag.winners(),
             static_cast<int>(bag.state()), bag.draws_at(), bag.seed(), stored.host_id,
             stored.coupon_id, static_cast<int>(bag.condition()));
  tx.execute("UPDATE live_room SET open_bags = open_bags + 1 WHERE room_id = ?", bag.room_id());
}

std::optional<Bag> find_bag(db::Transaction& tx, std::int64_t class_id, std::int64_t bag_id) {
  const db::Rows rows =
      tx.query("SELECT " + bag_columns + " FROM live_bag WHERE class_id = ? AND bag_id = ?",
               class_id, bag_id);
  if (rows.empty()) return std::nullopt;
  return read_bag(rows.front());
}

std::vector<Bag> bags(db::Transaction& tx, std::int64_t room_id) {
  std::vector<Bag> all;
  for (const db::Row row : tx.query(
           "SELECT " + bag_columns + " FROM live_bag WHERE room_id = ? ORDER BY bag_id", room_id)) {
    all.push_back(read_bag(row));
  }
  return all;
}

bool set_state(db::Transaction& tx, const v1::Bag& bag, v1::BagState next) {
  if (tx.execute("UPDATE live_bag SET state = ? WHERE bag_id = ? AND state = ?",
                 static_cast<int>(next), bag.bag_id(), static_cast<int>(bag.state())) == 0) {
    return false;
  }
  if (is_open(bag.state()) && !is_open(next)) {
    tx.execute("UPDATE live_room SET open_bags = open_bags - 1 WHERE room_id = ?", bag.room_id());
  }
  return true;
}

std::vector<v1::BagPerson> entrants(db::Transaction& tx, std::int64_t bag_id) {
  std::vector<v1::BagPerson> people;
  for (const db::Row row :
       tx.query("SELECT user_id, name, won FROM live_bag_entrant WHERE bag_id = ? ORDER BY user_id",
                bag_id)) {
    v1::BagPerson& person = people.emplace_back();
    person.set_user_id(row.integer(0));
    person.set_name(row.text(1));
    person.set_won(row.flag(2));
  }
  return people;
}

bool has_entrant(db::Transaction& tx, std::int64_t bag_id, std::int64_t user_id) {
  return !tx.query("SELECT 1 FROM live_bag_entrant WHERE bag_id = ? AND user_id = ?", bag_id,
                   user_id)
              .empty();
}

void insert_entrant(db::Transaction& tx, std::int64_t bag_id, const v1::BagPerson& person) {
  tx.execute("INSERT INTO live_bag_entrant (bag_id, user_id, name, won) VALUES (?, ?, ?, 0)",
             bag_id, person.user_id(), person.name());
}

void set_won(db::Transaction& tx, std::int64_t bag_id, std::int64_t user_id) {
  tx.execute("UPDATE live_bag_entrant SET won = 1 WHERE bag_id = ? AND user_id = ?", bag_id,
             user_id);
}

std::vector<std::int64_t> wrong_flash_sales(db::Transaction& tx) {
  return db::ids(tx.query(
      "SELECT f.flash_id FROM live_flash f LEFT JOIN (SELECT flash_id, SUM(pieces) AS pieces, "
      "MAX(pieces) AS most, MIN(order_id) AS first FROM live_flash_order GROUP BY flash_id) t ON "
      "t.flash_id = f.flash_id WHERE f.sold > f.pieces OR f.sold <> COALESCE(t.pieces, 0) OR "
      "COALESCE(t.most, 0) > f.per_person OR t.first = 0"));
}

std::vector<std::int64_t> wrong_bags(db::Transaction& tx) {
  return db::ids(tx.query(
      "SELECT r.room_id FROM live_room r LEFT JOIN (SELECT b.room_id AS room_id, SUM(CASE WHEN "
      "b.state IN (1, 2) THEN 1 ELSE 0 END) AS open_bags, SUM(CASE WHEN b.winners < (SELECT "
      "COUNT(*) FROM live_bag_entrant e WHERE e.bag_id = b.bag_id AND e.won = 1) THEN 1 ELSE 0 "
      "END) AS beyond FROM live_bag b GROUP BY b.room_id) t ON t.room_id = r.room_id WHERE "
      "r.open_bags <> COALESCE(t.open_bags, 0) OR COALESCE(t.beyond, 0) <> 0"));
}

std::int64_t promised_fen(db::Transaction& tx) {
  return tx
      .query(
          "SELECT COALESCE(SUM(prize_fen * winners), 0) FROM live_bag WHERE prize = ? AND state "
          "IN (1, 2)",
          static_cast<int>(v1::BAG_PRIZE_MONEY))
      .front()
      .integer(0);
}

}  // namespace kaibo::live::offer_records
