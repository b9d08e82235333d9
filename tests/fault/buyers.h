#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/program.h"

namespace kaibo::test {

/// Trainees who buy one thing after the other. An order that is refused for the moment is sent
/// again with the same request id until it is taken, as the page does: so what they hold at the end
/// must be what the server lists, each order once. They also look at their orders between two
/// purchases.
class Buyers {
 public:
  /// The first trainee of `of` opens a stall; `count` of the others buy there.
  Buyers(const PracticeClass& of, std::uint16_t port, std::size_t count);
  ~Buyers();
  Buyers(const Buyers&) = delete;
  Buyers& operator=(const Buyers&) = delete;

  void start();
  /// Each ends with the order it is at.
  void stop();

  /// Waits until each has been sold so many more; false after 60 seconds.
  bool sold_to_each(int more) const;

  int sold() const { return sold_; }
  /// Calls that were answered with 503.
  int refused() const { return refused_; }
  /// Longest time that a call took; starts anew when it is asked.
  std::chrono::milliseconds take_slowest();

  /// Everything they hold is listed, and nothing else. Not while they buy.
  void verify() const;

  const Stall& stall() const { return stall_; }

 private:
  struct Buyer;

  void buy(Buyer& buyer);
  void take_order(Buyer& buyer, Caller& caller, const std::string& request);
  void note_time(std::chrono::steady_clock::time_point start);

  const PracticeClass class_;
  const std::uint16_t port_;
  Stall stall_;
  std::vector<std::unique_ptr<Buyer>> buyers_;
  std::atomic<bool> over_{false};
  std::atomic<int> sold_{0};
  std::atomic<int> refused_{0};
  std::atomic<std::int64_t> slowest_us_{0};
  std::vector<std::jthread> threads_;
};

}  // namespace kaibo::test
