#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// How a trainee's live rooms were set up. Of several rooms, the one that counts most is counted.
class RoomEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Of title, cover, category, notice, planned time and a moderator, those that are there.
  Measured elements(const Asked& asked) const;
  Measured shelf_products(const Asked& asked) const;
  /// Products of the shelf that were given another place.
  Measured shelf_arranged(const Asked& asked) const;
  Measured shelf_live_prices(const Asked& asked) const;
  /// Products of which stock is set aside for the room.
  Measured shelf_set_aside(const Asked& asked) const;
  /// Sections of the script.
  Measured script_sections(const Asked& asked) const;
  /// 1 when the times of the script do.
  Measured script_adds_up(const Asked& asked) const;
  /// 1 when the script names products, and only such as are on the shelf.
  Measured script_products(const Asked& asked) const;

  static constexpr std::array<Measure<RoomEvidence>, 8> measures = {{
      {"room_elements", &RoomEvidence::elements},
      {"shelf_products", &RoomEvidence::shelf_products},
      {"shelf_arranged", &RoomEvidence::shelf_arranged},
      {"shelf_live_prices", &RoomEvidence::shelf_live_prices},
      {"shelf_set_aside", &RoomEvidence::shelf_set_aside},
      {"script_sections", &RoomEvidence::script_sections},
      {"script_adds_up", &RoomEvidence::script_adds_up},
      {"script_products", &RoomEvidence::script_products},
  }};

 private:
  struct ShelfItem {
    std::int32_t place = 0;
    std::int64_t live_price_fen = 0;
    std::int64_t seq = 0;
    bool moved = false;
    bool set_aside = false;
  };
  /// As it was saved last; kaibo.event.v1.ScriptSaved.
  struct Script {
    std::int64_t seq = 0;
    std::set<std::int32_t> sections;
    std::set<std::int64_t> products;
    bool adds_up = false;
  };
  struct Room {
    std::int64_t elements = 0;
    std::int64_t saved_seq = 0;
    /// Where a moderator (场控) was taken into the crew; 0 when there is none.
    std::int64_t moderator_seq = 0;
    std::map<std::int64_t, ShelfItem> shelf;
    Script script;
  };
  using Rooms = std::map<std::int64_t, Room>;

  void put(const event::v1::Event& event, Room& room);
  Measured shelf(const Asked& asked, bool (*counts)(const ShelfItem&)) const;
  Measured script(const Asked& asked, std::int64_t (*counts)(const Room&)) const;

  std::map<std::int64_t, Rooms> rooms_by_owner_;
};

}  // namespace kaibo::assessment
