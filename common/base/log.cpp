#include "common/base/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <exception>
#include <iterator>
#include <memory>
#include <random>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::base {

namespace {

constexpr std::size_t file_bytes = 64 * 1024 * 1024;
constexpr std::size_t files_kept = 8;
constexpr std::array<std::string_view, 4> level_names = {"debug", "info", "warning", "error"};
/// Of syslog(3), by level.
constexpr std::array<int, 4> priorities = {7, 6, 4, 3};
/// Our logger's messages are whole lines already.
constexpr std::string_view logger_name = "kaibo";

spdlog::level::level_enum to_spdlog(LogLevel level) {
  constexpr std::array levels = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                 spdlog::level::err};
  return levels.at(static_cast<std::size_t>(level));
}

LogLevel from_spdlog(spdlog::level::level_enum level) {
  if (level <= spdlog::level::debug) return LogLevel::debug;
  if (level == spdlog::level::info) return LogLevel::info;
  return level == spdlog::level::warn ? LogLevel::warning : LogLevel::error;
}

Millis to_millis(spdlog::log_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Gives what libraries write through spdlog the form of our own lines.
class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(LogForm form) : form_(form) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const std::string_view payload(message.payload.data(), message.payload.size());
    const std::string_view name(message.logger_name.data(), message.logger_name.size());
    if (name == logger_name) {
      out.append(payload);
    } else {
      out.append(log_line(form_, from_spdlog(message.level), to_millis(message.time), payload, {}));
    }
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(form_);
  }

 private:
  LogForm form_;
};

struct Output {
  LogForm form = LogForm::human;
  std::shared_ptr<spdlog::logger> logger;
};

Output make_output(LogForm form, LogLevel least, spdlog::sink_ptr sink) {
  sink->set_formatter(std::make_unique<LineFormatter>(form));
  Output output{form, std::make_shared<spdlog::logger>(std::string(logger_name), std::move(sink))};
  output.logger->set_level(to_spdlog(least));
  output.logger->flush_on(spdlog::level::info);
  return output;
}

/// The log is the one thing that every part writes to, so it is the process's.
Output& output() {
  static Output the_output = make_output(LogForm::human, LogLevel::info,
                                         std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return the_output;
}

/// Whether the byte at `index` is shown by its number. U+0080 … U+009F are control characters too:
/// some terminals obey them.
bool is_strange(std::string_view text, std::size_t index, bool is_text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (at(index) < 0x20 || at(index) == 0x7F) return true;
  if (at(index) < 0x80) return false;
  if (at(index) == 0xC2 && index + 1 < text.size() && at(index + 1) < 0xA0) return true;
  if (at(index) < 0xA0 && index > 0 && at(index - 1) == 0xC2) return true;
  return !is_text;
}

void append_escaped(std::string& line, std::string_view text, LogForm form) {
  const bool is_text = is_utf8(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (form == LogForm::json && (byte == '"' || byte == '\\')) {
      line += {'\\', text[i]};
    } else if (!is_strange(text, i, is_text)) {
      line += text[i];
    } else if (byte == '\n') {
      line += "\\n";
    } else {
      // In JSON a backslash before it, so that a reader of the JSON sees the same \xNN.
      fmt::format_to(std::back_inserter(line), "{}\\x{:02x}", form == LogForm::json ? "\\" : "",
                     byte);
    }
  }
}

void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  append_escaped(line, text, LogForm::json);
  line += '"';
}

std::string timestamp(Millis at) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(at)};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     (time - seconds).count());
}

/// Of a line, up to its message.
std::string beginning(LogForm form, LogLevel level, Millis at) {
  const std::string_view name = level_names.at(static_cast<std::size_t>(level));
  if (form == LogForm::json) {
    return fmt::format(R"({{"at":"{}","level":"{}","message":")", timestamp(at), name);
  }
  if (form == LogForm::journal) {
    return fmt::format("<{}>", priorities.at(static_cast<std::size_t>(level)));
  }
  return fmt::format("{} {:7} ", timestamp(at), name);
}

}  // namespace

std::string log_line(LogForm form, LogLevel level, Millis at, std::string_view message,
                     std::initializer_list<LogField> fields) {
  const bool is_json = form == LogForm::json;
  std::string line = beginning(form, level, at);
  append_escaped(line, message, form);
  if (is_json) line += '"';
  for (const LogField& field : fields) {
    line += is_json ? "," : " ";
    if (is_json) append_quoted(line, field.name);
    if (!is_json) append_escaped(line, field.name, form);
    line += is_json ? ":" : "=";
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      append_quoted(line, std::get<std::string_view>(field.value));
    }
  }
  if (is_json) line += '}';
  return line;
}

void open_log(LogForm form, LogLevel least, const std::string& file) {
  try {
    spdlog::sink_ptr sink;
    if (file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file, file_bytes, files_kept);
    }
    output() = make_output(form, least, sink);
    auto others = std::make_shared<spdlog::logger>("others", std::move(sink));
    others->set_level(to_spdlog(least));
    others->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(others));
  } catch (const spdlog::spdlog_ex& e) {
    throw Error(Code::failed_precondition,
                {fmt::format("日志文件 {} 不能写入：{}", file, e.what()),
                 fmt::format("the log file {} cannot be written: {}", file, e.what())});
  }
}

bool is_journal(std::string_view journal_stream) {
  struct stat status{};
  return ::fstat(STDERR_FILENO, &status) == 0 &&
         journal_stream == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  try {
    const Output& to = output();
    const spdlog::level::level_enum spdlog_level = to_spdlog(level);
    if (!to.logger->should_log(spdlog_level)) return;
    to.logger->log(spdlog_level,
                   spdlog::string_view_t(log_line(
                       to.form, level, to_millis(spdlog::log_clock::now()), message, fields)));
  } catch (const std::exception&) {
    // Nowhere to say it, and a line lost must not stop the work.
  }
}

std::string log_fault(std::string_view place, std::string_view what) {
  thread_local std::mt19937_64 random{std::random_device{}()};
  const std::string fault_id = fmt::format("{:016x}", random());
  log(LogLevel::error, "fault", {{"fault", fault_id}, {"place", place}, {"what", what}});
  return fault_id;
}

LogLevel log_level(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (level_names.at(i) == name) return static_cast<LogLevel>(i);
  }
  throw Error(Code::invalid_argument,
              {fmt::format("没有“{}”这个日志级别：请用 debug、info、warning 或 error", name),
               fmt::format("no log level \"{}\": use debug, info, warning or error", name)},
              "log.level");
}

}  // namespace kaibo::base
