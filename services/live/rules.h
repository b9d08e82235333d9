#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "kaibo/live/v1/live.pb.h"
#include "services/classroom/profile.h"
#include "services/live/records.h"

namespace kaibo::live::rules {

using classroom::LiveRules;

/// What somebody of a room's crew wants to do.
enum class Duty {
  /// Choose the crew: the owner alone.
  own,
  /// Be on air: go live, hand over, pause, end.
  present,
  /// Keep the talk in order: comments, questions, notice.
  moderate,
  /// Prepare and sell: script, shelf, offers.
  assist,
};
/// Of those the owner has taken into the crew.
bool may(v1::CrewRole role, Duty duty);

/// Throws invalid_argument naming the field. Texts are tidied already.
void check_room(const LiveRules& rules, const v1::SaveRoomRequest& room,
                const std::vector<std::string>& categories);
void check_comment(const LiveRules& rules, std::string_view text);
/// An onlooker's remark, or why a broadcast is stopped; `field` names it.
void check_remark(const LiveRules& rules, std::string_view text, std::string_view field);
void check_notice(const LiveRules& rules, std::string_view notice);
/// Roles, size, nobody twice and the owner not at all.
void check_crew(const LiveRules& rules, std::int64_t owner_id, const v1::SaveCrewRequest& wish);
void check_likes(const LiveRules& rules, std::int32_t count);

/// What can be bought of a product on a shelf: a specification, or all of it where it has none.
struct Offered {
  std::int64_t sku_id = 0;
  /// In the room, and in the shop.
  std::int64_t price_fen = 0;
  std::int64_t shop_price_fen = 0;
  std::int64_t stock = 0;
  /// Pieces in one order; 0: as many as in the mall.
  std::int64_t per_person = 0;
};
/// While no flash sale runs.
std::vector<Offered> offered(const v1::ShelfItem& item);

/// Live prices of a product's specifications, by their ids; those that keep their own price are
/// left out. Throws invalid_argument for one that is not the product's, is named twice or has a
/// price out of bounds.
std::map<std::int64_t, std::int64_t> sku_prices(const classroom::MallRules& rules,
                                                const mall::v1::Product& product,
                                                const v1::PutOnShelfRequest& wish);

/// The shelf with the product at `place` (1 is first; 0: where it is, or at the end), places
/// counted anew from 1. Throws failed_precondition when the shelf is full.
std::vector<records::ShelfRow> shelf_with(const LiveRules& rules,
                                          std::vector<records::ShelfRow> shelf,
                                          records::ShelfRow row);
/// The shelf without the product, places counted anew.
std::vector<records::ShelfRow> shelf_without(std::vector<records::ShelfRow> shelf,
                                             std::int64_t product_id);

}  // namespace kaibo::live::rules
