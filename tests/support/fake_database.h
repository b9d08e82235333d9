#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.h"
#include "common/db/database.h"

namespace kaibo::test {

/// Runs every unit at once on the calling thread. Of all tables it knows only rpc_request, which is
/// rolled back as a database would; other statements are refused as a mistake of the test.
class FakeDatabase : public db::Database {
 public:
  explicit FakeDatabase(const base::Clock& clock) : clock_(clock) {}

  void migrate(std::string_view, std::span<const base::Embedded>) override {}
  Task<bool> can_commit() override { co_return true; }
  Task<bool> knows_schema() override { co_return true; }
  void copy_to(const std::filesystem::path&) override {}
  void stop() override {}
  std::vector<db::LaneFigures> figures() const override { return {}; }
  bool away() const override { return false; }
  std::string trouble() const override { return {}; }

  /// Instead of the unit, once: as when the lane's queue is full.
  std::exception_ptr failure;
  /// Called before each unit, as time passes in the queue.
  std::function<void()> on_unit = [] {};
  /// So many runs are rolled back before the one that counts, as after a deadlock.
  int reruns = 0;
  /// The streams that were written to, in order.
  std::vector<std::int64_t> lanes;
  int reads = 0;

 protected:
  Task<void> write_unit(std::int64_t stream, Unit unit) override {
    write_blocking(stream, unit);
    co_return;
  }
  Task<void> read_unit(Unit query) override {
    read_blocking(query);
    co_return;
  }
  void write_blocking(std::int64_t stream, Unit unit) override {
    lanes.push_back(stream);
    for (int i = 0; i < reruns; ++i) {
      const auto before = statements_.requests;
      run(unit);
      statements_.requests = before;
    }
    run(unit);
  }
  void read_blocking(Unit query) override {
    ++reads;
    run(query);
  }

 private:
  struct Kept {
    std::string content_hash;
    std::string answer;
  };

  struct Requests : db::Statements {
    std::map<std::pair<std::int64_t, std::string>, Kept> requests;

    static std::string text(const db::Param& param) {
      if (const auto* blob = std::get_if<db::Blob>(&param)) return std::string(blob->bytes);
      return std::string(std::get<std::string_view>(param));
    }
    db::Rows query(std::string_view sql, std::span<const db::Param> params) override {
      if (!sql.starts_with("SELECT content_hash, answer FROM rpc_request")) refuse(sql);
      const auto found = requests.find({std::get<std::int64_t>(params[0]), text(params[1])});
      if (found == requests.end()) return {};
      return db::Rows(2, {found->second.content_hash, found->second.answer});
    }
    std::int64_t execute(std::string_view sql, std::span<const db::Param> params) override {
      if (!sql.starts_with("INSERT INTO rpc_request")) refuse(sql);
      const bool is_new =
          requests
              .try_emplace({std::get<std::int64_t>(params[0]), text(params[1])},
                           Kept{.content_hash = text(params[3]), .answer = text(params[4])})
              .second;
      if (!is_new) throw db::DuplicateKey("rpc_request");
      return 1;
    }
    std::string upsert_sql(std::string_view table, std::span<const std::string_view>,
                           std::span<const std::string_view>) const override {
      refuse(table);
    }
    std::string_view columns_sql() const override { refuse("tables"); }
    [[noreturn]] static void refuse(std::string_view sql) {
      throw std::logic_error("the fake database knows no " + std::string(sql));
    }
  };

  void run(const Unit& unit) {
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    on_unit();
    const auto before = statements_.requests;
    try {
      db::Transaction tx(statements_, clock_.now());
      unit(tx);
    } catch (...) {
      statements_.requests = before;
      throw;
    }
  }

  const base::Clock& clock_;
  Requests statements_;
};

}  // namespace kaibo::test
