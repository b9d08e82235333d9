#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "loadtest/client.h"
#include "loadtest/figures.h"
#include "loadtest/loop.h"
#include "loadtest/provision.h"

namespace kaibo::load {

/// Signed-in sockets of people who do nothing: each listens to its class and its person, as a page
/// does that was left open, and answers the server's pings.
class Idlers {
 public:
  Idlers(boost::asio::io_context& io, Target target, Figures& figures);
  ~Idlers();
  Idlers(const Idlers&) = delete;
  Idlers& operator=(const Idlers&) = delete;

  /// Opens one for each person, until there are so many. What cannot be opened is a fault.
  Task<void> open(std::span<const ProvisionedClass> classes, int count);
  /// Open now. One that was lost is a fault and stays away.
  std::int64_t held() const;
  void leave();

 private:
  class Idler;
  Task<void> open_some(std::span<const std::unique_ptr<Idler>> idlers);

  boost::asio::io_context& io_;
  Target target_;
  Figures& figures_;
  std::vector<std::unique_ptr<Idler>> idlers_;
};

}  // namespace kaibo::load
