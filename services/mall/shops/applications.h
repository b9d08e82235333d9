#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/money/ledger.h"
#include "services/mall/shops/records.h"
#include "services/mall/shops/rules.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// Registration of shops (店铺注册): 草稿 → 待审核 → 已通过, and the shop opens, or 已驳回. What
/// the automatic checks find wrong is rejected at once; where the course profile asks for no
/// review, the rest is approved at once. The deposit is held from handing in on, and comes back
/// exactly once when the application is rejected or withdrawn.
class Applications {
 public:
  Applications(identity::Identity& identity, classroom::Classroom& classroom, Shops& shops,
               Ledger& ledger)
      : identity_(identity), classroom_(classroom), shops_(shops), ledger_(ledger) {}

  std::optional<v1::Application> of_owner(db::Transaction& tx, std::int64_t class_id,
                                          std::int64_t owner_id);
  /// Each throws failed_precondition when the application's state does not allow it; save and
  /// submit invalid_argument for a form too large to be kept.
  v1::Application save(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                       const v1::ApplicationForm& form);
  v1::Application submit(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                         const v1::ApplicationForm& form);
  v1::Application withdraw(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
  /// An instructor's decision. Throws aborted when another attempt was handed in since.
  v1::Application review(db::Transaction& tx, std::int64_t instructor_id,
                         const v1::ReviewApplicationRequest& wish);
  std::vector<v1::Application> of_class(db::Transaction& tx, std::int64_t class_id);

  /// The short way, for a class that asks for nothing but the form: an application that is handed
  /// in and approved in one. Throws what Shops::open throws, invalid_argument for what the
  /// automatic checks find, failed_precondition where the course asks for more.
  v1::Shop open_at_once(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id,
                        const Shops::Form& form);

 private:
  /// Throws already_exists for who has a shop.
  shop_records::StoredApplication own(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t owner_id);
  v1::Application keep(db::Transaction& tx, std::int64_t class_id, const v1::Application& before,
                       const shop_records::StoredApplication& now);
  v1::Application pass(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                       shop_records::StoredApplication stored);
  v1::Application reject(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                         shop_records::StoredApplication stored);
  void hold_deposit(db::Transaction& tx, std::int64_t class_id, v1::Application& application);
  void give_back_deposit(db::Transaction& tx, std::int64_t class_id, v1::Application& application);
  void add_faults(db::Transaction& tx, std::int64_t class_id, v1::Application& application);
  v1::Application shown(db::Transaction& tx, std::int64_t class_id,
                        const shop_records::StoredApplication& stored);

  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Ledger& ledger_;
};

}  // namespace kaibo::mall
