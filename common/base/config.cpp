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
#include "common/base/private_file.h"
#include "common/base/text.h"

namespace kaibo::base {

namespace {

constexpr std::string_view variable_prefix = "KAIBO_";
constexpr std::string_view mask = "********";

// The alternatives of SettingValue, in their order.
constexpr std::array<std::string_view, 4> types_zh = {"文字", "整数", "true 或 false", "文字列表"};
constexpr std::array<std::string_view, 4> types_en = {"a text", "a whole number", "true or false",
                                                      "a list of texts"};
// How they are written in a file; in a variable without quotes and brackets.
constexpr std::array<std::string_view, 4> examples = {"name = \"text\"", "name = 1", "name = true",
                                                      R"(name = ["one", "two"])"};

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

/// The part of a secret that is to be hidden: of "scheme://user:password@host" the password alone.
std::string_view hidden_part(std::string_view secret) {
  const std::size_t scheme = secret.find("://");
  if (scheme == std::string_view::npos) return secret;
  const std::size_t begin = scheme + 3;
  const std::size_t at = secret.rfind('@');
  const std::size_t colon = secret.find(':', begin);
  if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) return {};
  return secret.substr(colon + 1, at - colon - 1);
}

std::string_view hidden_part(const Setting& setting, const SettingValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return setting.secret && text != nullptr ? hidden_part(*text) : std::string_view();
}

SettingValue masked(const Setting& setting, const SettingValue& value) {
  const std::string_view hidden = hidden_part(setting, value);
  if (hidden.empty()) return value;
  std::string text = std::get<std::string>(value);
  const auto begin = static_cast<std::size_t>(hidden.data() - std::get<std::string>(value).data());
  return text.replace(begin, hidden.size(), mask);
}

/// " (1 … 64)" or " (one of: debug, info)"; empty where anything goes.
std::string bounds_of(const Setting& setting) {
  if (!setting.choices.empty()) {
    return fmt::format(" (one of: {})", fmt::join(setting.choices, ", "));
  }
  if (!std::holds_alternative<std::int64_t>(setting.fallback)) return {};
  if (setting.most == INT64_MAX) return fmt::format(" (at least {})", setting.least);
  return fmt::format(" ({} … {})", setting.least, setting.most);
}

}  // namespace

Config::Config(std::vector<Setting> settings) {
  for (Setting& setting : settings) {
    const auto after = std::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& entry) {
      return section_of(entry.setting.key) == section_of(setting.key);
    });
    SettingValue value = setting.fallback;
    entries_.insert(after == entries_.rend() ? entries_.end() : after.base(),
                    {std::move(setting), std::move(value), "default"});
  }
}

Config::Entry* Config::find(std::string_view key) {
  const auto found = std::ranges::find(entries_, key, [](const Entry& e) { return e.setting.key; });
  return found == entries_.end() ? nullptr : &*found;
}

void Config::set(Entry& entry, std::optional<SettingValue> value, std::string place) {
  const Setting& setting = entry.setting;
  if (!value) {
    const std::size_t type = setting.fallback.index();
    throw refuse(
        place, fmt::format("{} 应为{}，例如 {}", setting.key, types_zh.at(type), examples.at(type)),
        fmt::format("{} must be {}, as in {}", setting.key, types_en.at(type), examples.at(type)));
  }
  if (const auto* number = std::get_if<std::int64_t>(&*value)) {
    if (*number < setting.least || *number > setting.most) {
      throw refuse(
          place, fmt::format("{} 应在 {} 到 {} 之间", setting.key, setting.least, setting.most),
          fmt::format("{} must be between {} and {}", setting.key, setting.least, setting.most));
    }
  }
  const auto* text = std::get_if<std::string>(&*value);
  if (!setting.choices.empty() &&
      std::ranges::find(setting.choices, *text) == setting.choices.end()) {
    const std::string choices = fmt::format("{}", fmt::join(setting.choices, ", "));
    throw refuse(place, fmt::format("{} 只能是其中之一：{}", setting.key, choices),
                 fmt::format("{} must be one of: {}", setting.key, choices));
  }
  entry.value = std::move(*value);
  entry.place = std::move(place);
}

void Config::read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string toml((std::istreambuf_iterator<char>(stream)), {});
  if (!stream.is_open() || stream.bad()) {
    throw refuse(file.string(), "配置文件无法读取", "the configuration file cannot be read");
  }
  read_toml(toml, file.string());
  for (const auto& [setting, value, place] : entries_) {
    const bool is_here = place.starts_with(file.string() + ":");
    if (is_here && !hidden_part(setting, value).empty()) require_private(file, place);
  }
}

void Config::read_toml(std::string_view toml, std::string_view name) {
  const auto place_of = [name](const toml::source_region& source) {
    return fmt::format("{}:{}", name, source.begin.line);
  };
  const auto unknown = [&place_of](const toml::source_region& source, std::string_view key) {
    return refuse(place_of(source),
                  fmt::format("没有 {} 这个设置。kaibo config default 列出全部设置", key),
                  fmt::format("there is no setting {}; kaibo config default lists them all", key));
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
      set(entry, from_variable(line.substr(end + 1), entry.setting.fallback),
          std::string(variable));
    }
    if (is_ours && !is_known) {
      throw refuse(variable, "没有这个设置。kaibo config default 列出全部设置",
                   "there is no such setting; kaibo config default lists them all");
    }
  }
}

void Config::override(std::string_view key, std::string_view value, std::string_view option) {
  Entry* entry = find(key);
  if (entry == nullptr) throw std::logic_error(fmt::format("no setting {}", key));
  set(*entry, from_variable(value, entry->setting.fallback), std::string(option));
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

const std::string& Config::place(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, [](const Entry& e) { return e.setting.key; });
  if (found == entries_.end()) throw std::logic_error(fmt::format("no setting {}", key));
  return found->place;
}

std::string Config::defaults() const {
  std::string toml;
  std::string_view section;
  for (const Entry& entry : entries_) {
    const Setting& setting = entry.setting;
    if (section_of(setting.key) != section) {
      section = section_of(setting.key);
      toml += fmt::format("{}[{}]\n", toml.empty() ? "" : "\n", section);
    }
    toml += fmt::format("# {}{}\n{} = {}\n", setting.help, bounds_of(setting), name_of(setting.key),
                        to_toml(setting.fallback));
  }
  return toml;
}

std::string Config::show() const {
  std::string toml;
  std::string_view section;
  for (const auto& [setting, value, place] : entries_) {
    if (section_of(setting.key) != section) {
      section = section_of(setting.key);
      toml += fmt::format("{}[{}]\n", toml.empty() ? "" : "\n", section);
    }
    toml += fmt::format("{} = {}  # {}\n", name_of(setting.key), to_toml(masked(setting, value)),
                        place);
  }
  return toml;
}

}  // namespace kaibo::base
