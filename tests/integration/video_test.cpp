#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/media/webm_reader.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/live/v1/video.pb.h"
#include "kaibo/realtime/v1/video.pb.h"
#include "tests/support/fake_camera.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using Down = realtime::v1::VideoDownlink;

constexpr int refused = 4020;
constexpr int no_video = 4021;
constexpr int too_much = 4022;
constexpr int replaced = 4023;

/// A WebSocket at one of the doors for video.
class VideoClient {
 public:
  VideoClient(const Kaibo& kaibo, const std::string& token, const std::string& door,
              std::int64_t class_id, std::int64_t room_id, int receive_buffer = 0)
      : socket_(kaibo.port(), "Authorization: Bearer " + token + "\r\n", receive_buffer,
                "/video/" + door + "?class=" + std::to_string(class_id) +
                    "&room=" + std::to_string(room_id)) {}

  int status() const { return socket_.status(); }
  bool send(const std::string& bytes) { return socket_.send_frame(2, bytes); }
  bool send_text(const std::string& text) { return socket_.send_frame(1, text); }
  int close_code() { return socket_.close_code(); }

  /// The next frame of this kind; nothing when the server closed.
  std::optional<Down> next(Down::FrameCase wanted) {
    for (;;) {
      const auto message = socket_.read_frame();
      Down down;
      if (!message || message->opcode != 2 || !down.ParseFromString(message->payload)) return {};
      if (down.frame_case() == wanted) return down;
    }
  }
  std::optional<realtime::v1::VideoCluster> next_cluster() {
    const auto down = next(Down::kCluster);
    return down ? std::optional(down->cluster()) : std::nullopt;
  }

 private:
  SocketClient socket_;
};

class VideoTest : public ::testing::Test {
 protected:
  void SetUp() override { set_up(""); }

  void set_up(const std::string& toml) {
    if (!toml.empty()) kaibo_.configure(toml);
    class_ = kaibo_.provision(1).front();
    kaibo_.start();
    Caller host = caller(class_.trainees[0]);
    room_id_ = open_stall(host, class_.class_id, 5).room_id;
  }

  Caller caller(const Person& person) const { return Caller(kaibo_.port(), person.token); }

  void end_room() {
    live::v1::EndRoomRequest request;
    request.set_class_id(class_.class_id);
    request.set_request_id(new_request_id());
    request.set_room_id(room_id_);
    caller(class_.trainees[0])
        .ask<live::v1::EndRoomResponse>("kaibo.live.v1.LiveService/EndRoom", request);
  }

  VideoClient door(const std::string& name, const Person& person, int receive_buffer = 0) const {
    return {kaibo_, person.token, name, class_.class_id, room_id_, receive_buffer};
  }
  VideoClient host() const { return door("send", class_.trainees[0]); }
  VideoClient viewer() const { return door("watch", class_.trainees[1]); }

  live::v1::Video video() const {
    live::v1::GetVideoRequest request;
    request.set_class_id(class_.class_id);
    request.set_room_id(room_id_);
    return caller(class_.trainees[1])
        .ask<live::v1::GetVideoResponse>("kaibo.live.v1.VideoService/GetVideo", request)
        .video();
  }
  std::vector<live::v1::Recording> recordings() const {
    live::v1::ListRecordingsRequest request;
    request.set_class_id(class_.class_id);
    request.set_room_id(room_id_);
    const auto reply = caller(class_.trainees[1])
                           .ask<live::v1::ListRecordingsResponse>(
                               "kaibo.live.v1.VideoService/ListRecordings", request);
    return {reply.recordings().begin(), reply.recordings().end()};
  }
  /// Waits until the room's recordings are as expected.
  template <typename F>
  std::vector<live::v1::Recording> recordings_once(F enough) const {
    std::vector<live::v1::Recording> all;
    EXPECT_TRUE(wait_until([&] { return enough(all = recordings()); }));
    return all;
  }
  Answer get(const std::string& path, const Person& person, const std::string& more = {}) const {
    return RawClient(kaibo_.port())
        .ask("GET " + path + " HTTP/1.1\r\nHost: kaibo.test\r\nAuthorization: Bearer " +
             person.token + "\r\n" + more + "\r\n");
  }
  /// 0 while its file has not been begun, which is a moment after it is listed.
  std::int64_t bytes_on_disk(const live::v1::Recording& one) const {
    const Answer answer = get(one.url(), class_.trainees[1], "Range: bytes=0-0\r\n");
    const auto range = answer.headers.find("content-range");
    if (range == answer.headers.end()) return 0;
    return std::stoll(range->second.substr(range->second.find('/') + 1));
  }

