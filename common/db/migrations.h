#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/embedded.h"
#include "common/db/driver.h"

namespace kaibo::db {

/// The statements of a migration, without their ';' and without comments outside of them.
std::vector<std::string> split_statements(std::string_view sql);

/// See Database::migrate. A migration that was interrupted is finished by the next run: where
/// schema statements are not rolled back (MySQL), each finished statement is counted in
/// db_migration, and the first one that is not counted may have been done.
void apply_migrations(Driver& driver, const base::Clock& clock, std::string_view part,
                      std::span<const base::Embedded> migrations);

}  // namespace kaibo::db
