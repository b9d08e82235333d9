#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "services/assessment/evidence/topic.h"

namespace kaibo::assessment {

/// How a trainee's shop serves its buyers (客服与售后). What simulated persons ask counts nothing.
class ServiceEvidence {
 public:
  void apply(const event::v1::Event& event, const RoomOwners& owners);

  /// Consultations that a person of the shop answered quickly enough.
  Measured consultations(const Asked& asked) const;
  /// After-sales that have ended, in which the seller acted and let no time run out.
  Measured after_sales(const Asked& asked) const;
  /// Reviews replied to.
  Measured reviews(const Asked& asked) const;

  static constexpr std::array<Measure<ServiceEvidence>, 3> measures = {{
      {"consultations_in_time", &ServiceEvidence::consultations},
      {"after_sales_in_time", &ServiceEvidence::after_sales},
      {"reviews_replied", &ServiceEvidence::reviews},
  }};

 private:
  /// Of a chat, its number in it.
  using Consultation = std::pair<std::int64_t, std::int32_t>;
  struct AfterSale {
    mall::v1::AfterSaleState state = mall::v1::AFTER_SALE_STATE_WAIT_SELLER;
    /// The seller let a time run out.
    bool late = false;
    /// What the seller did.
    std::vector<std::int64_t> seqs;
  };
  struct Seller {
    std::map<Consultation, std::int64_t> consultations;
    /// Those under way, and the journal lines of those that were handled in time.
    std::map<std::int64_t, AfterSale> open;
    std::map<std::int64_t, std::vector<std::int64_t>> handled;
    std::map<std::int64_t, std::int64_t> replies;
  };

  void move(const event::v1::AfterSaleMoved& moved, std::int64_t seq);

  std::map<std::int64_t, Seller> sellers_;
};

}  // namespace kaibo::assessment
