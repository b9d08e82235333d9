#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// Whether trainees keep the rules of the platform (合规经营).
class ConductEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// `argument` less one for each violation that no appeal has lifted, as soon as the shop is open.
  Measured rules_kept(const Asked& asked) const;

  static constexpr std::array<Measure<ConductEvidence>, 1> measures = {{
      {"platform_rules_kept", &ConductEvidence::rules_kept},
  }};

 private:
  std::set<std::int64_t> owners_;
  /// By trainee: seq by violation.
  std::map<std::int64_t, std::map<std::int64_t, std::int64_t>> violations_;
};

}  // namespace kaibo::assessment
