#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/live/v1/offers.pb.h"

namespace kaibo::live::offer_records {

// Flash sales.

void insert(db::Transaction& tx, std::int64_t class_id, const v1::FlashSale& flash);
std::optional<v1::FlashSale> find_flash(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t flash_id);
std::vector<v1::FlashSale> flash_sales(db::Transaction& tx, std::int64_t room_id);
/// The one that runs for a product of the room, or for a specification of it.
std::optional<v1::FlashSale> running_flash(db::Transaction& tx, std::int64_t room_id,
                                           std::int64_t product_id, std::int64_t sku_id);
/// False when it was in another state.
bool set_state(db::Transaction& tx, const v1::FlashSale& flash, v1::FlashState next);
/// Counts pieces as sold in one guarded step; false when fewer are left or it does not run.
bool sell(db::Transaction& tx, std::int64_t flash_id, std::int64_t pieces);
/// A person's one order. Throws db::DuplicateKey for the second.
void insert_order(db::Transaction& tx, std::int64_t flash_id, std::int64_t user_id,
                  std::int64_t pieces);
bool has_order(db::Transaction& tx, std::int64_t flash_id, std::int64_t user_id);
void set_order(db::Transaction& tx, std::int64_t flash_id, std::int64_t user_id,
               std::int64_t order_id);

// Lucky bags.

/// A bag as stored; its message without hash of the seed and without entrants.
struct Bag {
  v1::Bag bag;
  std::int64_t host_id = 0;
  /// What winners get of a prize that is no money; else 0.
  std::int64_t coupon_id = 0;
};
void insert(db::Transaction& tx, std::int64_t class_id, const Bag& stored);
std::optional<Bag> find_bag(db::Transaction& tx, std::int64_t class_id, std::int64_t bag_id);
/// The oldest first.
std::vector<Bag> bags(db::Transaction& tx, std::int64_t room_id);
/// False when it was in another state. Keeps count of the room's bags that are not drawn.
bool set_state(db::Transaction& tx, const v1::Bag& bag, v1::BagState next);
/// In the order of their ids.
std::vector<v1::BagPerson> entrants(db::Transaction& tx, std::int64_t bag_id);
bool has_entrant(db::Transaction& tx, std::int64_t bag_id, std::int64_t user_id);
void insert_entrant(db::Transaction& tx, std::int64_t bag_id, const v1::BagPerson& person);
void set_won(db::Transaction& tx, std::int64_t bag_id, std::int64_t user_id);

/// Flash sales that sold more than they had or other than their orders say.
std::vector<std::int64_t> wrong_flash_sales(db::Transaction& tx);
/// Rooms that count their open bags wrongly, and bags with more winners than prizes.
std::vector<std::int64_t> wrong_bags(db::Transaction& tx);
/// Play money that open bags promise, of all classes.
std::int64_t promised_fen(db::Transaction& tx);

}  // namespace kaibo::live::offer_records
