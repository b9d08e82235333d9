#pragma once

#include <array>
#include <cstdint>
#include <map>

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

  static constexpr std::array<Measure<RoomEvidence>, 4> measures = {{
      {"room_elements", &RoomEvidence::elements},
      {"shelf_products", &RoomEvidence::shelf_products},
      {"shelf_arranged", &RoomEvidence::shelf_arranged},
      {"shelf_live_prices", &RoomEvidence::shelf_live_prices},
  }};

 private:
  struct ShelfItem {
    std::int32_t place = 0;
    std::int64_t live_price_fen = 0;
    std::int64_t seq = 0;
    bool moved = false;
  };
  struct Room {
    std::int64_t elements = 0;
    std::int64_t saved_seq = 0;
    /// Where a moderator (场控) was taken into the crew; 0 when there is none.
    std::int64_t moderator_seq = 0;
    std::map<std::int64_t, ShelfItem> shelf;
  };
  using Rooms = std::map<std::int64_t, Room>;

  void put(const event::v1::Event& event, Room& room);
  Measured shelf(const Asked& asked, bool (*counts)(const ShelfItem&)) const;

  std::map<std::int64_t, Rooms> rooms_by_owner_;
};

}  // namespace kaibo::assessment
