#pragma once

#include <string>
#include <string_view>

namespace kaibo::rpc {

/// An OpenAPI 3.1 document of the whole contract, as JSON: every method as the Connect protocol
/// carries it (POST, and GET for reads), every message in protobuf's JSON form.
std::string openapi(std::string_view version);

}  // namespace kaibo::rpc
