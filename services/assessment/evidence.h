#pragma once

#include <cstddef>
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
  /// Of people.
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
    /// Some stock is set aside for the room.
    bool set_aside = false;
  };
  /// As it was saved last; kaibo.event.v1.ScriptSaved.
  struct Script {
    std::int64_t seq = 0;
    std::set<std::int32_t> sections;
    std::set<std::int64_t> products;
    bool adds_up = false;
  };
  struct Explained {
    base::Millis ms = 0;
    std::vector<std::int64_t> seqs;
  };
  struct Room {
    std::int64_t elements = 0;
    std::int64_t saved_seq = 0;
    /// Where a moderator (场控) was taken into the crew; 0 when there is none.
    std::int64_t moderator_seq = 0;
    std::map<std::int64_t, ShelfItem> shelf;
    Script script;
    std::int64_t started_seq = 0;
    base::Millis started_at = 0;
    std::int64_t ended_seq = 0;
    base::Millis ended_at = 0;
    std::int64_t explaining = 0;
    base::Millis explaining_since = 0;
    std::map<std::int64_t, Explained> explained;

    bool live() const { return started_seq != 0 && ended_seq == 0; }
    /// The script names products, and only such as are on the shelf.
    bool script_matches_shelf() const;
  };

  /// One's own share of a broadcast in which hosts take turns.
  struct OnAir {
    /// 0 while somebody else is on air.
    base::Millis since = 0;
    base::Millis ms = 0;
    /// 0 when not away.
    base::Millis paused_since = 0;
    std::vector<base::Millis> pauses;
    std::vector<std::int64_t> seqs;

    void begin(base::Millis at, std::int64_t seq);
    void end(base::Millis at, std::int64_t seq);
    void pause(bool paused, base::Millis at, std::int64_t seq);
  };
  struct Question {
    base::Millis asked_at = 0;
    /// 0 while it is open.
    base::Millis answered_at = 0;
    std::int64_t answered_seq = 0;
  };

  static void stop_explaining(Room& room, base::Millis at);

  Measured shop(bool profile) const;
  Measured qualified_products() const;
  Measured room_elements() const;
  /// Of the room whose shelf counts most.
  Measured shelf(bool (*counts)(const ShelfItem&)) const;
  /// Of the room whose script counts most.
  Measured script(std::ptrdiff_t (*counts)(const Room&)) const;
  /// Without pauses longer than `longest_pause` seconds.
  Measured live_seconds(std::int64_t longest_pause, base::Millis now) const;
  /// Percent of the questions asked while on air that were answered within so many seconds; those
  /// that may still be are left out.
  Measured questions_answered(std::int64_t seconds, base::Millis now) const;
  /// `start` less one for each violation, as soon as they have been on air.
  Measured rules_kept(std::int64_t start) const;
  Measured explained_products(std::int64_t seconds, base::Millis now) const;
  /// Coupons, flash sales and lucky bags given out in live rooms; `taken`: those that a classmate
  /// claimed, bought in or joined.
  Measured live_tools(bool taken) const;
  static Measured one_each(const std::map<std::int64_t, std::int64_t>& seq_by_buyer);

  std::int64_t shop_opened_seq_ = 0;
  std::string shop_name_;
  std::int64_t shop_profile_seq_ = 0;
  std::map<std::int64_t, Product> products_;
  std::set<std::int64_t> paid_orders_;
  /// First order of each buyer who is neither the seller nor simulated, by buyer.
  std::map<std::int64_t, std::int64_t> shipped_to_;
  std::map<std::int64_t, std::int64_t> finished_with_;
  std::map<std::int64_t, std::int64_t> live_buyers_;
  std::map<std::int64_t, Room> rooms_;
  /// By room.
  std::map<std::int64_t, OnAir> on_air_;
  /// By the comment's seq.
  std::map<std::int64_t, Question> questions_;
  std::vector<std::int64_t> violation_seqs_;
  struct Tool {
    std::int64_t issued_seq = 0;
    /// When the first classmate took it up; 0 when none did.
    std::int64_t taken_seq = 0;
  };
  /// By id.
  std::map<std::int64_t, Tool> live_tools_;
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
  void apply_on_air(const event::v1::Event& event);
  void apply_talk(const event::v1::Event& event);
  /// Of whoever is on air in the room; null when nobody is.
  TraineeEvidence* presenter(std::int64_t room_id);
  void apply_offer(const event::v1::Event& event);
  /// The room's host's evidence and the room; null for a room never seen.
  TraineeEvidence::Room* room(std::int64_t room_id);

  std::map<std::int64_t, TraineeEvidence> trainees_;
  std::map<std::int64_t, std::int64_t> host_of_;
  /// Who is on air, by room.
  std::map<std::int64_t, std::int64_t> presenter_of_;
};

/// Whether a rubric may name this measure.
bool is_measure(std::string_view name);

}  // namespace kaibo::assessment
