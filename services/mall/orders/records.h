#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall::order_records {

/// With its lines.
void insert(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);

/// Without names and allowed actions.
std::optional<v1::Order> find(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);

/// Each of these is one guarded step that says whether the order or line was still as it is named.
bool pay(db::Transaction& tx, std::int64_t order_id, base::Millis ship_before);
bool finish(db::Transaction& tx, std::int64_t order_id, base::Millis after_sale_before);

struct Closing {
  v1::CloseReason reason = v1::CLOSE_REASON_UNSPECIFIED;
  std::string_view note;
};
/// From the state `order` has; where that is before payment, its pieces count as put back.
bool close(db::Transaction& tx, const v1::Order& order, const Closing& closing);
/// From the state `order` has; also stores when it was shipped and until when it is to be.
bool set_state(db::Transaction& tx, const v1::Order& order, v1::OrderState state);
/// Counts pieces of a line as sent; false when so many are not there to be sent.
bool ship(db::Transaction& tx, std::int64_t order_id, const v1::ParcelLine& line);
bool set_late(db::Transaction& tx, std::int64_t order_id);
/// `order` with its new amount and its lines' shares, while it still costs `before_fen`.
bool change_price(db::Transaction& tx, const v1::Order& order, std::int64_t before_fen);

void set_waybill(db::Transaction& tx, const v1::Parcel& parcel);
void set_confirm_before(db::Transaction& tx, std::int64_t order_id, base::Millis class_at);
void set_remark(db::Transaction& tx, std::int64_t order_id, std::string_view remark);

/// The after-sale that is open for a line: there is at most one.
struct OpenAfterSale {
  std::int64_t after_sale_id = 0;
  std::int32_t line = 0;
  std::int64_t pieces = 0;
  /// Of pieces not sent, which are not sent while it is open.
  bool before_shipping = false;
};
bool open_after_sale(db::Transaction& tx, std::int64_t order_id, const OpenAfterSale& opened);
bool end_after_sale(db::Transaction& tx, std::int64_t order_id, const OpenAfterSale& ended);

struct Refunded {
  std::int32_t line = 0;
  std::int64_t pieces = 0;
  bool before_shipping = false;
  bool restock = false;
  /// What the line gets back, and the order with it.
  std::int64_t line_fen = 0;
  std::int64_t fen = 0;
};
void refund(db::Transaction& tx, std::int64_t order_id, const Refunded& refunded);

enum class Side { buyer, seller };

struct Page {
  std::int64_t class_id = 0;
  Side side = Side::buyer;
  std::int64_t person_id = 0;
  /// 0: of any shop.
  std::int64_t shop_id = 0;
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

/// Orders that were refunded otherwise than their pieces cost, or than the ledger says.
std::vector<std::int64_t> wrong_refunds(db::Transaction& tx);
/// Sellers whose escrow is not what their unfinished orders hold.
std::vector<std::int64_t> wrong_escrow(db::Transaction& tx);

}  // namespace kaibo::mall::order_records
