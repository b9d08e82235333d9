#include "services/kaibo/archive/write.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/embedded.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/observe/audit.h"
#include "common/rpc/codec.h"
#include "generated/embedded/kaibo_data.h"
#include "generated/version.h"
#include "services/classroom/happened.h"
#include "services/kaibo/archive/chain.h"
#include "services/kaibo/archive/container.h"
#include "services/kaibo/archive/read.h"
#include "services/kaibo/archive/records.h"
#include "services/kaibo/program.h"

namespace kaibo::archive {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t page_rows = 500;
constexpr std::size_t picture_id_size = 64;
constexpr std::string_view files_folder = "files/";
constexpr const char* readme_name = "README.txt";

base::Error failed(const std::string& zh, const std::string& en) {
  return {base::Code::failed_precondition, {zh, en}};
}

/// A file on its way into the archive.
struct Member {
  std::string name;
  fs::path content;
  std::string sha256;
  std::int64_t bytes = 0;
};

/// Writes a member line by line.
class MemberFile {
 public:
  MemberFile(const fs::path& folder, std::string name)
      : name_(std::move(name)), path_(folder / name_), file_(open(path_)) {}

  void line(std::string_view text) {
    for (const std::string_view part : {text, std::string_view("\n")}) {
      file_ << part;
      hash_.add(part);
      bytes_ += static_cast<std::int64_t>(part.size());
    }
  }
  Member finish() {
    file_.close();
    if (!file_) {
      throw failed(path_.string() + " 写不进去，磁盘满了吗？",
                   path_.string() + " cannot be written: disk full?");
    }
    return {.name = name_, .content = path_, .sha256 = hash_.hex(), .bytes = bytes_};
  }

 private:
  static std::ofstream open(const fs::path& path) {
    fs::create_directories(path.parent_path());
    return std::ofstream(path, std::ios::binary);
  }

  std::string name_;
  fs::path path_;
  std::ofstream file_;
  base::Sha256 hash_;
  std::int64_t bytes_ = 0;
};

/// What is gathered of a class before it is packed.
struct Draft {
  std::vector<Member> members;
  /// Names of the pictures and videos that occur in what was gathered.
  std::set<std::string> files;
  json::array missing_files;
  Chain journal;
};

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Pictures and videos are named by their hash wherever they are used: in products, shops, rooms,
/// events; behind that of a video stands its type.
void note_files(std::string_view text, std::set<std::string>& ids) {
  std::size_t run = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_hex(text[i])) {
      ++run;
      continue;
    }
    if (run == picture_id_size) {
      const std::string_view here = text.substr(i - run);
      std::string_view id = here.substr(0, run);
      for (const std::string_view type : {".mp4", ".webm"}) {
        if (here.substr(run).starts_with(type)) id = here.substr(0, run + type.size());
      }
      ids.emplace(id);
    }
    run = 0;
  }
}

json::value json_of(const db::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::string(*text);
  return nullptr;
}

void write_journal(db::Transaction& tx, std::int64_t class_id, const fs::path& folder,
                   Draft& draft) {
  MemberFile file(folder, journal_name);
  journal::Range range{.stream = class_id, .after_seq = 0, .topic = {}, .limit = page_rows};
  while (true) {
    const std::vector<db::Entry> entries = journal::read_since(tx, range);
    if (entries.empty()) break;
    for (const db::Entry& entry : entries) {
      const event::v1::Event event = classroom::event_of(entry);
      if (static_cast<int>(event.body_case()) != entry.kind) {
        throw failed("流水里有本程序不认识的事件，请用较新的程序归档",
                     "The journal has an event that this program does not know: archive with the "
                     "newer program");
      }
      const std::string text = rpc::encode(event, rpc::Format::json);
      note_files(text, draft.files);
      file.line(draft.journal.append(text));
    }
    range.after_seq = entries.back().seq;
  }
  draft.members.push_back(file.finish());
}

void write_table(db::Transaction& tx, std::int64_t class_id, const records::Part& part,
                 const fs::path& folder, Draft& draft) {
  MemberFile file(folder, "tables/" + part.table.name + ".jsonl");
  db::TableReader reader(tx, part.table, page_rows, part.where, {db::param(class_id)});
  for (db::Rows rows = reader.next(); !rows.empty(); rows = reader.next()) {
    for (const db::Row row : rows) {
      json::object line;
      for (std::size_t i = 0; i < part.table.columns.size(); ++i) {
        line[part.table.columns[i].name] = json_of(row.value(i));
      }
      const std::string text = json::serialize(line);
      note_files(text, draft.files);
      file.line(text);
    }
  }
  draft.members.push_back(file.finish());
}

/// From one transaction, so as of one moment.
Draft gather(db::Transaction& tx, std::int64_t class_id, const fs::path& folder) {
  Draft draft;
  write_journal(tx, class_id, folder, draft);
  for (const records::Part& part : records::parts(tx)) {
    write_table(tx, class_id, part, folder, draft);
  }
  return draft;
}

