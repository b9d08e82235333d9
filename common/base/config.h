#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kaibo::base {

/// What a setting holds: text, a whole number, yes or no, or a list of texts.
using SettingValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

/// One key that the program understands, as "server.port": section and name.
struct Setting {
  std::string key;
  /// Its type is the setting's type.
  SettingValue fallback;
  /// One sentence for the operator, with the unit.
  std::string help;
  /// Bounds of a number.
  std::int64_t least = 0;
  std::int64_t most = INT64_MAX;
  /// Never shown.
  bool secret = false;
};

/// The program's configuration: the declared settings with their defaults, overridden by a TOML
/// file, overridden by the environment (KAIBO_<SECTION>_<NAME>; a list is separated by commas).
/// A key that is not declared, a value of another type or out of its bounds is refused with
/// base::Error (invalid_argument) that names file and line, or the variable.
class Config {
 public:
  explicit Config(std::vector<Setting> settings);

  void read_file(const std::filesystem::path& file);
  /// `name` stands for the file in messages.
  void read_toml(std::string_view toml, std::string_view name);
  /// Lines "NAME=value", as in `environ`; those that belong to no section are not ours.
  void read_environment(const char* const* variables);

  /// These throw std::logic_error for a key that was not declared with that type.
  const std::string& text(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  bool flag(std::string_view key) const;
  const std::vector<std::string>& list(std::string_view key) const;

  /// A TOML file of all settings as they are now, each with its help; secrets are masked.
  std::string show() const;

 private:
  struct Entry {
    Setting setting;
    SettingValue value;
  };
  template <typename T>
  const T& get(std::string_view key) const;
  Entry* find(std::string_view key);
  void set(Entry& entry, std::optional<SettingValue> value, std::string_view place);

  /// In the order of their declaration, which keeps sections together.
  std::vector<Entry> entries_;
};

}  // namespace kaibo::base
