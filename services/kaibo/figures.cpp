#include "services/kaibo/figures.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "generated/version.h"
#include "services/kaibo/neighbours.h"
#include "services/kaibo/program.h"

namespace kaibo {

namespace {

using observe::Metrics;

void observe_lanes(Metrics& metrics, const db::Database& database) {
  const auto each = [&](std::string name, std::string help, std::string_view kind, auto value) {
    metrics.observe_each(std::move(name), std::move(help), kind, "lane",
                         [&database, value = std::move(value)] {
                           std::vector<Metrics::Member> members;
                           for (const db::LaneFigures& lane : database.figures()) {
                             members.push_back({.label = std::to_string(members.size()),
                                                .value = static_cast<double>(value(lane))});
                           }
                           return members;
                         });
  };
  const auto together = [&](std::string name, std::string help, auto which) {
    metrics.observe_distribution(std::move(name), std::move(help), [&database, which] {
      base::Distribution::Figures sum;
      for (const db::LaneFigures& lane : database.figures()) sum.add(lane.*which);
      return sum;
    });
  };
  using Lane = db::LaneFigures;
  each("kaibo_lane_queue", "Units waiting for a commit", "gauge",
       [](const Lane& lane) { return lane.queued; });
  each("kaibo_lane_batches_total", "Commits", "counter",
       [](const Lane& lane) { return lane.batches; });
  each("kaibo_lane_units_total", "Units of work committed or refused", "counter",
       [](const Lane& lane) { return lane.units; });
  each("kaibo_lane_reruns_total", "Units run again", "counter",
       [](const Lane& lane) { return lane.reruns; });
  each("kaibo_lane_refused_total", "Units refused since the queue was full", "counter",
       [](const Lane& lane) { return lane.refused; });
  each("kaibo_lane_stuck_reports_total", "Times a batch was seen to take too long", "counter",
       [](const Lane& lane) { return lane.stuck_reports; });
  each("kaibo_lane_busy_seconds_total", "Time inside transactions", "counter",
       [](const Lane& lane) { return static_cast<double>(lane.busy_us) / 1e6; });
  together("kaibo_lane_commit_seconds", "Of one commit, from its BEGIN", &Lane::commit_seconds);
  together("kaibo_lane_batch_units", "Units in one commit", &Lane::batch_units);
}

void observe_video(Metrics& metrics, const live::Video& video) {
  metrics.observe("kaibo_video_rooms", "Rooms whose picture comes to this node", "gauge",
                  [&video] { return static_cast<double>(video.figures().sending); });
  metrics.observe("kaibo_video_watchers", "Connections that watch a picture", "gauge",
                  [&video] { return static_cast<double>(video.figures().watching); });
}

void observe_hub(Metrics& metrics, const journal::Hub& hub) {
  const auto figure = [&](std::string name, std::string help, std::string_view kind, auto which) {
    metrics.observe(std::move(name), std::move(help), kind,
                    [&hub, which] { return static_cast<double>(hub.figures().*which); });
  };
  using Figures = journal::Hub::Figures;
  figure("kaibo_hub_listeners", "Connections that may listen", "gauge", &Figures::listeners);
  figure("kaibo_hub_published_total", "Events committed here or heard of other nodes", "counter",
         &Figures::published);
  figure("kaibo_hub_delivered_total", "Events handed to connections", "counter",
         &Figures::delivered);
}

void observe_timers(Metrics& metrics, const agenda::Agenda& agenda) {
  const auto figure = [&](std::string name, std::string help, std::string_view kind, auto which) {
    metrics.observe(std::move(name), std::move(help), kind,
                    [&agenda, which] { return static_cast<double>(agenda.figures().*which); });
  };
  using Figures = agenda::Agenda::Figures;
  figure("kaibo_timers_due", "Timers due and not fired yet", "gauge", &Figures::due);
  figure("kaibo_timers_fired_total", "Timers fired by this node", "counter", &Figures::fired);
  figure("kaibo_timers_failed_total", "Tries that failed", "counter", &Figures::failed);
}

void observe_passwords(Metrics& metrics, const security::Passwords& passwords) {
  metrics.observe("kaibo_password_hashes_running", "Passwords being hashed now", "gauge",
                  [&] { return static_cast<double>(passwords.figures().running); });
  metrics.observe("kaibo_password_hashes_waiting", "Passwords waiting to be hashed", "gauge",
                  [&] { return static_cast<double>(passwords.figures().waiting); });
  metrics.observe_distribution("kaibo_password_hash_seconds", "Of one hash",
                               [&] { return passwords.figures().seconds; });
}

}  // namespace

void collect_figures(Program& program) {
  Metrics& metrics = program.metrics;
  program.dispatcher.on_finished(
      [&metrics](std::string_view method, std::string_view code, double seconds) {
        metrics.call(method, code, seconds);
      });
  metrics.observe_each("kaibo_build_info", "The program's version", "gauge", "version", [] {
    return std::vector<Metrics::Member>{{.label = std::string(version), .value = 1}};
  });
  program.vitals.observe(metrics);
  observe_lanes(metrics, *program.database);
  observe_hub(metrics, program.hub);
  observe_video(metrics, program.live.video);
  observe_timers(metrics, program.agenda);
  observe_passwords(metrics, program.passwords);
  if (program.neighbours) program.neighbours->observe(metrics);
}

}  // namespace kaibo
