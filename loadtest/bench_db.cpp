// Durable orders of one article a second, of the database layer alone. Alternating runs, a line for
// each:
//   kaibo             lanes: what waits goes into one commit
//   per-order         a commit for each order; on a MySQL-protocol database over eight connections
//   redis-then-write  stock guarded by a Lua script in Redis, then an order's rows in a commit of
//   their own redis             the script and an entry in a Redis stream, acknowledged by Redis
//   alone (appendfsync always): what
//                     the same pattern does before any database knows of the order

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/base/embedded.h"
#include "common/db/database.h"
#include "loadtest/bench_load.h"

namespace {

using kaibo::Task;
using kaibo::db::Amount;
using kaibo::db::Database;
using kaibo::db::Options;
using kaibo::db::Table;
using kaibo::db::Transaction;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t stock = 1'000'000'000;
constexpr std::int64_t sku = 1;
constexpr std::array<kaibo::base::Embedded, 1> schema = {{{
    "001_bench.sql",
    "CREATE TABLE bench_sku (id BIGINT NOT NULL PRIMARY KEY, stock BIGINT NOT NULL);\n"
    "CREATE TABLE bench_order (id BIGINT NOT NULL PRIMARY KEY, buyer BIGINT NOT NULL,\n"
    "  total BIGINT NOT NULL, at BIGINT NOT NULL);\n"
    "CREATE TABLE bench_line (order_id BIGINT NOT NULL, line INT NOT NULL, sku BIGINT NOT NULL,\n"
    "  price BIGINT NOT NULL, PRIMARY KEY (order_id, line));\n"
    "CREATE TABLE bench_log (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL);\n",
}}};

// ---- Redis

using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

class Redis {
 public:
  explicit Redis(int port) : context_(redisConnect("127.0.0.1", port)) {
    if (context_ == nullptr || context_->err != 0) throw std::runtime_error("Redis is not there");
  }
  ~Redis() { redisFree(context_); }
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  template <typename... Arguments>
  Reply command(const char* format, Arguments... arguments) {
    return checked(redisCommand(context_, format, arguments...));
  }
  /// Sent with the next `answer`.
  template <typename... Arguments>
  void queue(const char* format, Arguments... arguments) {
    redisAppendCommand(context_, format, arguments...);
  }
  Reply answer() {
    void* reply = nullptr;
    redisGetReply(context_, &reply);
    return checked(reply);
  }

 private:
  Reply checked(void* reply) {
    if (reply == nullptr) throw std::runtime_error(std::string("Redis: ") + context_->errstr);
    Reply owned(static_cast<redisReply*>(reply), freeReplyObject);
    if (owned->type == REDIS_REPLY_ERROR) {
      throw std::runtime_error(std::string("Redis: ") + owned->str);
    }
    return owned;
  }

