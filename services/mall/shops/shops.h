#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"

namespace kaibo::mall {

/// Shops of a class: one a trainee, their names unique in the class.
class Shops {
 public:
  Shops(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom)
      : ids_(ids), identity_(identity), classroom_(classroom) {}

  /// What the owner says of the shop.
  struct Form {
    std::string name;
    std::string category;
    std::string introduction;
    /// A picture the owner uploaded; empty for none.
    std::string logo;
  };
  /// Throws invalid_argument for a field against the rules, already_exists for a taken name or a
  /// second shop.
  v1::Shop open(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form form);
  v1::Shop update(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form form);

  std::optional<v1::Shop> of_owner(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t owner_id);
  /// Throws failed_precondition telling the person to open one first.
  v1::Shop require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
  std::vector<v1::Shop> of_class(db::Transaction& tx, std::int64_t class_id);

 private:
  void check(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form& form,
             const v1::Shop* before);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
};

}  // namespace kaibo::mall
