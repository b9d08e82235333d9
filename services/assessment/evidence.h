#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

#include "common/base/clock.h"
#include "common/db/entry.h"
#include "services/assessment/evidence/broadcast.h"
#include "services/assessment/evidence/conduct.h"
#include "services/assessment/evidence/incidents.h"
#include "services/assessment/evidence/offers.h"
#include "services/assessment/evidence/orders.h"
#include "services/assessment/evidence/promotions.h"
#include "services/assessment/evidence/review.h"
#include "services/assessment/evidence/rooms.h"
#include "services/assessment/evidence/service.h"
#include "services/assessment/evidence/shop.h"
#include "services/assessment/evidence/supply.h"
#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

class TraineeEvidence;

/// The evidence of all trainees of a class, by topic: fed with the class's journal in order; the
/// same journal always gives the same evidence.
class ClassEvidence {
 public:
  using Topics = std::tuple<ShopEvidence, PromotionEvidence, OrderEvidence, ServiceEvidence,
                            SupplyEvidence, ConductEvidence, RoomEvidence, BroadcastEvidence,
                            OfferEvidence, ReviewEvidence, IncidentEvidence>;

  void apply(const db::Entry& entry);

  /// Valid as long as this is. Of a person of whom nothing is known, everything counts 0.
  TraineeEvidence of(std::int64_t user_id) const;

  const Topics& topics() const { return topics_; }
  /// 0 when the person has done nothing yet.
  base::Millis last_event_at(std::int64_t user_id) const;

 private:
  RoomOwners owners_;
  Topics topics_;
  std::map<std::int64_t, base::Millis> last_event_at_;
};

/// All that the journal shows of one trainee's practice.
class TraineeEvidence {
 public:
  TraineeEvidence(const ClassEvidence& of_class, std::int64_t trainee_id)
      : class_(of_class), trainee_id_(trainee_id) {}

  /// Counts nothing for a name that is no measure.
  Measured measure(std::string_view name, std::int64_t argument, base::Millis now) const;

  template <typename Topic>
  const Topic& topic() const {
    return std::get<Topic>(class_.topics());
  }
  std::int64_t trainee_id() const { return trainee_id_; }
  base::Millis last_event_at() const { return class_.last_event_at(trainee_id_); }

 private:
  const ClassEvidence& class_;
  const std::int64_t trainee_id_;
};

/// Whether a rubric may name this measure.
bool is_measure(std::string_view name);

}  // namespace kaibo::assessment
