// How many deliveries a core's thread does in a second of its own time when listeners only count,
// and what publishing an entry costs the lane's thread. Network and database are left out.

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/async/runtime.h"
#include "common/journal/hub.h"
#include "loadtest/bench_load.h"

namespace {

using kaibo::bench::thread_seconds;
using kaibo::db::Entry;
using kaibo::journal::Hub;

constexpr std::int64_t stream = 42;
constexpr auto duration = std::chrono::seconds(2);

class Counter final : public kaibo::journal::Listener {
 public:
  explicit Counter(std::int64_t user_id) : user_id_(user_id) {}
  void push(kaibo::journal::Frame frame, bool /*passing*/) override { bytes_ += frame->size(); }
  bool congested() const override { return false; }
  kaibo::Task<void> drained() override { co_return; }
  void close(const kaibo::base::Error& /*why*/, int /*retry_after_ms*/) override {}
  std::size_t core() const override { return 0; }
  std::int64_t user_id() const override { return user_id_; }
  std::int64_t session_id() const override { return 1; }

 private:
  std::int64_t user_id_;
  std::size_t bytes_ = 0;
};

double on_core(kaibo::async::Runtime& runtime, std::packaged_task<double()> task) {
  auto result = task.get_future();
  runtime.post(0, [&task] { task(); });
  return result.get();
}

std::vector<Entry> batch_of(std::size_t size, std::int64_t& seq) {
  std::vector<Entry> batch(size);
  for (Entry& entry : batch) {
    entry.stream = stream;
    entry.seq = ++seq;
    entry.at = 1'700'000'000'000;
    entry.class_at = 1'700'000'000'000;
    entry.topic = "room:1234567890123456789";
    entry.actor = 1234567890123456789;
    entry.kind = 408;
    entry.body.assign(140, 'x');
  }
  return batch;
}

void measure(int listeners, std::size_t batch_size) {
  kaibo::async::Runtime runtime(1);
  Hub hub(runtime);
  runtime.start();
  on_core(runtime, std::packaged_task<double()>([&] {
            for (int i = 0; i < listeners; ++i) {
              auto counter = std::make_shared<Counter>(i);
              hub.add(counter);
              hub.listen(*counter, stream, "room:1234567890123456789")->release(0);
            }
            return 0.0;
          }));

  std::int64_t seq = 0;
  double publishing = 0;
  const double core_before = on_core(runtime, std::packaged_task<double()>(thread_seconds));
  const auto end = std::chrono::steady_clock::now() + duration;
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 100; ++i) {
      auto batch = batch_of(batch_size, seq);
      const double before = thread_seconds();
      hub.publish(std::move(batch));
      publishing += thread_seconds() - before;
    }
    // So that not more than this is under way.
    on_core(runtime, std::packaged_task<double()>([] { return 0.0; }));
  }
  const double core = on_core(runtime, std::packaged_task<double()>(thread_seconds)) - core_before;
  runtime.stop();
  const auto delivered = static_cast<double>(hub.figures().delivered);
  fmt::print("{:>9} {:>6} {:>14.2f} {:>12.1f} {:>13.0f}\n", listeners, batch_size,
             delivered / core / 1e6, core / delivered * 1e9,
             publishing / static_cast<double>(seq) * 1e9);
}

}  // namespace

int main() {
  fmt::print("{:>9} {:>6} {:>14} {:>12} {:>13}\n", "listeners", "batch", "M deliveries/s",
             "ns/delivery", "ns/published");
  for (const int listeners : {1, 35, 350, 3'500}) {
    for (const std::size_t batch : {1UL, 32UL}) measure(listeners, batch);
  }
}
