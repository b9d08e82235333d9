#include <algorithm>
#include <array>
#include <chrono>

#include "loadtest/arrivals.h"
#include "loadtest/trainee.h"

namespace kaibo::load {
namespace {

// How people come in, in shares of the time before the beginning.
constexpr double room_is_live = -0.4;
constexpr double all_have_entered = -0.1;
/// In shares of the show.
constexpr double between_explanations = 0.1;

struct Good {
  const char* title;
  std::int64_t price_fen;
};
/// Cheap enough for a whole show's orders, and as many as there may be.
constexpr std::array<Good, 3> shelf_goods = {
    {{"怀化芷江蜜橘 产地直发", 180}, {"炎陵黄桃 当季现摘", 260}, {"湘西莓茶 一芽一叶", 320}}};
constexpr std::int32_t plenty = 100'000;

}  // namespace

Task<void> Trainee::play(const Live& live) {
  const bool is_host = number_ == 0;
  co_await until(is_host ? -1 : -1 + (room_is_live + 1) * chance());
  co_await open_pages();
  if (is_host) {
    co_await run_show();
  } else {
    co_await until(room_is_live + (all_have_entered - room_is_live) * chance());
    co_await watch(live);
  }
}

Task<void> Trainee::run_show() {
  co_await open_shop();
  for (const Good& good : shelf_goods) co_await offer(good.title, good.price_fen, plenty);
  co_await prepare_room();
  if (hosting_ == Hosting::prepared) co_await start_room();
  if (hosting_ != Hosting::live) co_return;
  for (double now = 0; now < 1; now += think(between_explanations)) {
    co_await until(now);
    co_await explain_next();
  }
  co_await until(1);
  co_await end_room();
}

Task<void> Trainee::watch(const Live& live) {
  // The room is announced after the host's pages have been answered.
  while (live_rooms_.empty() && Clock::now() < stage().start && !stage().server_gone) {
    co_await sleep_until(Clock::now() + std::chrono::milliseconds(50));
  }
  co_await enter_room();
  expect(room_ != 0, rpcs::get_room.name, "there was no live room to enter before the show began");
  const double share = 1.0 / live.viewers;
  Arrivals arrivals({live.comments * share, live.likes * share, live.orders * share}, seed());
  Crowd acts(stage().io);
  for (;;) {
    const Arrivals::Arrival next = arrivals.next();
    const Time due = stage().start + std::chrono::duration_cast<Clock::duration>(
                                         std::chrono::duration<double>(std::min(next.at_s, 1e6)));
    if (due >= stage().end() || stage().server_gone) break;
    co_await wait_until(due);
    acts.start(act(static_cast<Act>(next.kind), due));
  }
  co_await acts.over();
}

Task<void> Trainee::act(Act what, Time due) {
  if (room_ == 0) co_return;
  // No other call of this person begins before the one that this leads to.
  be_due(due);
  switch (what) {
    case Act::comment:
      co_await say(room_);
      break;
    case Act::like:
      co_await like(room_);
      break;
    case Act::order:
      co_await buy_in_room();
      break;
  }
}

}  // namespace kaibo::load
