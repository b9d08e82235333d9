#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "common/journal/journal.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::journal {

namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;
using realtime::v1::Downlink;
using realtime::v1::EventHeader;

EventHeader header_of(const db::Entry& entry) {
  EventHeader header;
  header.set_class_id(entry.stream);
  header.set_seq(entry.seq);
  header.set_at(entry.at);
  header.set_class_at(entry.class_at);
  header.set_topic(entry.topic);
  header.set_actor(entry.actor);
  header.set_also(entry.also);
  return header;
}

}  // namespace

std::string encode_event(const db::Entry& entry) {
  std::string bytes = header_of(entry).SerializeAsString();
  bytes += entry.body;
  return bytes;
}

void append_downlink(std::string& out, const db::Entry& entry) {
  constexpr auto tag = WireFormatLite::MakeTag(Downlink::kEventsFieldNumber,
                                               WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  const EventHeader header = header_of(entry);
  const std::size_t header_size = header.ByteSizeLong();
  const auto event_size = static_cast<std::uint32_t>(header_size + entry.body.size());
  const std::size_t prefix_size =
      CodedOutputStream::VarintSize32(tag) + CodedOutputStream::VarintSize32(event_size);

  const std::size_t before = out.size();
  out.resize(before + prefix_size + header_size);
  auto* to = reinterpret_cast<std::uint8_t*>(out.data()) + before;
  to = CodedOutputStream::WriteVarint32ToArray(tag, to);
  to = CodedOutputStream::WriteVarint32ToArray(event_size, to);
  header.SerializeWithCachedSizesToArray(to);
  out += entry.body;
}

}  // namespace kaibo::journal
