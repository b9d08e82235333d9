#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loadtest/report.h"
#include "loadtest/run.h"

namespace {

namespace fs = std::filesystem;
using kaibo::load::Report;
using kaibo::load::RunOptions;
using std::chrono::duration;

struct Outputs {
  std::string json;
  std::string html;
  std::string compare;
};

/// All that the command line says.
struct Wishes {
  RunOptions run;
  Outputs outputs;
  /// Numbers of classes, one run after the other.
  std::vector<int> series{1};
  double limit_ms = 1000;
  double minutes = 1;
  double seconds = 30;
  double hours = 1;
  double pace_s = 20;
  kaibo::load::Rush rush{.stock = 100, .buyers = 34, .clicks = 10};
  kaibo::load::Live live{.viewers = 34, .comments = 7, .likes = 70, .orders = 1.75};
  kaibo::load::Login login{.trainees = 35};
};

void add_server(CLI::App& command, kaibo::load::Wanted& server) {
  CLI::Option* url =
      command.add_option("--url", server.url, "Use this running server (http://host:port)");
  CLI::Option* provision =
      command.add_option("--provision", server.provision,
                         "What `kaibo provision` wrote for that server: fresh classes");
  url->needs(provision);
  provision->needs(url);
  command
      .add_option("--pids", server.pids,
                  "Its processes, separated by commas, when they are on this machine: measured")
      ->delimiter(',')
      ->needs(url);
  command.add_option("--data", server.data,
                     "Data folder: the own server's (kept), or where to run `kaibo check`");
}

void add_common(CLI::App& command, Wishes& wishes) {
  command.add_option("--seed", wishes.run.seed, "The same seed makes the same people")
      ->capture_default_str();
  command
      .add_option("--idle", wishes.run.idle,
                  "Signed-in sockets of other classes, held all the time")
      ->check(CLI::Range(0, 300'000))
      ->capture_default_str();
  add_server(command, wishes.run.server);
  command.add_option("--json", wishes.outputs.json, "Write the report as JSON to this file");
  command.add_option("--html", wishes.outputs.html,
                     "Write the report as a page with charts to this file");
  command
      .add_option("--compare", wishes.outputs.compare,
                  "Compare with this earlier report (of --json)")
      ->check(CLI::ExistingFile);
}

void add_classes(CLI::App& command, Wishes& wishes, const char* name = "--classes") {
  command
      .add_option(name, wishes.series,
                  "How many; several numbers, separated by commas: one run after the other, each "
                  "on a fresh server, until a limit is met")
      ->delimiter(',')
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      .add_option("--limit-ms", wishes.limit_ms,
                  "p99 of all calls from which on such a series goes no further")
      ->check(CLI::Range(1.0, 60'000.0))
      ->capture_default_str();
}

void add_seconds(CLI::App& command, Wishes& wishes) {
  command.add_option("--seconds", wishes.seconds, "Length")
      ->check(CLI::Range(1.0, 86'400.0))
      ->capture_default_str();
}

void add_minutes(CLI::App& command, Wishes& wishes) {
  command.add_option("--minutes", wishes.minutes, "Length (0.5 is 30 s)")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
}

/// What a command asks for, once the command line has been read.
using Ask = std::function<void(Wishes&)>;

Ask add_class(CLI::App& command, Wishes& wishes) {
  add_classes(command, wishes);
  add_minutes(command, wishes);
  return [](Wishes& all) {
    all.run.script = kaibo::load::Practice{};
    all.run.span = duration<double>(all.minutes * 60);
    all.run.asked = "a day of practice";
  };
}

Ask add_rush(CLI::App& command, Wishes& wishes) {
  add_classes(command, wishes);
  add_minutes(command, wishes);
  command.add_option("--stock", wishes.rush.stock, "Pieces")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command.add_option("--buyers", wishes.rush.buyers, "In each class")
      ->check(CLI::Range(1, 3'500))
      ->capture_default_str();
  command.add_option("--clicks", wishes.rush.clicks, "Orders each has under way at a time")
      ->check(CLI::Range(1, 30))
      ->capture_default_str();
  return [](Wishes& all) {
    all.run.script = all.rush;
    all.run.span = duration<double>(all.minutes * 60);
    all.run.asked = fmt::format("{} buyers with {} clicks each for {} pieces", all.rush.buyers,
                                all.rush.clicks, all.rush.stock);
  };
}

Ask add_live(CLI::App& command, Wishes& wishes) {
  add_classes(command, wishes, "--rooms");
  add_seconds(command, wishes);
  command.add_option("--viewers", wishes.live.viewers, "In each room")
      ->check(CLI::Range(1, 3'500))
      ->capture_default_str();
  const auto add_rate = [&command](const char* name, double& rate) {
    command.add_option(name, rate, "A second and room")
        ->check(CLI::Range(0.0, 100'000.0))
        ->capture_default_str();
  };
  add_rate("--comments", wishes.live.comments);
  add_rate("--likes", wishes.live.likes);
  add_rate("--orders", wishes.live.orders);
  return [](Wishes& all) {
    all.run.script = all.live;
    all.run.span = duration<double>(all.seconds);
    all.run.asked =
        fmt::format("a room with {} viewers, {:g} comments, {:g} likes and {:g} orders a second",
                    all.live.viewers, all.live.comments, all.live.likes, all.live.orders);
  };
}

Ask add_login(CLI::App& command, Wishes& wishes) {
  add_classes(command, wishes);
  add_seconds(command, wishes);
  command.add_option("--trainees", wishes.login.trainees, "Of each class")
      ->check(CLI::Range(1, 35))
      ->capture_default_str();
  return [](Wishes& all) {
    all.run.script = all.login;
    all.run.span = duration<double>(all.seconds);
    all.run.asked = fmt::format("{} trainees sign in", all.login.trainees);
  };
}

Ask add_soak(CLI::App& command, Wishes& wishes) {
  add_classes(command, wishes);
  command.add_option("--hours", wishes.hours, "Length (0.1 is 6 minutes)")
      ->check(CLI::Range(0.01, 11.0))
      ->capture_default_str();
  command.add_option("--pace", wishes.pace_s, "Seconds between two things that a trainee does")
      ->check(CLI::Range(0.5, 600.0))
      ->capture_default_str();
  return [](Wishes& all) {
    all.run.span = duration<double>(all.hours * 3600);
    all.run.script = kaibo::load::Practice{.things = all.hours * 3600 / all.pace_s};
    all.run.asked = fmt::format("everybody does a thing every {:g} s", all.pace_s);
  };
}

/// A run for each number of classes, until a limit is met; the report of the last with all of them
/// as steps.
Report run_series(const Wishes& wishes) {
  const bool is_series = wishes.series.size() > 1;
  if (is_series && !wishes.run.server.url.empty()) {
    throw std::invalid_argument("a series starts fresh servers of its own: leave out --url");
  }
  std::vector<kaibo::load::GrowthPoint> points;
  for (std::size_t i = 0;; ++i) {
    RunOptions options = wishes.run;
    options.classes = wishes.series[i];
    if (is_series && !options.server.data.empty()) {
      options.server.data /= fmt::format("{}-classes", options.classes);
    }
    Report report = run(options);
    if (!is_series) return report;
    points.push_back(growth_point(report));
    const bool is_beyond = !beyond_limit(points.back(), wishes.limit_ms).empty();
    if (is_beyond || i + 1 == wishes.series.size()) {
      report.growth_verdict = verdict_of(points, wishes.limit_ms);
      report.growth = std::move(points);
      return report;
    }
    std::fputs(as_text(report).c_str(), stdout);
    std::fflush(stdout);
  }
}

int finish(Report report, const Outputs& outputs) {
  if (!outputs.compare.empty()) {
    report.comparison =
        kaibo::load::compare_reports(kaibo::load::read_file(outputs.compare), as_json(report));
    report.comparison->earlier = outputs.compare;
  }
  std::fputs(as_text(report).c_str(), stdout);
  if (!outputs.json.empty()) kaibo::load::write_file(outputs.json, as_json(report));
  if (!outputs.html.empty()) kaibo::load::write_file(outputs.html, as_html(report));
  return report.is_clean() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Plays virtual people against a Kaibo server and checks every answer and event.");
  app.require_subcommand(1);
  Wishes wishes;
  std::vector<std::pair<CLI::App*, Ask>> commands;
  const auto add = [&](const char* name, const char* help, Ask (*options)(CLI::App&, Wishes&)) {
    CLI::App* command = app.add_subcommand(name, help);
    commands.emplace_back(command, options(*command, wishes));
    add_common(*command, wishes);
  };
  add("class", "Whole classes of 35 trainees and an instructor, from first page to results",
      add_class);
  add("rush", "A flash sale: all buyers of a class click on one product until it is sold out",
      add_rush);
  add("live", "Rooms whose viewers comment, like and buy without waiting for anybody", add_live);
  add("login", "All trainees sign in within a few seconds", add_login);
  add("soak", "Classes at a moderate pace for hours: what grows?", add_soak);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e);
  }
  try {
    wishes.run.server.kaibo = fs::read_symlink("/proc/self/exe").parent_path() / "kaibo";
    for (const auto& [command, ask] : commands) {
      if (!command->parsed()) continue;
      wishes.run.command = command->get_name();
      ask(wishes);
      return finish(run_series(wishes), wishes.outputs);
    }
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "kaibo-load: %s\n", e.what());
    return 2;
  }
}
