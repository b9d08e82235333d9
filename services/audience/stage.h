#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "services/audience/engine.h"

/// Inside the engine: one span of time as it is played, and the chances drawn in it.
namespace kaibo::audience::engine {

inline constexpr std::uint64_t million = 1'000'000;

/// What a chance is drawn for: two draws for different things have nothing to do with each other.
/// A new one goes to the end, so that the others stay what they were.
enum class Draw : std::uint64_t {
  character,
  enters,
  patience,
  returns,
  strolls_on,
  greets,
  asks,
  asker,
  question,
  room_good,
  victim,
  incident_line,
  echo,
  remarks,
  complains,
  speaker,
  remark,
  likes,
  liker,
  follows,
  claims,
  claimer,
  buys,
  buyer,
  pieces,
  tells,
  thanks,
  refund,
  bored_line,
  joins,
  row,
  confirms,
  reviews,
  review_line,
};

/// A number that looks like chance and follows from what it is of.
std::uint64_t roll(std::uint64_t seed, Draw what, std::int64_t first, std::int64_t second = 0);

/// A line of that kind that a person of the audience may write about the product; empty when none.
std::string words_of(const Plan& plan, Draw what, std::int64_t person, Kind kind, const Good& good);

/// The room in the second that is being played, its own copy, and all that was done so far.
struct Stage {
  Stage(const Plan& of, Scene seen, std::vector<Good> shelf);

  const Habits& habits() const { return plan.script.habits(); }
  Character character(std::int64_t person) const {
    return characters[static_cast<std::size_t>(person - 1)];
  }
  const Nature& nature(std::int64_t person) const { return plan.script.nature(character(person)); }
  std::uint64_t roll_for(Draw what, std::int64_t more = 0) const {
    return roll(plan.seed, what, second, more);
  }
  /// Whether something that happens so often in a hundred happens now.
  bool percent(Draw what, std::int64_t of_hundred, std::int64_t more = 0) const {
    return static_cast<std::int64_t>(roll_for(what, more) % 100) < of_hundred;
  }
  /// How often something happens in this second that is expected `per_million` times in a million.
  std::int64_t times(Draw what, std::int64_t per_million) const;

  template <typename Visit>
  void each_here(Visit visit) const {
    const auto& persons = scene.persons();
    const auto known = std::min(plan.size, static_cast<std::int64_t>(persons.size()));
    for (std::int64_t person = 1; person <= known; ++person) {
      const Scene::Person& one = persons[static_cast<std::size_t>(person - 1)];
      if (one.here) visit(person, one);
    }
  }

  /// Somebody in the room, by weights; 0 when nobody has any.
  template <typename Weight>
  std::int64_t pick(Draw what, std::int64_t more, Weight weight) const {
    std::int64_t sum = 0;
    each_here([&](std::int64_t person, const Scene::Person& one) { sum += weight(person, one); });
    if (sum == 0) return 0;
    auto left = static_cast<std::int64_t>(roll_for(what, more) % static_cast<std::uint64_t>(sum));
    std::int64_t picked = 0;
    each_here([&](std::int64_t person, const Scene::Person& one) {
      if (picked != 0) return;
      left -= weight(person, one);
      if (left < 0) picked = person;
    });
    return picked;
  }

  /// One of the lines that `wanted` holds of; null when none.
  template <typename Wanted>
  const Line* pick_line(Draw what, std::int64_t more, Wanted wanted) const {
    std::vector<const Line*> found;
    for (const Line& line : plan.script.lines()) {
      if (wanted(line)) found.push_back(&line);
    }
    return found.empty() ? nullptr : found[roll_for(what, more) % found.size()];
  }

  /// What is being explained; null when nothing is.
  Good* explained();
  /// The same, else something of the shelf, so that questions have an object.
  const Good* good_meant();
  /// Since when nobody does anything.
  base::Millis silent_since();
  bool lively() { return now - silent_since() <= habits().lively_s * base::second; }

  bool may_speak() const { return said_now < habits().say_at_once; }
  void say(std::int64_t person, const Line& line, const Good* good);
  /// A line of noise of that kind, if there is one that fits and was not said lately.
  void chat(std::int64_t person, Kind kind, Draw what, const Good* good);

  const Plan& plan;
  Scene scene;
  std::vector<Good> goods;
  std::vector<Character> characters;
  Doings doings;
  std::int64_t second = 0;
  base::Millis now = 0;
  std::int64_t said_now = 0;
};

// The steps of a second, in this order.

/// Those that were answered, and those whose window is over.
void close_questions(Stage& stage);
/// Those who are bored, and passers-by.
void send_away(Stage& stage);
void let_in(Stage& stage);
void begin_incidents(Stage& stage);
void echo_incidents(Stage& stage);
void ask(Stage& stage);
void ask_for_refund(Stage& stage);
void remark(Stage& stage);
void like(Stage& stage);
void follow(Stage& stage);
/// Coupons.
void claim(Stage& stage);
/// Lucky bags.
void join(Stage& stage);
void buy(Stage& stage);

}  // namespace kaibo::audience::engine
