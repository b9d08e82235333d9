#include "loadtest/person.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ranges>
#include <utility>

#include "loadtest/picture.h"

namespace kaibo::load {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A call is tried again over lost connections for that long.
constexpr seconds persistence{30};

Micros since(Time from) { return duration_cast<microseconds>(Clock::now() - from).count(); }

/// Server time and ours are of one machine.
Micros age_of(std::int64_t at_ms) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::max<Micros>(duration_cast<microseconds>(now).count() - at_ms * 1000, 0);
}

Target target_of(const Stage& stage, const Account& account) {
  Target target = stage.target;
  target.source = account.source;
  return target;
}

}  // namespace

Time Stage::moment(double share) const {
  const auto of = [](Clock::duration whole, double part) {
    return duration_cast<Clock::duration>(whole * part);
  };
  if (share < 0) return start + of(lead, share);
  if (share < market_opens) return start + of(preparation, share / market_opens);
  const double rest = (share - market_opens) / (1 - market_opens);
  return start + preparation + of(span - preparation, rest);
}

Person::Person(Stage& stage, World& world, Account account, std::uint64_t seed)
    : stage_(stage),
      world_(world),
      account_(std::move(account)),
      seed_(seed),
      random_(seed),
      http_(stage.io, target_of(stage, account_), account_.token),
      realtime_(stage.io, target_of(stage, account_), account_.token, *this),
      connected_(stage.io),
      browser_(++stage.people) {}

void Person::use_token(const std::string& token) {
  account_.token = token;
  http_.use_token(token);
  realtime_.use_token(token);
}

std::string Person::next_request_id() {
  return fmt::format("{:016x}-{}-{}", stage_.run_id, browser_, ++requests_);
}

double Person::think(double mean) { return std::clamp(-std::log(1 - chance()), 0.2, 4.0) * mean; }

Task<void> Person::wait_until(Time when) {
  co_await sleep_until(when);
  stage_.figures.lag(since(when));
}

Task<void> Person::until(double share) {
  const Time when = stage_.moment(share);
  due_ = when;
  if (Clock::now() >= when || stage_.server_gone) co_return;
  co_await wait_until(when);
}

void Person::took(std::string_view what, Time from) { stage_.figures.took(what, since(from)); }

Time Person::take_due() { return std::exchange(due_, std::nullopt).value_or(Clock::now()); }

Task<Outcome> Person::call_once(const std::string& rpc, Door door, const std::string& request) {
  Outcome outcome;
  if (door == Door::http) {
    outcome = co_await http_.call(rpc, request);
  } else {
    outcome = co_await realtime_.call(rpc, request);
  }
  co_return outcome;
}

Task<std::optional<std::string>> Person::exchange(std::string rpc, Door door, std::string request,
                                                  Refusals refusals) {
  if (stage_.server_gone) co_return std::nullopt;
  const Time due = take_due();
  const Time sent = Clock::now();
  const Time give_up = sent + persistence;
  bool interrupted = false;
  Outcome outcome;
  for (;;) {
    while (door == Door::socket && !realtime_.is_open() && Clock::now() < give_up) {
      if (stage_.server_gone) co_return std::nullopt;
      interrupted = true;
      co_await connected_.wait(std::min(give_up, Clock::now() + seconds(1)));
    }
    bool lost = false;
    try {
      outcome = co_await call_once(rpc, door, request);
    } catch (const ConnectionLost& e) {
      lost = true;
      outcome = {"connection lost", e.what(), {}, {}};
    }
    // The same request id again: it must take effect once, whether the first try did or not.
    if (outcome.come_back_s && Clock::now() < give_up) {
      interrupted = true;
      co_await sleep_until(Clock::now() + seconds(*outcome.come_back_s));
      continue;
    }
    if (!lost) break;
    interrupted = true;
    if (door == Door::http || stage_.server_gone || Clock::now() >= give_up) break;
  }

  Ended how = Ended::ok;
  if (!outcome.code.empty()) {
    const bool may_be = refusals.find(outcome.code) != Refusals::npos;
    how = may_be ? Ended::refused : Ended::error;
  }
  was_refused_ = how == Ended::refused;
  if (interrupted) {
    stage_.figures.interrupted_call(rpc, how);
  } else {
    stage_.figures.call(rpc, since(due), since(sent), how);
  }
  if (how == Ended::error) {
    world_.became_unsure();
    stage_.figures.fault(
        fmt::format("{} of {}: {}, {}", rpc, account_.account, outcome.code, outcome.message));
  }
  if (how != Ended::ok) co_return std::nullopt;
  co_return std::move(outcome.body);
}

