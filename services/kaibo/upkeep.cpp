#include "services/kaibo/upkeep.h"

#include <string>
#include <string_view>

#include "common/journal/journal.h"
#include "common/rpc/requests.h"
#include "services/classroom/classroom.h"

namespace kaibo {

namespace {

constexpr std::string_view requests_timer = "kaibo.forget_requests";
constexpr base::Millis pause_ms = 10 * 60 * 1000;
/// In one unit of work, so that nobody waits long behind it.
constexpr std::size_t most_requests = 500;

}  // namespace

Upkeep::Upkeep(agenda::Agenda& agenda, base::IdSource& ids, base::Millis requests_kept_ms)
    : ids_(ids), requests_kept_ms_(requests_kept_ms) {
  agenda.on(std::string(requests_timer),
            [this](db::Transaction& tx, const agenda::Timer&) { forget_requests(tx); });
}

void Upkeep::begin(db::Transaction& tx) { again_in(tx, 0); }

void Upkeep::forget_requests(db::Transaction& tx) {
  const std::size_t forgotten = rpc::forget_before(tx, tx.now() - requests_kept_ms_, most_requests);
  again_in(tx, forgotten == most_requests ? 0 : pause_ms);
}

void Upkeep::again_in(db::Transaction& tx, base::Millis pause) {
  constexpr std::int64_t stream = classroom::school_stream;
  agenda::cancel(tx, stream, requests_timer, 0);
  const base::Millis now = journal::stream_clock(tx, stream).at(tx.now());
  agenda::at(tx, ids_, stream, now + pause, requests_timer, 0);
}

}  // namespace kaibo
