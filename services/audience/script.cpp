#include "services/audience/script.h"

#include <algorithm>
#include <boost/json.hpp>
#include <exception>
#include <stdexcept>
#include <utility>

#include "common/base/error.h"
#include "generated/embedded/audience_lines.h"
#include "generated/embedded/audience_scenarios.h"

namespace kaibo::audience {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, character_count> character_names = {
    "curious", "hesitant", "price_sensitive", "expert", "troll", "passer_by"};
constexpr std::array<std::string_view, 16> kind_names = {
    "question",    "refund",      "wrong_price", "sold_out",   "malicious", "off_platform",
    "greeting",    "remark",      "complaint",   "thanks",     "bought",    "bored",
    "review_good", "review_fair", "review_poor", "review_late"};
constexpr std::array<std::string_view, 4> buys_names = {"always", "answered", "cheaper", "never"};

/// The number of a name in its list; throws for another.
template <std::size_t Count>
std::size_t index_of(const std::array<std::string_view, Count>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw std::invalid_argument("unknown name " + std::string(name));
  return static_cast<std::size_t>(found - names.begin());
}

Kind kind_of(std::string_view name) { return static_cast<Kind>(index_of(kind_names, name)); }

std::int64_t number(const json::object& object, std::string_view key) {
  const std::int64_t value = object.at(key).as_int64();
  if (value < 0) throw std::invalid_argument(std::string(key) + " is below zero");
  return value;
}

std::int64_t number_or_zero(const json::object& object, std::string_view key) {
  return object.contains(key) ? number(object, key) : 0;
}

std::string text(const json::object& object, std::string_view key) {
  const json::string& value = object.at(key).as_string();
  if (value.empty()) throw std::invalid_argument(std::string(key) + " is empty");
  return std::string(value);
}

/// Empty where the key is missing.
std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> found;
  if (!object.contains(key)) return found;
  for (const json::value& one : object.at(key).as_array()) found.emplace_back(one.as_string());
  return found;
}

/// Reads one file; what is wrong with it is told with its name.
template <typename Read>
void reading(std::string_view file, Read read) {
  try {
    read();
  } catch (const std::exception& e) {
    const std::string name(file);
    const std::string why = e.what();
    throw base::Error(base::Code::failed_precondition,
                      {"模拟观众的剧本 " + name + " 有误：" + why,
                       "The audience's script " + name + " is broken: " + why});
  }
}

}  // namespace

std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Script::Script() : Script(embedded::audience_lines, embedded::audience_scenarios) {}

Script::Script(std::span<const base::Embedded> lines, std::span<const base::Embedded> scenarios) {
  for (const base::Embedded& file : lines) {
    reading(file.name, [&] {
      if (file.name == "characters.json") read_characters(file.content);
      if (file.name == "lines.json") read_lines(file.content);
    });
  }
  for (const base::Embedded& file : scenarios) {
    reading(file.name, [&] { read_scenario(file.content); });
  }
  std::ranges::sort(scenarios_, {}, &Scenario::order);
}

const Scenario* Script::find(std::string_view id) const {
  const auto found = std::ranges::find(scenarios_, id, &Scenario::id);
  return found == scenarios_.end() ? nullptr : &*found;
}

const std::string& Script::category_of(std::string_view title, const std::string& otherwise) const {
  const auto found = std::ranges::find_if(titles_, [title](const auto& word_and_category) {
    return title.find(word_and_category.first) != std::string_view::npos;
  });
  return found == titles_.end() ? otherwise : found->second;
}

