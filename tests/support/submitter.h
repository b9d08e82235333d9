#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "common/async/runtime.h"
#include "common/db/database.h"

namespace kaibo::contract {

/// Waits until `holds()`; false after ten seconds.
bool eventually(const std::function<bool()>& holds);

/// Many callers of one database, each a coroutine on one io thread. Destroyed before the database,
/// which it stops.
class Submitter {
 public:
  using Unit = std::function<void(db::Transaction&)>;

  explicit Submitter(db::Database& database);
  ~Submitter();
  Submitter(const Submitter&) = delete;
  Submitter& operator=(const Submitter&) = delete;

  /// Units reach the database in the order of these calls. The future is ready when the caller
  /// has its answer, and throws what the caller was thrown.
  std::future<void> submit(std::int64_t stream, Unit unit);

  /// Keeps the lane of `stream` busy until open_gate(); returns when it is.
  void close_gate(std::int64_t stream);
  void open_gate();
  /// Waits until so many units wait on all lanes together.
  bool queued(std::size_t count);

 private:
  db::Database& database_;
  async::Runtime runtime_;
  std::promise<void> gate_;
  std::future<void> gate_unit_;
};

}  // namespace kaibo::contract
