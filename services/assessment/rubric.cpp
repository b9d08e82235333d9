#include "services/assessment/rubric.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "common/base/error.h"
#include "generated/embedded/assessment_rubrics.h"
#include "services/assessment/evidence.h"

namespace kaibo::assessment {

namespace {

namespace json = boost::json;

constexpr std::int32_t tenths = 10;

[[noreturn]] void broken(std::string_view file, const std::string& what) {
  const std::string name(file);
  throw base::Error(base::Code::failed_precondition, {"评分表 " + name + " 有误：" + what,
                                                      "Rubric " + name + " is broken: " + what});
}

std::string text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

std::int32_t points(const json::object& object, std::string_view key) {
  return static_cast<std::int32_t>(object.at(key).as_int64()) * tenths;
}

/// A number, or the name of one of the rubric's params.
std::int64_t number(const json::object& object, std::string_view key, std::int64_t absent,
                    const json::object& params) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return absent;
  return value->is_string() ? params.at(value->as_string()).as_int64() : value->as_int64();
}

v1::ItemMode mode_of(std::string_view file, std::string_view name) {
  if (name == "auto") return v1::ITEM_MODE_AUTO;
  if (name == "deduct") return v1::ITEM_MODE_DEDUCT;
  if (name == "manual") return v1::ITEM_MODE_MANUAL;
  if (name == "auto+manual") return v1::ITEM_MODE_AUTO_MANUAL;
  broken(file, "unknown mode " + std::string(name));
}

AutoPart read_part(std::string_view file, const json::object& object, const json::object& params) {
  AutoPart part{.measure = text(object, "measure"),
                .argument = number(object, "argument", 0, params),
                .target = number(object, "target", 0, params),
                .scale = number(object, "scale", 1, params),
                .whole = object.contains("whole") && object.at("whole").as_bool(),
                .max_tenths = points(object, "points"),
                .zh = text(object, "zh"),
                .en = text(object, "en")};
  if (!is_measure(part.measure)) broken(file, "unknown measure " + part.measure);
  if (part.target <= 0 || part.scale <= 0) broken(file, "target of " + part.measure);
  return part;
}

Item read_item(std::string_view file, const json::object& object, const json::object& params) {
  Item item{.id = text(object, "id"),
            .name = text(object, "name"),
            .name_en = text(object, "name_en"),
            .max_tenths = points(object, "max"),
            .mode = mode_of(file, text(object, "mode")),
            .rule = text(object, "rule"),
            .rule_en = text(object, "rule_en"),
            .source = text(object, "source"),
            .parts = {}};
  if (const json::value* parts = object.if_contains("auto")) {
    for (const json::value& part : parts->as_array()) {
      item.parts.push_back(read_part(file, part.as_object(), params));
    }
  }
  if (item.auto_max_tenths() > item.max_tenths) broken(file, "parts of " + item.id + " exceed it");
  return item;
}

Section read_section(std::string_view file, const json::object& object,
                     const json::object& params) {
  Section section{.id = text(object, "id"),
                  .name = text(object, "name"),
                  .name_en = text(object, "name_en"),
                  .max_tenths = points(object, "max"),
                  .items = {}};
  std::int32_t sum = 0;
  for (const json::value& item : object.at("items").as_array()) {
    section.items.push_back(read_item(file, item.as_object(), params));
    sum += section.items.back().max_tenths;
  }
  if (sum != section.max_tenths) broken(file, "items of section " + section.id + " do not sum up");
  return section;
}

}  // namespace

std::int32_t Item::auto_max_tenths() const {
  std::int32_t sum = 0;
  for (const AutoPart& part : parts) sum += part.max_tenths;
  return sum;
}

const Item* Rubric::find(std::string_view item_id) const {
  for (const Section& section : sections) {
    for (const Item& item : section.items) {
      if (item.id == item_id) return &item;
    }
  }
  return nullptr;
}

Rubric parse_rubric(std::string_view file, std::string_view content) {
  try {
    const json::value document = json::parse(json::string_view(content.data(), content.size()));
    const json::object& object = document.as_object();
    const json::value* given = object.if_contains("params");
    const json::object params = given == nullptr ? json::object() : given->as_object();
    Rubric rubric{.id = text(object, "id"),
                  .version = static_cast<std::int32_t>(object.at("version").as_int64()),
                  .name = text(object, "course"),
                  .name_en = text(object, "course_en"),
                  .status = text(object, "status"),
                  .status_en = text(object, "status_en"),
                  .total_tenths = points(object, "total"),
                  .pass_tenths = points(object, "pass"),
                  .sections = {}};
    std::int32_t sum = 0;
    for (const json::value& section : object.at("sections").as_array()) {
      rubric.sections.push_back(read_section(file, section.as_object(), params));
      sum += rubric.sections.back().max_tenths;
    }
    if (sum != rubric.total_tenths) broken(file, "sections do not sum up to the total");
    return rubric;
  } catch (const base::Error&) {
    throw;
  } catch (const std::exception& fault) {
    broken(file, fault.what());
  }
}

Rubrics::Rubrics() : Rubrics(embedded::assessment_rubrics) {}

Rubrics::Rubrics(std::span<const base::Embedded> files) {
  for (const base::Embedded& file : files) {
    Rubric rubric = parse_rubric(file.name, file.content);
    const std::string id = rubric.id;
    if (!rubrics_.emplace(id, std::move(rubric)).second) broken(file.name, "id is used twice");
  }
}

const Rubric& Rubrics::require(std::string_view id) const {
  const auto found = rubrics_.find(id);
  if (found == rubrics_.end()) {
    const std::string name(id);
    throw base::Error(base::Code::failed_precondition,
                      {"没有评分表 " + name + "，请联系管理员",
                       "There is no rubric " + name + "; ask the administrator"});
  }
  return found->second;
}

}  // namespace kaibo::assessment
