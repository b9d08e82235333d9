#include <gtest/gtest.h>

#include <string>

#include "tests/contract/trade.h"
#include "tests/support/clips.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::make_mp4;
using test::make_webm;
using test::refusal_of;

/// The video of a product: uploaded, kept, seen by buyers.
class ProductVideoContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    picture_limits_.quota_files = 6;
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    product_ = list_product(seller_, 1000, 10);
  }

  classroom::v1::Video upload(const Trainee& who, const std::string& content) {
    auto request = named<classroom::v1::UploadVideoRequest>();
    request.set_content(content);
    return call<classroom::v1::UploadVideoResponse>(
               "kaibo.classroom.v1.ClassroomService/UploadVideo", request, who.token)
        .video();
  }

  v1::Product save(const std::string& video) {
    const v1::Product now = product_now(seller_, product_.product_id());
    auto request = named<v1::SaveProductRequest>();
    request.set_product_id(now.product_id());
    request.set_version(now.version());
    request.set_title(now.title());
    *request.mutable_pictures() = now.pictures();
    request.set_price_fen(now.price_fen());
    request.set_stock(now.stock());
    request.set_stock_seen(now.stock());
    request.set_listed(true);
    request.set_video(video);
    return call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                         seller_.token)
        .product();
  }

  v1::Product product_;
};
KAIBO_ON_EVERY_DATABASE(ProductVideoContract);

TEST_P(ProductVideoContract, IsUploadedShownReplacedAndRemoved) {
  const classroom::v1::Video first = upload(seller_, make_mp4({.duration_ms = 15'000}));
  EXPECT_EQ(first.duration_ms(), 15'000);
  EXPECT_TRUE(first.id().ends_with(".mp4"));
  EXPECT_TRUE(product_.video().empty());
  EXPECT_EQ(save(first.id()).video(), first.id());
  EXPECT_EQ(product_now(buyer_, product_.product_id()).video(), first.id());
  EXPECT_EQ(files_->video_size(first.id()), static_cast<std::uint64_t>(first.bytes()));

  const classroom::v1::Video second = upload(seller_, make_webm(2000));
  EXPECT_TRUE(second.id().ends_with(".webm"));
  EXPECT_EQ(save(second.id()).video(), second.id());
  EXPECT_EQ(save("").video(), "");
  EXPECT_EQ(product_now(buyer_, product_.product_id()).video(), "");
}

TEST_P(ProductVideoContract, IsTheSellersOwn) {
  const std::string others = upload(buyer_, make_mp4()).id();
  EXPECT_EQ(refusal_of([&] { save(others); }).field(), "video");
  EXPECT_EQ(refusal_of([&] { save(picture(seller_)); }).field(), "video") << "a picture is none";
  EXPECT_EQ(refusal_of([&] { save(std::string(64, '0') + ".mp4"); }).field(), "video");
}

TEST_P(ProductVideoContract, IsNoPicture) {
  const std::string video = upload(seller_, make_mp4()).id();
  db_->read_now([&](db::Transaction& tx) {
    EXPECT_FALSE(files::holds(tx, seller_.user_id, video));
    EXPECT_FALSE(files::holds(tx, seller_.user_id, video.substr(0, 64)));
    EXPECT_TRUE(files::holds_video(tx, seller_.user_id, video));
  });
}

TEST_P(ProductVideoContract, IsAsLongAndLargeAsTheCourseAllows) {
  EXPECT_EQ(upload(seller_, make_mp4({.duration_ms = 60'000})).duration_ms(), 60'000);
  const base::Error longer =
      refusal_of([&] { upload(seller_, make_mp4({.duration_ms = 61'000})); });
  EXPECT_EQ(longer.field(), "content");
  EXPECT_NE(longer.text().en.find("61 seconds"), std::string::npos) << longer.text().en;
  const base::Error larger =
      refusal_of([&] { upload(seller_, make_mp4({.data_bytes = 20 * 1024 * 1024})); });
  EXPECT_EQ(larger.field(), "content");
  EXPECT_NE(larger.text().en.find("20 MB"), std::string::npos) << larger.text().en;
}

TEST_P(ProductVideoContract, CountsWithThePicturesOfItsOwner) {
  // Beside the two pictures of the product.
  for (std::uint32_t i = 1; i <= 4; ++i) upload(seller_, make_mp4({.duration_ms = i * 1000}));
  EXPECT_EQ(refusal_of([&] { upload(seller_, make_mp4({.duration_ms = 9000})); }).code(),
            Code::resource_exhausted);
  // What one has already takes no more room.
  upload(seller_, make_mp4({.duration_ms = 4000}));
}

TEST_P(ProductVideoContract, ThatIsBrokenLeavesNothing) {
  EXPECT_EQ(refusal_of([&] { upload(seller_, make_mp4().substr(0, 900)); }).code(),
            Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { upload(seller_, ""); }).code(), Code::invalid_argument);
}

}  // namespace
}  // namespace kaibo::mall
