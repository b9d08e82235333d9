#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>

namespace kaibo::rpc {

/// The two forms in which protobuf defines a message.
enum class Format { binary, json };

/// A message of the prototype's type. Throws invalid_argument, naming the place where it can, for
/// what is broken, is not UTF-8 or (JSON) has a field that the contract does not know.
std::unique_ptr<google::protobuf::Message> decode(const google::protobuf::Message& prototype,
                                                  std::string_view bytes, Format format);

/// JSON as the stock Connect clients write it: lowerCamelCase, fields of default value left out.
std::string encode(const google::protobuf::Message& message, Format format);

/// The same bytes for the same content, whatever format it came in.
std::string canonical(const google::protobuf::Message& message);

}  // namespace kaibo::rpc
