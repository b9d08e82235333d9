#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "services/kaibo/archive/chain.h"
#include "services/kaibo/archive/container.h"
#include "services/kaibo/archive/read.h"
#include "tests/support/folder.h"
#include "tests/support/refusal.h"

namespace kaibo::archive {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string event(int seq) {
  return R"({"seq":")" + std::to_string(seq) + R"(","commentPosted":{"text":"好"}})";
}

/// Archives as they should be, and as a forger would make them who knows how: members, manifest and
/// seal agree, and only the journal gives it away.
class ArchiveTest : public ::testing::Test {
 protected:
  ArchiveTest() {
    for (int seq = 1; seq <= 4; ++seq) lines_.push_back(chain_.append(event(seq)));
  }

  fs::path make(const std::vector<std::string>& lines, const std::string& head) {
    std::string journal;
    for (const std::string& line : lines) journal += line + "\n";
    members_[journal_name] = journal;
    json::array listed;
    for (const auto& [name, content] : members_) {
      listed.push_back(json::object{
          {"name", name}, {"bytes", content.size()}, {"sha256", base::sha256(content)}});
    }
    const json::object manifest{{"format", format_name},
                                {"members", listed},
                                {"journal", {{"lines", lines.size()}, {"head", head}}}};
    return pack(json::serialize(manifest));
  }
  fs::path make() { return make(lines_, chain_.head()); }

  fs::path pack(const std::string& manifest) {
    fs::path file = folder_.path() / ("archive" + std::to_string(++made_));
    ContainerWriter container(file);
    members_[manifest_name] = manifest;
    for (const auto& [name, content] : members_) {
      folder_.write(name, content);
      container.add(name, folder_.path() / name, true);
    }
    members_.erase(manifest_name);
    container.close();
    return file;
  }

  static std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  fs::path put(const std::string& bytes) {
    folder_.write("changed", bytes);
    return folder_.path() / "changed";
  }
  static void expect_damaged(const fs::path& file, const std::string& where) {
    const base::Error error = test::refusal_of([&] { verify(file); });
    EXPECT_EQ(error.code(), base::Code::data_loss) << where << ": " << error.text().en;
  }

  test::TempFolder folder_;
  std::map<std::string, std::string> members_{{"tables/mall_order.jsonl", "{\"order_id\":1}\n"},
                                              {"files/a.webp", "picture"}};
  Chain chain_;
  std::vector<std::string> lines_;
  int made_ = 0;
};

TEST_F(ArchiveTest, AsItWasWrittenIsSound) { EXPECT_NO_THROW(verify(make())); }

TEST_F(ArchiveTest, AnyByteThatChangedIsFound) {
  const std::string bytes = read(make());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    expect_damaged(put(changed), "byte " + std::to_string(i));
  }
}

TEST_F(ArchiveTest, WhateverIsMissingAtTheEndOrAddedIsFound) {
  const std::string bytes = read(make());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    expect_damaged(put(bytes.substr(0, size)), "size " + std::to_string(size));
  }
  expect_damaged(put(bytes + "0"), "longer");
}

TEST_F(ArchiveTest, ALineThatIsMissingMovedRepeatedOrChangedIsFoundUnderAFreshSeal) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    std::vector<std::string> changed = lines_;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    expect_damaged(make(changed, chain_.head()), "without line " + std::to_string(i));
    changed = lines_;
    changed[i].replace(changed[i].find("好"), 3, "坏");
    expect_damaged(make(changed, chain_.head()), "changed line " + std::to_string(i));
    changed = lines_;
    changed.insert(changed.begin(), lines_[i]);
    expect_damaged(make(changed, chain_.head()), "line twice " + std::to_string(i));
    if (i == 0) continue;
    changed = lines_;
    std::swap(changed[i - 1], changed[i]);
    expect_damaged(make(changed, chain_.head()), "moved line " + std::to_string(i));
  }
}

TEST_F(ArchiveTest, ACutJournalIsFoundByItsLastHash) {
  const std::vector<std::string> shorter(lines_.begin(), lines_.end() - 1);
  expect_damaged(make(shorter, chain_.head()), "cut");
}

TEST_F(ArchiveTest, AGapInTheNumbersIsFoundThoughEveryHashFollows) {
  Chain forged;
  const std::vector<std::string> lines{forged.append(event(1)), forged.append(event(3))};
  expect_damaged(make(lines, forged.head()), "gap");
}

TEST_F(ArchiveTest, MembersAreThoseOfTheManifest) {
  const fs::path file = make();
  std::string manifest;
  ContainerReader(file).read(manifest_name, [&](std::string_view part) { manifest += part; });
  members_["more"] = "x";
  expect_damaged(pack(manifest), "one more");
  members_.erase("more");
  members_["files/a.webp"] = "other";
  expect_damaged(pack(manifest), "another picture");
  members_.erase("files/a.webp");
  expect_damaged(pack(manifest), "one less");
}

TEST_F(ArchiveTest, AManifestThatMakesNoSenseIsRefused) {
  expect_damaged(pack("{"), "no JSON");
  expect_damaged(pack(R"({"format":"kaibo-archive-1"})"), "no members");
  expect_damaged(pack(R"({"format":"other"})"), "another format");
}

TEST_F(ArchiveTest, AnEmptyJournalIsAChainToo) {
  EXPECT_NO_THROW(verify(make({}, Chain().head())));
}

}  // namespace
}  // namespace kaibo::archive
