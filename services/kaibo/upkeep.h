#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"

namespace kaibo {

/// What the program does for itself again and again, by durable timers of the school's own stream:
/// once, however many nodes share the database.
class Upkeep {
 public:
  /// What is older is forgotten.
  struct Kept {
    /// Answers to requests: who sends a request again later than that may cause it twice.
    base::Millis requests_ms = 0;
    /// Lines of the audit trail.
    base::Millis logs_ms = 0;
  };

  /// Both outlive it.
  Upkeep(agenda::Agenda& agenda, base::IdSource& ids, const Kept& kept);
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

  /// Sets the timers. In a write on the school's stream, at every start.
  void begin(db::Transaction& tx);

 private:
  /// Forgets what is older than `at`, at most `limit`, and returns how many.
  using Forget =
      std::function<std::size_t(db::Transaction& tx, base::Millis at, std::size_t limit)>;
  struct Chore {
    std::string timer;
    base::Millis kept_ms = 0;
    Forget forget;
  };

  void run(db::Transaction& tx, const Chore& chore);
  void again_in(db::Transaction& tx, const std::string& timer, base::Millis pause);

  base::IdSource& ids_;
  const std::vector<Chore> chores_;
};

}  // namespace kaibo