  Kaibo kaibo_;
  PracticeClass class_;
  std::int64_t room_id_ = 0;
};

/// Sends seconds of picture as fast as it goes, but no faster than is taken.
void send_seconds(VideoClient& host, FakeCamera& camera, int seconds) {
  for (int i = 0; i < seconds * 5; ++i) host.send(camera.record(200));
}

TEST_F(VideoTest, AViewerSeesTheStreamFromAKeyFrameOn) {
  VideoClient sender = host();
  ASSERT_EQ(sender.status(), 101);
  FakeCamera camera;
  sender.send(camera.head());
  send_seconds(sender, camera, 3);
  ASSERT_TRUE(sender.next(Down::kReport));
  ASSERT_TRUE(wait_until([&] { return video().user_id() == class_.trainees[0].user_id; }));

  VideoClient watcher = viewer();
  const auto begin = watcher.next(Down::kBegin);
  ASSERT_TRUE(begin);
  EXPECT_EQ(begin->begin().mime(), "video/webm;codecs=\"vp8,opus\"");
  const auto first = watcher.next_cluster();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->key());
  std::int64_t last = first->time_ms();
  for (int i = 0; i < 10; ++i) {
    sender.send(camera.record(200));
    const auto cluster = watcher.next_cluster();
    ASSERT_TRUE(cluster);
    EXPECT_GE(cluster->time_ms(), last);
    last = cluster->time_ms();
  }
}

TEST_F(VideoTest, OnlyTheHostSendsAndOnlyTheClassWatches) {
  EXPECT_EQ(door("send", class_.trainees[1]).close_code(), refused);
  EXPECT_EQ(door("send", class_.instructor).close_code(), refused);
  VideoClient sender = host();
  FakeCamera camera;
  sender.send(camera.head() + camera.record(1000));
  ASSERT_TRUE(sender.next(Down::kReport));
  EXPECT_TRUE(door("watch", class_.instructor).next(Down::kBegin)) << "instructors look in";
  EXPECT_EQ(VideoClient(kaibo_, class_.trainees[0].token, "watch", class_.class_id + 1, room_id_)
                .close_code(),
            refused);
  EXPECT_EQ(VideoClient(kaibo_, "nobody", "watch", class_.class_id, room_id_).close_code(), 4001);
  EXPECT_EQ(RawClient(kaibo_.port())
                .ask("GET /video/watch?class=1&room=2 HTTP/1.1\r\nHost: kaibo.test\r\n\r\n")
                .status,
            426);
}

TEST_F(VideoTest, WhatIsNoVideoEndsOnlyItsSender) {
  VideoClient sender = host();
  FakeCamera camera;
  sender.send(camera.head() + camera.record(400));
  ASSERT_TRUE(sender.next(Down::kReport));
  VideoClient watcher = viewer();
  ASSERT_TRUE(watcher.next(Down::kBegin));
  sender.send("this is no WebM at all");
  EXPECT_EQ(sender.close_code(), no_video);
  EXPECT_TRUE(watcher.next(Down::kPause)) << "viewers wait for the host to come back";

  EXPECT_EQ(
      [&] {
        VideoClient text = host();
        text.send_text("hello");
        return text.close_code();
      }(),
      1003);
  EXPECT_EQ(
      [&] {
        VideoClient large = host();
        large.send(std::string(2 * 1024 * 1024, 'x'));
        return large.close_code();
      }(),
      1009);

  VideoClient again = host();
  FakeCamera anew;
  again.send(anew.head() + anew.record(1200));
  EXPECT_TRUE(watcher.next(Down::kBegin)) << "and go on without a new page";
}

TEST_F(VideoTest, AFloodOfMessagesIsClosed) {
  VideoClient sender = host();
  FakeCamera camera;
  sender.send(camera.head());
  for (int i = 0; i < 20'000 && sender.send(camera.record(20)); ++i) {
  }
  EXPECT_EQ(sender.close_code(), too_much);
}

