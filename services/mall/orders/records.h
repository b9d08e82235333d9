#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall::order_records {

/// With its lines.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);

/// Without names and allowed actions.
std::optional<v1::Order> find(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);

/// Each moves the order from one state to the next and says whether it was still in the first.
bool pay(db::Transaction& tx, std::int64_t order_id);
bool ship(db::Transaction& tx, std::int64_t order_id, std::string_view courier,
          std::string_view waybill);
bool finish(db::Transaction& tx, std::int64_t order_id);
bool close_unpaid(db::Transaction& tx, std::int64_t order_id, v1::CloseReason reason);

enum class Side { buyer, seller };

struct Page {
  std::int64_t class_id = 0;
  Side side = Side::buyer;
  std::int64_t person_id = 0;
  /// Unspecified: all.
  v1::OrderState state = v1::ORDER_STATE_UNSPECIFIED;
  std::int64_t before_order_id = 0;
  int limit = 0;
};
std::vector<v1::Order> list(db::Transaction& tx, const Page& page);
std::map<int, int> count_by_state(db::Transaction& tx, const Page& page);

/// Of orders that are not closed.
std::int64_t pieces_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t buyer_id,
                            std::int64_t room_id, std::int64_t product_id);

}  // namespace kaibo::mall::order_records
