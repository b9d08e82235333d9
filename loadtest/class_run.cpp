#include "loadtest/class_run.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "loadtest/lesson.h"
#include "loadtest/provision.h"
#include "loadtest/server_process.h"

namespace kaibo::load {
namespace {

namespace fs = std::filesystem;
using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Until a new server takes calls.
constexpr seconds ready_patience{60};
constexpr int seconds_between_lines = 3;

double seconds_since(Time start) { return duration<double>(Clock::now() - start).count(); }

std::string last_lines(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  constexpr std::size_t kept = 2000;
  std::string all = text.str();
  if (all.size() > kept) all.erase(0, all.find('\n', all.size() - kept) + 1);
  return all;
}

/// The folder of a run: of a temporary one nothing is left when all went well.
class DataFolder {
 public:
  explicit DataFolder(const fs::path& wanted) : kept_(!wanted.empty()), path_(wanted) {
    if (kept_) {
      fs::create_directories(path_);
      return;
    }
    std::string name = (fs::temp_directory_path() / "kaibo-load-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  ~DataFolder() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  void keep() {
    if (!kept_) std::fprintf(stderr, "data and logs stay in %s\n", path_.c_str());
    kept_ = true;
  }
  fs::path data() const { return path_ / "data"; }
  fs::path log(const std::string& name) const { return path_ / (name + ".log"); }
  fs::path people() const { return path_ / "people.json"; }

 private:
  bool kept_;
  fs::path path_;
};

/// One run, from provisioning to the report.
class Run {
 public:
  explicit Run(const ClassOptions& options)
      : options_(options),
        folder_(options.url.empty() ? options.data : fs::path()),
        stage_{.io = io_, .target = {}, .figures = report_.figures, .start = {}} {}

  Report run();

 private:
  void set_up();
  void start_server();
  Task<void> wait_until_ready();
  Task<void> conduct();
  Task<void> show_progress();
  void sample();
  void take_down();
  void run_check(const fs::path& data);