TEST_F(VideoTest, ASlowViewerSkipsAndDisturbsNobody) {
  VideoClient sender = host();
  FakeCamera camera({.frame_bytes = 3000, .key_frame_ms = 1000, .sound = false, .codec = "V_VP8"});
  sender.send(camera.head() + camera.record(200));
  ASSERT_TRUE(sender.next(Down::kReport));
  VideoClient quick = viewer();
  VideoClient slow = door("watch", class_.trainees[2], 4096);
  ASSERT_TRUE(quick.next(Down::kBegin));
  ASSERT_TRUE(slow.next(Down::kBegin));
  // As much as no socket buffer holds, at the speed of the quick one.
  std::int64_t last = -1;
  while (camera.now_ms() < 30'000) {
    sender.send(camera.record(200));
    while (last < camera.now_ms() - 200) {
      const auto cluster = quick.next_cluster();
      ASSERT_TRUE(cluster);
      EXPECT_LE(cluster->time_ms(), last + 201) << "the quick one misses nothing";
      last = cluster->time_ms();
    }
  }
  std::vector<std::int64_t> gaps;
  last = -1;
  while (last < 29'000) {
    const auto cluster = slow.next_cluster();
    ASSERT_TRUE(cluster);
    if (last >= 0 && cluster->time_ms() - last > 1000) {
      EXPECT_TRUE(cluster->key()) << "it goes on at a key frame";
      gaps.push_back(cluster->time_ms() - last);
    }
    last = cluster->time_ms();
  }
  EXPECT_FALSE(gaps.empty());
}

TEST_F(VideoTest, TheLatestPageOfTheHostSends) {
  VideoClient first = host();
  FakeCamera camera;
  first.send(camera.head() + camera.record(1000));
  ASSERT_TRUE(first.next(Down::kReport));
  VideoClient watcher = viewer();
  ASSERT_TRUE(watcher.next(Down::kBegin));
  VideoClient second = host();
  FakeCamera other({.frame_bytes = 100, .key_frame_ms = 500, .sound = false, .codec = "V_VP9"});
  second.send(other.head() + other.record(1000));
  const auto begin = watcher.next(Down::kBegin);
  ASSERT_TRUE(begin);
  EXPECT_EQ(begin->begin().mime(), "video/webm;codecs=\"vp9\"");
  first.send(camera.record(200));
  EXPECT_EQ(first.close_code(), replaced);
}

TEST_F(VideoTest, AStreamThatWasCutOffIsFollowedByAnother) {
  VideoClient sender = host();
  FakeCamera camera;
  const std::string cut = camera.record(1000);
  sender.send(camera.head() + cut.substr(0, cut.size() - 7));
  ASSERT_TRUE(sender.next(Down::kReport));
  VideoClient watcher = viewer();
  ASSERT_TRUE(watcher.next(Down::kBegin));
  sender.send("");
  FakeCamera other({.frame_bytes = 100, .key_frame_ms = 500, .sound = false, .codec = "V_VP9"});
  sender.send(other.head() + other.record(1000));
  const auto begin = watcher.next(Down::kBegin);
  ASSERT_TRUE(begin);
  EXPECT_EQ(begin->begin().mime(), "video/webm;codecs=\"vp9\"");
}

TEST_F(VideoTest, TheEndOfTheRoomEndsThePicture) {
  VideoClient sender = host();
  FakeCamera camera;
  sender.send(camera.head() + camera.record(1000));
  ASSERT_TRUE(sender.next(Down::kReport));
  VideoClient watcher = viewer();
  ASSERT_TRUE(watcher.next(Down::kBegin));
  // As the page of every viewer does.
  SocketClient page(kaibo_.port(), "Authorization: Bearer " + class_.trainees[1].token + "\r\n");
  realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_.class_id);
  uplink.mutable_subscribe()->set_topic("room:" + std::to_string(room_id_));
  page.send(uplink);
  realtime::v1::Downlink heard;
  ASSERT_TRUE(page.read_until(heard, [](const auto& all) { return all.subscribed_size() > 0; }));
  end_room();
  EXPECT_EQ(watcher.close_code(), 4000);
  sender.send(camera.record(200));
  EXPECT_EQ(sender.close_code(), refused);
  EXPECT_EQ(host().close_code(), refused) << "nobody can send to it any more";
}

