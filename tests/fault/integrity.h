#pragma once

#include <filesystem>
#include <string>

namespace kaibo::test {

/// What SQLite's own check says of a database file: "ok", or the first thing that is wrong. Leaves
/// the file and its log as they are.
std::string integrity_of(const std::filesystem::path& file);

/// Of a file's bytes.
std::string digest_of(const std::filesystem::path& file);

}  // namespace kaibo::test
