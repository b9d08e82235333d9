#pragma once

#include <string>
#include <string_view>

namespace kaibo::db {

/// "mysql://user:password@host:port/schema", with %XX for special characters.
struct MysqlUrl {
  std::string user;
  std::string password;
  std::string host;
  int port = 3306;
  std::string schema;
};

/// Throws invalid_argument; the sentence never shows the password.
MysqlUrl parse_mysql_url(std::string_view url);

}  // namespace kaibo::db
