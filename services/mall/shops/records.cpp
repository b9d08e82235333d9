#include "services/mall/shops/records.h"

#include <array>
#include <string>
#include <string_view>

#include "services/mall/document.h"
#include "services/mall/money/ledger.h"

namespace kaibo::mall::shop_records {

namespace {

const std::string select_shop =
    "SELECT s.shop_id, s.owner_id, s.name, s.category, s.introduction, s.logo, s.opened_at, "
    "s.closed, s.kind, (SELECT COUNT(*) FROM mall_product p WHERE p.class_id = s.class_id AND "
    "p.shop_id = s.shop_id "
    "AND p.listed = 1), "
    "(SELECT COUNT(*) FROM mall_order o WHERE o.class_id = s.class_id AND o.seller_id = s.owner_id "
    "AND o.state IN (2, 3, 4, 6)) FROM mall_shop s WHERE s.class_id = ?";

v1::Shop read_shop(const db::Row& row) {
  v1::Shop shop;
  shop.set_shop_id(row.integer(0));
  shop.set_owner_id(row.integer(1));
  shop.set_name(row.text(2));
  shop.set_category(row.text(3));
  shop.set_introduction(row.text(4));
  shop.set_logo(row.text(5));
  shop.set_opened_at(row.integer(6));
  shop.set_closed(row.flag(7));
  shop.set_kind(row.text(8));
  shop.set_listed_products(static_cast<std::int32_t>(row.integer(9)));
  shop.set_paid_orders(static_cast<std::int32_t>(row.integer(10)));
  return shop;
}

using document::text_of;

const std::string select_application =
    "SELECT owner_id, state, form, reason, decided_by, attempts, submitted_at, decided_at, "
    "agreed_version, agreed_at, deposit_fen FROM mall_application WHERE class_id = ?";

StoredApplication read_application(const db::Row& row) {
  StoredApplication stored;
  v1::Application& application = stored.application;
  application.set_owner_id(row.integer(0));
  application.set_state(static_cast<v1::ApplicationState>(row.integer(1)));
  *application.mutable_form() = document::of_text<v1::ApplicationForm>(row.text(2));
  application.set_reason(row.text(3));
  stored.decided_by = row.integer(4);
  application.set_attempts(static_cast<std::int32_t>(row.integer(5)));
  application.set_submitted_at(row.integer(6));
  application.set_decided_at(row.integer(7));
  application.set_agreed_version(static_cast<std::int32_t>(row.integer(8)));
  application.set_agreed_at(row.integer(9));
  application.set_deposit_fen(row.integer(10));
  return stored;
}

constexpr int submitted = static_cast<int>(v1::APPLICATION_STATE_SUBMITTED);

const std::string select_version =
    "SELECT version, published_at, rolled_back_to, body FROM mall_page_version WHERE shop_id = ?";

v1::PageVersion read_version(const db::Row& row) {
  v1::PageVersion version;
  version.set_version(static_cast<std::int32_t>(row.integer(0)));
  version.set_published_at(row.integer(1));
  version.set_rolled_back_to(static_cast<std::int32_t>(row.integer(2)));
  *version.mutable_page() = document::of_text<v1::Page>(row.text(3));
  return version;
}

/// A document that is replaced whole: `table` has shop_id, class_id, revision, body.
bool replace(db::Transaction& tx, const std::string& table, std::int64_t class_id,
             std::int64_t shop_id, std::int64_t revision,
             const google::protobuf::Message& document) {
  const std::string text = text_of(document);
  if (revision > 1) {
    return tx.execute(
               "UPDATE " + table + " SET revision = ?, body = ? WHERE shop_id = ? AND revision = ?",
               revision, text, shop_id, revision - 1) == 1;
  }
  try {
    tx.execute("INSERT INTO " + table + " (shop_id, class_id, revision, body) VALUES (?, ?, ?, ?)",
               shop_id, class_id, revision, text);
  } catch (const db::DuplicateKey&) {
    return false;
  }
  return true;
}

}  // namespace

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop) {
  tx.execute(
      "INSERT INTO mall_shop (shop_id, class_id, owner_id, name, category, introduction, logo, "
      "opened_at, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      shop.shop_id(), class_id, shop.owner_id(), shop.name(), shop.category(), shop.introduction(),
      shop.logo(), shop.opened_at(), shop.kind());
}

void update(db::Transaction& tx, const v1::Shop& shop) {
  tx.execute(
      "UPDATE mall_shop SET name = ?, category = ?, introduction = ?, logo = ? WHERE shop_id = ?",
      shop.name(), shop.category(), shop.introduction(), shop.logo(), shop.shop_id());
}

