#include "loadtest/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "loadtest/idlers.h"
#include "loadtest/lesson.h"
#include "loadtest/progress.h"

namespace kaibo::load {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::minutes;
using std::chrono::seconds;

/// However long a day of practice is, nobody prepares for longer.
constexpr minutes longest_preparation{5};
/// The server is looked at every second, in longer runs every minute.
constexpr minutes looked_at_closely{30};
/// After the idle sockets were opened, until what the server needed only for that is given back.
constexpr seconds settling{3};
/// Trainees and the instructor of a class as `kaibo provision` makes it.
constexpr int people_of_class = 36;
/// Files that a process has open besides the sockets of people.
constexpr std::uint64_t other_files = 500;

double seconds_since(Time start) { return duration<double>(Clock::now() - start).count(); }

int idle_classes(const RunOptions& options) {
  return (options.idle + people_of_class - 1) / people_of_class;
}

/// Everybody has a connection for pages and a socket.
std::uint64_t connections_of(const RunOptions& options) {
  const int browsers = browsers_in(options.script, people_of_class - 1) + 1;
  return static_cast<std::uint64_t>(options.classes) * static_cast<std::uint64_t>(browsers) * 2 +
         static_cast<std::uint64_t>(options.idle) + other_files;
}

/// One run, from provisioning to the report.
class Run {
 public:
  explicit Run(const RunOptions& options);

  Report run();

 private:
  Task<void> conduct();
  Task<void> open_idlers();
  Task<void> watch();
  void start_measuring();
  Sample look_at_server();
  Task<void> check_all();

  const RunOptions& options_;
  Installation installation_;
  Report report_;
  boost::asio::io_context io_;
  Stage stage_;
  Idlers idlers_;
  std::vector<std::unique_ptr<Lesson>> lessons_;
  double server_cpu_at_start_ = 0;
  double own_cpu_at_start_ = 0;
  Time last_look_;
  double last_cpu_s_ = 0;
  bool over_ = false;
};

Run::Run(const RunOptions& options)
    : options_(options),
      installation_(options.server, options.classes + idle_classes(options),
                    connections_of(options)),
      stage_{.io = io_,
             .target = installation_.target(),
             .figures = report_.figures,
             .script = options.script,
             .run_id = std::random_device{}(),
             .start = {}},
      idlers_(io_, installation_.target(), report_.figures) {
  stage_.span = duration_cast<Clock::duration>(options.span);
  stage_.preparation = std::min<Clock::duration>(
      duration_cast<Clock::duration>(options.span * market_opens), longest_preparation);
  std::mt19937_64 seeds(options.seed);
  for (int i = 0; i < options.classes; ++i) {
    const ProvisionedClass& one = installation_.classes()[static_cast<std::size_t>(i)];
    lessons_.push_back(std::make_unique<Lesson>(stage_, one, seeds()));
    report_.people += lessons_.back()->people();
  }
  stage_.lead = lead_of(options.script, static_cast<int>(report_.people));
  report_.command = options.command;
  report_.asked = options.asked;
  report_.classes = options.classes;
  report_.seconds = options.span.count();
  report_.seed = options.seed;
}

/// CPU is that since the look before.
Sample Run::look_at_server() {
  const Usage usage = installation_.usage();
  const Time now = Clock::now();
  const double passed = duration<double>(now - last_look_).count();
  const double used = usage.cpu_s - std::exchange(last_cpu_s_, usage.cpu_s);
  last_look_ = now;
  return {.at_s = seconds_since(stage_.start),
          .server_cpu = passed > 0 ? used / passed : 0,
          .server_rss_mb = usage.rss_mb,
          .server_files = static_cast<double>(usage.files),
          .server_threads = static_cast<double>(usage.threads)};
}

Task<void> Run::open_idlers() {
  if (options_.idle == 0) co_return;
  std::fprintf(stderr, "opening %d idle sockets\n", options_.idle);
  report_.idle.wanted = options_.idle;
  report_.idle.rss_before_mb = installation_.usage().rss_mb;
  const std::span<const ProvisionedClass> all(installation_.classes());
  co_await idlers_.open(all.subspan(static_cast<std::size_t>(options_.classes)), options_.idle);
  co_await sleep_until(Clock::now() + settling);
  report_.idle.rss_after_mb = installation_.usage().rss_mb;
}

/// Again at the start, when people have come in.
void Run::start_measuring() {
  report_.figures.start_over();
  own_cpu_at_start_ = own_cpu_s();
  last_cpu_s_ = server_cpu_at_start_ = installation_.usage().cpu_s;
  last_look_ = Clock::now();
}

/// Samples and progress.
Task<void> Run::watch() {
  Progress progress(options_.span.count());
  const int between_samples = stage_.span > looked_at_closely ? 60 : 1;
  Sample shown = look_at_server();
  while (!over_) {
    const int second = static_cast<int>(std::floor(seconds_since(stage_.start))) + 1;
    co_await sleep_until(stage_.start + seconds(second));
    if (over_) break;
    if (!stage_.server_gone && installation_.has_ended()) {
      stage_.server_gone = true;
      report_.discrepancies.emplace_back("the server ended while people were busy");
    }
    if (second == 0) start_measuring();
    const bool is_due = second > 0 && second % between_samples == 0;
    if (is_due || second < 0) shown = look_at_server();
    progress.show(second, report_.figures, shown);
    if (is_due) report_.figures.sample(shown);
  }
}

Task<void> Run::check_all() {
  std::fprintf(stderr, "over: comparing what everybody heard with the journals\n");
  for (const std::unique_ptr<Lesson>& lesson : lessons_) co_await lesson->check(report_);
}

Task<void> Run::conduct() {
  co_await installation_.ready(io_);
  co_await open_idlers();
  stage_.start = Clock::now() + stage_.lead;
  start_measuring();
  spawn(io_, watch());
  Crowd people(io_);
  for (const std::unique_ptr<Lesson>& lesson : lessons_) {
    for (Task<void>& task : lesson->play()) people.start(std::move(task));
  }
  co_await people.over();
  over_ = true;
  report_.figures.stop();
  report_.duration_s = seconds_since(stage_.start);
  report_.own_cpu_s = own_cpu_s() - own_cpu_at_start_;
  report_.server_cpu_s = installation_.usage().cpu_s - server_cpu_at_start_;

  if (!stage_.server_gone) co_await check_all();
  report_.server_rss_mb = installation_.usage().peak_rss_mb;
  report_.idle.held = idlers_.held();
  for (const std::unique_ptr<Lesson>& lesson : lessons_) lesson->leave();
  idlers_.leave();
}

Report Run::run() {
  run_to_end(io_, conduct());
  installation_.take_down(report_);
  return std::move(report_);
}

}  // namespace

Report run(const RunOptions& options) {
  allow_open_files(connections_of(options));
  return Run(options).run();
}

}  // namespace kaibo::load
