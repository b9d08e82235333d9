#include "common/base/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::base {

namespace {

constexpr std::string_view variable_prefix = "KAIBO_";

// The alternatives of SettingValue, in their order.
constexpr std::array<std::string_view, 4> types_zh = {"文字", "整数", "true 或 false", "文字列表"};
constexpr std::array<std::string_view, 4> types_en = {"a text", "a whole number", "true or false",
                                                      "a list of texts"};

Error refuse(std::string_view place, std::string_view zh, std::string_view en) {
  return {Code::invalid_argument,
          {fmt::format("{}：{}", place, zh), fmt::format("{}: {}", place, en)}};
}

std::string_view section_of(std::string_view key) { return key.substr(0, key.find('.')); }
std::string_view name_of(std::string_view key) { return key.substr(key.find('.') + 1); }

/// "server.max_body" is set by KAIBO_SERVER_MAX_BODY.
std::string variable_of(std::string_view key) {
  std::string variable(variable_prefix);
  for (const char c : key) {
    variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

/// The node's value in the type of `like`; nothing when it has another.
std::optional<SettingValue> from_toml(const toml::node& node, const SettingValue& like) {
  if (const auto text = node.value_exact<std::string>(); text && like.index() == 0) return *text;
  if (const auto number = node.value_exact<std::int64_t>(); number && like.index() == 1) {
    return *number;
  }
  if (const auto flag = node.value_exact<bool>(); flag && like.index() == 2) return *flag;
  if (node.as_array() == nullptr || like.index() != 3) return std::nullopt;
  std::vector<std::string> list;
  for (const toml::node& item : *node.as_array()) {
    const auto text = item.value_exact<std::string>();
    if (!text) return std::nullopt;
    list.push_back(*text);
  }
  return list;
}

/// The same for the text of a variable.
std::optional<SettingValue> from_variable(std::string_view text, const SettingValue& like) {
  if (like.index() == 0) return std::string(text);
  if (like.index() == 1) {
    std::int64_t number = 0;
    const std::string digits(text);
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc() && stop == end ? std::optional<SettingValue>(number) : std::nullopt;
  }
  if (like.index() == 2) {
    const bool is_flag = text == "true" || text == "false";
    return is_flag ? std::optional<SettingValue>(text == "true") : std::nullopt;
  }
  std::vector<std::string> list;
  std::istringstream items{std::string(text)};
  for (std::string item; std::getline(items, item, ',');) list.push_back(tidy(item));
  return list;
}

std::string quoted(const std::string& text) {
  std::ostringstream stream;
  stream << toml::value<std::string>(text);
  return stream.str();
}

std::string to_toml(const SettingValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  std::string line = "[";
  for (const std::string& item : std::get<std::vector<std::string>>(value)) {
    line += (line.size() > 1 ? ", " : "") + quoted(item);
  }
  return line + "]";
}

}  // namespace

Config::Config(std::vector<Setting> settings) {
  for (Setting& setting : settings) {
    SettingValue value = setting.fallback;
    entries_.push_back({std::move(setting), std::move(value)});
  }
}

Config::Entry* Config::find(std::string_view key) {
  const auto found = std::ranges::find(entries_, key, [](const Entry& e) { return e.setting.key; });
  return found == entries_.end() ? nullptr : &*found;
}

void Config::set(Entry& entry, std::optional<SettingValue> value, std::string_view place) {
  const Setting& setting = entry.setting;
  if (!value) {
    const std::size_t type = setting.fallback.index();
    throw refuse(place, fmt::format("{} 应为{}", setting.key, types_zh.at(type)),
                 fmt::format("{} must be {}", setting.key, types_en.at(type)));
  }
  if (const auto* number = std::get_if<std::int64_t>(&*value)) {
    if (*number < setting.least || *number > setting.most) {
      throw refuse(
          place, fmt::format("{} 应在 {} 到 {} 之间", setting.key, setting.least, setting.most),
          fmt::format("{} must be between {} and {}", setting.key, setting.least, setting.most));
    }
  }
  entry.value = std::move(*value);
}

void Config::read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string toml((std::istreambuf_iterator<char>(stream)), {});
  if (!stream.is_open() || stream.bad()) {
    throw refuse(file.string(), "配置文件无法读取", "the configuration file cannot be read");
  }
  read_toml(toml, file.string());
}

void Config::read_toml(std::string_view toml, std::string_view name) {
  const auto place_of = [name](const toml::source_region& source) {
    return fmt::format("{}:{}", name, source.begin.line);
  };
  const auto unknown = [&place_of](const toml::source_region& source, std::string_view key) {
    return refuse(place_of(source), fmt::format("没有 {} 这个设置", key),
                  fmt::format("there is no setting {}", key));
  };
  try {
    const toml::table root = toml::parse(toml, name);
    for (const auto& [section, content] : root) {
      const toml::table* table = content.as_table();
      if (table == nullptr) throw unknown(section.source(), section.str());
      for (const auto& [key, node] : *table) {
        const std::string full = fmt::format("{}.{}", section.str(), key.str());
        Entry* entry = find(full);
        if (entry == nullptr) throw unknown(key.source(), full);
        set(*entry, from_toml(node, entry->setting.fallback), place_of(key.source()));
      }
    }
  } catch (const toml::parse_error& e) {
    throw refuse(place_of(e.source()), fmt::format("不是正确的 TOML：{}", e.description()),
                 fmt::format("not valid TOML: {}", e.description()));
  }
}

void Config::read_environment(const char* const* variables) {
  for (; *variables != nullptr; ++variables) {
    const std::string_view line = *variables;
    const std::size_t end = line.find('=');
    if (!line.starts_with(variable_prefix) || end == std::string_view::npos) continue;
    const std::string_view variable = line.substr(0, end);
    bool is_ours = false;
    bool is_known = false;
    for (Entry& entry : entries_) {
      const std::string_view key = entry.setting.key;
      is_ours = is_ours || variable.starts_with(variable_of(section_of(key)) + "_");
      if (variable != variable_of(key)) continue;
      is_known = true;
      set(entry, from_variable(line.substr(end + 1), entry.setting.fallback), variable);
    }
    if (is_ours && !is_known) throw refuse(variable, "没有这个设置", "there is no such setting");
  }
}

template <typename T>
const T& Config::get(std::string_view key) const {
  for (const Entry& entry : entries_) {
    const T* value = std::get_if<T>(&entry.value);
    if (entry.setting.key == key && value != nullptr) return *value;
  }
  throw std::logic_error(fmt::format("no setting {} of this type", key));
}

const std::string& Config::text(std::string_view key) const { return get<std::string>(key); }
std::int64_t Config::integer(std::string_view key) const { return get<std::int64_t>(key); }
bool Config::flag(std::string_view key) const { return get<bool>(key); }
const std::vector<std::string>& Config::list(std::string_view key) const {
  return get<std::vector<std::string>>(key);
}

std::string Config::show() const {
  std::string toml;
  std::string_view section;
  for (const auto& [setting, value] : entries_) {
    if (section_of(setting.key) != section) {
      section = section_of(setting.key);
      toml += fmt::format("{}[{}]\n", toml.empty() ? "" : "\n", section);
    }
    const bool is_masked = setting.secret && value != setting.fallback;
    toml += fmt::format("# {}\n{} = {}\n", setting.help, name_of(setting.key),
                        is_masked ? "\"********\"" : to_toml(value));
  }
  return toml;
}

}  // namespace kaibo::base
