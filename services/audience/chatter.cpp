// What is said: questions and their end, incidents, refunds asked for, noise.
#include <algorithm>
#include <string>

#include "services/audience/stage.h"
#include "services/identity/simulated.h"

namespace kaibo::audience::engine {

namespace {

using base::Millis;

/// Echoes of an incident follow each other after so many seconds.
constexpr std::int64_t echo_every_s = 2;

/// Somebody in the room whose character the line fits; else `other`.
std::int64_t best_for(const Stage& stage, const Line& line, std::int64_t other) {
  const std::int64_t found =
      stage.pick(Draw::victim, -1, [&](std::int64_t person, const Scene::Person&) {
        return line.who.test(static_cast<std::size_t>(stage.character(person))) ? 1 : 0;
      });
  return found == 0 ? other : found;
}

bool asks_now(const Stage& stage, std::int64_t person, const Scene::Person& one) {
  return stage.now - one.entered_at >= base::second && !stage.scene.has_open_question(person);
}

}  // namespace

void close_questions(Stage& stage) {
  const std::vector<v1::Question> questions = stage.scene.questions();
  for (const v1::Question& question : questions) {
    if (question.state() != v1::QUESTION_STATE_OPEN) continue;
    const Millis window = question.window_s() * base::second;
    const Scene::Answer* answer = stage.scene.answer_to(question.question_id());
    const bool answered = answer != nullptr && answer->at - question.asked_at() <= window;
    if (!answered && stage.now - question.asked_at() <= window) continue;
    Closing closing{
        .question = question, .answered = answered, .after = 0, .answer = {}, .refund_of = 0};
    if (answered) {
      closing.answer = *answer;
      closing.after = answer->at - question.asked_at();
    } else if (question.kind() == name_of(Kind::refund)) {
      const auto& bought = stage.scene.person(-question.person_id()).bought;
      const auto order = bought.find(question.product_id());
      if (order != bought.end()) closing.refund_of = order->second;
    }
    stage.scene.close(question.question_id(), answered, closing.after, stage.now);
    stage.doings.closings.push_back(std::move(closing));
    const std::int64_t asker = -question.person_id();
    if (answered && stage.scene.person(asker).here &&
        stage.percent(Draw::thanks, stage.habits().thanks_percent, asker)) {
      stage.chat(asker, Kind::thanks, Draw::thanks, nullptr);
    }
  }
}

void begin_incidents(Stage& stage) {
  int index = -1;
  for (const Incident& incident : stage.plan.scenario.incidents) {
    ++index;
    if (incident.at_s > stage.second || stage.scene.incident_at(index) != 0) continue;
    const Good* good = stage.good_meant();
    const std::int64_t person =
        stage.pick(Draw::victim, index, [](std::int64_t, const Scene::Person&) { return 1; });
    if (good == nullptr || person == 0) continue;
    const Line* line = stage.pick_line(Draw::incident_line, index, [&](const Line& one) {
      return one.kind == incident.kind && !one.keywords.empty() && fits_good(one, good) &&
             !stage.scene.was_asked(good->product_id, one.id);
    });
    if (line == nullptr) continue;
    stage.say(best_for(stage, *line, person), *line, good);
    stage.scene.incident(index, stage.now);
    stage.doings.incidents.push_back(index);
  }
}

void echo_incidents(Stage& stage) {
  int index = -1;
  for (const Incident& incident : stage.plan.scenario.incidents) {
    ++index;
    const Millis began = stage.scene.incident_at(index);
    if (began == 0) continue;
    const std::int64_t since = (stage.now - began + base::second / 2) / base::second;
    if (since <= 0 || since % echo_every_s != 0) continue;
    if (since / echo_every_s >= incident.persons) continue;
    const std::int64_t person =
        stage.pick(Draw::echo, index, [](std::int64_t, const Scene::Person&) { return 1; });
    if (person != 0) stage.chat(person, incident.kind, Draw::echo, stage.good_meant());
  }
}

void ask(Stage& stage) {
  const std::int64_t per_10min =
      stage.plan.scenario.questions_per_10min * stage.plan.demand.questions / 100;
  if (stage.times(Draw::asks, per_10min * static_cast<std::int64_t>(million) / 600) == 0) return;
  const std::int64_t person =
      stage.pick(Draw::asker, 0, [&](std::int64_t number, const Scene::Person& one) {
        return asks_now(stage, number, one) ? stage.nature(number).asks : 0;
      });
  if (person == 0 || !stage.may_speak()) return;
  const bool about_room = stage.explained() == nullptr;
  const Good* good = stage.good_meant();
  if (good == nullptr) return;
  const Line* line = stage.pick_line(Draw::question, 0, [&](const Line& one) {
    return one.kind == Kind::question && one.about_room == about_room &&
           fits(one, stage.character(person), good) &&
           !stage.scene.was_asked(good->product_id, one.id);
  });
  if (line != nullptr) stage.say(person, *line, good);
}

void ask_for_refund(Stage& stage) {
  if (!stage.may_speak()) return;
  const std::int64_t person =
      stage.pick(Draw::refund, 0, [&](std::int64_t number, const Scene::Person& one) {
        const bool due = one.bought_at != 0 && !one.wanted_refund &&
                         stage.now - one.bought_at >= stage.habits().refund_after_s * base::second;
        const bool wants = static_cast<std::int64_t>(roll(stage.plan.seed, Draw::refund, number) %
                                                     100) < stage.plan.scenario.refunds_percent;
        return due && wants ? 1 : 0;
      });
  if (person == 0) return;
  const std::int64_t product_id = stage.scene.person(person).bought.rbegin()->first;
  const auto good = std::ranges::find(stage.goods, product_id, &Good::product_id);
  if (good == stage.goods.end()) return;
  const Line* line = stage.pick_line(Draw::refund, person, [&](const Line& one) {
    return one.kind == Kind::refund && fits(one, stage.character(person), &*good) &&
           !stage.scene.was_asked(good->product_id, one.id);
  });
  if (line != nullptr) stage.say(person, *line, &*good);
}

void remark(Stage& stage) {
  const std::int64_t per_10min =
      stage.plan.scenario.remarks_per_10min_per_100 * stage.scene.present() / 100;
  std::int64_t remarks =
      stage.times(Draw::remarks, per_10min * static_cast<std::int64_t>(million) / 600);
  for (; remarks > 0 && stage.may_speak(); --remarks) {
    const std::int64_t person = stage.pick(
        Draw::speaker, remarks,
        [&](std::int64_t number, const Scene::Person&) { return stage.nature(number).says; });
    if (person == 0) return;
    const bool complains =
        stage.percent(Draw::complains, stage.plan.scenario.complaints_percent, remarks);
    stage.chat(person, complains ? Kind::complaint : Kind::remark, Draw::remark, stage.explained());
  }
}

}  // namespace kaibo::audience::engine
