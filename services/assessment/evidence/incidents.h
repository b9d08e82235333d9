#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// What an instructor let go wrong for each trainee, and what they did about it first. Counts for
/// no marks; the board shows it.
class IncidentEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// The newest first, so many at most.
  std::vector<v1::TileIncident> newest(std::int64_t trainee_id, std::size_t limit) const;

  static constexpr std::array<Measure<IncidentEvidence>, 0> measures = {};

 private:
  struct Incident {
    event::v1::IncidentInjected injected;
    v1::TileIncident shown;
  };

  void open(const event::v1::Event& event);
  /// Answers those open incidents of the trainee that `is_meant` picks.
  template <typename IsMeant>
  void answer(const event::v1::Event& event, std::int64_t trainee_id, v1::IncidentAnswer answer,
              IsMeant is_meant);

  std::map<std::int64_t, std::vector<Incident>> by_trainee_;
};

}  // namespace kaibo::assessment
