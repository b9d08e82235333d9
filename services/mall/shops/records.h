#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/shop.pb.h"

namespace kaibo::mall::shop_records {

/// Throws db::DuplicateKey when the name is taken in the class or the owner has a shop.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop);
/// Throws db::DuplicateKey when the name is taken in the class.
void update(db::Transaction& tx, const v1::Shop& shop);
/// False when it is that way already.
bool set_closed(db::Transaction& tx, std::int64_t shop_id, bool closed);

/// Without the owner's name. Counts of products and orders are filled.
std::optional<v1::Shop> of_owner(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
std::optional<v1::Shop> find(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);
std::vector<v1::Shop> of_class(db::Transaction& tx, std::int64_t class_id);

bool name_taken(db::Transaction& tx, std::int64_t class_id, std::string_view name,
                std::int64_t except_shop_id);

/// An application as stored: without names and faults.
struct StoredApplication {
  v1::Application application;
  std::int64_t decided_by = 0;
};
/// Stores it as new, or where the stored one is still in the state and attempt of `before`; false
/// when it is not.
bool store(db::Transaction& tx, std::int64_t class_id, const StoredApplication& now,
           const v1::Application& before);
std::optional<StoredApplication> application_of(db::Transaction& tx, std::int64_t class_id,
                                                std::int64_t owner_id);
/// Those handed in at least once: waiting ones first, then the newest.
std::vector<StoredApplication> applications(db::Transaction& tx, std::int64_t class_id);
/// Whether an application of somebody else that waits has the name.
bool name_applied_for(db::Transaction& tx, std::int64_t class_id, std::string_view name,
                      std::int64_t except_owner_id);
/// Owners whose deposit account is not what their application says, or who hold one without.
std::vector<std::int64_t> wrong_deposits(db::Transaction& tx);

/// Nothing when they were never saved.
std::optional<v1::ShopSettings> settings(db::Transaction& tx, std::int64_t shop_id);
/// `settings.revision()` is the new one; false when the stored one is not the one before.
bool store(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
           const v1::ShopSettings& settings);

struct StoredDraft {
  v1::Page page;
  std::int64_t revision = 0;
};
/// An empty page of revision 0 when none was saved.
StoredDraft draft(db::Transaction& tx, std::int64_t shop_id);
/// `draft.revision` is the new one; false when the stored one is not the one before.
bool store(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
           const StoredDraft& draft);

/// Throws db::DuplicateKey when there is a version of that number.
void insert(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
            const v1::PageVersion& version);
/// The newest first.
std::vector<v1::PageVersion> versions(db::Transaction& tx, std::int64_t shop_id);
/// Number 0: the newest.
std::optional<v1::PageVersion> version(db::Transaction& tx, std::int64_t shop_id,
                                       std::int32_t number);

/// Without names, in the order of their ids.
std::vector<v1::Helper> helpers(db::Transaction& tx, std::int64_t shop_id);
/// Unspecified for who is none.
v1::HelperKind helper_kind(db::Transaction& tx, std::int64_t shop_id, std::int64_t user_id);
void store_helper(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id,
                  std::int64_t user_id, v1::HelperKind kind);
void remove_helper(db::Transaction& tx, std::int64_t shop_id, std::int64_t user_id);

struct Helped {
  std::int64_t shop_id = 0;
  v1::HelperKind kind = v1::HELPER_KIND_UNSPECIFIED;
};
/// Shops that a person helps.
std::vector<Helped> helped_by(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);

}  // namespace kaibo::mall::shop_records
