#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/shops/shops.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// Who speaks for a shop (客服), and with what: its owner and the class members the owner asked to
/// help, who may answer buyers and reviews and nothing else.
class Desks : public Watched {
 public:
  Desks(identity::Identity& identity, classroom::Classroom& classroom, Shops& shops)
      : identity_(identity), classroom_(classroom), shops_(shops) {}

  /// With figures and what the form needs. Throws permission_denied for whoever does not speak for
  /// the shop.
  v1::GetDeskResponse show(db::Transaction& tx, std::int64_t person_id,
                           const v1::GetDeskRequest& wish);
  /// Throws invalid_argument naming the field, failed_precondition without a shop.
  v1::Desk save(db::Transaction& tx, std::int64_t owner_id, const v1::SaveDeskRequest& wish);

  bool speaks_for(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                  std::int64_t person_id);
  /// Throws permission_denied.
  void require_voice(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                     std::int64_t person_id);
  /// Shops that the person speaks for, their own first.
  std::vector<std::int64_t> shops_of(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t person_id);
  /// How the shop has answered so far.
  v1::DeskFigures figures(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

 private:
  void add_names(db::Transaction& tx, v1::Desk& desk);

  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Shops& shops_;
};

}  // namespace kaibo::mall
