#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "kaibo/mall/v1/mall.pb.h"
#include "tests/fault/buyers.h"
#include "tests/fault/metric.h"
#include "tests/support/databases.h"
#include "tests/support/program.h"

namespace kaibo::test {

inline constexpr const char* utf8 = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

inline std::chrono::milliseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

/// The program on a MariaDB of its own.
class DatabaseFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    if (contract::MariaDb::installed()) return;
    if (std::getenv("CI") != nullptr) FAIL() << "mariadbd is not installed";
    GTEST_SKIP() << "mariadbd is not installed: NOTHING of this was tested";
  }

  void start_kaibo(const std::string& url) {
    kaibo_ = std::make_unique<Kaibo>(url);
    class_ = kaibo_->provision(1).front();
    kaibo_->start();
  }

  /// An order of the trainee, answered as it is.
  Answer order(const Person& buyer, const std::string& request) const {
    RawClient client(kaibo_->port());
    return client.ask("POST /" + std::string(place_order) +
                      " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/proto\r\n"
                      "Authorization: Bearer " +
                      buyer.token + "\r\nContent-Length: " + std::to_string(request.size()) +
                      "\r\n\r\n" + request);
  }

  /// A refused call says when to come back.
  void expect_to_be_told_when_to_come_back(const Buyers& buyers) const {
    const Answer answer =
        order(class_.trainees.back(),
              order_for(class_.class_id, buyers.stall().product).SerializeAsString());
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_TRUE(answer.headers.contains("retry-after"));
  }

  void expect_whole_books() {
    const Ended check = kaibo_->run("check");
    EXPECT_EQ(check.code, 0) << check.output;
  }

  std::unique_ptr<Kaibo> kaibo_;
  PracticeClass class_;
};

}  // namespace kaibo::test
