#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "services/kaibo/settings.h"

namespace kaibo::archive {

/// Writes what is known of a class into one file that can be read without Kaibo: its journal with a
/// hash chain, its rows of all tables, its pictures, and a manifest with the hash of each; as of
/// one moment, also while the school is served. Passwords, sessions and the like are left out, and
/// sealed personal data stays sealed. The finished file is verified before it appears at `to`, and
/// the audit trail notes its hashes. `code` is the class's. Throws base::Error.
void write(const Settings& settings, const std::string& code, const std::filesystem::path& to,
           std::ostream& out);

}  // namespace kaibo::archive
