#pragma once

#include <cstdint>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/chat.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/shops/shops.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// With what a shop speaks to its buyers (客服), and how it has.
class Desks : public Watched {
 public:
  Desks(classroom::Classroom& classroom, Shops& shops) : classroom_(classroom), shops_(shops) {}

  /// With figures and what the form needs. Throws permission_denied for whoever does not speak for
  /// the shop.
  v1::GetDeskResponse show(db::Transaction& tx, std::int64_t person_id,
                           const v1::GetDeskRequest& wish);
  /// Throws invalid_argument naming the field, failed_precondition without a shop.
  v1::Desk save(db::Transaction& tx, std::int64_t owner_id, const v1::SaveDeskRequest& wish);

  /// Shops that the person speaks for, their own first.
  std::vector<std::int64_t> shops_of(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t person_id);
  /// How the shop has answered so far.
  v1::DeskFigures figures(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

 private:
  classroom::Classroom& classroom_;
  Shops& shops_;
};

}  // namespace kaibo::mall
