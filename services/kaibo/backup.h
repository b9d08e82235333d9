#pragma once

#include <filesystem>
#include <iosfwd>

#include "services/kaibo/settings.h"

namespace kaibo {

/// Copies an installation on SQLite, also while it serves: the database as of one moment, the
/// pictures and the key of the personal data, with a list of what each file holds. The copy is
/// checked like `kaibo check` does, and appears at `to` whole or not at all. Prints how much it
/// was. Throws base::Error, also when the copy is not consistent.
void backup(const Settings& settings, const std::filesystem::path& to, std::ostream& out);

/// Compares every file of a backup with its list. Throws base::Error naming the first that differs.
void verify_backup(const std::filesystem::path& from, std::ostream& out);

/// Verifies a backup, brings it into the data folder, which must be empty or missing, and checks
/// it there.
void restore(const Settings& settings, const std::filesystem::path& from, std::ostream& out);

}  // namespace kaibo