bool set_closed(db::Transaction& tx, std::int64_t shop_id, bool closed) {
  return tx.execute("UPDATE mall_shop SET closed = ? WHERE shop_id = ? AND closed <> ?",
                    closed ? 1 : 0, shop_id, closed ? 1 : 0) == 1;
}

std::optional<v1::Shop> of_owner(db::Transaction& tx, std::int64_t class_id,
                                 std::int64_t owner_id) {
  const db::Rows rows = tx.query(select_shop + " AND s.owner_id = ?", class_id, owner_id);
  if (rows.empty()) return std::nullopt;
  return read_shop(rows.front());
}

std::optional<v1::Shop> find(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  const db::Rows rows = tx.query(select_shop + " AND s.shop_id = ?", class_id, shop_id);
  if (rows.empty()) return std::nullopt;
  return read_shop(rows.front());
}

std::vector<v1::Shop> of_class(db::Transaction& tx, std::int64_t class_id) {
  std::vector<v1::Shop> shops;
  for (const db::Row row : tx.query(select_shop + " ORDER BY s.shop_id", class_id)) {
    shops.push_back(read_shop(row));
  }
  return shops;
}

bool name_taken(db::Transaction& tx, std::int64_t class_id, std::string_view name,
                std::int64_t except_shop_id) {
  return !tx.query("SELECT shop_id FROM mall_shop WHERE class_id = ? AND name = ? AND shop_id <> ?",
                   class_id, name, except_shop_id)
              .empty();
}

bool store(db::Transaction& tx, std::int64_t class_id, const StoredApplication& now,
           const v1::Application& before) {
  const v1::Application& application = now.application;
  const std::string form = text_of(application.form());
  if (before.state() != v1::APPLICATION_STATE_UNSPECIFIED) {
    return tx.execute(
               "UPDATE mall_application SET state = ?, name = ?, form = ?, reason = ?, decided_by "
               "= ?, attempts = ?, submitted_at = ?, decided_at = ?, agreed_version = ?, agreed_at "
               "= ?, deposit_fen = ? WHERE class_id = ? AND owner_id = ? AND state = ? AND "
               "attempts = ?",
               static_cast<int>(application.state()), application.form().name(), form,
               application.reason(), now.decided_by, application.attempts(),
               application.submitted_at(), application.decided_at(), application.agreed_version(),
               application.agreed_at(), application.deposit_fen(), class_id, application.owner_id(),
               static_cast<int>(before.state()), before.attempts()) == 1;
  }
  try {
    tx.execute(
        "INSERT INTO mall_application (class_id, owner_id, state, name, form, reason, decided_by, "
        "attempts, submitted_at, decided_at, agreed_version, agreed_at, deposit_fen) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        class_id, application.owner_id(), static_cast<int>(application.state()),
        application.form().name(), form, application.reason(), now.decided_by,
        application.attempts(), application.submitted_at(), application.decided_at(),
        application.agreed_version(), application.agreed_at(), application.deposit_fen());
  } catch (const db::DuplicateKey&) {
    return false;
  }
  return true;
}

std::optional<StoredApplication> application_of(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t owner_id) {
  const db::Rows rows = tx.query(select_application + " AND owner_id = ?", class_id, owner_id);
  if (rows.empty()) return std::nullopt;
  return read_application(rows.front());
}

std::vector<StoredApplication> applications(db::Transaction& tx, std::int64_t class_id) {
  const db::Rows rows =
      tx.query(select_application +
                   " AND attempts > 0 ORDER BY CASE WHEN state = ? THEN 0 ELSE 1 END, submitted_at "
                   "DESC, owner_id",
               class_id, submitted);
  std::vector<StoredApplication> all;
  for (const db::Row row : rows) all.push_back(read_application(row));
  return all;
}

bool name_applied_for(db::Transaction& tx, std::int64_t class_id, std::string_view name,
                      std::int64_t except_owner_id) {
  return !tx.query(
                "SELECT owner_id FROM mall_application WHERE class_id = ? AND name = ? AND state = "
                "? AND owner_id <> ?",
                class_id, name, submitted, except_owner_id)
              .empty();
}

std::vector<std::int64_t> wrong_deposits(db::Transaction& tx) {
  // States 2 and 4: it waits, or is approved.
  const int deposit = static_cast<int>(Account::deposit);
  const db::Rows rows = tx.query(
      "SELECT a.owner_id FROM mall_application a LEFT JOIN mall_account k ON k.class_id = "
      "a.class_id AND k.owner_id = a.owner_id AND k.kind = ? WHERE a.deposit_fen <> "
      "COALESCE(k.balance_fen, 0) OR (a.deposit_fen <> 0 AND a.state NOT IN (2, 4)) UNION SELECT "
      "k.owner_id FROM mall_account k LEFT JOIN mall_application a ON a.class_id = k.class_id AND "
      "a.owner_id = k.owner_id WHERE k.kind = ? AND k.balance_fen <> 0 AND a.owner_id IS NULL",
      deposit, deposit);
  return db::ids(rows);
}

