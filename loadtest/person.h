#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/event/v1/event.pb.h"
#include "loadtest/client.h"
#include "loadtest/figures.h"
#include "loadtest/journal.h"
#include "loadtest/loop.h"
#include "loadtest/rpcs.h"
#include "loadtest/script.h"
#include "loadtest/world.h"

namespace kaibo::load {

/// What all people of a run share. Outlives them.
struct Stage {
  boost::asio::io_context& io;
  Target target;
  Figures& figures;
  Script script;
  /// Makes the request ids of this run different from every other run's.
  std::uint64_t run_id = 0;
  /// People so far.
  std::uint64_t people = 0;
  Time start;
  /// People come in during so much time before the start.
  Clock::duration lead{};
  /// The script's length: it is written in shares of it.
  Clock::duration span{};
  /// Part of the span in which everybody prepares for the market.
  Clock::duration preparation{};
  /// The server has died: everybody goes home at once.
  bool server_gone = false;

  /// Of a share of the script; of the lead, when below 0.
  Time moment(double share) const;
  Time end() const { return start + span; }
};

/// Codes of refusals that a person may run into, separated by blanks.
using Refusals = std::string_view;
inline constexpr Refusals none = "";
/// Sold out, off the shelf, too little money, no longer live; or the price has changed.
inline constexpr Refusals too_late = "failed_precondition aborted not_found";
/// Or fewer are left by now, so that no number of pieces is right.
inline constexpr Refusals too_late_or_fewer =
    "failed_precondition aborted not_found invalid_argument";
/// Or faster than one person may be.
inline constexpr Refusals too_late_or_fast =
    "failed_precondition aborted not_found resource_exhausted";

/// A virtual person: one browser with an HTTP connection and a socket, and a script. Time is
/// planned, not counted from the last answer: a call is measured from the moment at which it was
/// due, so that a slow server cannot hide behind people who wait for it.
class Person : public SocketListener {
 public:
  Person(Stage& stage, World& world, Account account, std::uint64_t seed);

  /// Plays the script to its end. The socket stays open.
  virtual Task<void> play() = 0;
  /// Loses the socket at this share of the script, and comes back.
  Task<void> lose_socket_at(double share);
  /// Subscriptions have everything up to this journal's end.
  bool has_heard(const Journal& journal) const;
  void leave();

  const Account& account() const { return account_; }
  const std::vector<std::unique_ptr<Heard>>& heard() const { return heard_; }

  void on_subscribed(const realtime::v1::Subscribed& subscribed) override;
  void on_event(const std::string& bytes) override;
  void on_lost(const std::string& why, std::optional<int> come_back_ms) override;

  /// Calls as this person, and counts how it went. The answer, or nothing when it was refused or
  /// failed. Fills in class and request id.
  template <typename Request, typename Response>
  Task<std::optional<Response>> call(Rpc<Request, Response> rpc, Request request,
                                     Refusals refusals = none) {
    if constexpr (requires { request.set_class_id(0); }) request.set_class_id(world_.class_id());
    if constexpr (requires { request.set_request_id(std::string()); }) {
      request.set_request_id(next_request_id());
    }
    const std::optional<std::string> answer =
        co_await exchange(std::string(rpc.name), rpc.door, request.SerializeAsString(), refusals);
    if (!answer) co_return std::nullopt;
    Response response;
    if (!response.ParseFromString(*answer)) {
      expect(false, rpc.name, "the answer cannot be read");
      co_return std::nullopt;
    }
    co_return response;
  }

  /// The same, and again after a while as long as the server is busy, as people do.
  template <typename Request, typename Response>
  Task<std::optional<Response>> call_patiently(Rpc<Request, Response> rpc, Request request) {
    for (int attempt = 1; attempt <= attempts_when_busy; ++attempt) {
      auto answer = co_await call(rpc, request, "resource_exhausted");
      if (answer || !was_refused_) co_return answer;
      co_await catch_breath();
    }
    expect(false, rpc.name, "refused again and again");
    co_return std::nullopt;
  }

 protected:
  /// An event has come that this person was subscribed to.
  virtual void on_happened(const event::v1::Event& event) = 0;

  /// What every page load brings: who am I, which class is this, and the socket.
  Task<void> arrive();
  Task<void> download(std::string path);
  /// Of a product. Small ones: what is measured is the way of a picture, not the decoding of large
  /// photographs.
  static constexpr int product_width = 160;
  /// The picture's id; empty when it was refused.
  Task<std::string> upload(int width);
  /// Waits until this share of the script; the next call counts from then.
  Task<void> until(double share);
  /// The same for what does not wait for what this person did before.
  Task<void> wait_until(Time when);
  /// The next call counts from then.
  void be_due(Time when) { due_ = when; }
  /// Something that took more than one call to come about.
  void took(std::string_view what, Time from);
  /// This session's person from now on.
  void use_token(const std::string& token);
  /// `after_seq` -1: from now on.
  void subscribe(const std::string& topic, std::int64_t after_seq);
  /// What comes after `until_seq` is not due any more.
  void unsubscribe(const std::string& topic, std::int64_t until_seq);
  /// Counts a wrong answer.
  void expect(bool ok, std::string_view rpc, std::string_view what);

  /// 0 … 1.
  double chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  bool happens(double probability) { return chance() < probability; }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  template <typename List>
  const auto& any_of(const List& list) {
    const auto last = static_cast<std::int64_t>(std::size(list)) - 1;
    return *std::next(std::begin(list), between(0, last));
  }
  /// Time to the next thing to do, when `mean` is what lies between two on average.
  double think(double mean);

  Stage& stage() { return stage_; }
  const Stage& stage() const { return stage_; }
  World& world() { return world_; }
  std::int64_t me() const { return account_.user_id; }
  std::uint64_t seed() const { return seed_; }

 private:
  Task<std::optional<std::string>> exchange(std::string rpc, Door door, std::string request,
                                            Refusals refusals);
  Task<Outcome> call_once(const std::string& rpc, Door door, const std::string& request);
  Task<void> connect();
  Task<void> come_back(int pause_ms);
  Task<void> catch_breath();
  std::string next_request_id();
  Time take_due();
  Heard* find(const std::string& topic) const;

  Stage& stage_;
  World& world_;
  Account account_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  Http http_;
  Realtime realtime_;
  Signal connected_;
  static constexpr int attempts_when_busy = 40;

  bool leaving_ = false;
  /// How the last call ended: with one of the refusals it may meet.
  bool was_refused_ = false;
  /// Its number in the run: a person may have several.
  std::uint64_t browser_;
  std::uint64_t requests_ = 0;
  /// When the next call was planned for; unset once it was made.
  std::optional<Time> due_;
  /// The last of a topic is the one that listens.
  std::vector<std::unique_ptr<Heard>> heard_;
};

}  // namespace kaibo::load
