#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/conduct.pb.h"

namespace kaibo::mall::conduct_records {

/// Messages are without names. `subject`: what broke the rule; with person and rule it is there
/// once.
bool exists(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id, std::string_view rule,
            std::string_view subject);
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Violation& found,
            std::string_view subject);
std::optional<v1::Violation> find(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t violation_id);

/// Each says whether it was still in the state before.
bool appeal(db::Transaction& tx, const v1::Violation& appealed);
bool decide(db::Transaction& tx, const v1::Violation& decided, std::int64_t decided_by);

struct Page {
  std::int64_t class_id = 0;
  /// 0: of all.
  std::int64_t user_id = 0;
  std::string_view rule;
  v1::ViolationState state = v1::VIOLATION_STATE_UNSPECIFIED;
  std::int64_t before_id = 0;
  int limit = 0;
};
/// The newest first.
std::vector<v1::Violation> list(db::Transaction& tx, const Page& page);
/// Without what was lifted, by person and rule; `user_id` 0: of all.
struct Count {
  std::int64_t user_id = 0;
  std::string rule;
  std::int64_t violations = 0;
  std::int64_t points = 0;
};
std::vector<Count> counts(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);
std::int64_t appeals_waiting(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);

/// Paid orders that one person placed in the shop of another, counted up to `most`.
std::int64_t orders_between(db::Transaction& tx, std::int64_t class_id, std::int64_t buyer_id,
                            std::int64_t seller_id, std::int64_t most);
/// Whoever has none has sold nothing.
bool has_shop(db::Transaction& tx, std::int64_t class_id, std::int64_t owner_id);
/// Whether another parcel of the class has the number of this courier.
bool waybill_used(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id,
                  std::string_view courier, std::string_view waybill);

}  // namespace kaibo::mall::conduct_records
