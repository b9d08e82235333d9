#include "services/kaibo/upkeep.h"

#include "common/journal/journal.h"
#include "common/observe/audit.h"
#include "common/rpc/requests.h"
#include "services/classroom/classroom.h"

namespace kaibo {

namespace {

constexpr base::Millis pause_ms = 10 * 60 * 1000;
/// In one unit of work, so that nobody waits long behind it.
constexpr std::size_t most_at_once = 500;

}  // namespace

Upkeep::Upkeep(agenda::Agenda& agenda, base::IdSource& ids, const Kept& kept)
    : ids_(ids),
      chores_({{"kaibo.forget_requests", kept.requests_ms, rpc::forget_before},
               {"kaibo.forget_logs", kept.logs_ms, observe::forget_audit_before}}) {
  for (const Chore& chore : chores_) {
    agenda.on(chore.timer,
              [this, &chore](db::Transaction& tx, const agenda::Timer&) { run(tx, chore); });
  }
}

void Upkeep::begin(db::Transaction& tx) {
  for (const Chore& chore : chores_) again_in(tx, chore.timer, 0);
}

void Upkeep::run(db::Transaction& tx, const Chore& chore) {
  const std::size_t forgotten = chore.forget(tx, tx.now() - chore.kept_ms, most_at_once);
  again_in(tx, chore.timer, forgotten == most_at_once ? 0 : pause_ms);
}

void Upkeep::again_in(db::Transaction& tx, const std::string& timer, base::Millis pause) {
  constexpr std::int64_t stream = classroom::school_stream;
  agenda::cancel(tx, stream, timer, 0);
  const base::Millis now = journal::stream_clock(tx, stream).at(tx.now());
  agenda::at(tx, ids_, stream, now + pause, timer, 0);
}

}  // namespace kaibo