TEST_F(VideoTest, IsRecordedAsItHappensAndServedInRanges) {
  std::vector<live::v1::Recording> all;
  {
    VideoClient sender = host();
    FakeCamera camera;
    sender.send(camera.head());
    send_seconds(sender, camera, 4);
    all = recordings_once([](const auto& now) { return now.size() == 1; });
    EXPECT_EQ(all[0].duration_ms(), 0) << "it grows still";
    EXPECT_TRUE(wait_until([&] { return bytes_on_disk(all[0]) > 40'000; }));
  }
  all = recordings_once([](const auto& now) { return !now.empty() && now[0].duration_ms() > 0; });
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].duration_ms(), 3980);
  EXPECT_EQ(all[0].bytes(), bytes_on_disk(all[0]));

  const Answer whole = get(all[0].url(), class_.trainees[3]);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.headers.at("content-type"), "video/webm");
  EXPECT_EQ(whole.body.size(), static_cast<std::size_t>(all[0].bytes()));
  const Answer part = get(all[0].url(), class_.trainees[3], "Range: bytes=100-299\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body.substr(100, 200));
  EXPECT_EQ(get(all[0].url(), class_.trainees[3], "Range: bytes=99999999-\r\n").status, 416);

  media::WebmReader reader;
  std::size_t clusters = 0;
  for (const media::Piece& piece : reader.feed(whole.body)) {
    clusters += std::holds_alternative<media::Cluster>(piece) ? 1 : 0;
  }
  EXPECT_GE(clusters, 4U);
}

TEST_F(VideoTest, ARecordingIsForItsClassOnly) {
  {
    VideoClient sender = host();
    FakeCamera camera;
    sender.send(camera.head() + camera.record(1000));
    ASSERT_TRUE(sender.next(Down::kReport));
  }
  const auto all = recordings_once([](const auto& now) { return now.size() == 1; });
  EXPECT_EQ(get(all[0].url(), {}).status, 401);
  EXPECT_EQ(get("/recordings/1", class_.trainees[1]).status, 404);
  EXPECT_EQ(get("/recordings/..%2f..%2fkaibo.db", class_.trainees[1]).status, 404);
}

TEST_F(VideoTest, AKilledServerLeavesAPlayableRecording) {
  VideoClient sender = host();
  FakeCamera camera;
  sender.send(camera.head());
  send_seconds(sender, camera, 5);
  const auto before = recordings_once([](const auto& now) { return now.size() == 1; });
  ASSERT_TRUE(wait_until([&] { return bytes_on_disk(before[0]) > 100'000; }));
  kaibo_.kill();
  kaibo_.start();
  const auto after = recordings();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].duration_ms(), 4980);
  EXPECT_EQ(after[0].starts_at(), before[0].starts_at());
  const Answer file = get(after[0].url(), class_.trainees[1]);
  ASSERT_EQ(file.status, 200);
  std::int64_t last = 0;
  for (const media::Piece& piece : media::WebmReader().feed(file.body)) {
    if (const auto* cluster = std::get_if<media::Cluster>(&piece)) last = cluster->last_ms;
  }
  EXPECT_EQ(last, 4980) << "all that was received";
  EXPECT_EQ(video().user_id(), 0) << "nobody sends now";
  VideoClient again = host();
  FakeCamera anew;
  again.send(anew.head() + anew.record(400));
  ASSERT_TRUE(again.next(Down::kReport));
  EXPECT_TRUE(viewer().next(Down::kBegin));
}

class VideoQuotaTest : public VideoTest {
 protected:
  void SetUp() override { set_up("[video]\nquota_mb = 1\n"); }
};

TEST_F(VideoQuotaTest, AFullQuotaEndsTheRecordingAndNotTheBroadcast) {
  VideoClient sender = host();
  FakeCamera camera({.frame_bytes = 4000, .key_frame_ms = 1000, .sound = false, .codec = "V_VP8"});
  sender.send(camera.head());
  send_seconds(sender, camera, 12);
  std::optional<Down> report;
  do {
    report = sender.next(Down::kReport);
    ASSERT_TRUE(report);
  } while (report->report().recording());
  EXPECT_EQ(report->report().problem().code(), "resource_exhausted");
  sender.send(camera.record(200));
  EXPECT_TRUE(viewer().next(Down::kBegin)) << "viewers still see it";
}

}  // namespace
}  // namespace kaibo::test
