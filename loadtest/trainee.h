#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/person.h"

namespace kaibo::load {

/// A trainee on a day of practice opens a shop, publishes products, then shops in the mall, ships,
/// confirms, and either hosts a live room or visits those of others. The other scripts are made of
/// the same things.
class Trainee : public Person {
 public:
  Trainee(Stage& stage, World& world, Account account, std::uint64_t seed, int number);

  Task<void> play() override;

  /// Afterwards.
  Task<std::optional<mall::v1::GetWalletResponse>> look_in_purse();
  /// Play money before; nothing when it could not be seen.
  std::optional<std::int64_t> money_at_start() const { return money_at_start_; }

 protected:
  void on_happened(const event::v1::Event& event) override;

 private:
  // trainee.cpp: the day of practice, and the own shop
  Task<void> play(const Practice& practice);
  Task<void> open_pages();
  Task<void> open_shop();
  Task<void> promote();
  Task<void> publish(int number, const Practice& practice);
  Task<void> offer(std::string title, std::int64_t price_fen, std::int32_t stock);
  Task<std::optional<mall::v1::Product>> save_new(mall::v1::SaveProductRequest request);
  Task<void> restock();
  Task<void> do_something(double now);
  Task<void> look_back();

  // trainee_rush.cpp: a flash sale
  Task<void> play(const Rush& rush);
  Task<void> click_until_over();

  // trainee_show.cpp: a room whose viewers wait for nobody
  Task<void> play(const Live& live);
  Task<void> run_show();
  Task<void> watch(const Live& live);
  enum class Act { comment, like, order };
  Task<void> act(Act what, Time due);

  // trainee_login.cpp: all sign in
  Task<void> play(const Login& login);

  // trainee_market.cpp: buying and orders
  Task<void> browse();
  Task<void> buy(mall::v1::Product product);
  Task<void> pay_or_cancel();
  Task<void> ship();
  Task<void> confirm();
  void on_trade(const event::v1::Event& event);

  // trainee_after_sale.cpp: what goes back
  Task<void> ask_after_sale();
  Task<void> settle_after_sale();
  /// `state` is a mall::v1::AfterSaleState.
  void note_after_sale(std::int64_t after_sale_id, int state, bool as_seller);

  // trainee_chat.cpp: a buyer asks, the shop answers
  Task<void> ask_in_chat(std::int64_t shop_id);
  Task<void> answer_in_chat();
  Task<void> say_in_chat(mall::v1::SayInChatRequest request, std::string_view words);

  // trainee_supply.cpp: goods of the supply market
  Task<void> copy_good();
  Task<void> capture();

  // trainee_live.cpp: rooms
  Task<void> host(double now);
  Task<void> prepare_room();
  Task<void> start_room();
  Task<void> present();
  Task<void> explain_next();
  Task<void> end_room();
  Task<void> enter_room();
  Task<void> act_in_room();
  Task<void> comment(std::int64_t room_id);
  Task<void> say(std::int64_t room_id);
  Task<void> like(std::int64_t room_id);
  Task<void> buy_in_room();
  void leave_room(std::int64_t last_seq);
  /// `state` is a live::v1::RoomState.
  void note_room(std::int64_t room_id, std::int64_t host_id, int state);
  void on_room_event(const event::v1::Event& event);

  // trainee_offers.cpp: what a room gives out, and what comes before and after a broadcast
  Task<void> write_script();
  Task<void> offer_something();
  Task<void> answer_question();
  Task<void> take_offer();
  Task<void> review();
  void on_offer(const event::v1::Event& event);

  static constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;
  /// What shops that promote something take off orders of so much.
  static constexpr std::int64_t promotion_from_fen = 1000;
  static constexpr std::int64_t promotion_off_fen = 200;

  bool hosts() const { return number_ % 6 == 3; }
  /// People who wait for nobody, with several browsers each, may be faster than a person may.
  Refusals refusals_in_room() const;
  mall::v1::Address address() const;
  std::string new_waybill();
  /// Two sizes, each with a price and stock of its own.
  void add_sizes(mall::v1::SaveProductRequest& request);

  /// Of this browser in the class, from 0.
  int number_;
  std::string category_;
  std::optional<std::int64_t> money_at_start_;
  std::vector<mall::v1::Product> products_;
  std::set<std::string> seen_pictures_;
  /// Orders that wait for this person.
  std::deque<std::int64_t> to_pay_;
  std::deque<std::int64_t> to_ship_;
  std::deque<std::int64_t> to_confirm_;
  /// Paid outside live rooms, not asked to be taken back.
  std::deque<mall::v1::Order> bought_;
  /// After-sales in which this person has to act, with what is to do.
  struct Unsettled {
    std::int64_t after_sale_id = 0;
    mall::v1::AfterSaleStep step = mall::v1::AFTER_SALE_STEP_UNSPECIFIED;
  };
  std::deque<Unsettled> to_settle_;
  /// Talks with the own shop in which a buyer has said something.
  std::deque<std::int64_t> to_answer_;
  /// Orders of the own shop that a supplier is to deliver.
  std::deque<std::int64_t> to_capture_;

  enum class Hosting { not_yet, prepared, live, ended };
  Hosting hosting_ = Hosting::not_yet;
  std::int64_t own_room_ = 0;
  std::size_t explained_ = 0;
  int offers_ = 0;
  /// Class time of what this person heard last.
  std::int64_t class_at_ = 0;
  /// Asked in the own room and not answered, by the seq of the comment.
  std::deque<std::int64_t> questions_;

  /// Of others, live now.
  std::vector<std::int64_t> live_rooms_;
  std::int64_t room_ = 0;
  std::int64_t room_host_ = 0;
  std::int64_t room_last_seq_ = 0;
  /// Of the room this person is in, by product.
  std::map<std::int64_t, live::v1::ShelfItem> shelf_;
  std::int64_t explaining_ = 0;
  /// What it has given out and this person has not taken.
  std::deque<std::int64_t> coupons_;
  std::deque<std::int64_t> bags_;
  Time next_comment_;
  int said_ = 0;
};

}  // namespace kaibo::load
