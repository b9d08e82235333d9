#include "services/assessment/evidence.h"

#include <algorithm>
#include <type_traits>

#include "services/classroom/happened.h"

namespace kaibo::assessment {

void ClassEvidence::apply(const db::Entry& entry) {
  const event::v1::Event event = classroom::event_of(entry);
  if (event.actor() != 0) last_event_at_[event.actor()] = event.at();
  owners_.apply(event);
  std::apply([&](auto&... topic) { (topic.apply(event, owners_), ...); }, topics_);
}

TraineeEvidence ClassEvidence::of(std::int64_t user_id) const { return {*this, user_id}; }

base::Millis ClassEvidence::last_event_at(std::int64_t user_id) const {
  const auto found = last_event_at_.find(user_id);
  return found == last_event_at_.end() ? 0 : found->second;
}

Measured TraineeEvidence::measure(std::string_view name, std::int64_t argument,
                                  base::Millis now) const {
  const Asked asked{.trainee_id = trainee_id_, .argument = argument, .now = now};
  Measured measured;
  const auto ask = [&]<typename Topic>(const Topic& topic) {
    for (const Measure<Topic>& measure : Topic::measures) {
      if (measure.name == name) measured = (topic.*measure.count)(asked);
    }
  };
  std::apply([&](const auto&... topic) { (ask(topic), ...); }, class_.topics());
  return measured;
}

bool is_measure(std::string_view name) {
  const auto is_named = [name](const auto& measure) { return measure.name == name; };
  return [&]<typename... Topic>(std::type_identity<std::tuple<Topic...>>) {
    return (std::ranges::any_of(Topic::measures, is_named) || ...);
  }(std::type_identity<ClassEvidence::Topics>());
}

}  // namespace kaibo::assessment