  const ClassOptions& options_;
  DataFolder folder_;
  Report report_;
  boost::asio::io_context io_;
  Stage stage_;
  std::optional<ServerProcess> server_;
  ServerProcess::Usage usage_at_start_;
  ServerProcess::Usage last_usage_;
  std::vector<std::unique_ptr<Lesson>> lessons_;
  bool lessons_over_ = false;
};

void Run::start_server() {
  if (!fs::exists(options_.kaibo)) {
    throw std::runtime_error("the program is not beside this one: build the target kaibo first");
  }
  fs::create_directories(folder_.data());
  std::fprintf(stderr, "making %d classes\n", options_.classes);
  const int made = run_program(
      {options_.kaibo.string(), "provision", "--data", folder_.data().string(), "--classes",
       std::to_string(options_.classes), "--json", folder_.people().string()},
      folder_.log("provision"));
  if (made != 0) {
    folder_.keep();
    throw std::runtime_error(fmt::format("kaibo provision ended with {}:\n{}", made,
                                         last_lines(folder_.log("provision"))));
  }
  server_.emplace(options_.kaibo, folder_.data(), folder_.log("server"));
}

Task<void> Run::wait_until_ready() {
  const Time give_up = Clock::now() + ready_patience;
  while (Clock::now() < give_up) {
    if (server_ && server_->has_ended()) break;
    std::string code;
    try {
      Http http(io_, stage_.target, {});
      const Outcome outcome = co_await http.get("/readyz");
      code = outcome.code;
      if (code.empty()) co_return;
    } catch (const ConnectionLost& e) {
      code = e.what();
    }
    co_await sleep_until(Clock::now() + milliseconds(50));
  }
  folder_.keep();
  throw std::runtime_error("the server did not become ready:\n" +
                           last_lines(folder_.log("server")));
}

void Run::set_up() {
  if (options_.url.empty()) start_server();
  stage_.target = parse_url(server_ ? server_->url() : options_.url);
  stage_.run_id = std::random_device{}();
  stage_.rush = options_.rush;
  stage_.span =
      std::chrono::duration_cast<Clock::duration>(duration<double>(options_.minutes * 60));
  const fs::path people = server_ ? folder_.people() : options_.provision;
  std::mt19937_64 seeds(options_.seed);
  for (const ProvisionedClass& one : read_provision(people)) {
    if (static_cast<int>(lessons_.size()) == options_.classes) break;
    lessons_.push_back(std::make_unique<Lesson>(stage_, one, seeds()));
    report_.people += lessons_.back()->people();
  }
  if (static_cast<int>(lessons_.size()) < options_.classes) {
    throw std::runtime_error(people.string() + " names too few classes");
  }
}

void Run::sample() {
  const double at = seconds_since(stage_.start);
  const auto& samples = report_.figures.samples();
  const double before = samples.empty() ? 0 : samples.back().at_s;
  const ServerProcess::Usage usage = server_ ? server_->usage() : ServerProcess::Usage();
  const double cpu = at > before ? (usage.cpu_s - last_usage_.cpu_s) / (at - before) : 0;
  last_usage_ = usage;
  report_.figures.sample(at, cpu, usage.rss_mb);
}

Task<void> Run::show_progress() {
  int next_line = seconds_between_lines;
  while (!lessons_over_) {
    const int second = static_cast<int>(seconds_since(stage_.start)) + 1;
    co_await sleep_until(stage_.start + seconds(second));
    sample();
    if (server_ && !stage_.server_gone && server_->has_ended()) {
      stage_.server_gone = true;
      report_.discrepancies.emplace_back("the server ended during the lesson");
    }
    if (second < next_line) continue;
    next_line = second + seconds_between_lines;
    const Sample& now = report_.figures.samples().back();
    std::fprintf(stderr,
                 "%4d s of %.0f  %6.0f calls/s  %8.0f events/s  p50 %.1f ms  p99 %.1f ms  %lld "
                 "errors  server %.2f cores, %.0f MB\n",
                 second, options_.minutes * 60, now.calls_per_s, now.events_per_s, now.p50_ms,
                 now.p99_ms, static_cast<long long>(report_.figures.fault_count()), now.server_cpu,
                 now.server_rss_mb);
  }
}

Task<void> Run::conduct() {
  co_await wait_until_ready();
  usage_at_start_ = server_ ? server_->usage() : ServerProcess::Usage();
  last_usage_ = usage_at_start_;
  const double own_cpu_before = own_cpu_s();
  stage_.start = Clock::now();
  spawn(io_, show_progress());
  std::vector<Task<void>> tasks;
  for (const std::unique_ptr<Lesson>& lesson : lessons_) {
    for (Task<void>& task : lesson->play()) tasks.push_back(std::move(task));
  }
  co_await together(std::move(tasks));
  lessons_over_ = true;
  report_.duration_s = seconds_since(stage_.start);
  report_.own_cpu_s = own_cpu_s() - own_cpu_before;
  if (server_) report_.server_cpu_s = server_->usage().cpu_s - usage_at_start_.cpu_s;

  std::fprintf(stderr, "lessons over: comparing what everybody heard with the journals\n");
  if (!stage_.server_gone) {
    for (const std::unique_ptr<Lesson>& lesson : lessons_) co_await lesson->check(report_);
  }
  if (server_) report_.server_rss_mb = server_->usage().peak_rss_mb;
  for (const std::unique_ptr<Lesson>& lesson : lessons_) lesson->leave();
}

void Run::run_check(const fs::path& data) {
  std::fprintf(stderr, "kaibo check\n");
  report_.check_exit = run_program({options_.kaibo.string(), "check", "--data", data.string()},
                                   folder_.log("check"));
  if (report_.check_exit != 0) report_.check_output = last_lines(folder_.log("check"));
}

void Run::take_down() {
  if (server_) {
    const int exit_code = server_->stop();
    if (exit_code != 0) {
      report_.discrepancies.push_back(
          fmt::format("the server ended with {} when it was asked to stop", exit_code));
    }
    run_check(folder_.data());
  } else if (!options_.data.empty()) {
    run_check(options_.data);
  }
  if (!report_.is_clean()) folder_.keep();
}

Report Run::run() {
  set_up();
  report_.command = options_.rush ? "rush" : "class";
  report_.classes = options_.classes;
  report_.minutes = options_.minutes;
  report_.seed = options_.seed;
  run_to_end(io_, conduct());
  take_down();
  return std::move(report_);
}

}  // namespace

Report run_classes(const ClassOptions& options) { return Run(options).run(); }

}  // namespace kaibo::load
