#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/conduct.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// The platform's rules (平台规则) of a class, which are data of its course profile: each hit is
/// written down once as a violation with points, and may be appealed against to the instructor. It
/// teaches and never blocks, unless the profile says so for a rule.
class Conduct : public Watcher {
 public:
  Conduct(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom)
      : ids_(ids), identity_(identity), classroom_(classroom) {}

  void read_words(db::Transaction& tx, const Written& written) override;
  void product_listed(db::Transaction& tx, std::int64_t class_id,
                      const v1::Product& product) override;
  void order_paid(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) override;
  void order_late(db::Transaction& tx, std::int64_t class_id, const v1::Order& order) override;
  void parcel_sent(db::Transaction& tx, std::int64_t class_id, std::int64_t sender_id,
                   const v1::Parcel& parcel) override;

  v1::ListConductRulesResponse rules(db::Transaction& tx, std::int64_t class_id);
  /// `sees_all`: staff.
  v1::ListViolationsResponse list(db::Transaction& tx, std::int64_t viewer_id, bool sees_all,
                                  const v1::ListViolationsRequest& wish);
  /// Throws not_found for other people's, failed_precondition for a second appeal.
  v1::Violation appeal(db::Transaction& tx, std::int64_t person_id,
                       const v1::AppealViolationRequest& wish);
  /// Throws not_found, failed_precondition when no appeal waits.
  v1::Violation decide(db::Transaction& tx, std::int64_t instructor_id,
                       const v1::DecideViolationRequest& wish);

  /// Parcels that no courier collects.
  void register_timers(agenda::Agenda& agenda);

 private:
  /// What broke a rule.
  struct Hit {
    std::int64_t class_id = 0;
    std::int64_t person_id = 0;
    std::string_view place;
    /// With the place it names what broke the rule.
    std::string id;
    std::string words;
    std::int64_t product_id = 0;
    std::int64_t order_id = 0;
  };

  const classroom::ConductRules& rules_of(db::Transaction& tx, std::int64_t class_id);
  /// Calls `look(rule)` for the rules that are on and work this way.
  template <typename Look>
  void each_rule(db::Transaction& tx, std::int64_t class_id, classroom::Detector detector,
                 Look look);
  void found(db::Transaction& tx, const classroom::ConductRule& rule, const Hit& hit);
  void look_for_copies(db::Transaction& tx, std::int64_t class_id, const v1::Product& product);
  /// Whether the rule has nothing to find in the orders of the two, however many there are: they
  /// need not be counted then, which is what an order costs here.
  bool is_settled(db::Transaction& tx, std::int64_t class_id, const classroom::ConductRule& rule,
                  const v1::Order& order);
  void look_for_ring(db::Transaction& tx, std::int64_t class_id, const classroom::ConductRule& rule,
                     const v1::Order& order);
  void too_many_orders(db::Transaction& tx, std::int64_t class_id,
                       const classroom::ConductRule& rule, const v1::Order& order);
  void not_collected(db::Transaction& tx, const agenda::Timer& timer);
  v1::Violation require(db::Transaction& tx, std::int64_t class_id, std::int64_t violation_id);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
};

}  // namespace kaibo::mall
