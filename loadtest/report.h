#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "loadtest/figures.h"
#include "loadtest/journal.h"

namespace kaibo::load {

/// Everything a run has found.
struct Report {
  /// "class", and how it was asked for.
  std::string command;
  std::int64_t classes = 0;
  std::int64_t people = 0;
  double minutes = 0;
  std::uint64_t seed = 0;
  /// As it went.
  double duration_s = 0;

  Figures figures;
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

  std::int64_t errors() const;
  bool is_clean() const;
};

std::string as_text(const Report& report);
std::string as_json(const Report& report);
/// One page with drawings, complete in itself.
std::string as_html(const Report& report);

/// Throws std::runtime_error when it cannot be written.
void write_file(const std::filesystem::path& path, const std::string& content);

}  // namespace kaibo::load
