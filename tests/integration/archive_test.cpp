#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/clips.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

namespace fs = std::filesystem;

/// A class that sells while it is archived.
class ArchiveProgram : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::string url;
    if (GetParam()) {
      contract::MariaDb* mariadb = contract::MariaDb::get();
      if (mariadb == nullptr) {
        if (std::getenv("CI") != nullptr) FAIL() << "mariadbd is not installed";
        GTEST_SKIP() << "mariadbd is not installed: NOTHING of this was tested on MySQL";
      }
      url = mariadb->create_database("CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    }
    kaibo_ = std::make_unique<Kaibo>(url);
    classes_ = kaibo_->provision(2);
    kaibo_->start();
    Caller seller(kaibo_->port(), classes_[0].trainees[0].token);
    stall_ = open_stall(seller, classes_[0].class_id, 100'000);
  }

  void buy(Caller& buyer) const {
    buyer.ask<mall::v1::PlaceOrderResponse>("kaibo.mall.v1.MallService/PlaceOrder",
                                            order_for(classes_[0].class_id, stall_.product));
  }
  fs::path file() const { return kaibo_->folder() / "class.zip"; }
  Ended archive() { return kaibo_->run("archive", {classes_[0].code, "--to", file().string()}); }
  /// Of the program that checks archives without Kaibo.
  static int read_archive(const fs::path& file, const std::string& member, const fs::path& to) {
    const std::string command =
        "deploy/read-archive " + file.string() + " " + member + " > " + to.string();
    return std::system(command.c_str());
  }
  std::string member(const std::string& name) const {
    const fs::path to = kaibo_->folder() / "member";
    EXPECT_EQ(read_archive(file(), name, to), 0);
    std::ifstream in(to);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::unique_ptr<Kaibo> kaibo_;
  std::vector<PracticeClass> classes_;
  Stall stall_;
};
INSTANTIATE_TEST_SUITE_P(EveryDatabase, ArchiveProgram, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "MySQL" : "SQLite"; });

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST_P(ArchiveProgram, OfAClassInUseIsOfOneMomentAndReadByTwoPrograms) {
  std::atomic<int> bought{0};
  std::atomic<bool> over{false};
  std::thread buyer([&] {
    Caller caller(kaibo_->port(), classes_[0].trainees[1].token);
    while (!over) {
      buy(caller);
      ++bought;
    }
  });
  while (bought == 0) std::this_thread::yield();
  const Ended made = archive();
  over = true;
  buyer.join();
  ASSERT_EQ(made.code, 0) << made.output;
  EXPECT_EQ(kaibo_->run("check").code, 0);

  const std::string journal = member("journal.jsonl");
  const std::string orders = member("tables/mall_order.jsonl");
  EXPECT_GT(count(orders, "\n"), 0U);
  EXPECT_EQ(count(orders, "\n"), count(journal, "\"orderPlaced\""));
  EXPECT_EQ(count(member("tables/mall_order_line.jsonl"), "\n"), count(orders, "\n"));
  EXPECT_EQ(count(member("tables/identity_person.jsonl"), "\n"), classes_[0].trainees.size() + 1);
  EXPECT_EQ(count(member("manifest.json"), "files/"), 1U);
  EXPECT_EQ(count(orders, std::to_string(classes_[1].class_id)), 0U) << "of the other class";
}

TEST_P(ArchiveProgram, HoldsTheVideosOfProducts) {
  Caller seller(kaibo_->port(), classes_[0].trainees[0].token);
  classroom::v1::UploadVideoRequest video;
  video.set_class_id(classes_[0].class_id);
  video.set_request_id(new_request_id());
  video.set_content(make_mp4());
  const std::string id = seller
                             .ask<classroom::v1::UploadVideoResponse>(
                                 "kaibo.classroom.v1.ClassroomService/UploadVideo", video)
                             .video()
                             .id();
  mall::v1::SaveProductRequest wish;
  wish.set_class_id(classes_[0].class_id);
  wish.set_request_id(new_request_id());
  wish.set_title("有视频的宝贝 还没有上架");
  wish.set_draft(true);
  wish.set_video(id);
  seller.ask<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", wish);
  const Ended made = archive();
  ASSERT_EQ(made.code, 0) << made.output;
  EXPECT_EQ(member("files/" + id), video.content());
  EXPECT_EQ(kaibo_->run_plain("archive", {"verify", file().string()}).code, 0);
}

TEST_P(ArchiveProgram, HoldsNoSecrets) {
  const Ended made = archive();
  ASSERT_EQ(made.code, 0) << made.output;
  const std::string manifest = member("manifest.json");
  for (const auto* table : {"identity_session", "identity_setup", "rpc_request"}) {
    EXPECT_EQ(manifest.find(table), std::string::npos) << table;
  }
  const std::string people = member("tables/identity_person.jsonl");
  EXPECT_NE(people.find(classes_[0].trainees[0].account), std::string::npos);
  for (const auto* secret : {"password_hash", "argon2", "id_card_hash"}) {
    EXPECT_EQ(people.find(secret), std::string::npos) << secret;
  }
}

TEST_P(ArchiveProgram, DamageIsFoundByBothReadersAndNothingIsOverwritten) {
  ASSERT_EQ(archive().code, 0);
  EXPECT_NE(archive().code, 0) << "the file exists";
  const std::string name = file().string();
  Kaibo anywhere;
  EXPECT_EQ(anywhere.run_plain("archive", {"verify", name}).code, 0);
  EXPECT_EQ(anywhere.run_plain("archive", {"show", name}).code, 0);
  const fs::path nowhere = kaibo_->folder() / "nowhere";
  const auto size = fs::file_size(file());
  for (const auto at : {std::uintmax_t{0}, size / 3, size / 2, size - 30}) {
    std::fstream bytes(file(), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(at));
    const int byte = bytes.get();
    const auto write = [&](int value) {
      bytes.seekp(static_cast<std::streamoff>(at));
      bytes.put(static_cast<char>(value));
      bytes.flush();
    };
    write(byte ^ 4);
    EXPECT_NE(anywhere.run_plain("archive", {"verify", name}).code, 0) << at;
    EXPECT_NE(read_archive(file(), "", nowhere), 0) << at;
    write(byte);
  }
  EXPECT_EQ(read_archive(file(), "", nowhere), 0);
}

TEST(Retention, ShorterThanTheLawAllowsIsRefusedWithTheRule) {
  Kaibo kaibo;
  const fs::path file = kaibo.folder() / "kaibo.toml";
  const auto check = [&](const std::string& line) {
    std::ofstream(file) << "[retention]\n" << line << "\n";
    return kaibo.run_plain("config", {"check", "--config", file.string()});
  };
  EXPECT_EQ(check("logs_days = 183").code, 0);
  const Ended logs = check("logs_days = 182");
  EXPECT_NE(logs.code, 0);
  EXPECT_NE(logs.output.find("网络安全法"), std::string::npos) << logs.output;
  EXPECT_EQ(check("archives_years = 10").code, 0);
  const Ended archives = check("archives_years = 9");
  EXPECT_NE(archives.code, 0);
  EXPECT_NE(archives.output.find("电商组〔2022〕5号"), std::string::npos) << archives.output;
}

}  // namespace
}  // namespace kaibo::test
