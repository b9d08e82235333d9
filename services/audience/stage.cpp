#include "services/audience/stage.h"

#include <string>

#include "common/base/mixed.h"
#include "services/identity/simulated.h"

namespace kaibo::audience::engine {

std::uint64_t roll(std::uint64_t seed, Draw what, std::int64_t first, std::int64_t second) {
  std::uint64_t x = base::mixed(seed ^ base::mixed(static_cast<std::uint64_t>(what)));
  x = base::mixed(x ^ static_cast<std::uint64_t>(first));
  return base::mixed(x ^ static_cast<std::uint64_t>(second));
}

std::string words_of(const Plan& plan, Draw what, std::int64_t person, Kind kind,
                     const Good& good) {
  const Character who = character_of(plan, person);
  std::vector<const Line*> found;
  for (const Line& line : plan.script.lines()) {
    if (line.kind == kind && fits(line, who, &good)) found.push_back(&line);
  }
  if (found.empty()) return {};
  return filled(found[roll(plan.seed, what, person) % found.size()]->zh, &good);
}

Stage::Stage(const Plan& of, Scene seen, std::vector<Good> shelf)
    : plan(of), scene(std::move(seen)), goods(std::move(shelf)) {
  characters.reserve(static_cast<std::size_t>(plan.size));
  for (std::int64_t person = 1; person <= plan.size; ++person) {
    characters.push_back(character_of(plan, person));
  }
}

std::int64_t Stage::times(Draw what, std::int64_t per_million) const {
  const auto expected = static_cast<std::uint64_t>(per_million);
  return static_cast<std::int64_t>(expected / million +
                                   (roll_for(what) % million < expected % million ? 1 : 0));
}

Good* Stage::explained() {
  const auto found = std::ranges::find(goods, scene.explaining(), &Good::product_id);
  return scene.explaining() == 0 || found == goods.end() ? nullptr : &*found;
}

const Good* Stage::good_meant() {
  if (const Good* good = explained()) return good;
  return goods.empty() ? nullptr : &goods[roll_for(Draw::room_good) % goods.size()];
}

base::Millis Stage::silent_since() {
  base::Millis since = scene.crew_act_at();
  if (explained() != nullptr) {
    const base::Millis lasts =
        std::max(since, scene.explaining_since()) + habits().explaining_lasts_s * base::second;
    since = std::min(now, lasts);
  }
  return since;
}

void Stage::say(std::int64_t person, const Line& line, const Good* good) {
  ++said_now;
  Saying saying{.person = person,
                .text = filled(line.zh, good),
                .gloss = filled(line.en, good),
                .question = {},
                .line = line.id};
  scene.say(saying.text);
  if (!line.keywords.empty()) {
    v1::Question& question = saying.question;
    question.set_asked_at(now);
    question.set_person_id(identity::simulated_person(person));
    question.set_text(saying.text);
    question.set_gloss(saying.gloss);
    for (const std::string& word : line.keywords) question.add_keywords(filled(word, good));
    question.set_window_s(static_cast<std::int32_t>(line.window_s * plan.demand.window / 100));
    question.set_points(static_cast<std::int32_t>(line.points));
    question.set_product_id(good != nullptr ? good->product_id : 0);
    question.set_kind(std::string(name_of(line.kind)));
    question.set_question_id(scene.ask(question, line.id));
  }
  doings.sayings.push_back(std::move(saying));
}

void Stage::chat(std::int64_t person, Kind kind, Draw what, const Good* good) {
  if (!may_speak()) return;
  const Line* line = pick_line(what, person, [&](const Line& one) {
    return one.kind == kind && one.keywords.empty() && fits(one, character(person), good) &&
           !scene.was_said_lately(one.zh);
  });
  if (line != nullptr) say(person, *line, good);
}

}  // namespace kaibo::audience::engine
