#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "loadtest/checks.h"
#include "loadtest/person.h"

namespace kaibo::load {

/// An instructor hears everything; on a day of practice keeps the class board up to date, opens
/// score sheets, and marks and submits them towards the end; while all sign in, looks at the board.
class Instructor : public Person {
 public:
  Instructor(Stage& stage, World& world, Account account, std::uint64_t seed,
             std::vector<std::int64_t> trainees)
      : Person(stage, world, std::move(account), seed), trainees_(std::move(trainees)) {}

  Task<void> play() override;

  /// Afterwards: what the pages show of the class (its trainees' purses excepted).
  Task<Pictures> look_at_all();

 protected:
  void on_happened(const event::v1::Event& event) override { last_seq_ = event.seq(); }

 private:
  Task<void> teach(const Practice& practice);
  Task<void> open_market();
  Task<void> keep_looking();
  Task<void> look_at_board();
  Task<void> open_sheet(std::int64_t trainee_id);
  Task<void> mark(std::int64_t trainee_id, bool submit);
  Task<void> submit(std::int64_t trainee_id, std::int64_t version);
  Task<std::vector<mall::v1::Product>> all_products();

  std::vector<std::int64_t> trainees_;
  std::int64_t last_seq_ = 0;
  std::int64_t board_seq_ = 0;
};

}  // namespace kaibo::load
