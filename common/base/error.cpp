#include "common/base/error.h"

#include <array>
#include <utility>

namespace kaibo::base {

std::string_view code_name(Code code) {
  static constexpr std::array<std::string_view, 17> names = {
      "ok",
      "canceled",
      "unknown",
      "invalid_argument",
      "deadline_exceeded",
      "not_found",
      "already_exists",
      "permission_denied",
      "resource_exhausted",
      "failed_precondition",
      "aborted",
      "out_of_range",
      "unimplemented",
      "internal",
      "unavailable",
      "data_loss",
      "unauthenticated",
  };
  return names.at(static_cast<std::size_t>(code));
}

Error::Error(Code code, Text text, std::string field, std::string rule)
    : std::runtime_error(text.en),
      code_(code),
      text_(std::move(text)),
      field_(std::move(field)),
      rule_(std::move(rule)) {}

Error Error::fault(std::string fault_id) {
  Error error(
      Code::internal,
      {"服务器内部出错了，请稍后再试。如果一直这样，请把故障编号 " + fault_id + " 告诉管理员。",
       "Something went wrong inside the server: please try again. If it stays like this, tell "
       "the administrator the fault number " +
           fault_id + "."});
  error.fault_id_ = std::move(fault_id);
  return error;
}

Error Error::disk_full() {
  Error error(Code::resource_exhausted,
              {"服务器的磁盘满了，没有保存，请告诉管理员。",
               "The server's disk is full and nothing was saved: tell the administrator."});
  error.disk_full_ = true;
  return error;
}

void require(bool ok, std::string_view field, Text text) {
  if (!ok) throw Error(Code::invalid_argument, std::move(text), std::string(field));
}

}  // namespace kaibo::base
