#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::rpc {

/// HTTP status of a refusal: that of its code in the Connect protocol, but 507 for a full disk.
int http_status(const base::Error& error);

/// The Connect error body (JSON) with a kaibo.error.v1.Refusal as detail; `english` chooses the
/// language of `message`.
std::string connect_error(const base::Error& error, bool english);

/// The same refusal for the WebSocket.
kaibo::realtime::v1::Error realtime_error(const base::Error& error);

}  // namespace kaibo::rpc
