#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/error.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/rpc/dispatcher.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/supply/v1/incident.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/mall.h"
#include "services/supply/links/links.h"
#include "services/supply/market/market.h"

namespace kaibo::supply {

/// What an instructor lets go wrong. Each incident happens through the operations that suppliers,
/// couriers and customers use, so that the books stay exact; the difficult customer is a simulated
/// person, who counts for no marks.
class Incidents {
 public:
  Incidents(base::IdSource& ids, classroom::Classroom& classroom, mall::Mall& mall, Market& market,
            Links& links)
      : ids_(ids), classroom_(classroom), mall_(mall), market_(market), links_(links) {}

  /// The same for each of the trainees, in one unit. A good that several of them sell is struck
  /// once. Throws invalid_argument naming the field.
  v1::InjectIncidentResponse inject(db::Transaction& tx, std::int64_t actor,
                                    const v1::InjectIncidentRequest& wish);

  /// A simulated customer who is refused asks the platform, in a unit of its own.
  void follow(db::Transaction& tx, std::int64_t class_id, const mall::v1::AfterSale& after_sale);
  void register_timers(agenda::Agenda& agenda);

 private:
  /// What befell one trainee, or why nothing could.
  struct Befallen {
    event::v1::IncidentInjected said;
    std::int32_t other_shops = 0;
    base::Text why;
  };
  /// One incident on its way through the class.
  struct Injection {
    const v1::InjectIncidentRequest& wish;
    std::int64_t actor = 0;
    std::int64_t customer_id = 0;
    /// Goods that were struck, as they were before.
    std::map<std::int64_t, v1::Good> struck;
    /// Those under way before, the newest first.
    mall::v1::ListParcelsUnderWayResponse parcels;
  };

  Befallen befall(db::Transaction& tx, Injection& injection, std::int64_t trainee_id);
  Befallen strike_good(db::Transaction& tx, Injection& injection, std::int64_t trainee_id);
  Befallen lose_parcel(db::Transaction& tx, Injection& injection, std::int64_t trainee_id);
  Befallen send_customer(db::Transaction& tx, Injection& injection, std::int64_t trainee_id);
  mall::v1::Order order_one(db::Transaction& tx, const Injection& injection,
                            const mall::v1::NewOrderLine& line);
  void appeal(db::Transaction& tx, const agenda::Timer& timer);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  mall::Mall& mall_;
  Market& market_;
  Links& links_;
};

/// IncidentService.
void register_incidents(rpc::Dispatcher& dispatcher, Incidents& incidents);

}  // namespace kaibo::supply
