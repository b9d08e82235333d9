#include "common/rpc/json_schema.h"

#include <boost/json/array.hpp>
#include <sstream>
#include <utility>

#include "common/base/text.h"

namespace kaibo::rpc {

namespace {

namespace json = boost::json;
namespace pb = google::protobuf;

json::object reference(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

void describe(json::object& schema, const std::string& description) {
  if (!description.empty()) schema["description"] = description;
}

json::object scalar(pb::FieldDescriptor::CppType type) {
  switch (type) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return {{"type", "integer"}, {"format", "int32"}};
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return {{"type", "integer"}, {"minimum", 0}, {"maximum", 4294967295}};
    // A number of 64 bits does not fit a JavaScript number, so it travels as a string.
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return {{"type", "string"}, {"format", "int64"}, {"pattern", "^-?[0-9]{1,19}$"}};
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return {{"type", "string"}, {"format", "uint64"}, {"pattern", "^[0-9]{1,20}$"}};
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return {{"type", "boolean"}};
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return {{"type", "number"}};
    default:
      return {{"type", "string"}};
  }
}

}  // namespace

std::string comment_text(const std::string& comment) {
  std::istringstream lines(comment);
  std::string text;
  bool is_paragraph = true;
  for (std::string line; std::getline(lines, line);) {
    line = base::tidy(line);
    const bool is_item = line.starts_with("- ");
    if (!text.empty() && !line.empty()) text += is_paragraph ? "\n\n" : is_item ? "\n" : " ";
    text += line;
    is_paragraph = line.empty();
  }
  return text;
}

json::object JsonSchemas::refer(const pb::Descriptor& message) {
  const auto [place, is_new] = schemas_.try_emplace(message.full_name());
  if (is_new) {
    json::object properties;
    for (int i = 0; i < message.field_count(); ++i) {
      const pb::FieldDescriptor& field = *message.field(i);
      properties[field.json_name()] = schema_of(field);
    }
    std::string description = comment_of(message);
    for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
      description += description.empty() ? "At most one of:" : "\n\nAt most one of:";
      const pb::OneofDescriptor& choice = *message.oneof_decl(i);
      for (int f = 0; f < choice.field_count(); ++f) {
        description += (f == 0 ? " " : ", ") + choice.field(f)->json_name();
      }
      description += ".";
    }
    json::object schema = {{"type", "object"}};
    describe(schema, description);
    schema["properties"] = std::move(properties);
    place->second = std::move(schema);
  }
  return reference(message.full_name());
}

json::object JsonSchemas::refer(const pb::EnumDescriptor& type) {
  const auto [place, is_new] = schemas_.try_emplace(type.full_name());
  if (is_new) {
    json::array names;
    std::string description = comment_of(type);
    for (int i = 0; i < type.value_count(); ++i) {
      const pb::EnumValueDescriptor& value = *type.value(i);
      names.emplace_back(value.name());
      const std::string comment = comment_of(value);
      if (!comment.empty()) description += "\n- " + value.name() + ": " + comment;
    }
    json::object schema = {{"type", "string"}, {"enum", std::move(names)}};
    describe(schema, description);
    place->second = std::move(schema);
  }
  return reference(type.full_name());
}

json::object JsonSchemas::single(const pb::FieldDescriptor& field) {
  if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) return refer(*field.message_type());
  if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM) return refer(*field.enum_type());
  json::object schema = scalar(field.cpp_type());
  if (field.type() == pb::FieldDescriptor::TYPE_BYTES) schema["contentEncoding"] = "base64";
  return schema;
}

json::object JsonSchemas::schema_of(const pb::FieldDescriptor& field) {
  json::object schema;
  if (field.is_map()) {
    schema = {{"type", "object"},
              {"additionalProperties", single(*field.message_type()->map_value())}};
  } else if (field.is_repeated()) {
    schema = {{"type", "array"}, {"items", single(field)}};
  } else {
    schema = single(field);
  }
  describe(schema, comment_of(field));
  return schema;
}

}  // namespace kaibo::rpc
