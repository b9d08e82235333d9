#pragma once

#include "common/base/error.h"

namespace kaibo::net {

// What both doors, HTTP and WebSocket, refuse by themselves.

base::Error unknown_method();
base::Error foreign_page();
base::Error body_too_large();
base::Error not_signed_in();
base::Error too_many_calls();
base::Error too_many_topics();
base::Error topic_refused();
base::Error too_slow_to_listen();
base::Error restarting();
base::Error video_over();
/// Bytes that are no frame of the contract.
base::Error malformed();

}  // namespace kaibo::net
