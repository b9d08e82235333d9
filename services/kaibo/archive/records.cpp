#include "services/kaibo/archive/records.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

namespace kaibo::archive::records {

namespace {

constexpr std::string_view of_class = "class_id = ?";
constexpr std::string_view of_stream = "stream = ?";
constexpr std::string_view of_members =
    "user_id IN (SELECT user_id FROM identity_grant WHERE class_id = ?)";
constexpr std::string_view of_orders =
    "order_id IN (SELECT order_id FROM mall_order WHERE class_id = ?)";
constexpr std::string_view of_parcels =
    "parcel_id IN (SELECT parcel_id FROM mall_parcel WHERE class_id = ?)";
constexpr std::string_view of_rooms =
    "room_id IN (SELECT room_id FROM live_room WHERE class_id = ?)";
constexpr std::string_view of_flash_sales =
    "flash_id IN (SELECT flash_id FROM live_flash WHERE class_id = ?)";
constexpr std::string_view of_bags = "bag_id IN (SELECT bag_id FROM live_bag WHERE class_id = ?)";

const std::map<std::string_view, std::string_view>& archived() {
  static const std::map<std::string_view, std::string_view> tables{
      {"agenda_timer", of_stream},
      {"assessment_mark", of_class},
      {"assessment_sheet", of_class},
      {"audience_assignment", of_class},
      {"audience_room", of_class},
      {"classroom_class", of_class},
      {"identity_grant", of_class},
      {"identity_person", of_members},
      {"journal_stream", of_stream},
      {"live_room", of_class},
      {"live_shelf", of_rooms},
      {"live_shelf_sku", of_rooms},
      {"live_crew", of_rooms},
      {"live_mute", of_rooms},
      {"live_comment_fate", of_rooms},
      {"live_held", of_rooms},
      {"live_follow", of_class},
      {"live_remark", of_rooms},
      {"mall_account", of_class},
      {"mall_order", of_class},
      {"mall_order_line", of_orders},
      {"mall_posting", of_class},
      {"mall_product", of_class},
      {"mall_shop", of_class},
      {"mall_application", of_class},
      {"mall_product_detail", of_class},
      {"mall_sku", of_class},
      {"mall_shop_settings", of_class},
      {"mall_page_draft", of_class},
      {"mall_page_version", of_class},
      {"observe_audit", of_stream},
      {"supply_good", of_class},
      {"supply_supplier", of_class},
      {"supply_sku", of_class},
      {"supply_piece", of_class},
      {"supply_link", of_class},
      {"supply_link_sku", of_class},
      {"supply_shop", of_class},
      {"supply_order", of_class},
      {"supply_line", of_class},
      {"supply_return", of_class},
      {"supply_back_line", of_class},
      {"mall_coupon", of_class},
      {"mall_favourite", of_class},
      {"mall_footprint", of_class},
      {"mall_coupon_claim", of_class},
      {"mall_promotion", of_class},
      {"mall_promotion_visit", of_class},
      {"mall_order_deduction", of_orders},
      {"live_flash", of_class},
      {"live_flash_order", of_flash_sales},
      {"live_bag", of_class},
      {"live_bag_entrant", of_bags},
      {"live_recording", of_class},
      {"live_video", of_class},
      {"live_reservation", of_class},
      {"live_script", of_class},
      {"live_script_row", of_class},
      {"live_shelf_detail", of_class},
      {"mall_held", of_class},
      {"mall_held_sku", of_class},
      {"mall_parcel", of_class},
      {"mall_parcel_line", of_parcels},
      {"mall_parcel_step", of_parcels},
      {"mall_after_sale", of_class},
      {"mall_violation", of_class},
      {"mall_product_view", of_class},
      {"mall_after_sale_entry", of_class},
      {"mall_chat", of_class},
      {"mall_chat_message", of_class},
      {"mall_chat_consultation", of_class},
      {"mall_chat_desk", of_class},
      {"mall_chat_quick_answer", of_class},
      {"mall_helper", of_class},
      {"mall_review", of_class},
      {"live_review_figure", of_rooms},
      {"live_review_finding", of_rooms},
      {"classroom_scenario", of_class},
  };
  return tables;
}

/// Sessions, answers to requests and the like are of no use later, and secrets; the journal has a
/// file of its own.
const std::set<std::string_view>& left_out_tables() {
  static const std::set<std::string_view> tables{
      "cluster_node",     "db_health",      "db_lane",       "db_migration", "files_picture",
      "identity_session", "identity_setup", "journal_entry", "rpc_request",
  };
  return tables;
}

/// Of identity_person. The sealed number stays sealed: it opens only with the school's key.
constexpr std::array<std::string_view, 5> secret_columns = {
    "password_hash", "must_change", "id_card_hash", "failed_count", "locked_until"};

}  // namespace

std::vector<Part> parts(db::Transaction& tx) {
  std::vector<Part> all;
  for (db::StoredTable& table : db::tables(tx)) {
    if (left_out_tables().contains(table.name)) continue;
    const auto found = archived().find(table.name);
    if (found == archived().end()) {
      throw std::logic_error("not said whether it belongs into an archive: " + table.name);
    }
    std::erase_if(table.columns, [](const db::Column& column) {
      return std::ranges::find(secret_columns, column.name) != secret_columns.end();
    });
    all.push_back({std::move(table), std::string(found->second)});
  }
  return all;
}

}  // namespace kaibo::archive::records
