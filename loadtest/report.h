#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/comparison.h"
#include "loadtest/figures.h"
#include "loadtest/growth.h"
#include "loadtest/journal.h"

namespace kaibo::load {

/// Sockets of people who did nothing all the time.
struct Idle {
  std::int64_t wanted = 0;
  /// Still open at the end.
  std::int64_t held = 0;
  /// Of the server, before and after they were opened.
  double rss_before_mb = 0;
  double rss_after_mb = 0;

  double kb_each() const;
};

/// Everything a run has found.
struct Report {
  /// "class", and how it was asked for.
  std::string command;
  std::string asked;
  std::int64_t classes = 0;
  std::int64_t people = 0;
  /// As it was asked for.
  double seconds = 0;
  std::uint64_t seed = 0;
  /// As it went.
  double duration_s = 0;

  Figures figures;
  Idle idle;
  EventCounts events;
  /// The same by kind of topic: "class", "user", "room", "*".
  std::map<std::string, EventCounts> events_by_topic;
  std::int64_t journal_events = 0;
  /// Lists of events that were compared: one for each person and topic.
  std::int64_t subscriptions = 0;

  double server_cpu_s = 0;
  double server_rss_mb = 0;
  double own_cpu_s = 0;
  /// Exit code; -1 when it was not run.
  int check_exit = -1;
  /// What it said, when it found something.
  std::string check_output;
  /// Between what was acknowledged, the journal and the pages; and of the server's own end.
  std::vector<std::string> discrepancies;

  /// When the same was done with more and more classes: this is the report of the last run.
  std::vector<GrowthPoint> growth;
  std::string growth_verdict;
  /// With an earlier report.
  std::optional<Comparison> comparison;

  std::int64_t errors() const;
  bool is_clean() const;
};

std::string as_text(const Report& report);
std::string as_json(const Report& report);
/// One page with drawings, complete in itself.
std::string as_html(const Report& report);

/// The run as a step of a growth series.
GrowthPoint growth_point(const Report& report);

/// Throws std::runtime_error when it cannot be read.
std::string read_file(const std::filesystem::path& path);
/// Throws std::runtime_error when it cannot be written.
void write_file(const std::filesystem::path& path, const std::string& content);

}  // namespace kaibo::load
