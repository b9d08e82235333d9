#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/dashboard.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/chat/desks.h"
#include "services/mall/dashboard/tally.h"
#include "services/mall/products/products.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// 数据: what a shop's visitors and buyers did, derived from the journal.
class Dashboard {
 public:
  Dashboard(classroom::Classroom& classroom, Shops& shops, Products& products, Desks& desks)
      : classroom_(classroom), shops_(shops), products_(products), desks_(desks) {}

  /// A member opened a product's page. Writes one row and one line of the journal, or nothing when
  /// the same person's last look is not so many minutes ago. The seller's own looks and those at
  /// what is not listed do not count.
  void view(db::Transaction& tx, std::int64_t class_id, std::int64_t visitor_id,
            std::int64_t product_id);

  /// Throws failed_precondition when the person has no shop.
  v1::GetDashboardResponse of_owner(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t owner_id);

  /// Sellers whose figures from the journal are not what the tables add up to, in words.
  static std::vector<std::string> check(db::Transaction& tx);

 private:
  classroom::Classroom& classroom_;
  Shops& shops_;
  Products& products_;
  Desks& desks_;
};

}  // namespace kaibo::mall
