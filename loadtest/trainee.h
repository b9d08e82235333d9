#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "loadtest/person.h"

namespace kaibo::load {

/// A trainee's lesson: opens a shop, publishes products, then shops in the mall, ships, confirms,
/// and either hosts a live room or visits those of others.
class Trainee : public Person {
 public:
  Trainee(Stage& stage, World& world, Account account, std::uint64_t seed, int number);

  Task<void> play() override;

  /// After the lesson.
  Task<std::optional<mall::v1::GetWalletResponse>> look_in_purse();
  /// Play money before the lesson; nothing when it could not be seen.
  std::optional<std::int64_t> money_at_start() const { return money_at_start_; }

 protected:
  void on_happened(const event::v1::Event& event) override;

 private:
  // trainee.cpp: the day, and the own shop
  Task<void> practise();
  Task<void> sign_in();
  Task<void> open_shop();
  Task<void> publish(int number);
  Task<std::string> upload(int width);
  Task<void> restock();
  Task<void> do_something(double now);
  Task<void> look_back();

  // trainee_rush.cpp: a flash sale instead of a lesson
  Task<void> rush();
  Task<void> offer_flash();
  Task<void> click_until_over();

  // trainee_market.cpp: buying and orders
  Task<void> browse();
  Task<void> buy(mall::v1::Product product);
  Task<void> pay_or_cancel();
  Task<void> ship();
  Task<void> confirm();

  // trainee_live.cpp: rooms
  Task<void> host(double now);
  Task<void> prepare_room();
  Task<void> present();
  Task<void> end_room();
  Task<void> enter_room();
  Task<void> act_in_room();
  Task<void> comment(std::int64_t room_id);
  Task<void> like(std::int64_t room_id);
  Task<void> buy_in_room();
  void leave_room(std::int64_t last_seq);
  void on_room_event(const event::v1::Event& event);

  /// Small ones: what is measured is the way of a picture, not the decoding of large photographs.
  static constexpr int product_width = 160;

  bool hosts() const { return number_ % 6 == 3; }
  mall::v1::Address address() const;

  /// In the class, from 0.
  int number_;
  std::string category_;
  std::optional<std::int64_t> money_at_start_;
  std::vector<mall::v1::Product> products_;
  std::set<std::string> seen_pictures_;
  /// Orders that wait for this person.
  std::deque<std::int64_t> to_pay_;
  std::deque<std::int64_t> to_ship_;
  std::deque<std::int64_t> to_confirm_;

  enum class Hosting { not_yet, prepared, live, ended };
  Hosting hosting_ = Hosting::not_yet;
  std::int64_t own_room_ = 0;
  std::size_t explained_ = 0;

  /// Of others, live now.
  std::vector<std::int64_t> live_rooms_;
  std::set<std::int64_t> visited_;
  std::int64_t room_ = 0;
  std::int64_t room_last_seq_ = 0;
  /// Of the room this person is in, by product.
  std::map<std::int64_t, live::v1::ShelfItem> shelf_;
  std::int64_t explaining_ = 0;
  Time next_comment_;
  int said_ = 0;
};

}  // namespace kaibo::load
