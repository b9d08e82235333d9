#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// What trainees learned from their broadcasts (复盘). Of several rooms, the one that counts most
/// is counted.
class ReviewEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Key figures that were right when they were last entered.
  Measured figures(const Asked& asked) const;
  /// Problems with their cause and action.
  Measured findings(const Asked& asked) const;

  static constexpr std::array<Measure<ReviewEvidence>, 2> measures = {{
      {"review_figures", &ReviewEvidence::figures},
      {"review_findings", &ReviewEvidence::findings},
  }};

 private:
  struct Review {
    /// Seqs of those that are right, by kind.
    std::map<std::int32_t, std::int64_t> figures;
    std::int64_t findings = 0;
    std::int64_t findings_seq = 0;
  };
  /// By room.
  using Reviews = std::map<std::int64_t, Review>;

  std::map<std::int64_t, Reviews> reviews_by_trainee_;
};

}  // namespace kaibo::assessment
