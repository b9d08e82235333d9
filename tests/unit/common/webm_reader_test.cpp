#include "common/media/webm_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/media/ebml.h"
#include "tests/support/fake_camera.h"
#include "tests/support/refusal.h"

namespace kaibo::media {
namespace {

using test::FakeCamera;
using test::refusal_of;

/// A frame as a player would see it.
struct Seen {
  int track = 0;
  std::int64_t at = 0;
  bool key = false;
  std::string data;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> frames_of(const Cluster& cluster) {
  ebml::Header header;
  EXPECT_EQ(ebml::read_header(cluster.bytes, header), ebml::Found::whole);
  EXPECT_EQ(header.id, static_cast<std::uint32_t>(ebml::cluster));
  EXPECT_EQ(header.size, cluster.bytes.size() - header.bytes);
  std::vector<Seen> frames;
  std::int64_t base = 0;
  ebml::Children children(std::string_view(cluster.bytes).substr(header.bytes));
  while (children.next()) {
    const std::string_view content = children.content();
    if (children.id() == ebml::timestamp) {
      base = static_cast<std::int64_t>(ebml::read_number(content));
    } else {
      EXPECT_EQ(children.id(), static_cast<std::uint32_t>(ebml::simple_block));
      frames.push_back(
          {.track = content[0] & 0x7F,
           .at = base + static_cast<std::int16_t>(ebml::read_number(content.substr(1, 2))),
           .key = (content[3] & 0x80) != 0,
           .data = std::string(content.substr(4))});
    }
  }
  EXPECT_TRUE(children.sound());
  return frames;
}

struct Read {
  std::vector<StreamHead> heads;
  std::vector<Cluster> clusters;
  std::vector<Seen> frames;
};

void add(Read& read, std::vector<Piece> pieces) {
  for (Piece& piece : pieces) {
    if (auto* head = std::get_if<StreamHead>(&piece)) {
      read.heads.push_back(std::move(*head));
      continue;
    }
    auto& cluster = std::get<Cluster>(piece);
    for (Seen& frame : frames_of(cluster)) read.frames.push_back(std::move(frame));
    read.clusters.push_back(std::move(cluster));
  }
}

Read read_in_pieces(const std::string& bytes, std::size_t size) {
  WebmReader reader;
  Read read;
  for (std::size_t at = 0; at < bytes.size(); at += size)
    add(read, reader.feed(std::string_view(bytes).substr(at, size)));
  return read;
}

base::Error refusal_for(const std::string& bytes) {
  return refusal_of([&] { WebmReader().feed(bytes); });
}

TEST(WebmReader, FindsTheHeadAndEveryFrameOfWhatABrowserRecords) {
  FakeCamera camera;
  const Read read = read_in_pieces(camera.head() + camera.record(3000), 1 << 20);
  ASSERT_EQ(read.heads.size(), 1U);
  EXPECT_EQ(read.heads[0].mime, "video/webm;codecs=\"vp8,opus\"");
  EXPECT_EQ(read.frames.size(), 150U + 75U);
  EXPECT_EQ(read.frames.front(), (Seen{2, 0, true, std::string(80, 'a')}));
  EXPECT_EQ(read.frames.back().at, 2980);
}

TEST(WebmReader, BeginsAClusterAtEachKeyFrameOfThePicture) {
  FakeCamera camera;
  const Read read = read_in_pieces(camera.head() + camera.record(5000), 1 << 20);
  std::vector<std::int64_t> keys;
  for (const Cluster& cluster : read.clusters) {
    const std::vector<Seen> frames = frames_of(cluster);
    EXPECT_EQ(cluster.time_ms, frames.front().at);
    EXPECT_EQ(cluster.last_ms, frames.back().at);
    EXPECT_EQ(cluster.key, frames.front().track == 1 && frames.front().key);
    for (std::size_t i = 1; i < frames.size(); ++i) {
      EXPECT_FALSE(frames[i].track == 1 && frames[i].key) << "a key frame inside a cluster";
      EXPECT_GE(frames[i].at, frames[i - 1].at);
    }
    if (cluster.key) keys.push_back(cluster.time_ms);
  }
  EXPECT_THAT(keys, ::testing::ElementsAre(0, 1000, 2000, 3000, 4000));
}

TEST(WebmReader, FindsTheSameFramesHoweverTheBytesAreCut) {
  FakeCamera camera({.frame_bytes = 3, .key_frame_ms = 200, .sound = true, .codec = "V_VP9"});
  const std::string bytes = camera.head() + camera.record(400);
  const Read whole = read_in_pieces(bytes, bytes.size());
  for (const std::size_t size : {1, 2, 3, 7, 64, 1000}) {
    const Read cut = read_in_pieces(bytes, size);
    EXPECT_EQ(cut.frames, whole.frames) << size;
    EXPECT_EQ(cut.heads.size(), 1U) << size;
  }
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    WebmReader reader;
    Read cut;
    add(cut, reader.feed(std::string_view(bytes).substr(0, at)));
    add(cut, reader.feed(std::string_view(bytes).substr(at)));
    ASSERT_EQ(cut.frames, whole.frames) << at;
  }
}

TEST(WebmReader, StartsAnewWhereANewStreamBegins) {
  FakeCamera first;
  FakeCamera second({.frame_bytes = 10, .key_frame_ms = 500, .sound = false, .codec = "V_VP9"});
  const Read read =
      read_in_pieces(first.head() + first.record(400) + second.head() + second.record(400), 100);
  ASSERT_EQ(read.heads.size(), 2U);
  EXPECT_EQ(read.heads[1].mime, "video/webm;codecs=\"vp9\"");
  EXPECT_EQ(read.frames.back().at, 360);
}

TEST(WebmReader, TakesFramesInGroups) {
  FakeCamera camera;
  std::string bytes = camera.head();
  ebml::append_id(bytes, ebml::cluster);
  ebml::append_unknown_size(bytes);
  ebml::append_number(bytes, ebml::timestamp, 70);
  for (const bool key : {true, false}) {
    std::string group;
    ebml::append_element(group, ebml::block, std::string("\x81\x00\x05\x00xyz", 7));
    if (!key) ebml::append_element(group, ebml::reference_block, "\x01");
    ebml::append_element(bytes, ebml::block_group, group);
  }
  const Read read = read_in_pieces(bytes, 1000);
  ASSERT_EQ(read.frames.size(), 2U);
  EXPECT_EQ(read.frames[0], (Seen{1, 75, true, "xyz"}));
  EXPECT_FALSE(read.frames[1].key);
}

TEST(WebmReader, RefusesWhatIsNoVideoAtItsFirstByte) {
  for (const std::string bytes : {"GIF89a", "<html>", "{\"hello\":1}"}) {
    EXPECT_EQ(refusal_for(bytes).code(), base::Code::invalid_argument) << bytes;
  }
  EXPECT_EQ(refusal_for(std::string("\0\0\0\x18"
                                    "ftypmp42",
                                    12))
                .code(),
            base::Code::invalid_argument);
}

TEST(WebmReader, RefusesWhatItCannotPassOn) {
  const FakeCamera h264(
      {.frame_bytes = 1, .key_frame_ms = 0, .sound = true, .codec = "V_MPEG4/ISO/AVC"});
  EXPECT_EQ(refusal_for(h264.head()).code(), base::Code::invalid_argument);

  FakeCamera camera;
  std::string without_tracks = camera.head();
  std::string block;
  ebml::append_element(block, ebml::simple_block, "\x81zzzz");
  without_tracks = without_tracks.substr(0, without_tracks.find("\x16\x54\xAE\x6B"));
  EXPECT_EQ(refusal_for(without_tracks + camera.record(100)).code(), base::Code::invalid_argument);
  EXPECT_EQ(refusal_for(camera.head() + block).code(), base::Code::invalid_argument);

  std::string unknown;
  ebml::append_element(unknown, 0x1941A469, "attached");
  EXPECT_EQ(refusal_for(camera.head() + unknown).code(), base::Code::invalid_argument);
}

TEST(WebmReader, RefusesAFrameThatIsTooLargeBeforeItHasArrived) {
  FakeCamera camera;
  std::string large = camera.head();
  ebml::append_id(large, ebml::cluster);
  ebml::append_unknown_size(large);
  ebml::append_number(large, ebml::timestamp, 0);
  ebml::append_id(large, ebml::simple_block);
  ebml::append_size(large, 3 * 1024 * 1024);
  EXPECT_EQ(refusal_for(large).code(), base::Code::invalid_argument);
}

}  // namespace
}  // namespace kaibo::media
