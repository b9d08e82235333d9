#include "common/media/clip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>
#include <vector>

#include "common/media/ebml.h"
#include "common/media/webm_layout.h"
#include "common/media/webm_reader.h"
#include "tests/support/clips.h"
#include "tests/support/fake_camera.h"
#include "tests/support/refusal.h"

namespace kaibo::media {
namespace {

using test::make_mp4;
using test::make_webm;
using test::mp4_box;
using ::testing::HasSubstr;

/// In English, of a video that is refused.
std::string clip_refusal(const std::string& content) {
  const base::Error error = test::refusal_of([&] { read_clip(content); });
  EXPECT_EQ(error.code(), base::Code::invalid_argument);
  EXPECT_EQ(error.field(), "content");
  EXPECT_FALSE(error.text().zh.empty());
  return error.text().en;
}

TEST(ClipReader, KnowsAnMp4ByItsBytesAndKeepsItAsItCame) {
  const std::string video = make_mp4({.duration_ms = 12'000});
  const Clip clip = read_clip(video);
  EXPECT_EQ(clip.type, "mp4");
  EXPECT_EQ(clip.duration_ms, 12'000);
  EXPECT_EQ(clip.content, video);
}

TEST(ClipReader, PutsWhatABrowserRecordedTogetherSoThatItsLengthIsKnown) {
  const std::string video = make_webm(3000);
  const Clip clip = read_clip(video);
  EXPECT_EQ(clip.type, "webm");
  EXPECT_EQ(clip.duration_ms, 2980);
  EXPECT_EQ(clip.content.substr(layout::duration_at, layout::duration_bytes),
            layout::duration(2980));
  // Whole to its end, with an index of its key frames.
  ebml::Children children(std::string_view(clip.content).substr(layout::content_at));
  std::vector<std::uint32_t> ids;
  while (children.next()) ids.push_back(children.id());
  EXPECT_TRUE(children.sound());
  EXPECT_EQ(ids.front(), ebml::seek_head);
  EXPECT_EQ(ids.back(), ebml::cues);
  // What was put together is a video again, of the same length.
  const Clip again = read_clip(clip.content);
  EXPECT_EQ(again.duration_ms, 2980);
  EXPECT_EQ(again.content, clip.content);
}

TEST(ClipReader, RefusesWhatIsNoVideoWhateverItBeginsWith) {
  EXPECT_THAT(clip_refusal(""), HasSubstr("MP4 or WebM"));
  EXPECT_THAT(clip_refusal("<html><video src=x></html>"), HasSubstr("MP4 or WebM"));
  EXPECT_THAT(clip_refusal("\x1A\x45\xDF\xA3 and then nothing of the kind"), HasSubstr("damaged"));
  EXPECT_THAT(clip_refusal(mp4_box("ftyp", "isom") + "and then nothing of the kind"),
              HasSubstr("damaged"));
}

TEST(ClipReader, RefusesAnMp4ThatIsCutOffAnywhere) {
  const std::string video = make_mp4();
  for (std::size_t size = 8; size < video.size(); size += 7) {
    EXPECT_THAT(clip_refusal(video.substr(0, size)), HasSubstr("damaged")) << size;
  }
}

TEST(ClipReader, RefusesAnMp4WithoutPictureOrLength) {
  EXPECT_THAT(clip_refusal(make_mp4({.codec = ""})), HasSubstr("no picture"));
  EXPECT_THAT(clip_refusal(make_mp4({.duration_ms = 0})), HasSubstr("how long it is"));
  EXPECT_THAT(clip_refusal(make_mp4({.data_bytes = 0})), HasSubstr("damaged"));
}

TEST(ClipReader, SaysWhatToDoWithWhatManyBrowsersDoNotPlay) {
  EXPECT_THAT(clip_refusal(make_mp4({.codec = "hvc1"})), HasSubstr("most compatible"));
  EXPECT_THAT(clip_refusal(make_mp4({.brand = "qt  "})), HasSubstr("QuickTime"));
  test::FakeCamera old({.codec = "V_THEORA"});
  EXPECT_THAT(clip_refusal(old.head() + old.record(1000)), HasSubstr("VP8 or VP9"));
}

TEST(ClipReader, TakesOneVideoAndNotTwoInARow) {
  EXPECT_THAT(clip_refusal(make_webm(1000) + make_webm(1000)), HasSubstr("damaged"));
}

TEST(ClipReader, TakesWhatABrowserRecordedToTheLastWholeFrame) {
  const std::string video = make_webm(2000);
  const Clip clip = read_clip(std::string_view(video).substr(0, video.size() - 10));
  EXPECT_GT(clip.duration_ms, 1900);
  EXPECT_LT(clip.duration_ms, 2000);
}

}  // namespace
}  // namespace kaibo::media
