#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "services/classroom/profile.h"

namespace kaibo::classroom {

/// Throws failed_precondition: what is wrong in a file of a profile, and where.
[[noreturn]] void refuse(std::string_view file, const std::string& path, std::string_view zh,
                         std::string_view en);

/// An object of a profile, read key by key: asking for a key that is missing or of another type
/// refuses the file, and so does a key that nobody asked for.
class Section {
 public:
  Section(std::string_view file, std::string path, const boost::json::value& value);
  Section section(std::string_view key);
  std::string text(std::string_view key);
  std::int64_t number(std::string_view key);

  /// A number from 1 to the largest of an int.
  int small(std::string_view key);
  Range range(std::string_view key);
  Rate rate(std::string_view key);

  /// At least one.
  std::vector<std::int64_t> numbers(std::string_view key);

  /// At least one text, none twice.
  std::vector<std::string> texts(std::string_view key);

  /// Texts, none twice; perhaps none.
  std::vector<std::string> any_texts(std::string_view key);

  bool flag(std::string_view key);

  /// The keys "zh" and "en" of this object.
  base::Text both();

  /// A list of objects, which may be empty.
  std::vector<Section> sections(std::string_view key);

  std::map<std::string, std::string, std::less<>> map(std::string_view key);

  /// Refuses the file for what stands under the key, unless `ok`.
  void require(bool ok, std::string_view key, std::string_view zh, std::string_view en) const;

  /// Refuses keys that were not asked for.
  void finish() const;
  std::string path_of(std::string_view key) const;

 private:
  const boost::json::value& value(std::string_view key);
  std::string text_in(const boost::json::value& value, const std::string& path) const;
  std::int64_t number_in(const boost::json::value& value, const std::string& path) const;

  std::string_view file_;
  std::string path_;
  const boost::json::object* object_;
  std::set<std::string> asked_;
};

}  // namespace kaibo::classroom
