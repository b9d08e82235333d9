#include "services/classroom/section.h"

#include <limits>
#include <utility>

namespace kaibo::classroom {

namespace json = boost::json;

void refuse(std::string_view file, const std::string& path, std::string_view zh,
            std::string_view en) {
  const std::string place = std::string(file) + (path.empty() ? "" : ", " + path);
  throw base::Error(base::Code::failed_precondition,
                    {"课程配置有误（" + place + "）：" + std::string(zh),
                     "Course profile " + place + ": " + std::string(en)});
}

Section::Section(std::string_view file, std::string path, const json::value& value)
    : file_(file), path_(std::move(path)) {
  if (!value.is_object()) {
    refuse(file_, path_, "应为对象。", "must be an object.");
  }
  object_ = &value.get_object();
}

Section Section::section(std::string_view key) { return {file_, path_of(key), value(key)}; }

std::string Section::text(std::string_view key) { return text_in(value(key), path_of(key)); }

std::int64_t Section::number(std::string_view key) { return number_in(value(key), path_of(key)); }

int Section::small(std::string_view key) {
  const std::int64_t number_here = number(key);
  if (number_here < 1 || number_here > std::numeric_limits<int>::max()) {
    refuse(file_, path_of(key), "数字超出范围。", "is out of range.");
  }
  return static_cast<int>(number_here);
}

Range Section::range(std::string_view key) {
  const json::value& here = value(key);
  if (!here.is_array() || here.get_array().size() != 2) {
    refuse(file_, path_of(key), "应为 [最小, 最大]。", "must be [least, most].");
  }
  const Range range{.min = number_in(here.get_array()[0], path_of(key)),
                    .max = number_in(here.get_array()[1], path_of(key))};
  if (range.min > range.max) {
    refuse(file_, path_of(key), "最小值大于最大值。", "has its least above its most.");
  }
  return range;
}

Rate Section::rate(std::string_view key) {
  Section here = section(key);
  const Rate rate{.burst = here.small("burst"), .refill_ms = here.small("refill_ms")};
  here.finish();
  return rate;
}

std::vector<std::int64_t> Section::numbers(std::string_view key) {
  const json::value& here = value(key);
  if (!here.is_array() || here.get_array().empty()) {
    refuse(file_, path_of(key), "应为非空的数字列表。", "must be a list of numbers, not empty.");
  }
  std::vector<std::int64_t> numbers;
  for (const json::value& item : here.get_array()) {
    numbers.push_back(number_in(item, path_of(key)));
  }
  return numbers;
}

std::vector<std::string> Section::texts(std::string_view key) {
  std::vector<std::string> texts = any_texts(key);
  if (texts.empty()) {
    refuse(file_, path_of(key), "应为非空的文字列表。", "must be a list of texts, not empty.");
  }
  return texts;
}

std::vector<std::string> Section::any_texts(std::string_view key) {
  const json::value& here = value(key);
  if (!here.is_array()) {
    refuse(file_, path_of(key), "应为文字列表。", "must be a list of texts.");
  }
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const json::value& item : here.get_array()) {
    texts.push_back(text_in(item, path_of(key)));
    if (!seen.insert(texts.back()).second) {
      refuse(file_, path_of(key), "“" + texts.back() + "”重复了。",
             "holds \"" + texts.back() + "\" twice.");
    }
  }
  return texts;
}

bool Section::flag(std::string_view key) {
  const json::value& here = value(key);
  if (!here.is_bool()) {
    refuse(file_, path_of(key), "应为 true 或 false。", "must be true or false.");
  }
  return here.get_bool();
}

base::Text Section::both() { return {.zh = text("zh"), .en = text("en")}; }

std::vector<Section> Section::sections(std::string_view key) {
  const json::value& here = value(key);
  if (!here.is_array()) {
    refuse(file_, path_of(key), "应为对象列表。", "must be a list of objects.");
  }
  std::vector<Section> sections;
  for (const json::value& item : here.get_array()) {
    sections.emplace_back(file_, path_of(key) + "[" + std::to_string(sections.size()) + "]", item);
  }
  return sections;
}

std::map<std::string, std::string, std::less<>> Section::map(std::string_view key) {
  const Section here = section(key);
  std::map<std::string, std::string, std::less<>> map;
  for (const json::key_value_pair& pair : *here.object_) {
    map.emplace(pair.key(), text_in(pair.value(), here.path_of(pair.key())));
  }
  return map;
}

void Section::require(bool ok, std::string_view key, std::string_view zh,
                      std::string_view en) const {
  if (!ok) refuse(file_, path_of(key), zh, en);
}

void Section::finish() const {
  for (const json::key_value_pair& pair : *object_) {
    if (!asked_.contains(std::string(pair.key()))) {
      refuse(file_, path_of(pair.key()), "没有这个设置项。", "is not a known key.");
    }
  }
}

std::string Section::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const json::value& Section::value(std::string_view key) {
  asked_.emplace(key);
  const json::value* found = object_->if_contains(key);
  if (found == nullptr) {
    refuse(file_, path_of(key), "缺少这个设置项。", "is missing.");
  }
  return *found;
}

std::string Section::text_in(const json::value& value, const std::string& path) const {
  if (!value.is_string() || value.get_string().empty()) {
    refuse(file_, path, "应为非空文字。", "must be a text, not empty.");
  }
  return std::string(value.get_string());
}

std::int64_t Section::number_in(const json::value& value, const std::string& path) const {
  if (!value.is_int64() || value.get_int64() < 0) {
    refuse(file_, path, "应为不小于零的整数。", "must be a whole number, not below zero.");
  }
  return value.get_int64();
}

}  // namespace kaibo::classroom
