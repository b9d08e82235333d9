#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace kaibo::test {

/// A tool that runs beside the test, with what it prints in a file; ended with this object.
class Tool {
 public:
  Tool(const std::vector<std::string>& words, const std::filesystem::path& output);
  ~Tool();
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;

  pid_t pid() const { return pid_; }
  /// Ends it in peace, so that it can undo what it did, and waits.
  void stop();

 private:
  pid_t pid_ = 0;
};

/// Runs a command of the shell; throws std::runtime_error unless it succeeds.
void shell(const std::string& command);

}  // namespace kaibo::test
