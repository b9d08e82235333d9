#include "services/audience/engine.h"

#include <utility>

#include "services/audience/stage.h"

namespace kaibo::audience::engine {

Plan plan_of(const Script& script, const v1::Setup& setup) {
  return {.script = script,
          .scenario = *script.find(setup.scenario()),
          .demand = script.demand(setup.difficulty()),
          .size = setup.size(),
          .seed = static_cast<std::uint64_t>(setup.seed())};
}

Character character_of(const Plan& plan, std::int64_t person) {
  std::int64_t sum = 0;
  for (const std::int64_t weight : plan.scenario.characters) sum += weight;
  auto left = static_cast<std::int64_t>(roll(plan.seed, Draw::character, person) %
                                        static_cast<std::uint64_t>(sum));
  for (std::size_t i = 0; i < character_count; ++i) {
    left -= plan.scenario.characters[i];
    if (left < 0) return static_cast<Character>(i);
  }
  return Character::passer_by;
}

Doings act(const Plan& plan, Scene scene, std::vector<Good> goods, std::int64_t from,
           std::int64_t to) {
  Stage stage(plan, std::move(scene), std::move(goods));
  for (std::int64_t second = from + 1; second <= to; ++second) {
    stage.second = second;
    stage.now = stage.scene.started_at() + second * base::second;
    stage.said_now = 0;
    close_questions(stage);
    send_away(stage);
    let_in(stage);
    begin_incidents(stage);
    echo_incidents(stage);
    ask(stage);
    ask_for_refund(stage);
    remark(stage);
    like(stage);
    follow(stage);
    claim(stage);
    join(stage);
    buy(stage);
  }
  return std::move(stage.doings);
}

}  // namespace kaibo::audience::engine
