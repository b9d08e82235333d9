#pragma once

#include <cstdint>

#include "common/db/transaction.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "services/live/prepare/records.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// What a room says of the products on its shelf besides place and price: stock set aside for it,
/// pieces one person may buy, selling points. Part of Rooms.
class ShelfDetails {
 public:
  explicit ShelfDetails(mall::Mall& mall) : mall_(mall) {}

  /// The wish is checked already.
  void set(db::Transaction& tx, const v1::SetShelfDetailsRequest& wish);
  /// The product leaves the shelf: what was set aside goes back to the mall.
  void remove(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
  /// The room is over: all that was set aside goes back to the mall.
  void close(db::Transaction& tx, std::int64_t room_id);

  /// Fills in the details of a shelf whose items have their products: a product's stock becomes
  /// what the room can sell of it.
  void complete(db::Transaction& tx, v1::Room& room);

  /// Throws failed_precondition when the buyer would have more pieces than one person may buy here.
  /// Says whether the room sells from stock of its own.
  bool check_sale(db::Transaction& tx, std::int64_t buyer_id, const v1::BuyInRoomRequest& wish);
  /// Pieces that the room can sell of a product, and of a specification of it.
  struct Left {
    std::int32_t product = 0;
    std::int32_t sku = 0;
  };
  Left stock_left(db::Transaction& tx, const v1::BuyInRoomRequest& bought, std::int64_t sku_id,
                  bool own_stock);

 private:
  /// `had`: the room sold from stock of its own before.
  void set_aside(db::Transaction& tx, const v1::SetShelfDetailsRequest& wish, bool had);
  prepare_records::ShelfDetail find(db::Transaction& tx, std::int64_t room_id,
                                    std::int64_t product_id);

  mall::Mall& mall_;
};

}  // namespace kaibo::live
