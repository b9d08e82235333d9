#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/supply/v1/order.pb.h"

namespace kaibo::supply::order_records {

/// A supply order with what only the service itself asks for.
struct Stored {
  v1::SupplyOrder order;
  std::int64_t buyer_id = 0;
  /// How often it was captured.
  std::int64_t attempts = 0;
  /// 0 until it was received.
  std::int64_t received_class_at = 0;
};

/// With its lines.
void insert(db::Transaction& tx, std::int64_t class_id, const Stored& stored);

/// With lines; without names, actions and returns.
std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id,
                           std::int64_t supply_order_id);
std::vector<Stored> of_order(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);
struct Page {
  std::int64_t class_id = 0;
  std::int64_t seller_id = 0;
  /// Unspecified: all.
  v1::SupplyOrderState state = v1::SUPPLY_ORDER_STATE_UNSPECIFIED;
  /// Of the mall; 0: all.
  std::int64_t order_id = 0;
  std::int64_t before_supply_order_id = 0;
  int limit = 0;
};
std::vector<Stored> list(db::Transaction& tx, const Page& page);
std::map<int, int> count_by_state(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t seller_id);

/// Moves the order from one state to another and says whether it was still in the first.
bool move(db::Transaction& tx, std::int64_t supply_order_id, v1::SupplyOrderState from,
          v1::SupplyOrderState to);
void set_hold(db::Transaction& tx, std::int64_t supply_order_id, v1::Hold hold);
/// What each piece is charged at, and what was paid; with the time it is due. Counts an attempt.
void set_captured(db::Transaction& tx, const v1::SupplyOrder& order);
void set_parcel(db::Transaction& tx, std::int64_t supply_order_id, std::string_view courier,
                std::string_view waybill);
void set_received(db::Transaction& tx, std::int64_t supply_order_id, std::int64_t class_at);
void set_closed(db::Transaction& tx, std::int64_t supply_order_id);
void add_refund(db::Transaction& tx, std::int64_t supply_order_id, std::int64_t fen);
/// So many pieces of a line are not wanted any more; `fen` is what they are charged at.
void drop_pieces(db::Transaction& tx, std::int64_t supply_order_id, const v1::SupplyOrderLine& line,
                 std::int64_t pieces, std::int64_t fen);
/// The buyer got back a part of what the line brought in.
void add_income_back(db::Transaction& tx, std::int64_t supply_order_id,
                     const v1::SupplyOrderLine& line, std::int64_t fen);

/// With its lines.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::SupplyReturn& back);
std::optional<v1::SupplyReturn> find_return(db::Transaction& tx, std::int64_t class_id,
                                            std::int64_t return_id);
/// Of these supply orders, in the order in which they were asked for.
std::vector<v1::SupplyReturn> returns_of(db::Transaction& tx,
                                         const std::vector<std::int64_t>& supply_order_ids);
bool move(db::Transaction& tx, std::int64_t return_id, v1::ReturnState from, v1::ReturnState to);
void set_sent(db::Transaction& tx, std::int64_t return_id, std::string_view courier,
              std::string_view waybill);
void set_resent(db::Transaction& tx, std::int64_t return_id, std::string_view courier,
                std::string_view waybill);

/// Supply orders whose money is not what their state, lines and returns say.
std::vector<std::int64_t> wrong_money(db::Transaction& tx);
/// What all have paid and not got back.
std::int64_t paid_in_all(db::Transaction& tx);
/// Cancelled supply orders whose pieces are not free again.
std::vector<std::int64_t> cancelled_with_pieces(db::Transaction& tx);

}  // namespace kaibo::supply::order_records
