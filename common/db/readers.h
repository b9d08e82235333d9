#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/base/clock.h"
#include "common/db/connector.h"
#include "common/db/driver.h"

namespace kaibo::db {

/// Reader connections, opened as they are needed and kept for the next. Thread-safe.
///
/// Where this process alone writes (Driver::writes_alone), a read goes on in the transaction of the
/// one before as long as nothing was committed since: most of a short read's cost is to begin and
/// end one. A stranger's write (a command beside the server) is seen some milliseconds later then.
class Readers {
 public:
  /// Keeps at most `keep` connections open between reads; runs a query at most `tries` times.
  /// All of them outlive this.
  Readers(Driver& driver, Connector& connector, const base::Clock& clock, std::size_t keep,
          int tries);

  /// Runs `query` on the calling thread in one read transaction. A lost connection is replaced and
  /// the query repeated; throws unavailable when that does not help, at once while the database is
  /// known to be away.
  void run(const std::function<void(Transaction&)>& query);

  /// Ends what was left open. Called by a writer before it begins: SQLite cannot begin its log anew
  /// while a reader is in it.
  void end_idle();
  /// There is something new to read. Called by a writer between its COMMIT and whatever tells of
  /// it.
  void committed();
  /// Whether transactions are left open for the next read, as they are at first; `false` ends those
  /// that are.
  void leave_open(bool may_stay);

  /// Refuses further reads and closes the connections that are not in use.
  void stop();

 private:
  /// A connection, and the transaction it may have open.
  struct Reader {
    std::unique_ptr<Connection> connection;
    bool is_open = false;
    /// What was committed when it was opened, and when that was.
    std::uint64_t commits = 0;
    std::chrono::steady_clock::time_point since;
  };
  class Borrowed;

  Reader borrow();
  void give_back(Reader reader);
  void end_left_open();
  void try_once(const std::function<void(Transaction&)>& query);

  Driver& driver_;
  Connector& connector_;
  const base::Clock& clock_;
  const std::size_t keep_;
  const int tries_;
  std::mutex mutex_;
  std::vector<Reader> idle_;
  std::uint64_t commits_ = 0;
  bool may_stay_open_ = true;
  bool stopped_ = false;
};

}  // namespace kaibo::db
