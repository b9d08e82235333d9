#include "services/audience/rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "services/identity/simulated.h"

namespace kaibo::audience::rules {

namespace {

constexpr std::int64_t smallest_audience = 10;
constexpr std::size_t most_points = 2;
constexpr std::int64_t fewest_stars = 1;
constexpr std::int64_t most_stars = 5;
constexpr std::int32_t good_stars = 4;

v1::Advice advice_on(v1::AdviceKind kind, const v1::Question& question, int count) {
  v1::Advice advice;
  advice.set_kind(kind);
  advice.set_at(question.asked_at());
  advice.set_text(question.text());
  advice.set_gloss(question.gloss());
  *advice.mutable_keywords() = question.keywords();
  advice.set_count(count);
  return advice;
}

/// Of those that `counts` holds of: the one with most points, the earliest of them.
template <typename Counts>
std::optional<v1::Advice> about_questions(const Scene& scene, v1::AdviceKind kind, Counts counts) {
  const v1::Question* gravest = nullptr;
  int count = 0;
  for (const v1::Question& question : scene.questions()) {
    if (!counts(question)) continue;
    ++count;
    if (gravest == nullptr || question.points() > gravest->points()) gravest = &question;
  }
  if (gravest == nullptr) return std::nullopt;
  return advice_on(kind, *gravest, count);
}

bool is_incident(const v1::Question& question) {
  return question.kind() != name_of(Kind::question) && question.kind() != name_of(Kind::refund);
}

}  // namespace

void check_setup(const Script& script, const v1::Setup& setup) {
  base::require(script.find(setup.scenario()) != nullptr, "setup.scenario",
                {"请从列表里选择场景", "Choose the scenario from the list"});
  base::require(smallest_audience <= setup.size() && setup.size() <= identity::most_simulated,
                "setup.size",
                {"观众人数是 " + std::to_string(smallest_audience) + " 到 " +
                     std::to_string(identity::most_simulated) + " 人",
                 "An audience has " + std::to_string(smallest_audience) + " to " +
                     std::to_string(identity::most_simulated) + " persons"});
  base::require(
      setup.difficulty() >= v1::DIFFICULTY_EASY && setup.difficulty() <= v1::DIFFICULTY_HARD,
      "setup.difficulty", {"请选择难度", "Choose the difficulty"});
}

std::vector<v1::Advice> advice(const Scene& scene) {
  std::vector<v1::Advice> points;
  const auto missed = [](const v1::Question& question) {
    return question.state() == v1::QUESTION_STATE_MISSED;
  };
  const auto add = [&](std::optional<v1::Advice> point) {
    if (point && points.size() < most_points) points.push_back(*std::move(point));
  };
  add(about_questions(scene, v1::ADVICE_KIND_INCIDENT_MISSED, [&](const v1::Question& question) {
    return missed(question) && is_incident(question);
  }));
  if (const Scene::Bored& bored = scene.who_left_bored(); bored.at != 0) {
    v1::Advice silence;
    silence.set_kind(v1::ADVICE_KIND_SILENCE);
    silence.set_at(bored.at);
    silence.set_text(bored.text);
    silence.set_gloss(bored.gloss);
    silence.set_count(bored.count);
    add(silence);
  }
  add(about_questions(scene, v1::ADVICE_KIND_QUESTIONS_MISSED, [&](const v1::Question& question) {
    return missed(question) && !is_incident(question);
  }));
  add(about_questions(scene, v1::ADVICE_KIND_SLOW, [](const v1::Question& question) {
    return question.state() == v1::QUESTION_STATE_ANSWERED &&
           question.answered_after_ms() > question.window_s() * base::second / 2;
  }));
  return points;
}

std::int32_t stars(const Nature& nature, const Habits& habits, const Course& course) {
  std::int64_t given = nature.stars;
  if (course.late) given -= habits.late_costs_stars;
  if (course.missed) given -= habits.missed_costs_stars;
  if (course.answered) given += habits.answered_adds_stars;
  return static_cast<std::int32_t>(std::clamp(given, fewest_stars, most_stars));
}

Kind review_kind(std::int32_t stars, const Course& course) {
  if (stars >= good_stars) return Kind::review_good;
  if (course.late) return Kind::review_late;
  return stars == good_stars - 1 ? Kind::review_fair : Kind::review_poor;
}

}  // namespace kaibo::audience::rules
