#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/entry.h"
#include "common/db/transaction.h"

namespace kaibo::journal {

/// How fast a stream's own clock runs against the server's.
struct StreamClock {
  base::Millis real_at = 0;
  base::Millis class_at = 0;
  /// 100 is real time.
  std::int32_t speed_percent = 100;
  bool paused = false;

  /// Stream time at server time `now`; stands still before `real_at`.
  base::Millis at(base::Millis now) const;
};

/// Opens a stream: its journal starts at seq 0 and its clock at real time. Throws db::DuplicateKey
/// when it is open already.
void open_stream(db::Transaction& tx, std::int64_t stream);

/// Throws not_found for a stream that was never opened, as does set_stream_clock.
StreamClock stream_clock(db::Transaction& tx, std::int64_t stream);
void set_stream_clock(db::Transaction& tx, std::int64_t stream, const StreamClock& clock);

/// Seq of the last committed entry; 0 for none.
std::int64_t last_seq(db::Transaction& tx, std::int64_t stream);

/// The same of many streams at once; those never opened are left out.
std::unordered_map<std::int64_t, std::int64_t> last_seqs(db::Transaction& tx,
                                                         std::span<const std::int64_t> streams);

/// What to read: entries of one stream after `after_seq`, in order, at most `limit`.
struct Range {
  std::int64_t stream = 0;
  std::int64_t after_seq = 0;
  /// Those heard on this topic; empty for all.
  std::string topic;
  std::size_t limit = 1000;
};
std::vector<db::Entry> read_since(db::Transaction& tx, const Range& range);

/// The newest `limit` entries of one kind on a topic, oldest first.
std::vector<db::Entry> read_newest(db::Transaction& tx, std::int64_t stream, std::string_view topic,
                                   int kind, std::size_t limit);

/// The entries with these seqs, in order; what does not exist is left out.
std::vector<db::Entry> read_these(db::Transaction& tx, std::int64_t stream,
                                  std::span<const std::int64_t> seqs);

/// The serialized event: header (kaibo.realtime.v1.EventHeader) followed by the body.
std::string encode_event(const db::Entry& entry);
/// Adds the same to `out` as an element of kaibo.realtime.v1.Downlink.events; parts of a Downlink
/// one after the other are a Downlink.
void append_downlink(std::string& out, const db::Entry& entry);

/// Numbers and stores what units append, inside the batch's transaction, and hands it on after the
/// commit. Within a stream neither `seq` nor `at` ever goes back, whatever the server's clock does.
class Writer : public db::CommitObserver {
 public:
  using Sink = std::function<void(std::vector<db::Entry>)>;
  /// `sink` is called after each commit on the lane's thread and must not block. It is the one way
  /// out to the listeners: Hub::publish here, and the bus to other nodes when there are any.
  /// `shared`: other nodes write to the same database. Then a batch first locks the streams it may
  /// append to, so that the units of one stream run one after the other over all nodes, too.
  explicit Writer(Sink sink, bool shared = false) : sink_(std::move(sink)), shared_(shared) {}

  void before_batch(db::Transaction& tx, std::span<const std::int64_t> streams) override;

  /// Throws std::logic_error for a stream that was never opened.
  void before_commit(db::Transaction& tx, std::span<db::Entry> entries) override;
  void after_commit(std::vector<db::Entry> entries) override { sink_(std::move(entries)); }

 private:
  Sink sink_;
  const bool shared_;
};

/// First seq that is missing, or stored beyond what the stream has given out; 0 when the journal is
/// whole. For `kaibo check`.
std::int64_t find_gap(db::Transaction& tx, std::int64_t stream);

}  // namespace kaibo::journal
