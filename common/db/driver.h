#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/transaction.h"

namespace kaibo::db {

/// The database could not store (disk full, I/O error). Trying again at once is of no use.
class StorageFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// There is no room to store it; passes when somebody makes room.
class StorageFull : public StorageFailed {
 public:
  using StorageFailed::StorageFailed;
};

/// No connection can be had, or the outcome of a commit cannot be learnt.
class Unreachable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a schema statement makes is there already, or what it drops is gone already.
class AlreadyDone : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One open connection; used by one thread at a time. Its statements throw DuplicateKey, Transient
/// and StorageFailed as their names say, and std::runtime_error for what is wrong with the SQL.
class Connection : public Statements {
 public:
  virtual void begin() = 0;

  /// Makes the transaction durable, or throws. Throws Transient while lost() is true when the
  /// reply got lost: then committed(ticket) of a fresh connection tells the outcome. After any
  /// other exception nothing was committed.
  virtual void commit(std::int64_t ticket) = 0;
  virtual bool committed(std::int64_t ticket) = 0;

  /// Ends the transaction without effect, also a doomed one.
  virtual void rollback() noexcept = 0;

  /// Savepoints are not nested: each ends by one of the other two.
  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void rollback_to_savepoint() = 0;

  /// A failure has ended the transaction, or it may have; every further statement throws Transient
  /// until rollback(), so that a unit that swallowed the exception cannot commit one half.
  virtual bool doomed() const = 0;
  /// To be thrown away and replaced.
  virtual bool lost() const = 0;

  /// Runs one statement without parameters and without result, unprepared.
  virtual void run_plain(std::string_view sql) = 0;
};

/// What a connection is for.
enum class Role { writer, reader, migration };

/// What differs between the databases. Thread-safe.
class Driver {
 public:
  virtual ~Driver() = default;

  /// Throws base::Error when the database must not be used as it is set up, Unreachable when it
  /// cannot be reached, Transient when it has no connection left. `lane` is a number of the
  /// writer's own, the same after a reconnection; the transaction of its earlier connection is over
  /// when the new one is returned.
  virtual std::unique_ptr<Connection> connect(Role role, std::int64_t lane) = 0;

  /// The only connection that anybody has: no program is started on this database while it lives.
  /// The driver opens no other meanwhile. Throws failed_precondition while the database is in use,
  /// and what connect() throws.
  virtual std::unique_ptr<Connection> connect_alone(Role role) = 0;

  /// Writer lanes that are of use.
  virtual std::size_t lanes(std::size_t wanted) const = 0;
  /// Whether a read is so short that it runs on the calling thread.
  virtual bool reads_on_caller() const = 0;
  /// Whether nobody but this process writes in the usual case.
  virtual bool writes_alone() const = 0;
  /// Whether CREATE TABLE and the like are rolled back with their transaction.
  virtual bool schema_in_transaction() const = 0;
  /// Keeps other nodes from migrating as long as `connection` lives.
  virtual void lock_migrations(Connection& connection) = 0;
  /// A schema statement, written in the common subset, as this database likes it best.
  virtual std::string schema_sql(std::string_view sql) const = 0;
  /// A copy of the whole database as of one moment, in a new file, while others write. Throws
  /// failed_precondition where the database has tools of its own for that.
  virtual void copy_to(const std::filesystem::path& file) = 0;
  /// Ends what the writer `lane` waits for at the database, so that its next statement finds the
  /// connection lost. Called from another thread; may block for the time-outs and throw
  /// Unreachable. Does nothing where there is no server that could be asked.
  virtual void break_off(std::int64_t lane) = 0;
  /// On the lane's thread between two batches.
  virtual void after_batch(Connection& writer) = 0;
  /// Called once, after the lanes and readers have closed their connections.
  virtual void stop() = 0;
};

/// Opens either by its url; throws base::Error with a sentence for the operator.
std::unique_ptr<Driver> open_driver(const Options& options);
/// Opens "sqlite:PATH"; throws base::Error with a sentence for the operator.
std::unique_ptr<Driver> open_sqlite(const Options& options);
/// Opens "mysql://user:password@host:port/schema"; the same.
std::unique_ptr<Driver> open_mysql(const Options& options);

}  // namespace kaibo::db
