#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>

/// Requests of the tests of HTTP, as text.
namespace kaibo::test {

inline constexpr std::string_view bearer = "Authorization: Bearer trainee\r\n";
inline constexpr std::string_view cookie = "Cookie: a=b; kaibo_session=trainee\r\n";
inline constexpr std::string_view own_origin = "Origin: http://kaibo.test\r\n";
inline constexpr std::string_view json = "Content-Type: application/json\r\n";
inline constexpr std::string_view good_5 = R"({"classId":"11","goodId":"5"})";
inline constexpr std::string_view good_13 = R"({"classId":"11","goodId":"13"})";
inline constexpr std::string_view good_99 = R"({"classId":"11","goodId":"99"})";
inline constexpr std::string_view good_500 = R"({"classId":"11","goodId":"500"})";
inline constexpr std::string_view proto = "Content-Type: application/proto\r\n";

inline std::string post(std::string_view method, std::string_view headers, std::string_view body) {
  return fmt::format("POST /{} HTTP/1.1\r\nHost: kaibo.test\r\n{}Content-Length: {}\r\n\r\n{}",
                     method, headers, body.size(), body);
}

inline std::string get(std::string_view target, std::string_view headers = {}) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: kaibo.test\r\n{}\r\n", target, headers);
}

inline std::string lines(std::initializer_list<std::string_view> all) {
  std::string joined;
  for (const auto line : all) joined += line;
  return joined;
}

}  // namespace kaibo::test
