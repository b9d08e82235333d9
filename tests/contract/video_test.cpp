#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "kaibo/live/v1/video.pb.h"
#include "services/classroom/happened.h"
#include "services/live/video/records.h"
#include "tests/contract/practice.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using base::Code;
using test::refusal_of;

class VideoContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    host_ = trainee("林晓燕");
    other_ = trainee("周建国");
    open_shop(host_, "橙心果园");
    room_id_ = prepare_room(host_, {});
  }

  std::shared_ptr<media::Sender> send(const Trainee& who) {
    std::shared_ptr<media::Sender> sender;
    async::run_blocking([&]() -> Task<void> {
      sender = co_await live_->video.send(find_caller(who.token), {class_id_, room_id_});
    });
    return sender;
  }
  v1::Video video() {
    v1::GetVideoRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetVideoResponse>("kaibo.live.v1.VideoService/GetVideo", request, other_.token)
        .video();
  }
  void set_stream_url(const Trainee& who, const std::string& url) {
    v1::SetStreamUrlRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    request.set_stream_url(url);
    call<v1::SetStreamUrlResponse>("kaibo.live.v1.VideoService/SetStreamUrl", request, who.token);
  }
  int happened(event::v1::Event::BodyCase kind) {
    int count = 0;
    for (const db::Entry& entry : journal_of(class_id_)) count += entry.kind == kind ? 1 : 0;
    return count;
  }

  Trainee host_;
  Trainee other_;
  std::int64_t room_id_ = 0;
};

TEST_P(VideoContract, OnlyAHostOfALiveRoomMaySend) {
  EXPECT_EQ(refusal_of([&] { send(host_); }).code(), Code::failed_precondition) << "not live yet";
  start_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { send(other_); }).code(), Code::permission_denied);
  EXPECT_NE(send(host_), nullptr);
  end_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { send(host_); }).code(), Code::failed_precondition);
}

TEST_P(VideoContract, APictureThatGoesOnIsAnnouncedOnce) {
  start_room(host_, room_id_);
  const auto first = send(host_);
  EXPECT_EQ(video().user_id(), host_.user_id);
  EXPECT_EQ(video().started_at(), now_.now());
  const auto again = send(host_);
  EXPECT_EQ(happened(event::v1::Event::kVideoStarted), 1);
  EXPECT_EQ(refusal_of([&] { first->receive("\x1A"); }).code(), Code::aborted) << "taken over";
  again->receive("\x1A");
}

TEST_P(VideoContract, WhatANodeLeftOnAirIsTakenOffAtItsStart) {
  start_room(host_, room_id_);
  send(host_);
  async::run_blocking([&]() -> Task<void> { co_await live_->video.recover(); });
  EXPECT_EQ(video().user_id(), 0);
  EXPECT_EQ(happened(event::v1::Event::kVideoStopped), 1);
  async::run_blocking([&]() -> Task<void> { co_await live_->video.recover(); });
  EXPECT_EQ(happened(event::v1::Event::kVideoStopped), 1);
}

TEST_P(VideoContract, AnOutsideStreamComesFromAnAllowedSiteOnly) {
  for (const char* url : {"http://tv.test/a.m3u8", "javascript:alert(1)", "https://tv.test/ a",
                          "https://tv.test/a.m3u8"}) {
    const base::Error refusal = refusal_of([&] { set_stream_url(host_, url); });
    EXPECT_EQ(refusal.code(), Code::invalid_argument) << url;
    EXPECT_EQ(refusal.field(), "stream_url");
  }
  EXPECT_EQ(refusal_of([&] { set_stream_url(other_, ""); }).code(), Code::permission_denied);
  set_stream_url(host_, "");
  EXPECT_EQ(happened(event::v1::Event::kStreamUrlSet), 1);
}

TEST_P(VideoContract, RecordingsAreListedOldestFirst) {
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    for (const std::int64_t id : {3, 1, 2}) {
      video_records::insert(tx, {.recording_id = id,
                                 .class_id = class_id_,
                                 .room_id = room_id_,
                                 .user_id = host_.user_id,
                                 .node = 0,
                                 .starts_at = 1000 * id,
                                 .finished = false,
                                 .duration_ms = 0,
                                 .bytes = 0,
                                 .mime = "video/webm"});
    }
    video_records::finish(tx, 2, 500, 4000);
    EXPECT_EQ(video_records::stored_bytes(tx), 4000);
    EXPECT_EQ(video_records::older_than(tx, 5000, 10).size(), 1U) << "those that grow are kept";
    EXPECT_EQ(video_records::unfinished_at(tx, 0).size(), 2U);
  });
  v1::ListRecordingsRequest request;
  request.set_class_id(class_id_);
  request.set_room_id(room_id_);
  const auto reply = call<v1::ListRecordingsResponse>("kaibo.live.v1.VideoService/ListRecordings",
                                                      request, other_.token);
  ASSERT_EQ(reply.recordings_size(), 3);
  EXPECT_EQ(reply.recordings(0).starts_at(), 1000);
  EXPECT_EQ(reply.recordings(1).duration_ms(), 500);
  EXPECT_EQ(reply.recordings(1).url(), "/recordings/2");
  EXPECT_EQ(reply.recordings(2).user_name(), "林晓燕");
}

KAIBO_ON_EVERY_DATABASE(VideoContract);

}  // namespace
}  // namespace kaibo::live
