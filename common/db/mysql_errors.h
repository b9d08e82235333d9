#pragma once

namespace kaibo::db::mysql {

/// What the error numbers of MySQL and MariaDB mean to us.

/// The connection, or its prepared statements, or the right to write on it, are gone.
bool is_lost(int code);
/// The transaction is rolled back, or should be, and may succeed when it is run again.
bool is_of_the_moment(int code);
/// The server has no connection left for us; it is there.
bool is_crowded(int code);
bool is_duplicate(int code);
bool is_full(int code);
/// What a schema statement makes is there already, or what it drops is gone.
bool is_schema_done(int code);
bool is_write_in_a_read(int code);

}  // namespace kaibo::db::mysql
