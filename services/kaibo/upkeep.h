#pragma once

#include "common/agenda/agenda.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"

namespace kaibo {

/// What the program does for itself again and again, by durable timers of the school's own stream:
/// once, however many nodes share the database.
class Upkeep {
 public:
  /// Both outlive it. Answers to requests are kept for `requests_kept_ms` and then forgotten: who
  /// sends a request again later than that may cause it twice.
  Upkeep(agenda::Agenda& agenda, base::IdSource& ids, base::Millis requests_kept_ms);

  /// Sets the timers. In a write on the school's stream, at every start.
  void begin(db::Transaction& tx);

 private:
  void forget_requests(db::Transaction& tx);
  void again_in(db::Transaction& tx, base::Millis pause);

  base::IdSource& ids_;
  const base::Millis requests_kept_ms_;
};

}  // namespace kaibo