void Script::read_characters(std::string_view text_of_file) {
  const json::value document = json::parse({text_of_file.data(), text_of_file.size()});
  const json::object& natures = document.at("characters").as_object();
  for (std::size_t i = 0; i < character_count; ++i) {
    const json::object& from = natures.at(character_names[i]).as_object();
    natures_[i] = {
        .patience_s = number(from, "patience_s"),
        .asks = number(from, "asks"),
        .says = number(from, "says"),
        .likes = number(from, "likes"),
        .buys = number(from, "buys"),
        .buys_when = static_cast<BuysWhen>(index_of(buys_names, text(from, "buys_when"))),
        .joins_percent = number(from, "joins_percent"),
        .confirms_percent = number(from, "confirms_percent"),
        .reviews_percent = number(from, "reviews_percent"),
        .stars = number(from, "stars")};
  }
  const json::object& demands = document.at("difficulties").as_object();
  const auto demand = [&](v1::Difficulty difficulty, std::string_view name) {
    const json::object& from = demands.at(name).as_object();
    demands_[difficulty] = {.questions = number(from, "questions"),
                            .window = number(from, "window"),
                            .patience = number(from, "patience"),
                            .orders = number(from, "orders")};
  };
  demand(v1::DIFFICULTY_EASY, "easy");
  demand(v1::DIFFICULTY_NORMAL, "normal");
  demand(v1::DIFFICULTY_HARD, "hard");
  const json::object& habits = document.at("habits").as_object();
  habits_ = {.looks_around_s = number(habits, "looks_around_s"),
             .lively_s = number(habits, "lively_s"),
             .explaining_lasts_s = number(habits, "explaining_lasts_s"),
             .returns_after_s = number(habits, "returns_after_s"),
             .returns_per_10min = number(habits, "returns_per_10min"),
             .greets_percent = number(habits, "greets_percent"),
             .thanks_percent = number(habits, "thanks_percent"),
             .tells_purchase_percent = number(habits, "tells_purchase_percent"),
             .follows_after_s = number(habits, "follows_after_s"),
             .follows_within_s = number(habits, "follows_within_s"),
             .refund_after_s = number(habits, "refund_after_s"),
             .enter_at_once = number(habits, "enter_at_once"),
             .say_at_once = number(habits, "say_at_once"),
             .join_at_once = number(habits, "join_at_once"),
             .bored_line_every_s = number(habits, "bored_line_every_s"),
             .catch_up_s = number(habits, "catch_up_s"),
             .confirms_within_h = number(habits, "confirms_within_h"),
             .reviews_within_h = number(habits, "reviews_within_h"),
             .late_costs_stars = number(habits, "late_costs_stars"),
             .missed_costs_stars = number(habits, "missed_costs_stars"),
             .answered_adds_stars = number(habits, "answered_adds_stars")};
}

void Script::read_lines(std::string_view text_of_file) {
  const json::value document = json::parse({text_of_file.data(), text_of_file.size()});
  const json::object& groups = document.at("groups").as_object();
  const json::object& answers = document.at("answers").as_object();
  for (const json::value& value : document.at("titles").as_array()) {
    const std::string category = text(value.as_object(), "category");
    for (std::string& word : texts(value.as_object(), "words")) {
      titles_.emplace_back(std::move(word), category);
    }
  }
  for (const json::value& value : document.at("lines").as_array()) {
    const json::object& from = value.as_object();
    Line line{.id = text(from, "id"),
              .kind = kind_of(text(from, "kind")),
              .who = {},
              .categories = {},
              .words = texts(from, "words"),
              .about_room = false,
              .stock_below = number_or_zero(from, "stock_below"),
              .zh = text(from, "zh"),
              .en = text(from, "en"),
              .keywords = texts(from, "keywords")};
    for (const std::string& who : texts(from, "who")) line.who.set(index_of(character_names, who));
    if (line.who.none()) line.who.set();
    for (const std::string& group : texts(from, "for")) {
      if (group == "room") {
        line.about_room = true;
        continue;
      }
      for (const json::value& category : groups.at(group).as_array()) {
        line.categories.emplace_back(category.as_string());
      }
    }
    if (!line.keywords.empty()) {
      const json::object& answer = answers.at(name_of(line.kind)).as_object();
      line.window_s = number(answer, "window_s");
      line.points = number(answer, "points");
    }
    lines_.push_back(std::move(line));
  }
}

void Script::read_scenario(std::string_view text_of_file) {
  const json::value document = json::parse({text_of_file.data(), text_of_file.size()});
  const json::object& from = document.as_object();
  Scenario scenario{.id = text(from, "id"),
                    .order = number(from, "order"),
                    .name = text(from, "name"),
                    .name_en = text(from, "name_en"),
                    .about = text(from, "about"),
                    .about_en = text(from, "about_en"),
                    .enter_within_s = number(from, "enter_within_s"),
                    .characters = {},
                    .questions_per_10min = number(from, "questions_per_10min"),
                    .remarks_per_10min_per_100 = number(from, "remarks_per_10min_per_100"),
                    .complaints_percent = number(from, "complaints_percent"),
                    .likes_per_minute_per_100 = number(from, "likes_per_minute_per_100"),
                    .orders_per_10min_per_100 = number(from, "orders_per_10min_per_100"),
                    .follows_percent = number(from, "follows_percent"),
                    .claims_per_10min_per_100 = number(from, "claims_per_10min_per_100"),
                    .leave_stock = number(from, "leave_stock"),
                    .refunds_percent = number(from, "refunds_percent"),
                    .incidents = {}};
  const json::object& characters = from.at("characters").as_object();
  for (std::size_t i = 0; i < character_count; ++i) {
    scenario.characters[i] = number(characters, character_names[i]);
  }
  for (const json::value& value : from.at("incidents").as_array()) {
    const json::object& incident = value.as_object();
    scenario.incidents.push_back({.at_s = number(incident, "at_s"),
                                  .kind = kind_of(text(incident, "kind")),
                                  .persons = number(incident, "persons")});
  }
  scenarios_.push_back(std::move(scenario));
}

}  // namespace kaibo::audience
