// Who comes, who goes, and why.
#include <algorithm>

#include "services/audience/stage.h"

namespace kaibo::audience::engine {

namespace {

using base::Millis;

/// How long they bear that nothing happens: longer once answered, shorter when they were not.
Millis patience_of(const Stage& stage, std::int64_t person, const Scene::Person& one) {
  const auto spread = static_cast<std::int64_t>(roll(stage.plan.seed, Draw::patience, person) % 51);
  std::int64_t ms = stage.nature(person).patience_s * stage.plan.demand.patience * (75 + spread) /
                    100 / 100 * base::second;
  if (one.answered_at != 0) ms *= 2;
  if (one.missed > 0) ms /= 2;
  return ms;
}

void tell_bored(Stage& stage, std::int64_t person) {
  const Millis pause = stage.habits().bored_line_every_s * base::second;
  if (stage.scene.bored_line_at() != 0 && stage.now - stage.scene.bored_line_at() < pause) return;
  const std::size_t before = stage.doings.sayings.size();
  stage.chat(person, Kind::bored, Draw::bored_line, nullptr);
  if (stage.doings.sayings.size() == before) return;
  const Saying& said = stage.doings.sayings.back();
  stage.scene.bored(stage.now, said.text, said.gloss);
  stage.doings.bored_line = said.text;
  stage.doings.bored_gloss = said.gloss;
}

/// The second in which somebody comes first: more of them early.
std::int64_t enters_at(const Stage& stage, std::int64_t person) {
  const auto part = static_cast<std::int64_t>(roll(stage.plan.seed, Draw::enters, person) % 1000);
  return stage.plan.scenario.enter_within_s * part * part / static_cast<std::int64_t>(million);
}

bool comes_now(Stage& stage, std::int64_t person) {
  const Scene::Person& one = stage.scene.person(person);
  if (one.here) return false;
  if (one.entered_at == 0) return enters_at(stage, person) <= stage.second;
  if (stage.now - one.left_at < stage.habits().returns_after_s * base::second || !stage.lively())
    return false;
  const auto per_second =
      static_cast<std::uint64_t>(stage.habits().returns_per_10min) * million / (100 * 600);
  return stage.roll_for(Draw::returns, person) % million < per_second;
}

}  // namespace

void send_away(Stage& stage) {
  const Millis silent = stage.silent_since();
  std::vector<std::int64_t> bored;
  std::vector<std::int64_t> strolling;
  stage.each_here([&](std::int64_t person, const Scene::Person& one) {
    const Millis waits_since = std::max({silent, one.entered_at, one.answered_at});
    if (stage.now - waits_since > patience_of(stage, person, one)) {
      bored.push_back(person);
    } else if (stage.character(person) == Character::passer_by &&
               stage.roll_for(Draw::strolls_on, person) %
                       static_cast<std::uint64_t>(10 * stage.nature(person).patience_s) ==
                   0) {
      strolling.push_back(person);
    }
  });
  if (!bored.empty()) tell_bored(stage, bored.front());
  stage.doings.bored += static_cast<int>(bored.size());
  bored.insert(bored.end(), strolling.begin(), strolling.end());
  for (const std::int64_t person : bored) {
    stage.scene.leave(person, stage.now);
    stage.doings.left.push_back(person);
  }
}

void let_in(Stage& stage) {
  std::int64_t places = stage.habits().enter_at_once;
  for (std::int64_t person = 1; person <= stage.plan.size && places > 0; ++person) {
    if (!comes_now(stage, person)) continue;
    --places;
    stage.scene.enter(person, stage.now);
    stage.doings.entered.push_back(person);
    if (stage.percent(Draw::greets, stage.habits().greets_percent, person)) {
      stage.chat(person, Kind::greeting, Draw::greets, nullptr);
    }
  }
}

}  // namespace kaibo::audience::engine
