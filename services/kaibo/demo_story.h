#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo {

/// Of the demo's story. Each throws when there is no such text or number.
inline std::string text(const boost::json::object& object, std::string_view key) {
  const boost::json::value& value = object.at(key);
  return value.is_null() ? std::string() : std::string(value.as_string());
}

inline std::int64_t number(const boost::json::object& object, std::string_view key) {
  return object.at(key).as_int64();
}

/// Where the demo sends its parcels.
inline mall::v1::Address address_of(const std::string& name) {
  mall::v1::Address address;
  address.set_name(name);
  address.set_phone("138****0000");
  address.set_text("演示地址：青禾职业培训学校 实训楼 201 室");
  return address;
}

}  // namespace kaibo
