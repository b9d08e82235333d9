// Pictures in an S3-compatible store, against one that checks every signature.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/files/blobs.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "tests/support/clips.h"
#include "tests/support/pictures.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"
#include "tests/support/refusal.h"
#include "tests/support/s3_server.h"

namespace kaibo::test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view upload_picture = "kaibo.classroom.v1.ClassroomService/UploadPicture";
const std::string blob_name = "ab/cd/abcd-small.webp";

/// Every byte there is, more than goes out before a server has to say "continue".
std::string large_content() {
  std::string content;
  for (int i = 0; i < 1'500'000; ++i) content += static_cast<char>(i);
  return content;
}

class S3 : public ::testing::Test {
 protected:
  S3Server server_;
};

TEST_F(S3, KeepsWhatIsPutUnderItsName) {
  const auto blobs = files::in_s3(server_.options());
  EXPECT_EQ(blobs->size(blob_name), std::nullopt);
  EXPECT_EQ(blobs->get(blob_name), std::nullopt);
  EXPECT_EQ(blobs->part(blob_name, 0, 10), "");
  blobs->put(blob_name, large_content());
  EXPECT_EQ(blobs->size(blob_name), large_content().size());
  EXPECT_EQ(blobs->get(blob_name), large_content());
  EXPECT_EQ(blobs->part(blob_name, 300, 1000), large_content().substr(300, 1000));
  EXPECT_EQ(blobs->part(blob_name, large_content().size() - 5, 100).size(), 5U);
  EXPECT_EQ(blobs->part(blob_name, large_content().size(), 100), "");
  // As another node sees it.
  EXPECT_EQ(files::in_s3(server_.options())->get(blob_name), large_content());
}

TEST_F(S3, IsAskedAgainWhenItIsOverloaded) {
  const auto blobs = files::in_s3(server_.options());
  server_.be_busy(3);
  blobs->put(blob_name, "content");
  server_.be_busy(3);
  EXPECT_EQ(blobs->get(blob_name), "content");
  server_.be_busy(3);
  EXPECT_EQ(blobs->size(blob_name), 7U);
}

TEST_F(S3, ThatDoesNotLetUsInIsSaidAtTheStartWithItsOwnWord) {
  const auto word = [this](const std::function<void(files::S3Options&)>& spoil) {
    files::S3Options options = server_.options();
    spoil(options);
    return refusal_of([&] { files::in_s3(options); }).text().en;
  };
  EXPECT_THAT(word([](auto& options) { options.secret_key = "guessed"; }),
              HasSubstr("SignatureDoesNotMatch"));
  EXPECT_THAT(word([](auto& options) { options.access_key = "SOMEBODY"; }),
              HasSubstr("InvalidAccessKeyId"));
  EXPECT_THAT(word([](auto& options) { options.region = "eu-west-1"; }),
              HasSubstr("AuthorizationHeaderMalformed"));
  EXPECT_THAT(word([](auto& options) { options.url += "-of-others"; }), HasSubstr("NoSuchBucket"));
  EXPECT_THAT(word([](auto& options) { options.url = "s3://kaibo"; }), HasSubstr("https://host"));
}