  redisContext* context_;
};

constexpr const char* take_one =
    "if tonumber(redis.call('GET', KEYS[1])) < 1 then return 0 end "
    "redis.call('DECR', KEYS[1]) return 1";
constexpr const char* take_one_and_note =
    "if tonumber(redis.call('GET', KEYS[1])) < 1 then return 0 end "
    "redis.call('DECR', KEYS[1]) "
    "redis.call('XADD', 'orders', '*', 'buyer', ARGV[1], 'total', 9900, 'lines', '1:4950,2:4950') "
    "return 1";

void stock_up(Redis& redis, const char* appendfsync) {
  redis.command("FLUSHALL");
  redis.command("CONFIG SET appendfsync %s", appendfsync);
  redis.command("SET stock %lld", static_cast<long long>(stock));
}

std::string load(Redis& redis, const char* script) {
  return redis.command("SCRIPT LOAD %s", script)->str;
}

void expect_taken(const redisReply& reply) {
  if (reply.integer != 1) throw std::runtime_error("sold out");
}

std::int64_t left_in(Redis& redis) { return std::stoll(redis.command("GET stock")->str); }

/// So many buyers, each of whom orders again when Redis has answered. Orders a second.
double sell_in_redis(int port, std::size_t buyers, double seconds) {
  Redis redis(port);
  stock_up(redis, "always");
  const std::string script = load(redis, take_one_and_note);
  const auto order = [&](std::size_t buyer) {
    redis.queue("EVALSHA %s 1 stock %lld", script.c_str(), static_cast<long long>(buyer));
  };
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration<double>(seconds);
  for (std::size_t i = 0; i < buyers; ++i) order(i);
  std::int64_t sold = 0;
  std::size_t waiting = buyers;
  while (waiting > 0) {
    expect_taken(*redis.answer());
    ++sold;
    --waiting;
    if (Clock::now() >= end) continue;
    order(static_cast<std::size_t>(sold));
    ++waiting;
  }
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  if (stock - left_in(redis) != sold || redis.command("XLEN orders")->integer != sold) {
    throw std::runtime_error("orders and stock in Redis do not agree");
  }
  return static_cast<double>(sold) / took;
}

// ---- orders in the database

const Amount stock_amount("bench_sku", "stock", {"id"});
const Table order_table("bench_order", {"id", "buyer", "total", "at"});
const Table line_table("bench_line", {"order_id", "line", "sku", "price"});
const Table log_table("bench_log", {"id", "body"});

/// Guards the stock of an order.
using Guard = std::function<void(Transaction&)>;

void guard_in_database(Transaction& tx) {
  if (!tx.take(stock_amount, 1, sku)) throw std::runtime_error("sold out");
}

/// On a connection of each lane.
Guard guard_in_redis(int port, std::string script) {
  return [port, script = std::move(script)](Transaction&) {
    thread_local Redis redis(port);
    expect_taken(*redis.command("EVALSHA %s 1 stock", script.c_str()));
  };
}

void order(Transaction& tx, const Guard& guard, std::int64_t id, std::int64_t buyer) {
  guard(tx);
  tx.insert(order_table, id, buyer, 9900, tx.now());
  for (const int line : {1, 2}) tx.insert(line_table, id, line, sku, 4950);
  tx.insert(log_table, id,
            "an entry of the journal, about as long as one usually is: who bought what, and when");
}

struct Sale {
  Database& db;
  const Guard& guard;
  /// Buyers of one stream share a lane.
  std::size_t streams;
  Clock::time_point end;
  std::atomic<std::int64_t> next_id{0};
  std::int64_t sold = 0;
  std::size_t running = 0;
  std::promise<void> finished;
};

Task<void> buy(Sale* sale, std::size_t buyer) {
  const auto stream = static_cast<std::int64_t>(1 + buyer % sale->streams);
  while (Clock::now() < sale->end) {
    const std::int64_t id = ++sale->next_id;
    co_await sale->db.write(stream, [=](Transaction& tx) {
      order(tx, sale->guard, id, static_cast<std::int64_t>(buyer));
    });
    ++sale->sold;
  }
  if (--sale->running == 0) sale->finished.set_value();
}

/// Orders a second, `left` of the stock afterwards being what the orders say.
double sell(const Options& options, const Guard& guard, std::size_t streams, std::size_t buyers,
            double seconds, const std::function<std::int64_t(Database&)>& left) {
  const kaibo::base::SystemClock clock;
  kaibo::async::Runtime runtime(1);
  const std::unique_ptr<Database> db = Database::open(options, clock, nullptr);
  db->migrate("bench", schema);
  db->write_now(1, [](Transaction& tx) {
    for (const char* table : {"bench_sku", "bench_order", "bench_line", "bench_log"}) {
      tx.execute(std::string("DELETE FROM ") + table);
    }
    tx.execute("INSERT INTO bench_sku (id, stock) VALUES (?, ?)", sku, stock);
  });
  const auto start = Clock::now();
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  Sale sale{.db = *db, .guard = guard, .streams = streams, .end = end, .running = buyers};
  for (std::size_t i = 0; i < buyers; ++i) runtime.spawn(0, [&sale, i] { return buy(&sale, i); });
  runtime.start();
  sale.finished.get_future().wait();
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  const std::int64_t orders = db->read_now([](Transaction& tx) {
    return tx.query("SELECT COUNT(*) FROM bench_order").front().integer(0);
  });
  if (stock - left(*db) != orders || orders != sale.sold) {
    throw std::runtime_error("orders and stock do not agree");
  }
  db->stop();
  runtime.stop();
  return static_cast<double>(sale.sold) / took;
}

std::int64_t left_in_database(Database& db) {
  return db.read_now([](Transaction& tx) {
    return tx.query("SELECT SUM(stock) FROM bench_sku").front().integer(0);
  });
}

// ---- the measurements

struct Plan {
  int rounds = 5;
  double seconds = 2;
  std::vector<std::size_t> buyers{35, 350};
  Options options;
  /// 0: without Redis.
  int redis_port = 0;
};

void measure(const Plan& plan, const std::string& database, std::size_t buyers) {
  const std::string what = fmt::format("{}-{}", database, buyers);
  Options each = plan.options;
  each.max_batch = 1;
  each.lanes = 8;
  kaibo::bench::report(
      what, "kaibo",
      sell(plan.options, guard_in_database, 1, buyers, plan.seconds, left_in_database));
  kaibo::bench::report(
      what, "per-order",
      sell(each, guard_in_database, buyers, buyers, plan.seconds, left_in_database));
  if (plan.redis_port == 0) return;
  Redis redis(plan.redis_port);
  stock_up(redis, "everysec");
  const Guard guard = guard_in_redis(plan.redis_port, load(redis, take_one));
  kaibo::bench::report(
      what, "redis-then-write",
      sell(each, guard, buyers, buyers, plan.seconds, [&](Database&) { return left_in(redis); }));
  kaibo::bench::report(what, "redis", sell_in_redis(plan.redis_port, buyers, plan.seconds));
}

}  // namespace

int main(int argc, char** argv) {
  Plan plan;
  CLI::App app("Durable orders per second of the database layer; a line for each run.");
  app.add_option("--rounds", plan.rounds, "Runs of each way")->capture_default_str();
  app.add_option("--seconds", plan.seconds, "Length of a run")->capture_default_str();
  app.add_option("--buyers", plan.buyers, "Who order at the same time")->capture_default_str();
  app.add_option("--database", plan.options.url,
                 "mysql://user:password@host:port/schema; else SQLite on a fresh file in the "
                 "current folder, whose disk decides");
  app.add_flag("!--no-wait", plan.options.wait_for_disk,
               "Commits that do not wait for the disk (SQLite), to see what the waiting costs");
  app.add_option("--redis", plan.redis_port, "Port of a Redis on this machine, to compare with");
  CLI11_PARSE(app, argc, argv);
  const bool embedded = plan.options.url.empty();
  const std::filesystem::path folder = "kaibo-bench-db.tmp";
  if (embedded) {
    std::filesystem::create_directory(folder);
    plan.options.url = "sqlite:" + (folder / "bench.db").string();
  }
  int failed = 0;
  try {
    for (const std::size_t buyers : plan.buyers) {
      for (int round = 0; round < plan.rounds; ++round) {
        measure(plan, embedded ? "sqlite" : "mariadb", buyers);
      }
    }
  } catch (const std::exception& e) {
    fmt::print(stderr, "kaibo-bench-db: {}\n", e.what());
    failed = 1;
  }
  if (embedded) std::filesystem::remove_all(folder);
  return failed;
}
