#include "common/rpc/connect.h"

#include <sodium.h>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstddef>

#include "kaibo/error/v1/error.pb.h"

namespace kaibo::rpc {

namespace {

kaibo::error::v1::Refusal to_refusal(const base::Error& error) {
  kaibo::error::v1::Refusal refusal;
  refusal.set_zh(error.text().zh);
  refusal.set_en(error.text().en);
  refusal.set_field(error.field());
  refusal.set_rule(error.rule());
  refusal.set_fault_id(error.fault_id());
  return refusal;
}

/// Without padding, as the Connect protocol wants it.
std::string to_base64(const std::string& bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the terminating zero
  return text;
}

/// For people, and for clients without protobuf.
boost::json::object readable(const kaibo::error::v1::Refusal& refusal) {
  boost::json::object result = {{"zh", refusal.zh()}, {"en", refusal.en()}};
  if (!refusal.field().empty()) result["field"] = refusal.field();
  if (!refusal.rule().empty()) result["rule"] = refusal.rule();
  if (!refusal.fault_id().empty()) result["faultId"] = refusal.fault_id();
  return result;
}

}  // namespace

int http_status(const base::Error& error) {
  constexpr int insufficient_storage = 507;
  if (error.is_disk_full()) return insufficient_storage;
  // https://connectrpc.com/docs/protocol#error-codes, by the number of the code.
  static constexpr std::array statuses = {200, 499, 500, 400, 504, 404, 409, 403, 429,
                                          400, 409, 400, 501, 500, 503, 500, 401};
  return statuses.at(static_cast<std::size_t>(error.code()));
}

std::string connect_error(const base::Error& error, bool english) {
  const kaibo::error::v1::Refusal refusal = to_refusal(error);
  const boost::json::object detail = {{"type", refusal.GetTypeName()},
                                      {"value", to_base64(refusal.SerializeAsString())},
                                      {"debug", readable(refusal)}};
  const boost::json::object body = {{"code", base::code_name(error.code())},
                                    {"message", english ? error.text().en : error.text().zh},
                                    {"details", boost::json::array{detail}}};
  return boost::json::serialize(body);
}

kaibo::realtime::v1::Error realtime_error(const base::Error& error) {
  kaibo::realtime::v1::Error result;
  result.set_code(std::string(base::code_name(error.code())));
  *result.mutable_refusal() = to_refusal(error);
  return result;
}

}  // namespace kaibo::rpc
