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
  /// Of a url its password is never shown; of any other text the whole.
  bool secret = false;
  /// What a text may be; empty: anything.
  std::vector<std::string> choices = {};
};

/// The program's configuration: the declared settings with their defaults, overridden by a TOML
/// file, overridden by the environment (KAIBO_<SECTION>_<NAME>; a list is separated by commas),
/// overridden by options of the command line. A key that is not declared, a value of another type
/// or out of its bounds is refused with base::Error (invalid_argument) that names file and line, or
/// the variable, or the option.
class Config {
 public:
  explicit Config(std::vector<Setting> settings);

  /// Refuses (failed_precondition) a file that holds a secret and may be read by others.
  void read_file(const std::filesystem::path& file);
  /// `name` stands for the file in messages.
  void read_toml(std::string_view toml, std::string_view name);
  /// Lines "NAME=value", as in `environ`; those that belong to no section are not ours.
  void read_environment(const char* const* variables);
  /// As the text of a variable; `option` is where it comes from, e.g. "--port". Throws
  /// std::logic_error for a key that was not declared.
  void override(std::string_view key, std::string_view value, std::string_view option);

  /// These throw std::logic_error for a key that was not declared with that type.
  const std::string& text(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  bool flag(std::string_view key) const;
  const std::vector<std::string>& list(std::string_view key) const;

  /// Where the value comes from: "kaibo.toml:3", "KAIBO_SERVER_PORT", "--port" or "default".
  const std::string& place(std::string_view key) const;

  /// A TOML file of all settings with their defaults, each with its help and bounds.
  std::string defaults() const;
  /// A TOML file of all settings as they are now, each with its place; secrets are masked.
  std::string show() const;

 private:
  struct Entry {
    Setting setting;
    SettingValue value;
    std::string place;
  };
  template <typename T>
  const T& get(std::string_view key) const;
  Entry* find(std::string_view key);
  static void set(Entry& entry, std::optional<SettingValue> value, std::string place);

  /// Section by section, each in the order of its declaration.
  std::vector<Entry> entries_;
};

}  // namespace kaibo::base
