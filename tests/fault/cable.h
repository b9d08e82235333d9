#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace kaibo::test {

/// Another host: a network namespace at the far end of a cable. To be made where the process owns
/// its network (`apart` of tests/fault/lib.sh); throws std::runtime_error elsewhere.
class Cable {
 public:
  Cable();
  ~Cable();
  Cable(const Cable&) = delete;
  Cable& operator=(const Cable&) = delete;

  /// Address of the far end.
  std::string far() const;
  /// Program and arguments that start a program at the far end, put before its own.
  std::vector<std::string> enter() const;

  /// Nothing gets through in either direction, and nobody is told.
  void drop() const;
  void mend() const;
  /// The near end is out of its socket.
  void pull() const;
  void plug() const;

 private:
  void at_far_end(const std::string& command) const;

  /// Keeps the namespace.
  pid_t keeper_ = 0;
};

}  // namespace kaibo::test
