#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace kaibo::db::mysql {

/// Variables of a server as the session sees them, by name.
using ServerSettings = std::map<std::string, std::string, std::less<>>;

/// Asks for those that check_settings looks at, and a few that not every server has.
extern const std::string_view settings_sql;

/// Throws base::Error (failed_precondition) with what the operator has to change where the server
/// may lose a commit, lets several servers write, does not write at all, or is set to another
/// character set or isolation ("READ-COMMITTED") than the session has asked for.
void check_settings(const ServerSettings& settings, std::string_view isolation);

}  // namespace kaibo::db::mysql
