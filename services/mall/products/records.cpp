#include "services/mall/products/records.h"

#include <google/protobuf/util/json_util.h>

#include <array>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "common/db/sql_text.h"
#include "services/mall/skus/records.h"

namespace kaibo::mall::product_records {

namespace {

/// What every order of a product changes.
const db::Amount stock_amount("mall_product", "stock", {"product_id"});
const db::Amount sold_amount("mall_product", "sold", {"product_id"});

const std::string select_columns =
    "SELECT p.product_id, p.shop_id, p.seller_id, s.name, p.title, p.description, p.pictures, "
    "p.price_fen, p.listed, p.created_at, p.version, s.closed, p.weight_grams, "
    "p.freight_template_id, d.body, p.category";
const std::string of_tables =
    " FROM mall_product p JOIN mall_shop s ON s.shop_id = p.shop_id "
    "LEFT JOIN mall_product_detail d ON d.product_id = p.product_id WHERE ";
const std::string select_from = select_columns + ", p.stock, p.sold" + of_tables;
const std::string select_product = select_from + "p.class_id = ?";
const std::string select_without_amounts =
    select_columns + of_tables + "p.class_id = ? AND p.product_id = ?";

std::string join_pictures(const v1::Product& product) {
  return db::join_list({product.pictures().begin(), product.pictures().end()});
}

/// The details as they are stored: a product with nothing else.
v1::Product details_of(const v1::Product& product) {
  v1::Product details;
  *details.mutable_attributes() = product.attributes();
  details.set_list_price_fen(product.list_price_fen());
  details.set_cost_fen(product.cost_fen());
  details.set_code(product.code());
  details.set_video(product.video());
  *details.mutable_axes() = product.axes();
  return details;
}

v1::Product read_details(const std::string& body) {
  v1::Product product;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!body.empty() && !google::protobuf::util::JsonStringToMessage(body, &product, options).ok()) {
    throw std::runtime_error("the stored details of a product are not readable");
  }
  return product;
}

v1::Product read_product(const db::Row& row) {
  v1::Product product = read_details(row.text(14));
  product.set_product_id(row.integer(0));
  product.set_shop_id(row.integer(1));
  product.set_seller_id(row.integer(2));
  product.set_shop_name(row.text(3));
  product.set_title(row.text(4));
  product.set_description(row.text(5));
  for (const std::string& picture : db::split_list(row.text(6))) product.add_pictures(picture);
  product.set_price_fen(row.integer(7));
  product.set_listed(row.flag(8));
  product.set_created_at(row.integer(9));
  product.set_version(row.integer(10));
  product.set_shop_closed(row.flag(11));
  product.set_weight_grams(static_cast<std::int32_t>(row.integer(12)));
  product.set_freight_template_id(row.integer(13));
  product.set_category(row.text(15));
  return product;
}

void set_amounts(v1::Product& product, std::int64_t stock, std::int64_t sold) {
  product.set_stock(static_cast<std::int32_t>(stock));
  product.set_sold(static_cast<std::int32_t>(sold));
}

void add_skus(db::Transaction& tx, std::span<v1::Product> products) {
  std::vector<std::int64_t> with_skus;
  for (const v1::Product& product : products) {
    if (!product.axes().empty()) with_skus.push_back(product.product_id());
  }
  std::map<std::int64_t, std::vector<v1::Sku>> skus =
      sku_records::of_products().of_all(tx, with_skus);
  for (v1::Product& product : products) {
    for (v1::Sku& sku : skus[product.product_id()]) *product.add_skus() = std::move(sku);
  }
}

std::vector<v1::Product> read_all(db::Transaction& tx, const db::Rows& rows) {
  std::vector<v1::Product> products;
  products.reserve(rows.size());
  for (const db::Row row : rows) {
    set_amounts(products.emplace_back(read_product(row)), row.integer(16), row.integer(17));
  }
  add_skus(tx, products);
  return products;
}

/// One query for all units of a batch that ask for the product while its stock moves.
std::optional<v1::Product> find_in_batch(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t product_id) {
  const db::Rows rows = tx.query(select_without_amounts, class_id, product_id);
  if (rows.empty()) return std::nullopt;
  v1::Product product = read_product(rows.front());
  set_amounts(product, tx.left(stock_amount, product_id), tx.left(sold_amount, product_id));
  add_skus(tx, {&product, 1});
  return product;
}

const char* order_by(v1::ProductSort sort) {
  switch (sort) {
    case v1::PRODUCT_SORT_PRICE_UP:
      return " ORDER BY p.price_fen, p.product_id DESC";
    case v1::PRODUCT_SORT_PRICE_DOWN:
      return " ORDER BY p.price_fen DESC, p.product_id DESC";
    case v1::PRODUCT_SORT_SOLD:
      return " ORDER BY p.sold DESC, p.product_id DESC";
    default:
      return " ORDER BY p.product_id DESC";
  }
}

/// The condition behind the joined tables, and its parameters in their order.
struct Condition {
  std::string sql = "p.class_id = ? AND p.listed = 1 AND s.closed = 0";
  std::vector<db::Param> params;

