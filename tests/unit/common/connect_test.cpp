#include "common/rpc/connect.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "kaibo/error/v1/error.pb.h"

namespace kaibo::rpc {
namespace {

using base::Code;

TEST(Connect, EveryCodeHasTheStatusOfTheProtocol) {
  // https://connectrpc.com/docs/protocol#error-codes
  const std::pair<Code, int> table[] = {{Code::canceled, 499},
                                        {Code::unknown, 500},
                                        {Code::invalid_argument, 400},
                                        {Code::deadline_exceeded, 504},
                                        {Code::not_found, 404},
                                        {Code::already_exists, 409},
                                        {Code::permission_denied, 403},
                                        {Code::resource_exhausted, 429},
                                        {Code::failed_precondition, 400},
                                        {Code::aborted, 409},
                                        {Code::out_of_range, 400},
                                        {Code::unimplemented, 501},
                                        {Code::internal, 500},
                                        {Code::unavailable, 503},
                                        {Code::data_loss, 500},
                                        {Code::unauthenticated, 401}};
  for (const auto& [code, status] : table) EXPECT_EQ(http_status({code, {}}), status);
}

TEST(Connect, AFullDiskHasAStatusOfItsOwn) {
  EXPECT_EQ(http_status(base::Error::disk_full()), 507);
}

kaibo::error::v1::Refusal refusal_in(const boost::json::value& body) {
  const auto& detail = body.at("details").at(0);
  EXPECT_EQ(detail.at("type"), "kaibo.error.v1.Refusal");
  const std::string value(detail.at("value").as_string());
  std::string bytes(value.size(), '\0');
  std::size_t size = 0;
  EXPECT_EQ(sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                              value.data(), value.size(), nullptr, &size, nullptr,
                              sodium_base64_VARIANT_ORIGINAL_NO_PADDING),
            0);
  bytes.resize(size);
  kaibo::error::v1::Refusal refusal;
  EXPECT_TRUE(refusal.ParseFromString(bytes));
  return refusal;
}

TEST(Connect, ARefusalIsWrittenInTheErrorFormOfTheProtocol) {
  const base::Error error(Code::failed_precondition, {"店名已被使用", "The name is taken"}, "name",
                          "003 四1");
  const auto body = boost::json::parse(connect_error(error, false));
  EXPECT_EQ(body.at("code"), "failed_precondition");
  EXPECT_EQ(body.at("message"), "店名已被使用");
  const kaibo::error::v1::Refusal refusal = refusal_in(body);
  EXPECT_EQ(refusal.zh(), "店名已被使用");
  EXPECT_EQ(refusal.en(), "The name is taken");
  EXPECT_EQ(refusal.field(), "name");
  EXPECT_EQ(refusal.rule(), "003 四1");
  EXPECT_EQ(body.at("details").at(0).at("debug").at("rule"), "003 四1");
}

TEST(Connect, TheMessageIsInTheLanguageOfTheCaller) {
  const base::Error error(Code::not_found, {"没有这个商品", "No such product"});
  EXPECT_EQ(boost::json::parse(connect_error(error, true)).at("message"), "No such product");
}

TEST(Connect, AFaultCarriesItsNumber) {
  const base::Error fault = base::Error::fault("00c0ffee00c0ffee");
  EXPECT_EQ(refusal_in(boost::json::parse(connect_error(fault, true))).fault_id(),
            "00c0ffee00c0ffee");
  const kaibo::realtime::v1::Error frame = realtime_error(fault);
  EXPECT_EQ(frame.code(), "internal");
  EXPECT_EQ(frame.refusal().fault_id(), "00c0ffee00c0ffee");
}

TEST(Connect, QuotesAndControlCharactersStayInsideTheMessage) {
  const base::Error error(Code::invalid_argument, {"\"}\n\x01", "\"}\n\x01"});
  EXPECT_EQ(boost::json::parse(connect_error(error, false)).at("message"), "\"}\n\x01");
}

}  // namespace
}  // namespace kaibo::rpc
