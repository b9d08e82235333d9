#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// Coupons, flash sales and lucky bags that a trainee's live rooms gave out.
class OfferEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  Measured issued(const Asked& asked) const;
  /// Those that a classmate claimed, bought in or joined.
  Measured taken(const Asked& asked) const;

  static constexpr std::array<Measure<OfferEvidence>, 2> measures = {{
      {"live_tools_issued", &OfferEvidence::issued},
      {"live_tools_taken", &OfferEvidence::taken},
  }};

 private:
  struct Tool {
    std::int64_t issued_seq = 0;
    /// When the first classmate took it up; 0 when none did.
    std::int64_t taken_seq = 0;
  };
  /// By id.
  using Tools = std::map<std::int64_t, Tool>;

  Measured count(const Asked& asked, std::int64_t Tool::* seq) const;

  std::map<std::int64_t, Tools> tools_by_owner_;
};

}  // namespace kaibo::assessment