  void add(std::string_view part, std::span<const std::int64_t> numbers) {
    sql += part;
    for (const std::int64_t number : numbers) params.push_back(db::param(number));
  }
  void add(std::string_view part, std::int64_t number) { add(part, std::span(&number, 1)); }
};

/// `pattern` and `search` outlive it.
Condition condition_of(const Search& search, const std::string& pattern) {
  Condition condition;
  condition.params.push_back(db::param(search.class_id));
  if (search.shop_id != 0) condition.add(" AND p.shop_id = ?", search.shop_id);
  if (!search.words.empty()) {
    condition.sql += " AND LOWER(p.title) LIKE LOWER(?) ESCAPE '!'";
    condition.params.push_back(db::param(pattern));
  }
  if (!search.categories.empty()) {
    condition.sql += " AND p.category IN (" + db::marks(search.categories.size()) + ")";
    for (const std::string& name : search.categories) condition.params.push_back(db::param(name));
  }
  if (search.price_from_fen > 0) condition.add(" AND p.price_fen >= ?", search.price_from_fen);
  if (search.price_to_fen > 0) condition.add(" AND p.price_fen <= ?", search.price_to_fen);
  if (search.in_stock) {
    condition.sql += " AND p.stock > 0";
    if (!search.sold_out.empty()) {
      condition.add(" AND p.product_id NOT IN (" + db::marks(search.sold_out.size()) + ")",
                    search.sold_out);
    }
  }
  return condition;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Product& product) {
  tx.execute(
      "INSERT INTO mall_product (product_id, class_id, shop_id, seller_id, title, description, "
      "pictures, price_fen, stock, stocked, sold, listed, created_at, version, weight_grams, "
      "freight_template_id, category) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 1, ?, ?, ?)",
      product.product_id(), class_id, product.shop_id(), product.seller_id(), product.title(),
      product.description(), join_pictures(product), product.price_fen(), product.stock(),
      product.stock(), product.listed() ? 1 : 0, product.created_at(), product.weight_grams(),
      product.freight_template_id(), product.category());
}

void save_details(db::Transaction& tx, std::int64_t class_id, const v1::Product& product) {
  std::string body;
  if (!google::protobuf::util::MessageToJsonString(details_of(product), &body).ok()) {
    throw std::logic_error("the details of a product are not to be written as JSON");
  }
  constexpr std::array<std::string_view, 1> keys{"product_id"};
  constexpr std::array<std::string_view, 2> columns{"class_id", "body"};
  const std::array params{db::param(product.product_id()), db::param(class_id), db::param(body)};
  tx.upsert("mall_product_detail", keys, columns, params);
}

std::vector<copy_rules::Original> originals(db::Transaction& tx, std::int64_t class_id) {
  const db::Rows rows = tx.query(
      "SELECT p.product_id, p.seller_id, s.name, p.title, p.pictures FROM mall_product p JOIN "
      "mall_shop s ON s.shop_id = p.shop_id WHERE p.class_id = ? AND p.listed = 1 ORDER BY "
      "p.product_id",
      class_id);
  std::vector<copy_rules::Original> all;
  all.reserve(rows.size());
  for (const db::Row row : rows) {
    const std::string& pictures = row.text(4);
    all.push_back({.product_id = row.integer(0),
                   .seller_id = row.integer(1),
                   .shop_name = row.text(2),
                   .title = row.text(3),
                   .cover = pictures.substr(0, pictures.find(','))});
  }
  return all;
}

bool update(db::Transaction& tx, const v1::Product& product, std::int64_t seen_version,
            std::int64_t stock_change) {
  return tx.execute(
             "UPDATE mall_product SET title = ?, description = ?, pictures = ?, price_fen = ?, "
             "listed = ?, weight_grams = ?, freight_template_id = ?, category = ?, stock = stock + "
             "?, "
             "stocked = stocked + ?, version = version + 1 WHERE product_id = ? AND version = ? "
             "AND stock + "
             "? >= 0",
             product.title(), product.description(), join_pictures(product), product.price_fen(),
             product.listed() ? 1 : 0, product.weight_grams(), product.freight_template_id(),
             product.category(), stock_change, stock_change, product.product_id(), seen_version,
             stock_change) == 1;
}

bool set_listed(db::Transaction& tx, std::int64_t product_id, bool listed) {
  return tx.execute(
             "UPDATE mall_product SET listed = ?, version = version + 1 WHERE product_id = ? AND "
             "listed <> ?",
             listed ? 1 : 0, product_id, listed ? 1 : 0) == 1;
}

bool take_stock(db::Transaction& tx, const v1::Product& product, std::int64_t pieces, bool paid) {
  const std::int64_t product_id = product.product_id();
  if (tx.optimistic()) {
    if (!product.listed() || !tx.take(stock_amount, pieces, product_id)) return false;
    if (paid) tx.add(sold_amount, pieces, product_id);
    return true;
  }
  return tx.execute(
             "UPDATE mall_product SET stock = stock - ?, sold = sold + ? WHERE product_id = ? AND "
             "listed = 1 AND stock >= ?",
             pieces, paid ? pieces : 0, product_id, pieces) == 1;
}

void count_sold(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  tx.execute("UPDATE mall_product SET sold = sold + ? WHERE product_id = ?", pieces, product_id);
}

void give_back_stock(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  tx.execute("UPDATE mall_product SET stock = stock + ? WHERE product_id = ?", pieces, product_id);
}

void write_off(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  tx.execute("UPDATE mall_product SET stocked = stocked - ? WHERE product_id = ?", pieces,
             product_id);
}

bool take_free_stock(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces) {
  return tx.execute("UPDATE mall_product SET stock = stock - ? WHERE product_id = ? AND stock >= ?",
                    pieces, product_id, pieces) == 1;
}

bool add_held(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
              std::int64_t product_id, std::int64_t change) {
  if (tx.execute("UPDATE mall_held SET pieces = pieces + ? WHERE room_id = ? AND product_id = ? "
                 "AND pieces + ? >= 0",
                 change, room_id, product_id, change) == 1) {
    return true;
  }
  if (change < 0 || held_by(tx, room_id).contains(product_id)) return false;
  tx.execute("INSERT INTO mall_held (room_id, product_id, class_id, pieces) VALUES (?, ?, ?, ?)",
             room_id, product_id, class_id, change);
  return true;
}

bool sell_held(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id,
               std::int64_t pieces, bool paid) {
  return tx.execute(
             "UPDATE mall_held SET pieces = pieces - ? WHERE room_id = ? AND product_id = ? "
             "AND pieces >= ?",
             pieces, room_id, product_id, pieces) == 1 &&
         tx.execute("UPDATE mall_product SET sold = sold + ? WHERE product_id = ? AND listed = 1",
                    paid ? pieces : 0, product_id) == 1;
}

bool drop_held(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id,
               std::int64_t pieces) {
  return tx.execute("DELETE FROM mall_held WHERE room_id = ? AND product_id = ? AND pieces = ?",
                    room_id, product_id, pieces) == 1;
}

std::map<std::int64_t, std::int64_t> held_by(db::Transaction& tx, std::int64_t room_id) {
  std::map<std::int64_t, std::int64_t> pieces;
  for (const db::Row row :
       tx.query("SELECT product_id, pieces FROM mall_held WHERE room_id = ?", room_id)) {
    pieces[row.integer(0)] = row.integer(1);
  }
  return pieces;
}

std::vector<std::int64_t> rooms_that_hold(db::Transaction& tx) {
  return db::ids(tx.query("SELECT DISTINCT room_id FROM mall_held"));
}

std::optional<v1::Product> find(db::Transaction& tx, std::int64_t class_id,
                                std::int64_t product_id) {
  if (tx.optimistic()) return find_in_batch(tx, class_id, product_id);
  std::vector<v1::Product> found =
      read_all(tx, tx.query(select_product + " AND p.product_id = ?", class_id, product_id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<v1::Product> find_all(db::Transaction& tx, std::int64_t class_id,
                                  const std::vector<std::int64_t>& product_ids) {
  if (product_ids.empty()) return {};
  std::vector<db::Param> params{db::param(class_id)};
  for (const std::int64_t id : product_ids) params.push_back(db::param(id));
  return read_all(tx, tx.query_list(select_product + " AND p.product_id IN (" +
                                        db::marks(product_ids.size()) + ")",
                                    params));
}

std::vector<v1::Product> of_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  return read_all(tx, tx.query(select_product + " AND p.shop_id = ? ORDER BY p.product_id DESC",
                               class_id, shop_id));
}

std::vector<v1::Product> search_listed(db::Transaction& tx, const Search& search) {
  const std::string pattern = db::like_pattern(search.words);
  Condition condition = condition_of(search, pattern);
  condition.params.push_back(db::param(search.limit));
  condition.params.push_back(db::param(search.offset));
  return read_all(
      tx, tx.query_list(select_from + condition.sql + order_by(search.sort) + " LIMIT ? OFFSET ?",
                        condition.params));
}

std::int64_t count_listed(db::Transaction& tx, const Search& search) {
  const std::string pattern = db::like_pattern(search.words);
  const Condition condition = condition_of(search, pattern);
  return tx
      .query_list(
          "SELECT COUNT(*) FROM mall_product p JOIN mall_shop s ON s.shop_id = p.shop_id WHERE " +
              condition.sql,
          condition.params)
      .front()
      .integer(0);
}

std::vector<std::int64_t> wrong_stock(db::Transaction& tx) {
  const db::Rows rows = tx.query(
      "SELECT p.product_id FROM mall_product p LEFT JOIN (SELECT l.product_id AS product_id, "
      "SUM(l.quantity - l.restocked) AS pieces, SUM(CASE WHEN o.paid_at > 0 THEN l.quantity - "
      "l.cancelled - l.refunded ELSE 0 END) AS sold FROM mall_order_line l JOIN mall_order o ON "
      "o.order_id = l.order_id GROUP BY l.product_id) t ON t.product_id = p.product_id "
      "LEFT JOIN (SELECT product_id, SUM(pieces) AS pieces, MIN(pieces) AS fewest FROM mall_held "
      "GROUP BY product_id) h ON h.product_id = p.product_id "
      "WHERE p.stock < 0 OR h.fewest < 0 OR p.sold <> COALESCE(t.sold, 0) "
      "OR p.stock <> p.stocked - COALESCE(t.pieces, 0) - COALESCE(h.pieces, 0)");
  return db::ids(rows);
}

}  // namespace kaibo::mall::product_records
