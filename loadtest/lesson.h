#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "loadtest/instructor.h"
#include "loadtest/provision.h"
#include "loadtest/report.h"
#include "loadtest/trainee.h"

namespace kaibo::load {

/// One class of a run: its people, and the checks afterwards.
class Lesson {
 public:
  /// Throws std::runtime_error when the class has no trainees or no instructor.
  Lesson(Stage& stage, const ProvisionedClass& provisioned, std::uint64_t seed);

  /// Everybody's script, and the sockets that are going to be lost. The stage must have its start.
  std::vector<Task<void>> play();
  /// Reads the journal once more from its beginning, waits until everybody has heard all of it, and
  /// adds to the report what does not agree.
  Task<void> check(Report& report);
  void leave();

  /// Browsers, strictly speaking.
  std::int64_t people() const { return static_cast<std::int64_t>(trainees_.size()) + 1; }

 private:
  std::vector<Person*> everybody();
  Task<void> wait_until_heard(const Journal& journal);
  void compare_events(const Journal& journal, Report& report);
  Task<Pictures> look_at_all();

  Stage& stage_;
  World world_;
  std::uint64_t seed_;
  std::vector<std::unique_ptr<Trainee>> trainees_;
  std::unique_ptr<Instructor> instructor_;
};

}  // namespace kaibo::load
