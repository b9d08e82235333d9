#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/base/error.h"
#include "common/files/store.h"
#include "tests/support/folder.h"
#include "tests/support/pictures.h"
#include "tests/support/refusal.h"

namespace kaibo::files {
namespace {

using test::look_at;
using test::make_picture;
using ::testing::HasSubstr;
using ::testing::Not;

/// Big-endian, as PNG has it.
std::string number(unsigned value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

/// A part of a PNG with its sum.
std::string chunk(const std::string& name, const std::string& data) {
  const std::string summed = name + data;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  return number(static_cast<unsigned>(data.size())) + summed + number(static_cast<unsigned>(sum));
}

class StoreTest : public ::testing::Test {
 protected:
  std::string refusal(std::string_view bytes) {
    const base::Error error = test::refusal_of([&] { store_.put(bytes); });
    EXPECT_EQ(error.code(), base::Code::invalid_argument);
    EXPECT_FALSE(error.text().zh.empty());
    return error.text().en;
  }
  std::string stored(const Picture& picture, bool small) {
    return store_.read(picture.id, small).value_or("");
  }

  test::TempFolder folder_;
  Store store_{in_folder(folder_.path() / "pictures"), Limits{}};
};

TEST_F(StoreTest, KeepsEveryPictureAsWebpInTwoSizes) {
  for (const char* format : {".jpg", ".png", ".webp"}) {
    const Picture picture =
        store_.put(make_picture({.width = 3000, .height = 1500, .format = format, .comment = {}}));
    EXPECT_EQ(picture.width, 1600) << format;
    EXPECT_EQ(picture.height, 800);
    const std::string large = stored(picture, false);
    EXPECT_TRUE(large.starts_with("RIFF"));
    EXPECT_EQ(look_at(large).width, 1600);
    EXPECT_EQ(look_at(stored(picture, true)).width, 400);
    EXPECT_EQ(picture.bytes,
              static_cast<std::int64_t>(large.size() + stored(picture, true).size()));
  }
}

TEST_F(StoreTest, NeverEnlargesAPicture) {
  const Picture picture = store_.put(make_picture({.width = 200, .height = 120, .comment = {}}));
  EXPECT_EQ(picture.width, 200);
  EXPECT_EQ(look_at(stored(picture, true)).width, 200);
}

TEST_F(StoreTest, TurnsAPictureUpright) {
  const Picture picture =
      store_.put(make_picture({.width = 400, .height = 200, .orientation = 6, .comment = {}}));
  EXPECT_EQ(picture.width, 200);
  EXPECT_EQ(picture.height, 400);
}

TEST_F(StoreTest, KeepsNothingOfTheMetadata) {
  for (const char* format : {".jpg", ".png", ".webp"}) {
    const std::string taken =
        make_picture({.format = format, .comment = "Zhang San, Nanning, 13800000000"});
    ASSERT_THAT(look_at(taken).metadata, HasSubstr("xmp-data")) << format;
    const Picture picture = store_.put(taken);
    for (const bool small : {false, true}) {
      const std::string kept = stored(picture, small);
      EXPECT_EQ(kept.find("Zhang San"), std::string::npos);
      EXPECT_EQ(kept.find("ICCP"), std::string::npos);
      EXPECT_THAT(look_at(kept).metadata, Not(HasSubstr("exif")));
      EXPECT_THAT(look_at(kept).metadata, Not(HasSubstr("xmp")));
    }
  }
}

TEST_F(StoreTest, KeepsTransparency) {
  const std::string drawn = make_picture({.format = ".png", .comment = "a", .transparent = true});
  ASSERT_EQ(look_at(drawn).bands, 4);
  const Picture picture = store_.put(drawn);
  EXPECT_EQ(look_at(stored(picture, false)).bands, 4);
  EXPECT_EQ(look_at(stored(picture, false)).metadata.find("exif"), std::string::npos);
}

TEST_F(StoreTest, GivesTheSameContentTheSameId) {
  const std::string picture = make_picture({.comment = {}});
  const std::string id = store_.put(picture).id;
  EXPECT_EQ(store_.put(picture).id, id);
  EXPECT_EQ(id.size(), 64U);
  EXPECT_NE(store_.put(make_picture({.width = 401, .comment = {}})).id, id);
  // Another file with the same pixels and other metadata is the same picture.
  EXPECT_EQ(store_.put(make_picture({.format = ".png", .comment = "a"})).id,
            store_.put(make_picture({.format = ".png", .comment = "b"})).id);
}

TEST_F(StoreTest, RefusesWhatIsNoPicture) {
  for (const std::string& bytes :
       {std::string(), std::string("text"), std::string("\xFF\xD8"),
        std::string("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        std::string("<?xml version='1.0'?><svg/>"), std::string("%PDF-1.4"),
        std::string("GIF89a<script>"), make_picture({.format = ".gif", .comment = {}}),
        make_picture({.format = ".tif", .comment = {}})}) {
    EXPECT_THAT(refusal(bytes), HasSubstr("JPEG, PNG or WebP"));
  }
}

TEST_F(StoreTest, RefusesWhatOnlyBeginsLikeAPicture) {
  EXPECT_THAT(refusal("\xFF\xD8\xFF\xE0<script>alert(1)</script>"), HasSubstr("damaged"));
  EXPECT_THAT(refusal("\x89PNG\r\n\x1A\n<svg/>"), HasSubstr("damaged"));
  EXPECT_THAT(refusal(std::string("RIFF\x10\0\0\0WEBPVP8 junk", 20)), HasSubstr("damaged"));
  for (const char* format : {".jpg", ".png", ".webp"}) {
    const std::string whole = make_picture({.format = format, .comment = {}});
    EXPECT_THAT(refusal(std::string_view(whole).substr(0, whole.size() / 2)), HasSubstr("damaged"))
        << format;
  }
}

TEST_F(StoreTest, KeepsNothingOfAFileThatIsTwoThingsAtOnce) {
  const std::string script = "<script>alert(document.cookie)</script>";
  for (const char* format : {".jpg", ".png"}) {
    const Picture picture =
        store_.put(make_picture({.format = format, .comment = {}}) + script + "PK\x03\x04");
    EXPECT_EQ(stored(picture, false).find("<script>"), std::string::npos);
    EXPECT_EQ(stored(picture, true).find("<script>"), std::string::npos);
  }
}

TEST_F(StoreTest, RefusesAHugePictureBeforeDecodingIt) {
  // The header of a PNG of 20,000 x 20,000 pixels, and nothing else.
  const std::string header =
      "\x89PNG\r\n\x1A\n" +
      chunk("IHDR", number(20'000) + number(20'000) + std::string("\x08\x02\0\0\0", 5));
  const std::string data = chunk("IDAT", "");
  const base::Error error = test::refusal_of([&] { store_.put(header + data); });
  EXPECT_THAT(error.text().en, HasSubstr("20000"));
  EXPECT_THAT(refusal(make_picture({.width = 8193, .height = 100, .comment = {}})),
              HasSubstr("8193"));
}

TEST_F(StoreTest, RefusesATinyPictureAndAFileThatIsTooLarge) {
  EXPECT_THAT(refusal(make_picture({.width = 99, .height = 500, .comment = {}})), HasSubstr("99"));
  Limits limits;
  limits.max_bytes = 1000;
  Store strict(in_folder(folder_.path() / "strict"), limits);
  EXPECT_EQ(test::refusal_of([&] { strict.put(make_picture({.comment = {}})); }).code(),
            base::Code::invalid_argument);
}

TEST_F(StoreTest, FindsOnlyByAWholeId) {
  const Picture picture = store_.put(make_picture({.comment = {}}));
  EXPECT_TRUE(store_.read(picture.id, false));
  EXPECT_TRUE(store_.read(picture.id, true));
  EXPECT_FALSE(store_.read(picture.id.substr(0, 63), false));
  EXPECT_FALSE(store_.read(std::string(64, '0'), false));
  EXPECT_FALSE(store_.read("../../" + picture.id, false));
  EXPECT_FALSE(store_.read(std::string(61, 'a') + "/..", false));
  EXPECT_FALSE(store_.read("", true));
}

TEST_F(StoreTest, LeavesNothingUnfinishedBehind) {
  store_.put(make_picture({.comment = {}}));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path() / "pictures/unfinished"));
}

TEST_F(StoreTest, SaysWhenItCannotWrite) {
  const Picture picture = store_.put(make_picture({.comment = {}}));
  const auto branch = folder_.path() / "pictures" / picture.id.substr(0, 2);
  std::filesystem::remove_all(branch);
  std::ofstream(branch) << "a file where a folder should be";
  EXPECT_EQ(test::refusal_of([&] { store_.put(make_picture({.comment = {}})); }).code(),
            base::Code::unavailable);
}

}  // namespace
}  // namespace kaibo::files
