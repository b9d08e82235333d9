#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/shop.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// Shops of a class: one a trainee, their names unique in the class.
class Shops : public Watched {
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
    /// Key of a kind of the course profile; matters when the shop opens.
    std::string kind = "individual";
  };
  /// Throws invalid_argument for a field against the rules, already_exists for a taken name or a
  /// second shop.
  v1::Shop open(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form form);
  v1::Shop update(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form form);

  /// Opens it for business or closes it. Again, it does nothing.
  v1::Shop set_open(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, bool open);

  std::optional<v1::Shop> of_owner(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t owner_id);
  /// Throws already_exists when they have one.
  static void require_none(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
  /// Throws failed_precondition telling the person to open one first.
  v1::Shop require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
  /// The shop that the person does something in: their own for 0, or one that they help in. Throws
  /// like require_own and require, permission_denied without the right.
  v1::Shop require_for(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                       std::int64_t shop_id, v1::ShopRight right);
  /// Whether a person may do that in a shop: its owner, and helpers by their kind.
  static bool may(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                  std::int64_t person_id, v1::ShopRight right);
  /// Throws permission_denied.
  static void require_right(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                            std::int64_t person_id, v1::ShopRight right);
  /// Helpers who may do that in the shop.
  static std::vector<std::int64_t> helpers(db::Transaction& tx, std::int64_t shop_id,
                                           v1::ShopRight right);
  /// Throws not_found.
  v1::Shop require(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);
  /// Whether another shop of the class has the name.
  static bool name_taken(db::Transaction& tx, std::int64_t class_id, std::string_view name);
  std::vector<v1::Shop> of_class(db::Transaction& tx, std::int64_t class_id);

 private:
  void tell_watcher(db::Transaction& tx, std::int64_t class_id, const v1::Shop& shop);
  void check(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id, Form& form,
             const v1::Shop* before);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
};

}  // namespace kaibo::mall