std::optional<v1::ShopSettings> settings(db::Transaction& tx, std::int64_t shop_id) {
  const db::Rows rows =
      tx.query("SELECT revision, body FROM mall_shop_settings WHERE shop_id = ?", shop_id);
  if (rows.empty()) return std::nullopt;
  auto settings = document::of_text<v1::ShopSettings>(rows.front().text(1));
  settings.set_revision(rows.front().integer(0));
  return settings;
}

bool store(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
           const v1::ShopSettings& settings) {
  return replace(tx, "mall_shop_settings", class_id, shop_id, settings.revision(), settings);
}

StoredDraft draft(db::Transaction& tx, std::int64_t shop_id) {
  const db::Rows rows =
      tx.query("SELECT revision, body FROM mall_page_draft WHERE shop_id = ?", shop_id);
  if (rows.empty()) return {};
  return {.page = document::of_text<v1::Page>(rows.front().text(1)),
          .revision = rows.front().integer(0)};
}

bool store(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
           const StoredDraft& draft) {
  return replace(tx, "mall_page_draft", class_id, shop_id, draft.revision, draft.page);
}

void insert(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
            const v1::PageVersion& version) {
  tx.execute(
      "INSERT INTO mall_page_version (shop_id, version, class_id, published_at, rolled_back_to, "
      "body) VALUES (?, ?, ?, ?, ?, ?)",
      shop_id, version.version(), class_id, version.published_at(), version.rolled_back_to(),
      text_of(version.page()));
}

std::vector<v1::PageVersion> versions(db::Transaction& tx, std::int64_t shop_id) {
  const db::Rows rows = tx.query(select_version + " ORDER BY version DESC", shop_id);
  std::vector<v1::PageVersion> all;
  for (const db::Row row : rows) all.push_back(read_version(row));
  return all;
}

std::optional<v1::PageVersion> version(db::Transaction& tx, std::int64_t shop_id,
                                       std::int32_t number) {
  const db::Rows rows =
      tx.query(select_version + " AND (? = 0 OR version = ?) ORDER BY version DESC LIMIT 1",
               shop_id, number, number);
  if (rows.empty()) return std::nullopt;
  return read_version(rows.front());
}

std::vector<v1::Helper> helpers(db::Transaction& tx, std::int64_t shop_id) {
  std::vector<v1::Helper> all;
  for (const db::Row row : tx.query(
           "SELECT user_id, kind FROM mall_helper WHERE shop_id = ? ORDER BY user_id", shop_id)) {
    v1::Helper& helper = all.emplace_back();
    helper.set_user_id(row.integer(0));
    helper.set_kind(static_cast<v1::HelperKind>(row.integer(1)));
  }
  return all;
}

v1::HelperKind helper_kind(db::Transaction& tx, std::int64_t shop_id, std::int64_t user_id) {
  const db::Rows rows =
      tx.query("SELECT kind FROM mall_helper WHERE shop_id = ? AND user_id = ?", shop_id, user_id);
  return rows.empty() ? v1::HELPER_KIND_UNSPECIFIED
                      : static_cast<v1::HelperKind>(rows.front().integer(0));
}

void store_helper(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
                  std::int64_t user_id, v1::HelperKind kind) {
  const std::array<std::string_view, 2> keys{"shop_id", "user_id"};
  const std::array<std::string_view, 2> columns{"class_id", "kind"};
  const std::array<db::Param, 4> params{db::param(shop_id), db::param(user_id), db::param(class_id),
                                        db::param(static_cast<std::int64_t>(kind))};
  tx.upsert("mall_helper", keys, columns, params);
}

void remove_helper(db::Transaction& tx, std::int64_t shop_id, std::int64_t user_id) {
  tx.execute("DELETE FROM mall_helper WHERE shop_id = ? AND user_id = ?", shop_id, user_id);
}

std::vector<Helped> helped_by(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id) {
  std::vector<Helped> all;
  for (const db::Row row :
       tx.query("SELECT shop_id, kind FROM mall_helper WHERE class_id = ? AND user_id = ? ORDER BY "
                "shop_id",
                class_id, user_id)) {
    all.push_back({.shop_id = row.integer(0), .kind = static_cast<v1::HelperKind>(row.integer(1))});
  }
  return all;
}

}  // namespace kaibo::mall::shop_records
