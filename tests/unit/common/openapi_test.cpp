#include "common/rpc/openapi.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <set>
#include <string>

#include "common/rpc/contract.h"

namespace kaibo::rpc {
namespace {

namespace json = boost::json;

json::value document() { return json::parse(openapi("1.2.3")); }

/// Every "$ref" in `value`.
void collect_references(const json::value& value, std::set<std::string>& references) {
  if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) collect_references(item, references);
  }
  if (const json::object* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (key == "$ref") references.insert(std::string(member.as_string()));
      collect_references(member, references);
    }
  }
}

TEST(OpenApi, EveryMethodOfTheContractIsAPathAndNoOther) {
  const json::value all = document();
  const Contract contract;
  const json::object& paths = all.at("paths").as_object();
  EXPECT_EQ(paths.size(), contract.methods().size());
  for (const auto* method : contract.methods()) {
    const std::string path = "/" + method_name(*method);
    ASSERT_TRUE(paths.contains(path)) << path;
    EXPECT_TRUE(paths.at(path).as_object().contains("post")) << path;
  }
  EXPECT_EQ(all.at("info").at("version"), "1.2.3");
}

TEST(OpenApi, ReadsMayBeCalledByGetAndNothingElseMay) {
  const json::value all = document();
  const auto& read = all.at("paths").at("/kaibo.mall.v1.MallService/GetShop");
  EXPECT_EQ(read.at("get").at("parameters").at(2).at("name"), "message");
  const auto& write = all.at("paths").at("/kaibo.mall.v1.MallService/PlaceOrder");
  EXPECT_FALSE(write.as_object().contains("get"));
}

TEST(OpenApi, CommentsOfTheContractDescribeIt) {
  const json::value all = document();
  const auto& method = all.at("paths").at("/kaibo.mall.v1.MallService/PlaceOrder").at("post");
  EXPECT_EQ(method.at("summary"), "Place order");
  EXPECT_EQ(method.at("description"),
            "Reserves the stock; with `pay_now` also pays, all or nothing.");
  const auto& tags = all.at("tags").as_array();
  const auto* const live = std::ranges::find_if(
      tags, [](const json::value& tag) { return tag.at("name") == "kaibo.live.v1.LiveService"; });
  ASSERT_NE(live, tags.end());
  EXPECT_EQ(
      live->at("description"),
      "The simulated live rooms (模拟直播). One room is one broadcast (一场直播) of one shop. "
      "Whoever subscribes to the topic \"room:<id>\" over the WebSocket is in the room.");
}

TEST(OpenApi, ServicesAndOperationsHaveNamesOfTheirOwn) {
  const json::value all = document();
  std::set<std::string> tags;
  for (const json::value& tag : all.at("tags").as_array()) {
    EXPECT_TRUE(tags.insert(std::string(tag.at("name").as_string())).second) << tag.at("name");
  }
  std::set<std::string> operations;
  for (const auto& [path, methods] : all.at("paths").as_object()) {
    for (const auto& [verb, operation] : methods.as_object()) {
      const std::string id(operation.at("operationId").as_string());
      EXPECT_TRUE(operations.insert(id).second) << id;
      EXPECT_TRUE(tags.contains(std::string(operation.at("tags").at(0).as_string()))) << id;
    }
  }
}

TEST(OpenApi, WhoMayCallStandsBesideEveryMethod) {
  const json::value all = document();
  for (const auto& [path, methods] : all.at("paths").as_object()) {
    EXPECT_FALSE(methods.at("post").at("x-kaibo-access").as_object().empty()) << path;
  }
  const auto& open = all.at("paths").at("/kaibo.identity.v1.IdentityService/SignIn").at("post");
  EXPECT_TRUE(open.at("security").as_array().empty());
  EXPECT_EQ(open.at("x-kaibo-access").at("anyone"), true);
}

TEST(OpenApi, SchemasFollowTheJsonFormOfProtobuf) {
  const json::value all = document();
  const json::object& schemas = all.at("components").at("schemas").as_object();
  const auto& order = schemas.at("kaibo.mall.v1.Order").at("properties");
  EXPECT_EQ(order.at("orderId").at("type"), "string");
  EXPECT_EQ(order.at("orderId").at("format"), "int64");
  EXPECT_EQ(order.at("lines").at("type"), "array");
  EXPECT_EQ(order.at("state").at("$ref"), "#/components/schemas/kaibo.mall.v1.OrderState");
  EXPECT_EQ(schemas.at("kaibo.mall.v1.OrderState").at("enum").at(2), "ORDER_STATE_PAID");
  const auto& counts = schemas.at("kaibo.mall.v1.ListOrdersResponse").at("properties").at("counts");
  EXPECT_EQ(counts.at("additionalProperties").at("format"), "int32");
  const auto& picture = schemas.at("kaibo.classroom.v1.UploadPictureRequest").at("properties");
  EXPECT_EQ(picture.at("content").at("contentEncoding"), "base64");
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const json::value all = document();
  std::set<std::string> references;
  collect_references(all, references);
  EXPECT_GT(references.size(), 100U);
  for (const std::string& reference : references) {
    boost::json::error_code error;
    std::string pointer = reference.substr(1);
    EXPECT_NE(all.find_pointer(pointer, error), nullptr) << reference;
  }
}

}  // namespace
}  // namespace kaibo::rpc
