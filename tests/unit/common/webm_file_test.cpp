#include "common/media/webm_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "common/base/error.h"
#include "common/media/ebml.h"
#include "common/media/webm_layout.h"
#include "common/media/webm_reader.h"
#include "tests/support/fake_camera.h"
#include "tests/support/folder.h"
#include "tests/support/refusal.h"

namespace kaibo::media {
namespace {

using test::FakeCamera;
using test::refusal_of;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Two hundred milliseconds with a key frame.
constexpr std::size_t largest_cluster = 9000;

/// A file of so much recorded time.
std::filesystem::path record(const test::TempFolder& folder, int ms) {
  const std::filesystem::path path = folder.path() / "recordings" / "1.webm";
  FakeCamera camera;
  WebmReader reader;
  std::unique_ptr<WebmFile> file;
  for (std::string bytes = camera.head();; bytes = camera.record(200)) {
    for (const Piece& piece : reader.feed(bytes)) {
      if (const auto* head = std::get_if<StreamHead>(&piece)) {
        file = std::make_unique<WebmFile>(path, *head);
      } else {
        file->append(std::get<Cluster>(piece).bytes);
      }
    }
    if (camera.now_ms() >= ms) return path;
  }
}

/// Places of the clusters that the cues name, from the beginning of the file.
std::vector<std::size_t> cued(const std::string& file) {
  std::vector<std::size_t> places;
  ebml::Children children(std::string_view(file).substr(layout::content_at));
  while (children.next()) {
    if (children.id() != ebml::cues) continue;
    ebml::Children points(children.content());
    while (points.next()) {
      // Its last 8 bytes are the position.
      places.push_back(layout::content_at +
                       ebml::read_number(points.content().substr(points.content().size() - 8)));
    }
  }
  EXPECT_TRUE(children.sound()) << "the file does not end with an element";
  return places;
}

TEST(WebmFile, IsMadeSeekableAtItsEnd) {
  const test::TempFolder folder;
  const std::filesystem::path path = record(folder, 4000);
  const FinishedFile finished = finish_webm_file(path);
  EXPECT_EQ(finished.duration_ms, 3980);
  const std::string file = content_of(path);
  EXPECT_EQ(finished.bytes, static_cast<std::int64_t>(file.size()));
  const std::vector<std::size_t> places = cued(file);
  ASSERT_EQ(places.size(), 4U);
  for (const std::size_t place : places) {
    EXPECT_EQ(file.substr(place, 4), "\x1F\x43\xB6\x75");
  }
}

TEST(WebmFile, IsTheSameWhenItIsFinishedOnceMore) {
  const test::TempFolder folder;
  const std::filesystem::path path = record(folder, 1000);
  const FinishedFile first = finish_webm_file(path);
  const std::string before = content_of(path);
  const FinishedFile second = finish_webm_file(path);
  EXPECT_EQ(second.duration_ms, first.duration_ms);
  EXPECT_EQ(second.bytes, first.bytes);
  EXPECT_EQ(content_of(path), before);
}

TEST(WebmFile, CutOffAnywhereKeepsEveryWholeCluster) {
  const test::TempFolder folder;
  const std::filesystem::path path = record(folder, 3000);
  const std::string whole = content_of(path);
  const std::size_t first_cluster = whole.find("\x1F\x43\xB6\x75");
  for (std::size_t size = first_cluster; size < whole.size(); size += 997) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
    finish_webm_file(path);
    const std::string file = content_of(path);
    cued(file);
    const std::size_t kept = file.find("\x1C\x53\xBB\x6B", first_cluster);
    ASSERT_NE(kept, std::string::npos) << size;
    EXPECT_LE(kept, size);
    EXPECT_GT(kept + largest_cluster, size);
    EXPECT_EQ(file.substr(first_cluster, kept - first_cluster),
              whole.substr(first_cluster, kept - first_cluster));
  }
}

TEST(WebmFile, ALostEndOfTheIndexIsWrittenAnew) {
  const test::TempFolder folder;
  const std::filesystem::path path = record(folder, 2000);
  const std::string before = content_of(path);
  finish_webm_file(path);
  const std::string finished = content_of(path);
  // As a crash leaves it: the index is there, but nothing says so yet.
  std::string torn = finished;
  torn.replace(0, layout::seek_head_at + layout::seek_head_bytes,
               before.substr(0, layout::seek_head_at + layout::seek_head_bytes));
  std::ofstream(path, std::ios::binary | std::ios::trunc) << torn;
  finish_webm_file(path);
  EXPECT_EQ(content_of(path), finished);
}

TEST(WebmFile, RefusesWhatIsNoRecording) {
  const test::TempFolder folder;
  folder.write("other", std::string(500, 'x'));
  EXPECT_EQ(refusal_of([&] { finish_webm_file(folder.path() / "other"); }).code(),
            base::Code::data_loss);
  EXPECT_EQ(refusal_of([&] { finish_webm_file(folder.path() / "none"); }).code(),
            base::Code::not_found);
}

}  // namespace
}  // namespace kaibo::media