TEST_F(S3, ThatIsAwayIsSaidInTimeAndUsedAgainOnceItIsBack) {
  files::S3Options options = server_.options();
  options.timeout = 300;
  const auto blobs = files::in_s3(options);
  blobs->put(blob_name, "content");
  server_.freeze();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(refusal_of([&] { blobs->put("ab/cd/other", "x"); }).code(), base::Code::unavailable);
  EXPECT_EQ(refusal_of([&] { blobs->get(blob_name); }).code(), base::Code::unavailable);
  EXPECT_EQ(refusal_of([&] { blobs->size(blob_name); }).code(), base::Code::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  // The program starts all the same.
  const auto of_another_node = files::in_s3(options);
  server_.thaw();
  EXPECT_EQ(blobs->get(blob_name), "content");
  EXPECT_EQ(of_another_node->get(blob_name), "content");
}

/// A started program whose pictures are in the store.
class S3Pictures : public S3 {
 protected:
  void SetUp() override {
    class_ = kaibo_.provision(1).front();
    kaibo_.start();
  }

  /// An installation that uses the store.
  Kaibo::Setup with_store(const std::vector<std::string>& more = {}) const {
    const files::S3Options options = server_.options();
    Kaibo::Setup setup{.database = contract::fresh_database(),
                       .environment = {"KAIBO_FILES_S3_URL=" + options.url,
                                       "KAIBO_FILES_S3_REGION=" + options.region,
                                       "KAIBO_FILES_S3_ACCESS_KEY=" + options.access_key,
                                       "KAIBO_FILES_S3_SECRET_KEY=" + options.secret_key,
                                       "KAIBO_FILES_S3_TIMEOUT_MS=300"}};
    setup.environment.insert(setup.environment.end(), more.begin(), more.end());
    return setup;
  }

  const std::string& token() const { return class_.trainees.front().token; }

  Outcome upload(int width) const {
    classroom::v1::UploadPictureRequest request;
    request.set_class_id(class_.class_id);
    request.set_request_id(new_request_id());
    request.set_content(make_picture({.width = width, .height = 300, .comment = {}}));
    return Caller(kaibo_.port(), token()).call(upload_picture, request.SerializeAsString());
  }

  Answer picture(const Kaibo& of, const std::string& id) const {
    return RawClient(of.port()).ask("GET /files/" + id +
                                    " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                                    token() + "\r\n\r\n");
  }

  static std::string id_in(const Outcome& outcome) {
    classroom::v1::UploadPictureResponse response;
    response.ParseFromString(outcome.body);
    return response.picture().id();
  }

  Kaibo kaibo_{with_store()};
  PracticeClass class_;
};

TEST_F(S3Pictures, AreServedAndNothingOfThemLiesInTheDataFolder) {
  const std::string id = id_in(upload(500));
  const Answer answer = picture(kaibo_, id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(look_at(answer.body).width, 500);
  EXPECT_EQ(picture(kaibo_, std::string(64, '0')).status, 404);
  EXPECT_FALSE(std::filesystem::exists(kaibo_.folder() / "data" / "files"));
}

TEST_F(S3Pictures, AndVideosLieThereAndAreServedInRanges) {
  classroom::v1::UploadVideoRequest request;
  request.set_class_id(class_.class_id);
  request.set_request_id(new_request_id());
  const std::string content = make_mp4({.data_bytes = 600'000});
  request.set_content(content);
  const std::string id = Caller(kaibo_.port(), token())
                             .ask<classroom::v1::UploadVideoResponse>(
                                 "kaibo.classroom.v1.ClassroomService/UploadVideo", request)
                             .video()
                             .id();
  const Answer part = RawClient(kaibo_.port())
                          .ask("GET /files/" + id +
                               " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=100-\r\n"
                               "Authorization: Bearer " +
                               token() + "\r\n\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, content.substr(100));
  EXPECT_EQ(picture(kaibo_, id).body, content);
}

TEST_F(S3Pictures, AreRefusedWithASentenceWhileTheStoreIsAway) {
  const std::string id = id_in(upload(500));
  server_.freeze();
  const Outcome refused = upload(501);
  EXPECT_EQ(refused.code, "unavailable");
  EXPECT_THAT(refused.message, HasSubstr("请稍后再试"));
  EXPECT_EQ(picture(kaibo_, id).status, 503);
  server_.thaw();
  EXPECT_TRUE(upload(501).ok());
  EXPECT_EQ(picture(kaibo_, id).status, 200);
}

TEST_F(S3Pictures, StayWhereTheyAreWhenTheRestIsBackedUpAndRestored) {
  if (!kaibo_.on_sqlite()) GTEST_SKIP() << "its own dump is the backup of a MySQL database";
  const std::string id = id_in(upload(500));
  const std::string backup = kaibo_.folder() / "backup";
  const Ended saved = kaibo_.run("backup", {"--to", backup});
  ASSERT_EQ(saved.code, 0) << saved.output;
  EXPECT_THAT(saved.output, HasSubstr("the pictures stay in http://127.0.0.1:"));
  Kaibo other(with_store());
  ASSERT_EQ(other.run("restore", {"--from", backup}).code, 0);
  other.start();
  EXPECT_EQ(picture(other, id).status, 200);
}

TEST_F(S3Pictures, AreInOnePlaceOnly) {
  Kaibo other(with_store({"KAIBO_FILES_FOLDER=" + kaibo_.folder().string()}));
  const Ended refused = other.run("check");
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.output, HasSubstr("files.folder or files.s3_url"));
}

}  // namespace
}  // namespace kaibo::test
