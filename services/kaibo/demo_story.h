#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace kaibo {

/// Of the demo's story. Each throws when there is no such text or number.
inline std::string text(const boost::json::object& object, std::string_view key) {
  const boost::json::value& value = object.at(key);
  return value.is_null() ? std::string() : std::string(value.as_string());
}

inline std::int64_t number(const boost::json::object& object, std::string_view key) {
  return object.at(key).as_int64();
}

}  // namespace kaibo
