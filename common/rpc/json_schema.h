#pragma once

#include <google/protobuf/descriptor.h>

#include <boost/json/object.hpp>
#include <map>
#include <string>

namespace kaibo::rpc {

/// A comment of the contract as one text, without line breaks within its paragraphs.
std::string comment_text(const std::string& comment);

/// The comment that stands before a declaration in the contract; empty when there is none.
template <typename Descriptor>
std::string comment_of(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return {};
  return comment_text(location.leading_comments);
}

/// Schemas (JSON Schema 2020-12) of messages and enums in protobuf's JSON form, each once, under
/// its full name.
class JsonSchemas {
 public:
  /// {"$ref": …} to the message's schema, which is added with all that it holds.
  boost::json::object refer(const google::protobuf::Descriptor& message);

  /// All schemas so far, by name.
  const std::map<std::string, boost::json::object>& all() const { return schemas_; }

 private:
  boost::json::object refer(const google::protobuf::EnumDescriptor& type);
  boost::json::object schema_of(const google::protobuf::FieldDescriptor& field);
  boost::json::object single(const google::protobuf::FieldDescriptor& field);

  std::map<std::string, boost::json::object> schemas_;
};

}  // namespace kaibo::rpc
