#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/clock.h"

namespace kaibo::base {

enum class LogLevel { debug, info, warning, error };
/// `journal`: as `human` with its priority before it and without the time, both of which the
/// journal of systemd keeps by itself.
enum class LogForm { human, json, journal };

/// A named value of a log line, e.g. {"method", name}. Ids and figures only: no passwords, tokens,
/// names of people or other personal data (ASVS 7.1.1).
struct LogField {
  std::string_view name;
  std::variant<std::int64_t, std::string_view> value;
};

/// Where the log goes and how; the standard error stream in human form until this is called.
/// `file` empty: the standard error stream; else a file that is turned over at 64 MiB, eight kept.
/// Called once at start. Throws Error when the file cannot be written.
void open_log(LogForm form, LogLevel least, const std::string& file);

/// Whether the standard error stream is the one that JOURNAL_STREAM (its value: "device:inode")
/// says the journal of systemd reads.
bool is_journal(std::string_view journal_stream);

/// Writes one line. Thread-safe, never throws. `message` says what happened in a fixed sentence;
/// what varies stands in the fields.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

/// Logs an internal fault and returns the random id under which it stands in the log: all that a
/// caller is told.
std::string log_fault(std::string_view place, std::string_view what);

/// The line as it is written, without its line feed. Control characters are escaped in both forms,
/// so that no value can feign a line (ASVS 7.3.1); what is not UTF-8 is shown as \xNN.
std::string log_line(LogForm form, LogLevel level, Millis at, std::string_view message,
                     std::initializer_list<LogField> fields);

/// "debug", "info", "warning", "error"; throws invalid_argument for another name.
LogLevel log_level(std::string_view name);

}  // namespace kaibo::base
