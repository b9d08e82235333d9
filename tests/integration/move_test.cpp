#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>

#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

/// A school on SQLite that has been in use, and an empty MariaDB.
class MoveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    contract::MariaDb* mariadb = contract::MariaDb::get();
    if (mariadb == nullptr) {
      if (std::getenv("CI") != nullptr) FAIL() << "mariadbd is not installed";
      GTEST_SKIP() << "mariadbd is not installed: NOTHING of this was tested";
    }
    mysql_ = mariadb->create_database("CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    class_ = kaibo_.provision(1).front();
    kaibo_.start();
    Caller seller(kaibo_.port(), class_.trainees[0].token);
    stall_ = open_stall(seller, class_.class_id, 100);
    for (int i = 0; i < 5; ++i) buy(kaibo_, i + 1);
  }

  void buy(Kaibo& from, int buyer) const {
    Caller caller(from.port(), class_.trainees[static_cast<std::size_t>(buyer)].token);
    caller.ask<mall::v1::PlaceOrderResponse>("kaibo.mall.v1.MallService/PlaceOrder",
                                             order_for(class_.class_id, stall_.product));
  }
  Ended move() { return kaibo_.run("move", {"--to", mysql_}); }

  std::string mysql_;
  Kaibo kaibo_{std::string()};
  PracticeClass class_;
  Stall stall_;
};

TEST_F(MoveTest, TheSchoolGoesOnOnTheOtherDatabaseAndBack) {
  kaibo_.stop();
  const Ended moved = move();
  ASSERT_EQ(moved.code, 0) << moved.output;
  EXPECT_NE(moved.output.find("mall_order "), std::string::npos) << moved.output;

  Kaibo on_mysql(mysql_);
  EXPECT_EQ(on_mysql.run("check").code, 0);
  on_mysql.start();
  buy(on_mysql, 6);
  on_mysql.stop();
  EXPECT_EQ(on_mysql.run("check").code, 0);

  const std::string file = "sqlite:" + (kaibo_.folder() / "back.db").string();
  const Ended back = on_mysql.run("move", {"--to", file});
  ASSERT_EQ(back.code, 0) << back.output;
  Kaibo on_sqlite(file);
  EXPECT_EQ(on_sqlite.run("check").code, 0);
  on_sqlite.start();
  buy(on_sqlite, 7);
}

TEST_F(MoveTest, ASchoolThatIsServedIsNotMoved) {
  const Ended refused = move();
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.output.find("Stop kaibo serve first"), std::string::npos) << refused.output;
  buy(kaibo_, 8);
}

TEST_F(MoveTest, NothingIsMovedOverSomethingElse) {
  kaibo_.stop();
  Kaibo other(mysql_);
  other.provision(1);
  const Ended refused = move();
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.output.find("not empty"), std::string::npos) << refused.output;
  EXPECT_EQ(other.run("check").code, 0);
}

TEST_F(MoveTest, AMoveThatIsKilledAtAnyMomentIsDoneByTheNext) {
  kaibo_.stop();
  int killed = 0;
  std::optional<Ended> ended;
  while (
      !(ended = kaibo_.run_for(std::chrono::milliseconds(20 * killed), "move", {"--to", mysql_}))) {
    ASSERT_LT(++killed, 500) << "it never comes to its end";
  }
  EXPECT_GT(killed, 2);
  // The one before may have been killed when it had done everything.
  const bool was_whole = ended->output.find("not empty") != std::string::npos;
  ASSERT_TRUE(ended->code == 0 || was_whole) << ended->output;
  EXPECT_NE(move().code, 0) << "the target is whole now";
  Kaibo on_mysql(mysql_);
  EXPECT_EQ(on_mysql.run("check").code, 0);
  on_mysql.start();
  buy(on_mysql, 6);
}

TEST_F(MoveTest, ARowThatArrivesChangedIsFoundAndTheTargetStaysClosed) {
  kaibo_.stop();
  const Ended moved = move();
  ASSERT_EQ(moved.code, 0) << moved.output;
  const std::string schema = mysql_.substr(mysql_.rfind('/') + 1) + ".";
  contract::MariaDb& mariadb = *contract::MariaDb::get();
  std::istringstream lines(moved.output);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" rows ") == std::string::npos) continue;
    mariadb.run("TRUNCATE TABLE " + schema + line.substr(0, line.find(' ')));
  }
  mariadb.run("CREATE TRIGGER " + schema + "meddle BEFORE INSERT ON " + schema +
              "mall_order FOR EACH ROW SET NEW.courier = 'another'");

  const Ended wrong = move();
  EXPECT_NE(wrong.code, 0);
  EXPECT_NE(wrong.output.find("mall_order is not the same"), std::string::npos) << wrong.output;
  const Ended closed = Kaibo(mysql_).run("check");
  EXPECT_NE(closed.code, 0);
  EXPECT_NE(closed.output.find("was not finished"), std::string::npos) << closed.output;
  EXPECT_EQ(move().code, 0) << "and the next move begins anew";
}

}  // namespace
}  // namespace kaibo::test
