#include "common/db/mysql_url.h"

#include <charconv>
#include <cstddef>

#include "common/base/error.h"

namespace kaibo::db {

namespace {

constexpr std::string_view scheme = "mysql://";

[[noreturn]] void refuse() {
  throw base::Error(base::Code::invalid_argument,
                    {"数据库地址要写成 mysql://用户:密码@主机:端口/库名，特殊字符写成 %XX。",
                     "The address of the database has the form "
                     "mysql://user:password@host:port/schema, special characters as %XX."},
                    "database.url");
}

std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    unsigned char byte = 0;
    const std::string_view hex = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), byte, 16);
    if (hex.size() != 2 || error != std::errc() || end != hex.data() + 2) refuse();
    result += static_cast<char>(byte);
    i += 2;
  }
  return result;
}

/// What stands before the last `mark`; `text` keeps what stands behind it.
std::string_view take_before_last(std::string_view& text, char mark) {
  const auto at = text.rfind(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view before = text.substr(0, at);
  text.remove_prefix(at + 1);
  return before;
}

}  // namespace

MysqlUrl parse_mysql_url(std::string_view url) {
  if (!url.starts_with(scheme)) refuse();
  url.remove_prefix(scheme.size());
  MysqlUrl result;
  std::string_view person = take_before_last(url, '@');
  const auto colon = person.find(':');
  result.user = decoded(person.substr(0, colon));
  if (colon != std::string_view::npos) result.password = decoded(person.substr(colon + 1));
  std::string_view place = take_before_last(url, '/');
  result.schema = decoded(url);
  const auto port_at = place.rfind(':');
  if (port_at != std::string_view::npos) {
    const std::string_view port = place.substr(port_at + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), result.port);
    if (error != std::errc() || end != port.data() + port.size()) refuse();
    place = place.substr(0, port_at);
  }
  result.host = decoded(place);
  if (result.user.empty() || result.host.empty() || result.schema.empty()) refuse();
  return result;
}

}  // namespace kaibo::db
