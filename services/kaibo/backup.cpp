#include "services/kaibo/backup.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <map>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/db/database.h"
#include "common/security/secrets.h"
#include "services/kaibo/check.h"

namespace kaibo {

namespace {

namespace fs = std::filesystem;

constexpr const char* list_name = "MANIFEST";
constexpr const char* list_head = "kaibo-backup-1";
constexpr const char* database_name = "kaibo.db";
constexpr const char* accounts_name = "demo-accounts.json";

base::Error failed(const std::string& zh, const std::string& en) {
  return {base::Code::failed_precondition, {zh, en}};
}

void require_empty(const fs::path& folder) {
  if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder))) return;
  throw failed("文件夹 " + folder.string() + " 不是空的，请换一个新的文件夹",
               "The folder " + folder.string() + " is not empty: name a new one");
}

/// Digest by the path inside the folder, of all but the list.
std::map<std::string, std::string> digests(const fs::path& folder) {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    if (name != list_name) found[name] = security::digest_of_file(entry.path());
  }
  return found;
}

void write_list(const fs::path& folder) {
  std::ofstream list(folder / list_name);
  list << list_head << '\n';
  for (const auto& [name, digest] : digests(folder)) list << digest << "  " << name << '\n';
  list.close();
  if (!list)
    throw failed("备份清单写不进去，磁盘满了吗？", "The list cannot be written: disk full?");
}

std::map<std::string, std::string> read_list(const fs::path& folder) {
  std::ifstream list(folder / list_name);
  std::string line;
  if (!std::getline(list, line) || line != list_head) {
    throw failed(folder.string() + " 里没有备份", "There is no backup in " + folder.string());
  }
  std::map<std::string, std::string> listed;
  while (std::getline(list, line)) {
    const std::size_t gap = line.find("  ");
    if (gap != std::string::npos) listed[line.substr(gap + 2)] = line.substr(0, gap);
  }
  return listed;
}

bool in_folder(const Settings& settings) { return settings.files_s3.url.empty(); }

/// The same installation with everything in that folder.
Settings moved_to(const fs::path& folder, Settings settings) {
  settings.data = folder;
  settings.database.url.clear();
  settings.key_file.clear();
  settings.files_folder.clear();
  return in_data_folder(std::move(settings));
}

void require_consistent(const Settings& settings, std::ostream& out) {
  if (check(settings, out) == 0) return;
  throw failed("数据不一致，详见上面的检查结果", "The data is not consistent; see the check above");
}

void copy_if_there(const fs::path& from, const fs::path& to) {
  if (fs::exists(from)) fs::copy(from, to, fs::copy_options::recursive);
}

/// What is brought back is a data folder; a database elsewhere would be served instead of it.
void require_embedded(const Settings& settings) {
  if (settings.on_sqlite()) return;
  throw failed(
      "备份要恢复到数据文件夹里，而设置里的 database.url "
      "指向另一个数据库。请先去掉这一项再恢复；之后可以用 "
      "kaibo move 搬过去",
      "A backup is brought back into the data folder, but database.url names another database. "
      "Leave "
      "that setting out and restore again; `kaibo move` takes it there afterwards");
}

/// Removed with all that is in it unless it is kept.
class PartFolder {
 public:
  explicit PartFolder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~PartFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;

  const fs::path& path() const { return path_; }
  void keep_as(const fs::path& name) {
    fs::remove(name);
    fs::rename(path_, name);
  }

 private:
  const fs::path path_;
};

void fill(const Settings& settings, const Settings& copy) {
  const base::SystemClock clock;
  const auto database = db::Database::open(settings.database, clock, nullptr);
  database->copy_to(copy.data / database_name);
  database->stop();
  // After the database, so that every picture it knows is there.
  if (in_folder(settings)) copy_if_there(settings.files_folder, copy.files_folder);
  copy_if_there(settings.key_file, copy.key_file);
  copy_if_there(settings.data / accounts_name, copy.data / accounts_name);
}

std::uintmax_t bytes_in(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace

void backup(const Settings& settings, const fs::path& to, std::ostream& out) {
  require_empty(to);
  const auto begin = std::chrono::steady_clock::now();
  PartFolder part(to.string() + ".part");
  const Settings copy = moved_to(part.path(), settings);
  fill(settings, copy);
  require_consistent(copy, out);
  write_list(part.path());
  part.keep_as(to);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  out << fmt::format("backup of {:.1f} MiB in {:.1f} s: {}\n",
                     static_cast<double>(bytes_in(to)) / (1 << 20), took.count(), to.string());
  if (!in_folder(settings)) {
    out << "the pictures stay in " << settings.files_s3.url
        << ", which keeps copies of its own: the backup needs them there\n";
  }
}

void verify_backup(const fs::path& from, std::ostream& out) {
  const auto listed = read_list(from);
  const auto found = digests(from);
  for (const auto& [name, digest] : listed) {
    const auto file = found.find(name);
    if (file != found.end() && file->second == digest) continue;
    throw failed("备份里的 " + name + " 缺失或已损坏",
                 name + " is missing or damaged in the backup");
  }
  for (const auto& [name, digest] : found) {
    if (!listed.contains(name)) {
      throw failed("备份里多了 " + name, name + " does not belong to the backup");
    }
  }
  out << fmt::format("{} files are as they were\n", listed.size());
}

void restore(const Settings& settings, const fs::path& from, std::ostream& out) {
  require_embedded(settings);
  require_empty(settings.data);
  verify_backup(from, out);
  fs::create_directories(settings.data);
  fs::copy(from, settings.data, fs::copy_options::recursive);
  fs::remove(settings.data / list_name);
  require_consistent(moved_to(settings.data, settings), out);
  out << "restored to " << settings.data.string() << "\n";
}

}  // namespace kaibo
