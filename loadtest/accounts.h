#pragma once

#include <cstdint>
#include <map>

#include "kaibo/event/v1/event.pb.h"

namespace kaibo::load {

/// A class's play money as the journal moves it, told event by event.
class Accounts {
 public:
  struct Purse {
    /// Out of the wallet, less what came back.
    std::int64_t spent = 0;
    /// Of one's own sales: received, and waiting for the confirmation.
    std::int64_t income = 0;
    std::int64_t waiting = 0;
  };

  void tell(const event::v1::Event& event);
  Purse of(std::int64_t user_id) const;

 private:
  struct Order {
    std::int64_t seller_id = 0;
    std::int64_t buyer_id = 0;
    /// Waits for the confirmation.
    std::int64_t held = 0;
    bool finished = false;
  };

  void refund(Order& order, std::int64_t fen);
  /// A shop pays with what it has earned first.
  void take_from_shop(std::int64_t seller_id, std::int64_t fen);

  std::map<std::int64_t, Order> orders_;
  std::map<std::int64_t, Purse> purses_;
};

}  // namespace kaibo::load
