#include "common/db/mysql_errors.h"

#include <cstdint>

namespace kaibo::db::mysql {

namespace {

enum ErrorNumber : std::uint16_t {
  record_changed = 1020,
  disk_full = 1021,
  too_many_connections = 1040,
  table_exists = 1050,
  no_table_to_drop = 1051,
  shutting_down = 1053,
  column_exists = 1060,
  key_exists = 1061,
  duplicate_entry = 1062,
  no_key_to_drop = 1091,
  table_full = 1114,
  packet_read_error = 1158,
  packet_read_timeout = 1159,
  packet_write_error = 1160,
  packet_write_timeout = 1161,
  too_many_of_user = 1203,
  lock_wait_timeout = 1205,
  deadlock = 1213,
  user_limit = 1226,
  unknown_prepared_statement = 1243,
  read_only_server = 1290,
  query_interrupted = 1317,
  duplicate_entry_with_name = 1586,
  read_only_transaction = 1792,
  read_only_mode = 1836,
  connection_killed = 1927,
  statement_timeout = 1969,
  gone_away = 2006,
  lost_in_query = 2013,
  packets_out_of_order = 2027,
  lost_with_errno = 2055,
  idle_too_long = 4031,
};

}  // namespace

bool is_lost(int code) {
  switch (code) {
    case shutting_down:
    case packet_read_error:
    case packet_read_timeout:
    case packet_write_error:
    case packet_write_timeout:
    case unknown_prepared_statement:
    case read_only_server:
    case read_only_mode:
    case connection_killed:
    case gone_away:
    case lost_in_query:
    case packets_out_of_order:
    case lost_with_errno:
    case idle_too_long:
      return true;
    default:
      return false;
  }
}

bool is_of_the_moment(int code) {
  return code == deadlock || code == lock_wait_timeout || code == query_interrupted ||
         code == statement_timeout || code == record_changed;
}

bool is_crowded(int code) {
  return code == too_many_connections || code == too_many_of_user || code == user_limit;
}

bool is_duplicate(int code) { return code == duplicate_entry || code == duplicate_entry_with_name; }

bool is_full(int code) { return code == disk_full || code == table_full; }

bool is_schema_done(int code) {
  return code == table_exists || code == no_table_to_drop || code == column_exists ||
         code == key_exists || code == no_key_to_drop;
}

bool is_write_in_a_read(int code) { return code == read_only_transaction; }

}  // namespace kaibo::db::mysql
