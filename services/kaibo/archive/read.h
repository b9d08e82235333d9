#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <iosfwd>
#include <string>

namespace kaibo::archive {

inline constexpr const char* format_name = "kaibo-archive-1";
inline constexpr const char* manifest_name = "manifest.json";
inline constexpr const char* journal_name = "journal.jsonl";

/// Reads an archive without database or key and proves it whole: the seal of the file, every member
/// against the manifest, and every line of the journal against the one before it. Returns the
/// manifest; throws base::Error (data_loss) with the first thing that is wrong.
boost::json::object verify(const std::filesystem::path& file);

/// Verifies and prints what was found: lines, head of the journal, seal.
void verify(const std::filesystem::path& file, std::ostream& out);

/// Verifies and prints what the archive holds.
void show(const std::filesystem::path& file, std::ostream& out);

}  // namespace kaibo::archive
