#include "services/classroom/scenario/scenario.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

#include "generated/embedded/classroom_scenario.h"
#include "services/classroom/happened.h"
#include "services/classroom/records.h"
#include "services/classroom/section.h"

namespace kaibo::classroom {

namespace {

namespace json = boost::json;

std::vector<Setting> read_settings() {
  const base::Embedded& file = embedded::classroom_scenario.front();
  std::vector<Setting> settings;
  const json::value document = json::parse(file.content);
  for (const json::value& item : document.as_array()) {
    Section section(file.name, std::to_string(settings.size()), item);
    settings.push_back({.key = section.text("key"),
                        .group = section.text("group"),
                        .unit = section.text("unit"),
                        .range = section.range("range"),
                        .name = section.both()});
    section.finish();
  }
  return settings;
}

/// Null when there is none.
const Setting* find_setting(std::string_view key) {
  const auto found = std::ranges::find(scenario_settings(), key, &Setting::key);
  return found == scenario_settings().end() ? nullptr : &*found;
}

const Setting& require_setting(const std::string& key) {
  const Setting* found = find_setting(key);
  if (found == nullptr) {
    throw base::Error(base::Code::invalid_argument,
                      {"没有“" + key + "”这个设置项", "There is no setting “" + key + "”"}, key);
  }
  return *found;
}

/// What an object has under a name, or a list as the item that says it is its "key"; null when
/// there is none.
json::value* child_of(json::value& parent, std::string_view name) {
  if (json::object* object = parent.if_object()) return object->if_contains(name);
  json::array* list = parent.if_array();
  if (list == nullptr) return nullptr;
  const auto found = std::ranges::find_if(*list, [&](json::value& item) {
    const json::value* key = child_of(item, "key");
    return key != nullptr && key->is_string() && key->get_string() == name;
  });
  return found == list->end() ? nullptr : &*found;
}

/// The value at a place of a profile ("mall.after_sale.ask_days", "mall.conduct.rules.copied.on").
json::value& value_at(json::value& document, std::string_view key) {
  json::value* here = &document;
  while (!key.empty()) {
    const std::size_t dot = std::min(key.find('.'), key.size());
    here = child_of(*here, key.substr(0, dot));
    if (here == nullptr) {
      throw std::runtime_error("a course profile has no " + std::string(key));
    }
    key.remove_prefix(std::min(dot + 1, key.size()));
  }
  return *here;
}

std::int64_t number_in(json::value& document, std::string_view key) {
  const json::value& here = value_at(document, key);
  return here.is_bool() ? std::int64_t{here.get_bool()} : here.as_int64();
}

/// What an earlier version let set and this one does not is as the course says.
OwnValues own_values_in(const std::string& text) {
  OwnValues own;
  if (text.empty()) return own;
  const json::value document = json::parse(text);
  for (const json::key_value_pair& pair : document.as_object()) {
    if (find_setting(pair.key()) != nullptr) own.emplace(pair.key(), pair.value().as_int64());
  }
  return own;
}

std::string text_of(const OwnValues& own) {
  if (own.empty()) return {};
  json::object object;
  for (const auto& [key, value] : own) object.emplace(key, value);
  return json::serialize(object);
}

void check_range(const Setting& setting, std::int64_t value) {
  const std::string bounds = setting.range.text();
  base::require(setting.range.holds(value), setting.key,
                {"“" + setting.name.zh + "”需要在 " + bounds + " 之间",
                 "“" + setting.name.en + "” must lie within " + bounds});
}

void add_change(event::v1::ScenarioChanged& changed, const Setting& setting, std::int64_t before,
                std::int64_t after) {
  event::v1::ScenarioChange& change = *changed.add_changes();
  change.set_key(setting.key);
  change.set_zh(setting.name.zh);
  change.set_en(setting.name.en);
  change.set_unit(setting.unit);
  change.set_before(before);
  change.set_after(after);
}

}  // namespace

const std::vector<Setting>& scenario_settings() {
  static const std::vector<Setting> settings = read_settings();
  return settings;
}

std::int64_t number_at(std::string_view profile_text, std::string_view key) {
  json::value document = json::parse(profile_text);
  return number_in(document, key);
}

std::string with_own_values(std::string_view profile_text, const OwnValues& own) {
  json::value document = json::parse(profile_text);
  for (const auto& [key, value] : own) {
    json::value& here = value_at(document, key);
    if (here.is_bool()) {
      here = value != 0;
    } else {
      here = value;
    }
  }
  return json::serialize(document);
}

const Profile* Scenarios::recall(base::Millis now, std::int64_t class_id) const {
  const std::shared_lock lock(mutex_);
  const auto found = known_.find(class_id);
  const bool fresh =
      found != known_.end() && std::abs(now - found->second.looked_at) < look_again_ms;
  return fresh ? found->second.profile : nullptr;
}

const Profile& Scenarios::look_up(db::Transaction& tx, std::int64_t class_id,
                                  const std::string& profile) {
  const Profile* of_course = profiles_.find(profile);
  if (of_course == nullptr) {
    throw std::runtime_error("class " + std::to_string(class_id) +
                             " runs by the course profile \"" + profile +
                             "\", which this program does not have");
  }
  const std::string own = records::own_values(tx, class_id);
  const std::unique_lock lock(mutex_);
  const Profile* found = of_course;
  if (!own.empty()) {
    std::unique_ptr<const Profile>& made = made_[{profile, own}];
    if (!made) {
      made = std::make_unique<const Profile>(
          parse_profile(profile, with_own_values(profiles_.text(profile), own_values_in(own))));
    }
    found = made.get();
  }
  known_[class_id] = {.profile = found, .looked_at = tx.now()};
  return *found;
}

void Scenarios::forget(std::int64_t class_id) {
  const std::unique_lock lock(mutex_);
  known_.erase(class_id);
}

Scenarios::Settings Scenarios::settings(db::Transaction& tx, std::int64_t class_id,
                                        const std::string& profile) const {
  const OwnValues own = own_values_in(records::own_values(tx, class_id));
  json::value document = json::parse(profiles_.text(profile));
  Settings settings;
  for (const Setting& setting : scenario_settings()) {
    v1::ScenarioSetting& shown = *settings.Add();
    shown.set_key(setting.key);
    shown.set_group(setting.group);
    shown.set_unit(setting.unit);
    shown.set_zh(setting.name.zh);
    shown.set_en(setting.name.en);
    shown.set_min(setting.range.min);
    shown.set_max(setting.range.max);
    shown.set_course_value(number_in(document, setting.key));
    const auto set = own.find(setting.key);
    shown.set_value(set == own.end() ? shown.course_value() : set->second);
  }
  return settings;
}

void Scenarios::set(db::Transaction& tx, std::int64_t class_id, const std::string& profile,
                    const Values& values, std::int64_t actor) const {
  OwnValues own = own_values_in(records::own_values(tx, class_id));
  const std::string_view course = profiles_.text(profile);
  json::value document = json::parse(course);
  event::v1::Event event;
  event::v1::ScenarioChanged& changed = *event.mutable_scenario_changed();
  for (const v1::ScenarioValue& wish : values) {
    const Setting& setting = require_setting(wish.key());
    check_range(setting, wish.value());
    const std::int64_t of_course = number_in(document, setting.key);
    const auto set = own.find(setting.key);
    const std::int64_t before = set == own.end() ? of_course : set->second;
    if (wish.value() == before) continue;
    add_change(changed, setting, before, wish.value());
    own[setting.key] = wish.value();
    if (wish.value() == of_course) own.erase(setting.key);
  }
  if (changed.changes().empty()) return;
  parse_profile(profile, with_own_values(course, own));
  records::set_own_values(tx, class_id, text_of(own));
  happened(tx, class_id, actor, {.topic = class_topic, .also = {}}, event);
}

}  // namespace kaibo::classroom
