#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

namespace fs = std::filesystem;

/// A shop that sells while the backup is taken.
class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!kaibo_.on_sqlite()) GTEST_SKIP() << "its own dump is the backup of a MySQL database";
    class_ = kaibo_.provision(1).front();
    kaibo_.start();
    Caller seller(kaibo_.port(), class_.trainees[0].token);
    stall_ = open_stall(seller, class_.class_id, 100'000);
  }

  Ended take_backup() { return kaibo_.run("backup", {"--to", backup().string()}); }
  fs::path backup() const { return kaibo_.folder() / "backup"; }

  mall::v1::Order buy(Caller& buyer) const {
    return buyer
        .ask<mall::v1::PlaceOrderResponse>("kaibo.mall.v1.MallService/PlaceOrder",
                                           order_for(class_.class_id, stall_.product))
        .order();
  }
  /// Of the buyer, as the restored installation knows them.
  static int orders_of(std::uint16_t port, const PracticeClass& of, const Person& buyer) {
    Caller caller(port, buyer.token);
    mall::v1::ListOrdersRequest request;
    request.set_class_id(of.class_id);
    int orders = 0;
    const auto answer =
        caller.ask<mall::v1::ListOrdersResponse>("kaibo.mall.v1.MallService/ListOrders", request);
    for (const auto& [state, count] : answer.counts()) orders += count;
    return orders;
  }

  Kaibo kaibo_;
  PracticeClass class_;
  Stall stall_;
};

TEST_F(BackupTest, OfAServingInstallationIsRestoredAsOfOneMoment) {
  std::atomic<int> bought{0};
  std::atomic<bool> over{false};
  std::thread buyer([&] {
    Caller caller(kaibo_.port(), class_.trainees[1].token);
    while (!over) {
      buy(caller);
      ++bought;
    }
  });
  while (bought == 0) std::this_thread::yield();
  const int before = bought;
  const Ended saved = take_backup();
  const int after = bought;
  over = true;
  buyer.join();
  ASSERT_EQ(saved.code, 0) << saved.output;

  Kaibo other;
  const Ended restored = other.run("restore", {"--from", backup().string()});
  ASSERT_EQ(restored.code, 0) << restored.output;
  other.start();
  const int orders = orders_of(other.port(), class_, class_.trainees[1]);
  EXPECT_GE(orders, before);
  EXPECT_LE(orders, after + 1);
  Caller caller(other.port(), class_.trainees[1].token);
  buy(caller);
  EXPECT_EQ(orders_of(other.port(), class_, class_.trainees[1]), orders + 1);
}

TEST_F(BackupTest, ThatWasDamagedIsNotRestored) {
  ASSERT_EQ(take_backup().code, 0);
  EXPECT_EQ(kaibo_.run("restore", {"--from", backup().string(), "--verify"}).code, 0);
  std::ofstream(backup() / "kaibo.db", std::ios::app) << "x";
  EXPECT_NE(kaibo_.run("restore", {"--from", backup().string(), "--verify"}).code, 0);
  Kaibo other;
  const Ended refused = other.run("restore", {"--from", backup().string()});
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.output.find("kaibo.db"), std::string::npos) << refused.output;
  EXPECT_FALSE(fs::exists(other.folder() / "data"));
}

TEST_F(BackupTest, NeverTakesThePlaceOfSomethingElse) {
  ASSERT_EQ(take_backup().code, 0);
  EXPECT_NE(take_backup().code, 0);
  EXPECT_NE(kaibo_.run("restore", {"--from", backup().string()}).code, 0);
}

TEST_F(BackupTest, IsNotRestoredWhereAnotherDatabaseWouldBeServed) {
  ASSERT_EQ(take_backup().code, 0);
  Kaibo other({.database = {},
               .environment = {"KAIBO_DATABASE_URL=mysql://kaibo:kaibo@127.0.0.1:1/kaibo"}});
  const Ended refused = other.run("restore", {"--from", backup().string()});
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.output.find("database.url"), std::string::npos) << refused.output;
  EXPECT_FALSE(fs::exists(other.folder() / "data"));
}

/// "mysql://user:password@host:port/schema" in the words of the database's own tools.
struct Place {
  explicit Place(const std::string& url)
      : port(url.substr(url.rfind(':') + 1, url.rfind('/') - url.rfind(':') - 1)),
        schema(url.substr(url.rfind('/') + 1)) {}
  /// --no-defaults must come first.
  std::string to(const std::string& tool, const std::string& options = {}) const {
    return tool + " --no-defaults " + options +
           " --default-character-set=utf8mb4 --host=127.0.0.1 --port=" + port + " --user=root " +
           schema;
  }
  std::string port;
  std::string schema;
};

TEST(BackupOnMysql, TheCommandOfTheHintCopiesAServingInstallationAsOfOneMoment) {
  contract::MariaDb* mariadb = contract::MariaDb::get();
  if (mariadb == nullptr || std::system("mariadb-dump --version > /dev/null") != 0) {
    if (std::getenv("CI") != nullptr) FAIL() << "mariadbd or mariadb-dump is not installed";
    GTEST_SKIP() << "mariadbd or mariadb-dump is not installed: NOTHING of this was tested";
  }
  constexpr const char* charset = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
  const std::string url = mariadb->create_database(charset);
  const std::string copy_url = mariadb->create_database(charset);
  Kaibo kaibo(url);
  const PracticeClass of = kaibo.provision(1).front();
  const Ended hint = kaibo.run("backup", {"--to", (kaibo.folder() / "backup").string()});
  EXPECT_NE(hint.output.find("mariadb-dump --single-transaction --quick --hex-blob"),
            std::string::npos)
      << hint.output;
  EXPECT_FALSE(fs::exists(kaibo.folder() / "backup.part"));
  kaibo.start();
  Caller seller(kaibo.port(), of.trainees[0].token);
  const Stall stall = open_stall(seller, of.class_id, 100'000);
  std::atomic<int> bought{0};
  std::atomic<bool> over{false};
  std::thread buyer([&] {
    Caller caller(kaibo.port(), of.trainees[1].token);
    while (!over) {
      caller.ask<mall::v1::PlaceOrderResponse>("kaibo.mall.v1.MallService/PlaceOrder",
                                               order_for(of.class_id, stall.product));
      ++bought;
    }
  });
  while (bought == 0) std::this_thread::yield();
  const std::string sql = (kaibo.folder() / "kaibo.sql").string();
  const std::string dump = Place(url).to("mariadb-dump", "--single-transaction --quick --hex-blob");
  const int dumped = std::system((dump + " > " + sql).c_str());
  over = true;
  buyer.join();
  ASSERT_EQ(dumped, 0);
  ASSERT_EQ(std::system((Place(copy_url).to("mariadb") + " < " + sql).c_str()), 0);
  Kaibo copy(copy_url);
  const Ended checked = copy.run("check");
  EXPECT_EQ(checked.code, 0) << checked.output;
}

}  // namespace
}  // namespace kaibo::test
