#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::load {

/// A person as the server's provisioning made them.
struct Account {
  std::int64_t user_id = 0;
  std::string account;
  std::string name;
  bool is_instructor = false;
  std::string password;
  /// Of a session that is open already.
  std::string token;
  /// Address from which this person connects; any when empty.
  std::string source;
};

/// What the server has acknowledged to anybody in one class: afterwards all of it must stand in the
/// journal and in the pictures, and nothing else.
class World {
 public:
  struct RefundTruth {
    std::int64_t pieces = 0;
    std::int64_t fen = 0;
    auto operator<=>(const RefundTruth&) const = default;
  };
  struct OrderTruth {
    mall::v1::Order placed;
    bool paid = false;
    /// Of the parcels that the seller sent.
    std::vector<std::string> waybills;
    /// By after-sale.
    std::map<std::int64_t, RefundTruth> refunds;
    bool finished = false;
    bool closed = false;
  };
  struct ProductTruth {
    std::int64_t seller_id = 0;
    /// Put in by the seller, in all.
    std::int64_t stocked = 0;
    bool listed = false;
    /// Its stock is a supplier's, too.
    bool linked = false;
  };
  struct CommentTruth {
    std::int64_t room_id = 0;
    std::int64_t user_id = 0;
    std::string text;
    auto operator<=>(const CommentTruth&) const = default;
  };
  struct ChatTruth {
    std::int64_t chat_id = 0;
    std::int64_t user_id = 0;
    std::string text;
    auto operator<=>(const ChatTruth&) const = default;
  };
  struct MarkTruth {
    std::int64_t trainee_id = 0;
    std::string item_id;
    int after_tenths = 0;
    auto operator<=>(const MarkTruth&) const = default;
  };
  struct ResultTruth {
    int score_tenths = 0;
    bool passed = false;
  };
  /// A room and a person in it.
  using Presence = std::pair<std::int64_t, std::int64_t>;

  explicit World(std::int64_t class_id) : class_id_(class_id) {}

  std::int64_t class_id() const { return class_id_; }

  /// What everybody wants in a rush.
  const std::optional<mall::v1::Product>& flash() const { return flash_; }
  void set_flash(mall::v1::Product product) { flash_ = std::move(product); }

  void shop_opened(std::int64_t owner_id) { shops_.insert(owner_id); }
  /// `pieces` came in with this change.
  void product_saved(const mall::v1::Product& product, std::int64_t pieces);
  void product_copied(const supply::v1::Link& link);
  void product_listed(std::int64_t product_id, bool listed);
  void order_placed(const mall::v1::Order& order);
  void order_paid(std::int64_t order_id) { orders_[order_id].paid = true; }
  void order_shipped(std::int64_t order_id, const std::string& waybill) {
    orders_[order_id].waybills.push_back(waybill);
  }
  void order_finished(std::int64_t order_id) { orders_[order_id].finished = true; }
  void order_closed(std::int64_t order_id) { orders_[order_id].closed = true; }
  void refunded(const mall::v1::AfterSale& after_sale);
  void supply_order_captured(std::int64_t supply_order_id) { captured_.insert(supply_order_id); }
  void commented(CommentTruth comment) { comments_.insert(std::move(comment)); }
  void said_in_chat(ChatTruth said) { chats_.insert(std::move(said)); }
  void liked(Presence who, std::int64_t count) { likes_[who] += count; }
  void room_ended(std::int64_t room_id) { ended_rooms_.insert(room_id); }
  void marked(MarkTruth mark) { marks_.push_back(std::move(mark)); }
  void submitted(std::int64_t trainee_id, ResultTruth result) { results_[trainee_id] = result; }
  /// A call failed in a way that leaves open what it did: the journal may hold more than was
  /// acknowledged.
  void became_unsure() { unsure_ = true; }

  const std::set<std::int64_t>& shops() const { return shops_; }
  const std::map<std::int64_t, ProductTruth>& products() const { return products_; }
  const std::map<std::int64_t, OrderTruth>& orders() const { return orders_; }
  const std::set<std::int64_t>& captured() const { return captured_; }
  const std::set<CommentTruth>& comments() const { return comments_; }
  const std::set<ChatTruth>& chats() const { return chats_; }
  const std::map<Presence, std::int64_t>& likes() const { return likes_; }
  const std::set<std::int64_t>& ended_rooms() const { return ended_rooms_; }
  const std::vector<MarkTruth>& marks() const { return marks_; }
  const std::map<std::int64_t, ResultTruth>& results() const { return results_; }
  bool unsure() const { return unsure_; }

 private:
  std::int64_t class_id_;
  std::optional<mall::v1::Product> flash_;
  std::set<std::int64_t> shops_;
  std::map<std::int64_t, ProductTruth> products_;
  std::map<std::int64_t, OrderTruth> orders_;
  std::set<std::int64_t> captured_;
  std::set<CommentTruth> comments_;
  std::set<ChatTruth> chats_;
  std::map<Presence, std::int64_t> likes_;
  std::set<std::int64_t> ended_rooms_;
  std::vector<MarkTruth> marks_;
  std::map<std::int64_t, ResultTruth> results_;
  bool unsure_ = false;
};

}  // namespace kaibo::load
