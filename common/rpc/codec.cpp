#include "common/rpc/codec.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>

#include <stdexcept>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::rpc {

namespace {

/// The reader's message quotes what it read; more of it than this helps nobody.
constexpr std::size_t max_quoted = 300;

base::Error unreadable(std::string_view why_zh, std::string_view why_en) {
  return {base::Code::invalid_argument,
          {fmt::format("请求无法读取：{}", why_zh),
           fmt::format("The request cannot be read: {}", why_en)}};
}

void read_json(google::protobuf::Message& message, std::string_view json) {
  if (!base::is_utf8(json)) throw unreadable("不是 UTF-8 文字。", "it is not UTF-8 text.");
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &message, options);
  if (status.ok()) return;
  std::string why(status.message().data(), status.message().size());
  if (why.size() > max_quoted) {
    why.resize(max_quoted);
    while (!base::is_utf8(why)) why.pop_back();
  }
  throw unreadable(why, why);
}

}  // namespace

std::unique_ptr<google::protobuf::Message> decode(const google::protobuf::Message& prototype,
                                                  std::string_view bytes, Format format) {
  std::unique_ptr<google::protobuf::Message> message(prototype.New());
  if (format == Format::json) {
    read_json(*message, bytes);
  } else if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw unreadable("它不完整，或其中的文字不是 UTF-8。",
                     "it is broken, or a text in it is not UTF-8.");
  }
  return message;
}

std::string encode(const google::protobuf::Message& message, Format format) {
  if (format == Format::binary) return message.SerializeAsString();
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok())
    throw std::runtime_error("answer cannot be written as JSON: " + status.ToString());
  return json;
}

std::string canonical(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace kaibo::rpc
