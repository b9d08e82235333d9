#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/base/clock.h"
#include "common/db/driver.h"

namespace kaibo::db {

/// Reader connections, opened as they are needed and kept for the next. Thread-safe.
class Readers {
 public:
  /// Keeps at most `keep` connections open between reads. `driver` and `clock` outlive this.
  Readers(Driver& driver, const base::Clock& clock, std::size_t keep);

  /// Runs `query` on the calling thread in one read transaction. A lost connection is replaced and
  /// the query repeated; throws unavailable when that does not help.
  void run(const std::function<void(Transaction&)>& query);

  /// Refuses further reads and closes the connections that are not in use.
  void stop();

 private:
  std::unique_ptr<Connection> borrow();
  void give_back(std::unique_ptr<Connection> connection);
  void try_once(const std::function<void(Transaction&)>& query);

  Driver& driver_;
  const base::Clock& clock_;
  const std::size_t keep_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  bool stopped_ = false;
};

}  // namespace kaibo::db
