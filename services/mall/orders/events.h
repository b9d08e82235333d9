#pragma once

#include <cstdint>
#include <string_view>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

/// What is told of orders. Both sides hear it; the first topic is that of who must act or look.
namespace kaibo::mall::order_events {

void placed(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
void paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
/// To the class: what the product and its specifications have left.
void stock_changed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   const v1::Product& product);
void price_changed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   const v1::Order& order, std::int64_t before_fen);
/// Heard by the seller and staff.
void remarked(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order, std::string_view remark);
/// `in_place_of`: the lost parcel; 0 when none. `partly`: more is to come.
void shipped(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const v1::Order& order,
             const v1::Parcel& parcel, bool partly, std::int64_t in_place_of);
void ship_late(db::Transaction& tx, std::int64_t class_id, const v1::Order& order);
void finished(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order);
void closed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor, const v1::Order& order,
            v1::CloseReason reason, std::string_view note);

/// One refund of a line.
struct Refunded {
  std::int64_t after_sale_id = 0;
  std::int64_t product_id = 0;
  std::int64_t pieces = 0;
  std::int64_t fen = 0;
  bool restocked = false;
};
/// Also to the room the order was placed in. `order` has it counted in.
void refunded(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
              const v1::Order& order, const Refunded& refunded);

}  // namespace kaibo::mall::order_events
