#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/embedded.h"
#include "common/db/driver.h"
#include "common/db/tables.h"

namespace kaibo::db {

/// The statements of a migration, without their ';' and without comments outside of them.
std::vector<std::string> split_statements(std::string_view sql);

/// See Database::migrate. A migration that was interrupted is finished by the next run: where
/// schema statements are not rolled back (MySQL), each finished statement is counted in
/// db_migration, and the first one that is not counted may have been done.
/// Refuses (failed_precondition) a database that was marked as unfinished.
void apply_migrations(Driver& driver, const base::Clock& clock, std::string_view part,
                      std::span<const base::Embedded> migrations);

/// "part/name hash" of every migration that was applied to its end, sorted; none where nothing ever
/// was.
std::vector<std::string> applied_migrations(Transaction& tx);

/// Marks a database that is being filled from another, so that no program starts on one half.
void mark_unfinished(Transaction& tx);
void mark_finished(Transaction& tx);
bool is_unfinished(Transaction& tx);

/// Removes the tables, the mark at the very last.
void drop_tables(Connection& connection, std::span<const StoredTable> tables);

}  // namespace kaibo::db
