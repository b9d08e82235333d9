#pragma once

#include <google/protobuf/util/json_util.h>

#include <stdexcept>
#include <string>

/// Messages stored as documents: written and read whole, legible for good.
namespace kaibo::mall::document {

/// Throws std::logic_error for a message that JSON cannot hold.
inline std::string text_of(const google::protobuf::Message& document) {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(document, &text).ok()) {
    throw std::logic_error("not to be written as JSON: " + document.GetTypeName());
  }
  return text;
}

/// Throws runtime_error for a text that is none.
template <typename Document>
Document of_text(const std::string& text) {
  Document document;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(text, &document, options).ok()) {
    throw std::runtime_error("a stored " + document.GetTypeName() + " is not readable");
  }
  return document;
}

}  // namespace kaibo::mall::document
