// Durable orders a second of the database layer alone: a commit per order against lanes, side by
// side in one run. kaibo-bench-db [seconds per measurement]
// [mysql://user:password@host:port/schema] Without an address, SQLite on a fresh file in the
// current folder: that disk's fsync decides.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/base/embedded.h"
#include "common/db/database.h"

namespace {

using kaibo::Task;
using kaibo::db::Database;
using kaibo::db::Options;
using kaibo::db::Transaction;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t stock = 1'000'000'000;
constexpr std::array<kaibo::base::Embedded, 1> schema = {{{
    "001_bench.sql",
    "CREATE TABLE bench_sku (id BIGINT NOT NULL PRIMARY KEY, stock BIGINT NOT NULL);\n"
    "CREATE TABLE bench_order (id BIGINT NOT NULL PRIMARY KEY, buyer BIGINT NOT NULL,\n"
    "  total BIGINT NOT NULL, at BIGINT NOT NULL);\n"
    "CREATE TABLE bench_line (order_id BIGINT NOT NULL, line INT NOT NULL, sku BIGINT NOT NULL,\n"
    "  price BIGINT NOT NULL, PRIMARY KEY (order_id, line));\n"
    "CREATE TABLE bench_log (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL);\n",
}}};

struct Bench {
  Database& db;
  /// Buyers of one stream buy the same article.
  std::size_t streams;
  Clock::time_point end;
  std::atomic<std::int64_t>& next_id;
  std::vector<std::int64_t> micros;
  std::size_t running = 0;
  std::promise<void> finished;
};

void order(Transaction& tx, std::int64_t id, std::int64_t sku, std::int64_t buyer) {
  if (tx.execute("UPDATE bench_sku SET stock = stock - 1 WHERE id = ? AND stock >= 1", sku) == 0) {
    throw std::runtime_error("sold out");
  }
  tx.execute("INSERT INTO bench_order (id, buyer, total, at) VALUES (?, ?, ?, ?)", id, buyer, 9900,
             tx.now());
  tx.execute(
      "INSERT INTO bench_line (order_id, line, sku, price) VALUES (?, 1, ?, 4950), "
      "(?, 2, ?, 4950)",
      id, sku, id, sku);
  tx.execute("INSERT INTO bench_log (id, body) VALUES (?, ?)", id,
             "an entry of the journal, about as long as one usually is: who bought what, and when");
}

Task<void> buy(Bench* bench, std::size_t buyer) {
  const auto stream = static_cast<std::int64_t>(1 + buyer % bench->streams);
  while (Clock::now() < bench->end) {
    const auto start = Clock::now();
    const std::int64_t id = ++bench->next_id;
    co_await bench->db.write(
        stream, [=](Transaction& tx) { order(tx, id, stream, static_cast<std::int64_t>(buyer)); });
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
    bench->micros.push_back(took.count());
  }
  if (--bench->running == 0) bench->finished.set_value();
}

struct Result {
  double orders_per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double batch = 0;
};

void check_sold(Database& db, std::int64_t streams, std::int64_t sold) {
  const std::int64_t left = db.read_now([](Transaction& tx) {
    return tx.query("SELECT SUM(stock) FROM bench_sku").front().integer(0);
  });
  const std::int64_t orders = db.read_now([](Transaction& tx) {
    return tx.query("SELECT COUNT(*) FROM bench_order").front().integer(0);
  });
  if (stock * streams - left != orders || orders != sold) {
    throw std::runtime_error("orders and stock do not agree");
  }
}

Result measure(const Options& options, std::size_t buyers, std::size_t streams, int seconds) {
  const kaibo::base::SystemClock clock;
  kaibo::async::Runtime runtime(1);
  const std::unique_ptr<Database> db = Database::open(options, clock, nullptr);
  db->migrate("bench", schema);
  db->write_now(1, [=](Transaction& tx) {
    for (const char* table : {"bench_sku", "bench_order", "bench_line", "bench_log"}) {
      tx.execute(std::string("DELETE FROM ") + table);
    }
    for (std::size_t sku = 1; sku <= streams; ++sku) {
      tx.execute("INSERT INTO bench_sku (id, stock) VALUES (?, ?)", sku, stock);
    }
  });
  std::atomic<std::int64_t> next_id{0};
  const auto start = Clock::now();
  Bench bench{*db, streams, start + std::chrono::seconds(seconds), next_id, {}, buyers, {}};
  for (std::size_t i = 0; i < buyers; ++i) runtime.spawn(0, [&bench, i] { return buy(&bench, i); });
  runtime.start();
  bench.finished.get_future().wait();
  const double took = std::chrono::duration<double>(Clock::now() - start).count();

  auto& micros = bench.micros;
  std::sort(micros.begin(), micros.end());
  check_sold(*db, static_cast<std::int64_t>(streams), static_cast<std::int64_t>(micros.size()));
  std::int64_t batches = 0;
  for (const auto& lane : db->figures()) batches += lane.batches;
  db->stop();
  runtime.stop();
  const auto count = static_cast<double>(micros.size());
  return {count / took, static_cast<double>(micros[micros.size() / 2]) / 1000.0,
          static_cast<double>(micros[micros.size() * 99 / 100]) / 1000.0,
          count / static_cast<double>(batches)};
}

void print(const char* how, std::size_t buyers, const Result& result) {
  std::printf("%4zu submitters  %-18s %8.0f orders/s  p50 %7.2f ms  p99 %7.2f ms  %6.1f a commit\n",
              buyers, how, result.orders_per_second, result.p50_ms, result.p99_ms, result.batch);
  std::fflush(stdout);
}

void compare(Options options, std::size_t buyers, std::size_t streams, std::size_t single_lanes,
             int seconds) {
  Options each = options;
  each.max_batch = 1;
  each.lanes = single_lanes;
  const Result per_order = measure(each, buyers, streams, seconds);
  print("commit per order", buyers, per_order);
  const Result lanes = measure(options, buyers, streams, seconds);
  print("lanes", buyers, lanes);
  std::printf("                 ratio %.1f\n",
              lanes.orders_per_second / per_order.orders_per_second);
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 3;
  Options options;
  if (argc > 2) {
    options.url = argv[2];
    std::printf("one hot article (one lane) against one connection\n");
    for (const std::size_t buyers : {35, 350}) compare(options, buyers, 1, 1, seconds);
    std::printf("ten classes over %zu lanes against eight connections\n", options.lanes);
    compare(options, 350, 10, 8, seconds);
    return 0;
  }
  const std::filesystem::path folder = "kaibo-bench-db.tmp";
  std::filesystem::create_directory(folder);
  options.url = "sqlite:" + (folder / "bench.db").string();
  for (const std::size_t buyers : {35, 350}) compare(options, buyers, 1, 1, seconds);
  std::filesystem::remove_all(folder);
  return 0;
}
