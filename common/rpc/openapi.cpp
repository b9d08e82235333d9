#include "common/rpc/openapi.h"

#include <google/protobuf/descriptor.pb.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/rpc/call.h"
#include "common/rpc/contract.h"
#include "common/rpc/json_schema.h"
#include "kaibo/access/v1/access.pb.h"

namespace kaibo::rpc {

namespace {

namespace access = kaibo::access::v1;
namespace json = boost::json;
namespace pb = google::protobuf;

constexpr std::string_view introduction =
    "Kaibo (开播), the practice ground of start-up training classes. Every operation is a unary "
    "call "
    "of the Connect protocol (https://connectrpc.com/docs/protocol): POST with JSON or binary "
    "protobuf; reads also by GET. Times are milliseconds since 1970 UTC, money is in fen, marks "
    "are "
    "in tenths of a point. Requests that create something carry a `requestId` made by the client: "
    "the same id again returns the first answer.";

json::object reference(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

json::object json_content(json::object schema) {
  return {{"application/json", {{"schema", std::move(schema)}}}};
}

json::array names_of(const pb::RepeatedField<int>& roles) {
  json::array names;
  for (const int role : roles) names.emplace_back(access::Role_Name(role));
  return names;
}

json::object access_of(const access::Access& rule) {
  json::object result;
  if (rule.anyone()) result["anyone"] = true;
  if (rule.signed_in()) result["signedIn"] = true;
  if (rule.in_class_size() > 0) result["inClass"] = names_of(rule.in_class());
  if (rule.anywhere_size() > 0) result["anywhere"] = names_of(rule.anywhere());
  return result;
}

/// "List shop products" of "ListShopProducts".
std::string spaced(std::string_view name) {
  std::string words;
  for (const char c : name) {
    const bool is_start = std::isupper(static_cast<unsigned char>(c)) != 0 && !words.empty();
    if (is_start) words += ' ';
    words += is_start ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : c;
  }
  return words;
}

/// The comment at the head of the file that declares the service.
std::string purpose_of(const pb::ServiceDescriptor& service) {
  pb::SourceLocation location;
  const std::vector<int> head = {pb::FileDescriptorProto::kSyntaxFieldNumber};
  if (!service.file()->GetSourceLocation(head, &location)) return spaced(service.name());
  return comment_text(location.leading_comments);
}

/// With its package: services of several may have one name.
const std::string& tag_of(const pb::ServiceDescriptor& service) { return service.full_name(); }

json::object timeout_parameter() {
  return {{"name", "Connect-Timeout-Ms"},
          {"in", "header"},
          {"description", "After so many milliseconds the answer is of no use."},
          {"schema", {{"type", "integer"}, {"minimum", 1}}}};
}

json::object version_parameter() {
  return {{"name", "Connect-Protocol-Version"},
          {"in", "header"},
          {"schema", {{"type", "string"}, {"const", "1"}}}};
}

json::object query_parameter(std::string_view name, bool required, json::object schema) {
  return {{"name", name}, {"in", "query"}, {"required", required}, {"schema", std::move(schema)}};
}

/// What POST and GET of one method have in common.
json::object operation(const pb::MethodDescriptor& method, JsonSchemas& schemas) {
  const access::Access& rule = method.options().GetExtension(access::access);
  const std::string comment = comment_of(method);
  json::object result = {{"tags", {tag_of(*method.service())}}, {"summary", spaced(method.name())}};
  if (!comment.empty()) result["description"] = comment;
  if (rule.anyone()) result["security"] = json::array();
  result["x-kaibo-access"] = access_of(rule);
  result["responses"] = {
      {"200",
       {{"description", "Done."}, {"content", json_content(schemas.refer(*method.output_type()))}}},
      {"4XX", reference("responses", "Refused")},
      {"5XX", reference("responses", "Failed")}};
  return result;
}

json::object post_operation(const pb::MethodDescriptor& method, JsonSchemas& schemas) {
  json::object result = operation(method, schemas);
  result["operationId"] = method.service()->name() + "_" + method.name();
  result["parameters"] = {reference("parameters", "ProtocolVersion"),
                          reference("parameters", "Timeout")};
  result["requestBody"] = {{"required", true},
                           {"content", json_content(schemas.refer(*method.input_type()))}};
  return result;
}

json::object get_operation(const pb::MethodDescriptor& method, JsonSchemas& schemas) {
  json::object result = operation(method, schemas);
  result["operationId"] = method.service()->name() + "_" + method.name() + "_get";
  const json::object message = {{"name", "message"},
                                {"in", "query"},
                                {"required", true},
                                {"description", "The request as JSON."},
                                {"content", json_content(schemas.refer(*method.input_type()))}};
  result["parameters"] = {
      query_parameter("connect", false, {{"type", "string"}, {"const", "v1"}}),
      query_parameter("encoding", true, {{"type", "string"}, {"const", "json"}}), message,
      reference("parameters", "Timeout")};
  return result;
}

json::object error_schema(JsonSchemas& schemas, const Contract& contract) {
  json::array codes;
  for (int code = 1; code <= static_cast<int>(base::Code::unauthenticated); ++code) {
    codes.emplace_back(base::code_name(static_cast<base::Code>(code)));
  }
  const pb::Descriptor& refusal = contract.message("kaibo.error.v1.Refusal");
  const json::object detail = {
      {"type", "object"},
      {"properties",
       {{"type", {{"type", "string"}, {"const", refusal.full_name()}}},
        {"value",
         {{"type", "string"},
          {"contentEncoding", "base64"},
          {"description", "A serialized kaibo.error.v1.Refusal, base64 without padding."}}},
        {"debug", schemas.refer(refusal)}}}};
  return {{"type", "object"},
          {"description", "The error form of the Connect protocol."},
          {"required", {"code"}},
          {"properties",
           {{"code", {{"type", "string"}, {"enum", std::move(codes)}}},
            {"message", {{"type", "string"}, {"description", "A sentence for the person."}}},
            {"details", {{"type", "array"}, {"items", detail}}}}}};
}

json::object components(JsonSchemas& schemas, const Contract& contract) {
  json::object all = {{"Error", error_schema(schemas, contract)}};
  for (const auto& [name, schema] : schemas.all()) all[name] = schema;
  return {
      {"schemas", std::move(all)},
      {"parameters", {{"Timeout", timeout_parameter()}, {"ProtocolVersion", version_parameter()}}},
      {"responses",
       {{"Refused",
         {{"description", "Refused: what is wrong and what to do."},
          {"content", json_content(reference("schemas", "Error"))}}},
        {"Failed",
         {{"description", "The server could not do it."},
          {"content", json_content(reference("schemas", "Error"))}}}}},
      {"securitySchemes",
       {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", session_cookie(true)}}},
        {"token", {{"type", "http"}, {"scheme", "bearer"}}}}}};
}

}  // namespace

std::string openapi(std::string_view version) {
  const Contract contract;
  JsonSchemas schemas;
  json::object paths;
  json::array tags;
  for (const pb::FileDescriptor* file : contract.files()) {
    for (int s = 0; s < file->service_count(); ++s) {
      const pb::ServiceDescriptor& service = *file->service(s);
      tags.push_back({{"name", tag_of(service)}, {"description", purpose_of(service)}});
    }
  }
  for (const pb::MethodDescriptor* method : contract.methods()) {
    json::object path = {{"post", post_operation(*method, schemas)}};
    if (method->options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS) {
      path["get"] = get_operation(*method, schemas);
    }
    paths["/" + method_name(*method)] = std::move(path);
  }
  const json::object document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Kaibo 开播"},
        {"version", version},
        {"description", introduction},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", {{{"url", "/"}, {"description", "The server that gave this document."}}}},
      {"security", {{{"session", json::array()}}, {{"token", json::array()}}}},
      {"tags", std::move(tags)},
      {"paths", std::move(paths)},
      {"components", components(schemas, contract)}};
  return json::serialize(document);
}

}  // namespace kaibo::rpc
