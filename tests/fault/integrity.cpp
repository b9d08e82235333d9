#include "tests/fault/integrity.h"

#include <sqlite3.h>

#include "common/security/secrets.h"

namespace kaibo::test {

std::string integrity_of(const std::filesystem::path& file) {
  sqlite3* db = nullptr;
  std::string said = "cannot be opened";
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
    // What is to be looked at later must not be tidied up by looking.
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    const auto note = [](void* text, int, char** columns, char**) {
      *static_cast<std::string*>(text) = columns[0];
      return 1;
    };
    said = "nothing";
    sqlite3_exec(db, "PRAGMA integrity_check(1)", note, &said, nullptr);
  }
  sqlite3_close(db);
  return said;
}

std::string digest_of(const std::filesystem::path& file) { return security::digest_of_file(file); }

}  // namespace kaibo::test