Task<std::string> Person::upload(int width) {
  classroom::v1::UploadPictureRequest request;
  request.set_content(
      picture(width, seed() + static_cast<std::uint64_t>(between(1, 1'000'000'000))));
  const auto answer = co_await call_patiently(rpcs::upload_picture, std::move(request));
  if (!answer) co_return std::string();
  expect(answer->picture().width() == width, rpcs::upload_picture.name, "another width");
  co_return answer->picture().id();
}

Task<void> Person::download(std::string path) {
  const Time due = take_due();
  const Time sent = Clock::now();
  Outcome outcome;
  try {
    outcome = co_await http_.get(path);
  } catch (const ConnectionLost& e) {
    outcome = {"connection lost", e.what(), {}, {}};
  }
  const bool ok = outcome.code.empty() && !outcome.body.empty();
  stage_.figures.call("GET /files", since(due), since(sent), ok ? Ended::ok : Ended::error);
  if (!ok) stage_.figures.fault(fmt::format("GET {}: {}", path, outcome.code));
}

void Person::expect(bool ok, std::string_view rpc, std::string_view what) {
  if (ok) return;
  stage_.figures.fault(fmt::format("{} of {}: {}", rpc, account_.account, what));
}

Task<void> Person::connect() {
  for (int attempt = 1;; ++attempt) {
    std::string why;
    try {
      co_await realtime_.open();
      break;
    } catch (const ConnectionLost& e) {
      why = e.what();
    }
    if (attempt == 5 || leaving_ || stage_.server_gone) {
      stage_.figures.fault(fmt::format("socket of {}: {}", account_.account, why));
      co_return;
    }
    co_await sleep_until(Clock::now() + milliseconds(500 * attempt));
  }
  for (const std::unique_ptr<Heard>& heard : heard_) {
    if (!heard->listening) continue;
    realtime_.subscribe(world_.class_id(), heard->topic, heard->resume_after());
  }
  connected_.notify();
}

Task<void> Person::come_back(int pause_ms) {
  co_await sleep_until(Clock::now() + milliseconds(pause_ms));
  if (!leaving_) co_await connect();
}

Task<void> Person::catch_breath() {
  co_await sleep_until(Clock::now() + milliseconds(between(1000, 3000)));
}

Task<void> Person::lose_socket_at(double share) {
  co_await sleep_until(stage_.moment(share));
  if (!realtime_.is_open()) co_return;
  stage_.figures.socket_dropped();
  realtime_.drop();
  co_await come_back(static_cast<int>(between(200, 1500)));
}

void Person::on_lost(const std::string& why, std::optional<int> come_back_ms) {
  if (leaving_) return;
  if (!come_back_ms) {
    stage_.figures.fault(fmt::format("socket of {} lost: {}", account_.account, why));
  }
  const int pause_ms = come_back_ms ? *come_back_ms : static_cast<int>(between(200, 1500));
  spawn(stage_.io, come_back(pause_ms));
}

void Person::leave() {
  leaving_ = true;
  realtime_.drop();
  http_.close();
}

Task<void> Person::arrive() {
  const auto me = co_await call(rpcs::get_me, identity::v1::GetMeRequest());
  if (me) expect(me->me().user_id() == account_.user_id, rpcs::get_me.name, "somebody else");
  const auto room = co_await call(rpcs::get_class, classroom::v1::GetClassRequest());
  if (room) {
    expect(room->class_info().class_id() == world_.class_id(), rpcs::get_class.name, "other class");
  }
  co_await connect();
}

Heard* Person::find(const std::string& topic) const {
  for (const std::unique_ptr<Heard>& heard : heard_ | std::views::reverse) {
    if (heard->topic == topic) return heard.get();
  }
  return nullptr;
}

void Person::subscribe(const std::string& topic, std::int64_t after_seq) {
  auto heard = std::make_unique<Heard>();
  heard->topic = topic;
  heard->after_seq = after_seq;
  heard_.push_back(std::move(heard));
  realtime_.subscribe(world_.class_id(), topic, after_seq);
}

void Person::unsubscribe(const std::string& topic, std::int64_t until_seq) {
  Heard* heard = find(topic);
  if (heard == nullptr || !heard->listening) return;
  heard->listening = false;
  heard->until_seq = until_seq;
  realtime_.unsubscribe(world_.class_id(), topic);
}

void Person::on_subscribed(const realtime::v1::Subscribed& subscribed) {
  if (subscribed.has_error()) {
    stage_.figures.fault(fmt::format("{} may not hear {}: {}", account_.account, subscribed.topic(),
                                     subscribed.error().code()));
    return;
  }
  Heard* heard = find(subscribed.topic());
  if (heard == nullptr || subscribed.class_id() != world_.class_id()) {
    expect(false, "Subscribed", "to something never asked for");
    return;
  }
  if (heard->after_seq == Heard::unknown) heard->after_seq = subscribed.seq();
  heard->history_to = subscribed.seq();
}

void Person::on_event(const std::string& bytes) {
  event::v1::Event event;
  if (!event.ParseFromString(bytes) || event.class_id() != world_.class_id()) {
    expect(false, "event", "cannot be read, or is another class's");
    return;
  }
  // Told once, also to who hears both its topics: it counts for the first.
  bool asked_for = false;
  for (const std::string& topic : {event.topic(), event.also(), std::string("*")}) {
    Heard* heard = topic.empty() ? nullptr : find(topic);
    if (heard == nullptr) continue;
    asked_for = true;
    if (!heard->is_due(event, event.seq())) continue;
    const Heard* other = event.also().empty() ? nullptr : find(event.also());
    const bool of_two_topics = other != nullptr && other != heard;
    if (of_two_topics && heard->is_repeated_by(*other, event.seq())) return;
    heard->receipts.push_back({event.seq(), fingerprint(bytes), of_two_topics});
    stage_.figures.event(event.seq() <= heard->history_to ? -1 : age_of(event.at()));
    on_happened(event);
    return;
  }
  expect(asked_for, "event", "of topic " + event.topic() + ", which was not asked for");
}

bool Person::has_heard(const Journal& journal) const {
  return std::ranges::all_of(heard_, [&](const std::unique_ptr<Heard>& heard) {
    return compare(*heard, journal, heard_).missing == 0;
  });
}

}  // namespace kaibo::load