void add_files(const files::Store& store, const fs::path& folder, Draft& draft) {
  for (const std::string& id : draft.files) {
    const std::optional<std::string> stored = store.read(id, false);
    if (!stored) {
      draft.missing_files.emplace_back(json::string(id));
      continue;
    }
    const std::string name = files::is_video(id) ? id : id + ".webp";
    const fs::path content = folder / name;
    std::ofstream(content, std::ios::binary) << *stored;
    draft.members.push_back({.name = std::string(files_folder) + name,
                             .content = content,
                             .sha256 = base::sha256(*stored),
                             .bytes = static_cast<std::int64_t>(stored->size())});
  }
}

void add_readme(const fs::path& folder, Draft& draft) {
  MemberFile file(folder, readme_name);
  file.line(base::content_of(embedded::kaibo_data, "archive-readme.txt"));
  draft.members.push_back(file.finish());
}

std::chrono::sys_seconds seconds_of(base::Millis at) {
  return std::chrono::sys_seconds(
      std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(at)));
}

/// The same day so many years later; the 28th for the 29th of February.
std::string day_after_years(base::Millis at, std::int64_t years) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(seconds_of(at)));
  std::chrono::year_month_day then = day + std::chrono::years(years);
  if (!then.ok()) then = then.year() / then.month() / std::chrono::last;
  return fmt::format("{:%F}", std::chrono::sys_days(then));
}

json::object manifest_of(const Settings& settings, const classroom::ClassRecord& record,
                         base::Millis now, const Draft& draft) {
  json::array members;
  for (const Member& member : draft.members) {
    members.push_back(
        json::object{{"name", member.name}, {"bytes", member.bytes}, {"sha256", member.sha256}});
  }
  return {{"format", format_name},
          {"made_by", "kaibo " + std::string(version)},
          {"class", {{"class_id", record.class_id}, {"code", record.code}, {"name", record.name}}},
          {"archived_at", fmt::format("{:%FT%TZ}", seconds_of(now))},
          {"keep_until", day_after_years(now, settings.archives_years)},
          {"journal", {{"lines", draft.journal.lines()}, {"head", draft.journal.head()}}},
          {"missing_pictures", draft.missing_files},
          {"members", std::move(members)}};
}

/// Returns the seal.
std::string pack(const Draft& draft, const json::object& manifest, const fs::path& folder,
                 const fs::path& file) {
  MemberFile list(folder, manifest_name);
  list.line(json::serialize(manifest));
  ContainerWriter container(file);
  for (const Member& member : draft.members) {
    container.add(member.name, member.content, !member.name.starts_with(files_folder));
  }
  container.add(manifest_name, list.finish().content, true);
  return container.close();
}

void audit(Program& program, std::int64_t class_id, const Draft& draft, const std::string& seal) {
  const std::string after =
      fmt::format("seq {}, head {}, seal {}", draft.journal.lines(), draft.journal.head(), seal);
  program.database->write_now(class_id, [&](db::Transaction& tx) {
    observe::audit(tx, program.ids,
                   {.stream = class_id,
                    .actor = 0,
                    .action = "kaibo.archive",
                    .subject = class_id,
                    .before = "",
                    .after = after,
                    .why = ""});
  });
}

}  // namespace

void write(const Settings& settings, const std::string& code, const fs::path& to,
           std::ostream& out) {
  if (fs::exists(to)) {
    throw failed(to.string() + " 已经存在，请换一个文件名",
                 to.string() + " exists already: name a new file");
  }
  umask(S_IRWXG | S_IRWXO);
  const base::SystemClock clock;
  Program program(settings, clock);
  const auto record = program.database->read_now(
      [&](db::Transaction& tx) { return program.classroom.find_code(tx, code); });
  if (!record) {
    throw base::Error(base::Code::not_found, {"没有代码为 " + code + " 的班级",
                                              "There is no class with the code " + code});
  }
  fs::path folder = to;
  folder += ".part";
  fs::remove_all(folder);
  const base::Millis now = clock.now();
  Draft draft = program.database->read_now(
      [&](db::Transaction& tx) { return gather(tx, record->class_id, folder); });
  add_files(program.files, folder, draft);
  add_readme(folder, draft);
  const fs::path packed = folder / "archive.zip";
  const std::string seal = pack(draft, manifest_of(settings, *record, now, draft), folder, packed);
  verify(packed, out);
  fs::rename(packed, to);
  fs::remove_all(folder);
  audit(program, record->class_id, draft, seal);
  if (!draft.missing_files.empty()) {
    out << fmt::format("{} pictures are not in the store: they are named in the manifest\n",
                       draft.missing_files.size());
  }
  out << fmt::format("class {} archived: {}\n", record->code, to.string());
}

}  // namespace kaibo::archive
