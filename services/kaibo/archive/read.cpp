#include "services/kaibo/archive/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "services/kaibo/archive/chain.h"
#include "services/kaibo/archive/container.h"

namespace kaibo::archive {

namespace {

namespace json = boost::json;

base::Error unsound(const std::string& zh, const std::string& en) {
  return {base::Code::data_loss, {"归档文件不可信：" + zh, "The archive is not sound: " + en}};
}

std::string text_of(const json::value& value) { return json::value_to<std::string>(value); }

/// Cuts what comes piece by piece into lines.
class Lines {
 public:
  template <typename Take>
  void add(std::string_view bytes, Take take) {
    while (true) {
      const std::size_t end = bytes.find('\n');
      rest_ += bytes.substr(0, end);
      if (end == std::string_view::npos) return;
      take(rest_);
      rest_.clear();
      bytes.remove_prefix(end + 1);
    }
  }
  bool ended() const { return rest_.empty(); }

 private:
  std::string rest_;
};

json::object read_manifest(const ContainerReader& container) {
  std::string text;
  container.read(manifest_name, [&text](std::string_view bytes) { text += bytes; });
  json::object manifest = json::parse(text).as_object();
  if (text_of(manifest.at("format")) == format_name) return manifest;
  throw unsound("格式不是 " + std::string(format_name),
                "its format is not " + std::string(format_name));
}

void check_names(const ContainerReader& container, const json::array& members) {
  std::vector<std::string> listed{manifest_name};
  for (const json::value& member : members) listed.push_back(text_of(member.at("name")));
  std::ranges::sort(listed);
  const bool has_journal = std::ranges::binary_search(listed, journal_name);
  if (has_journal && listed == container.names()) return;
  throw unsound("里面的文件与清单不符", "its files are not those of the manifest");
}

void check_journal(const Chain& chain, bool ended, const json::object& journal) {
  if (ended && chain.head() == text_of(journal.at("head")) &&
      chain.lines() == journal.at("lines").to_number<std::int64_t>()) {
    return;
  }
  throw unsound("流水的行数或末尾哈希与清单不符",
                "the journal's last hash or its length is not that of the manifest");
}

void check_member(const ContainerReader& container, const json::object& manifest,
                  const json::value& member) {
  const std::string name = text_of(member.at("name"));
  base::Sha256 hash;
  Chain chain;
  Lines lines;
  container.read(name, [&](std::string_view bytes) {
    hash.add(bytes);
    if (name != journal_name) return;
    lines.add(bytes, [&chain](std::string_view line) { chain.check(line); });
  });
  if (name == journal_name) check_journal(chain, lines.ended(), manifest.at("journal").as_object());
  if (hash.hex() == text_of(member.at("sha256"))) return;
  throw unsound(name + " 与清单中的 SHA-256 不符",
                name + " is not what the manifest says (SHA-256)");
}

struct Verified {
  json::object manifest;
  std::string seal;
};

Verified verified(const std::filesystem::path& file) {
  const ContainerReader container(file);
  try {
    json::object manifest = read_manifest(container);
    const json::array& members = manifest.at("members").as_array();
    check_names(container, members);
    for (const json::value& member : members) check_member(container, manifest, member);
    return {std::move(manifest), container.seal()};
  } catch (const base::Error&) {
    throw;
  } catch (const std::exception& fault) {
    throw unsound(std::string("清单读不懂：") + fault.what(),
                  std::string("its manifest makes no sense: ") + fault.what());
  }
}

void print_proof(const Verified& found, std::ostream& out) {
  const json::object& journal = found.manifest.at("journal").as_object();
  out << fmt::format("{} files as the manifest says\n",
                     found.manifest.at("members").as_array().size())
      << fmt::format("{} journal lines, each following from the one before\n",
                     journal.at("lines").to_number<std::int64_t>())
      << "head  " << text_of(journal.at("head")) << "\nseal  " << found.seal << "\n";
}

}  // namespace

json::object verify(const std::filesystem::path& file) { return verified(file).manifest; }

void verify(const std::filesystem::path& file, std::ostream& out) {
  print_proof(verified(file), out);
}

void show(const std::filesystem::path& file, std::ostream& out) {
  const Verified found = verified(file);
  const json::object& of = found.manifest.at("class").as_object();
  out << fmt::format(
      "class {} {}\narchived at {} by {}, to be kept until {}\n\n", text_of(of.at("code")),
      text_of(of.at("name")), text_of(found.manifest.at("archived_at")),
      text_of(found.manifest.at("made_by")), text_of(found.manifest.at("keep_until")));
  for (const json::value& member : found.manifest.at("members").as_array()) {
    out << fmt::format("{:>10}  {}\n", member.at("bytes").to_number<std::int64_t>(),
                       text_of(member.at("name")));
  }
  out << "\n";
  print_proof(found, out);
}

}  // namespace kaibo::archive
