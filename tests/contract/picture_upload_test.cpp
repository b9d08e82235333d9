#include <gtest/gtest.h>

#include "kaibo/access/v1/access.pb.h"
#include "tests/contract/school.h"
#include "tests/support/png.h"
#include "tests/support/refusal.h"

namespace kaibo::classroom {
namespace {

using base::Code;
using test::refusal_of;

class PictureUploadContract : public contract::SchoolTest {
 protected:
  void SetUp() override {
    picture_limits_.quota_files = 3;
    SchoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    class_id_ = make_class("ZB2026");
    token_ = make_signed_in("zb2026-01", "张三",
                            {.class_id = class_id_, .role = access::v1::ROLE_TRAINEE});
  }

  v1::Picture upload(const std::string& content, const std::string& request_id) {
    v1::UploadPictureRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id);
    request.set_content(content);
    return call<v1::UploadPictureResponse>("kaibo.classroom.v1.ClassroomService/UploadPicture",
                                           request, token_)
        .picture();
  }

  bool holds(const std::string& picture_id) {
    const std::int64_t user_id = find_caller(token_)->user_id;
    return db_->read_now(
        [&](db::Transaction& tx) { return files::holds(tx, user_id, picture_id); });
  }

  std::int64_t class_id_ = 0;
  std::string token_;
};
KAIBO_ON_EVERY_DATABASE(PictureUploadContract);

TEST_P(PictureUploadContract, AnUploadedPictureBelongsToWhoUploadedIt) {
  const v1::Picture picture = upload(test::png(200, 150, 1), "request-1");
  EXPECT_EQ(picture.id().size(), 64U);
  EXPECT_EQ(picture.width(), 200);
  EXPECT_EQ(picture.height(), 150);
  EXPECT_GT(picture.bytes(), 0);
  EXPECT_TRUE(holds(picture.id()));
  EXPECT_TRUE(files_->read(picture.id(), true).has_value());
  EXPECT_EQ(upload(test::png(200, 150, 1), "request-1").id(), picture.id());
}

TEST_P(PictureUploadContract, TheQuotaOfAPersonHoldsAndOtherPeopleDoNotFeelIt) {
  for (std::uint32_t i = 0; i < 3; ++i) {
    upload(test::png(120, 120, i), "request-" + std::to_string(i));
  }
  EXPECT_EQ(refusal_of([&] { upload(test::png(120, 120, 9), "request-9"); }).code(),
            Code::resource_exhausted);
  EXPECT_EQ(upload(test::png(120, 120, 2), "request-22").width(), 120)
      << "what one has already takes no more room";
  token_ = make_signed_in("zb2026-02", "李四",
                          {.class_id = class_id_, .role = access::v1::ROLE_TRAINEE});
  EXPECT_TRUE(holds(upload(test::png(120, 120, 9), "request-9").id()));
}

TEST_P(PictureUploadContract, WhatIsNoPictureIsRefusedAndLeavesNothing) {
  EXPECT_EQ(refusal_of([&] { upload("<svg onload='alert(1)'/>", "request-1"); }).code(),
            Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { upload("", "request-2"); }).code(), Code::invalid_argument);
  EXPECT_EQ(upload(test::png(100, 100, 1), "request-1").width(), 100) << "may be tried again";
}

TEST_P(PictureUploadContract, UploadsOfOnePersonAreBoundedInTime) {
  const std::string broken = "no picture";
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(refusal_of([&] { upload(broken, "request-" + std::to_string(i)); }).code(),
              Code::invalid_argument);
  }
  EXPECT_EQ(refusal_of([&] { upload(broken, "request-40"); }).code(), Code::resource_exhausted);
  now_.advance(2'000);
  EXPECT_EQ(refusal_of([&] { upload(broken, "request-41"); }).code(), Code::invalid_argument);
}

}  // namespace
}  // namespace kaibo::classroom
