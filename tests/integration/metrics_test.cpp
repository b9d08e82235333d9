#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/databases.h"
#include "tests/support/exposition.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"
#include "tests/support/redis_server.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using ::testing::UnorderedElementsAreArray;

using Names = std::set<std::string>;

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (text.empty()) ADD_FAILURE() << path << ": tests run from the root of the repository";
  return text;
}

/// Every query of a dashboard, however deep its panel.
void collect_queries(const boost::json::value& value, std::vector<std::string>& queries) {
  if (const auto* array = value.if_array()) {
    for (const auto& one : *array) collect_queries(one, queries);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [key, one] : *object) {
      if (key == "expr") queries.emplace_back(one.as_string());
      collect_queries(one, queries);
    }
  }
}

/// Names of families that the dashboard asks for.
Names on_dashboard(const std::map<std::string, Family>& families) {
  std::vector<std::string> queries;
  collect_queries(boost::json::parse(read_file("deploy/grafana/kaibo.json")), queries);
  const std::regex name("(kaibo|process)_[a-z0-9_]+");
  Names names;
  for (const std::string& query : queries) {
    for (std::sregex_iterator found(query.begin(), query.end(), name), end; found != end; ++found) {
      const std::string whole = found->str();
      const std::string family = std::regex_replace(whole, std::regex("_(bucket|sum|count)$"), "");
      const auto histogram = families.find(family);
      const bool is_part = histogram != families.end() && histogram->second.type == "histogram";
      names.insert(is_part ? family : whole);
    }
  }
  return names;
}

/// What a node among others shows after a class has done something.
class Figures : public contract::DatabaseTest {
 protected:
  void SetUp() override {
    if (!RedisServer::installed()) {
      if (std::getenv("CI") != nullptr) FAIL() << "redis-server is not installed";
      GTEST_SKIP() << "redis-server is not installed";
    }
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    redis_ = std::make_unique<RedisServer>();
    kaibo_ = std::make_unique<Kaibo>(options_.url);
    kaibo_->configure("[cluster]\nredis = \"" + redis_->url() +
                      "\"\n[health]\ninterval_ms = 100\n");
    class_ = kaibo_->provision(1).front();
    kaibo_->start();
    Caller seller(kaibo_->port(), class_.trainees.front().token);
    stall_ = open_stall(seller, class_.class_id, 100);
    Caller buyer(kaibo_->port(), class_.trainees.at(1).token);
    for (int i = 0; i < 5; ++i) {
      buyer.call("kaibo.mall.v1.MallService/PlaceOrder",
                 order_for(class_.class_id, stall_.product).SerializeAsString());
    }
    Caller stranger(kaibo_->port());
    stranger.call("kaibo.identity.v1.IdentityService/SignIn", {});
  }

  std::map<std::string, Family> families() const {
    const Answer answer =
        RawClient(kaibo_->port()).ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return read_exposition(answer.body);
  }

  double sum_of(const std::string& family) const {
    const auto all = families();
    double sum = 0;
    for (const Sample& sample : all.at(family).samples) sum += sample.value;
    return sum;
  }

  std::unique_ptr<RedisServer> redis_;
  std::unique_ptr<Kaibo> kaibo_;
  PracticeClass class_;
  Stall stall_;
};

TEST_P(Figures, ParseAsPrometheusReadsThemAndHoldEveryFamilyOfTheDashboardAndNoOther) {
  const auto all = families();
  Names names;
  for (const auto& [name, family] : all) names.insert(name);
  EXPECT_THAT(on_dashboard(all), UnorderedElementsAreArray(names));
}

TEST_P(Figures, LabelsHaveFewValuesAndNameNobody) {
  const Names allowed = {"method", "code", "le", "lane", "status", "version"};
  std::map<std::string, Names> values;
  const auto all = families();
  for (const auto& [name, family] : all) {
    for (const Sample& sample : family.samples) {
      for (const auto& [label, value] : sample.labels) {
        EXPECT_TRUE(allowed.contains(label)) << name << " has the label " << label;
        values[label].insert(value);
      }
    }
  }
  EXPECT_LE(values["lane"].size(), 64U);
  EXPECT_LE(values["status"].size(), 4U);
  EXPECT_LE(values["code"].size(), 17U);
  EXPECT_EQ(values["version"].size(), 1U);
  const std::string contract = kaibo_->run_plain("openapi", {}).output;
  for (const std::string& method : values["method"]) {
    EXPECT_NE(contract.find(method), std::string::npos) << method << " is not of the contract";
  }
}

TEST_P(Figures, CountWhatHappened) {
  const auto all = families();
  double orders = 0;
  for (const Sample& sample : all.at("kaibo_calls_total").samples) {
    const bool is_it = sample.labels.at("method") == "kaibo.mall.v1.MallService/PlaceOrder";
    if (is_it && sample.labels.at("code") == "ok") orders += sample.value;
  }
  EXPECT_EQ(orders, 5);
  EXPECT_GE(sum_of("kaibo_lane_units_total"), 5);
  EXPECT_EQ(sum_of("kaibo_lane_queue"), 0);
  EXPECT_GT(sum_of("kaibo_http_answers_total"), 10);
  EXPECT_GT(sum_of("kaibo_bus_sent_total"), 0);
  EXPECT_GT(sum_of("process_threads"), 2);
  EXPECT_GT(sum_of("process_start_time_seconds"), 1.5e9);
  EXPECT_EQ(sum_of("kaibo_standing"), 0);
  EXPECT_TRUE(wait_until([&] { return sum_of("kaibo_rooms_live") == 1; }));
}

INSTANTIATE_TEST_SUITE_P(OnMariaDb, Figures, ::testing::Values(contract::Engine::mysql),
                         contract::engine_name);

}  // namespace
}  // namespace kaibo::test
