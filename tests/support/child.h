#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace kaibo::test {

/// A server that a test starts and says nothing itself; it ends with this object, and with the test
/// however that ends.
class Child {
 public:
  /// `words`: the program, looked for in PATH, and its arguments.
  explicit Child(std::vector<std::string> words);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Stands still without closing anything, as behind a broken cable; and goes on.
  void freeze() const;
  void thaw() const;

 private:
  pid_t pid_ = 0;
};

}  // namespace kaibo::test
