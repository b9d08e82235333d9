#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/db/entry.h"
#include "kaibo/event/v1/event.pb.h"

namespace kaibo::assessment {

/// What was counted of one trainee, and the journal lines it rests on.
struct Measured {
  std::int64_t value = 0;
  /// Ascending.
  std::vector<std::int64_t> seqs;
};

/// All that the journal shows of one trainee's practice.
class TraineeEvidence {
 public:
  /// `argument` is the number some measures need; `now` closes what is still going on.
  Measured measure(std::string_view name, std::int64_t argument, base::Millis now) const;

  bool shop_open() const { return shop_opened_seq_ != 0; }
  const std::string& shop_name() const { return shop_name_; }
  std::int32_t listed_products() const;
  std::int32_t paid_orders() const { return static_cast<std::int32_t>(paid_orders_.size()); }
  /// 0 when not live.
  std::int64_t live_room_id() const;
  /// 0 when nothing was done yet.
  base::Millis last_event_at() const { return last_event_at_; }

 private:
  friend class ClassEvidence;

  struct Product {
    bool listed = false;
    bool qualified = false;
    std::int64_t seq = 0;
  };
  struct ShelfItem {
    std::int32_t place = 0;
    std::int64_t live_price_fen = 0;
    std::int64_t seq = 0;
    bool moved = false;
  };
  struct Explained {
    base::Millis ms = 0;
    std::vector<std::int64_t> seqs;
  };
  struct Room {
    std::int64_t elements = 0;
    std::int64_t saved_seq = 0;
    std::map<std::int64_t, ShelfItem> shelf;
    std::int64_t started_seq = 0;
    base::Millis started_at = 0;
    std::int64_t ended_seq = 0;
    base::Millis ended_at = 0;
    std::int64_t explaining = 0;
    base::Millis explaining_since = 0;
    std::map<std::int64_t, Explained> explained;

    bool live() const { return started_seq != 0 && ended_seq == 0; }
  };

  static void stop_explaining(Room& room, base::Millis at);

  Measured shop(bool profile) const;
  Measured qualified_products() const;
  Measured room_elements() const;
  /// Of the room whose shelf counts most.
  Measured shelf(bool (*counts)(const ShelfItem&)) const;
  Measured live_seconds(base::Millis now) const;
  Measured explained_products(std::int64_t seconds, base::Millis now) const;
  static Measured one_each(const std::map<std::int64_t, std::int64_t>& seq_by_buyer);

  std::int64_t shop_opened_seq_ = 0;
  std::string shop_name_;
  std::int64_t shop_profile_seq_ = 0;
  std::map<std::int64_t, Product> products_;
  std::set<std::int64_t> paid_orders_;
  /// First order of each buyer who is not the seller, by buyer.
  std::map<std::int64_t, std::int64_t> shipped_to_;
  std::map<std::int64_t, std::int64_t> finished_with_;
  std::map<std::int64_t, std::int64_t> live_buyers_;
  std::map<std::int64_t, Room> rooms_;
  base::Millis last_event_at_ = 0;
};

/// The evidence of all trainees of a class: fed with the class's journal in order; the same journal
/// always gives the same evidence.
class ClassEvidence {
 public:
  void apply(const db::Entry& entry);

  /// Empty evidence for a person of whom nothing is known.
  const TraineeEvidence& of(std::int64_t user_id) const;

 private:
  void apply_shop(const event::v1::Event& event);
  void apply_order(const event::v1::Event& event);
  void apply_room(const event::v1::Event& event);
  /// The room's host's evidence and the room; null for a room never seen.
  TraineeEvidence::Room* room(std::int64_t room_id);

  std::map<std::int64_t, TraineeEvidence> trainees_;
  std::map<std::int64_t, std::int64_t> host_of_;
};

/// Whether a rubric may name this measure.
bool is_measure(std::string_view name);

}  // namespace kaibo::assessment
