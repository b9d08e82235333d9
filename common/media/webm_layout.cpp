#include "common/media/webm_layout.h"

#include <bit>

#include "common/media/ebml.h"

namespace kaibo::media::layout {

namespace {

constexpr std::size_t id_bytes = 4;

/// An element whose content has less than 127 bytes, with a size of one byte.
std::string small(std::uint32_t id, std::string_view content) {
  std::string element;
  ebml::append_id(element, id);
  element += static_cast<char>(0x80U | content.size());
  element += content;
  return element;
}

}  // namespace

std::string head_of(std::string_view tracks) {
  constexpr std::uint32_t muxing_app = 0x4D80;
  constexpr std::uint32_t writing_app = 0x5741;
  std::string head = small(ebml::ebml_header,
                           "\x42\x86\x81\x01"  // version
                           "\x42\xF7\x81\x01"  // version a reader must know
                           "\x42\xF2\x81\x04"  // longest id
                           "\x42\xF3\x81\x08"  // longest size
                           "\x42\x82\x84webm"  // what it is
                           "\x42\x87\x81\x04"  // its version
                           "\x42\x85\x81\x02"  // that a reader must know
  );
  ebml::append_id(head, ebml::segment);
  ebml::append_unknown_size(head);
  ebml::append_fill(head, seek_head_bytes);
  std::string info = small(ebml::timestamp_scale, "\x0F\x42\x40") + small(muxing_app, "kaibo") +
                     small(writing_app, "kaibo");
  ebml::append_fill(info, duration_bytes);
  ebml::append_element(head, ebml::info, info);
  ebml::append_element(head, ebml::tracks, tracks);
  return head;
}

std::string seek_head(std::uint64_t cues_at) {
  constexpr std::uint32_t seek = 0x4DBB;
  constexpr std::uint32_t seek_id = 0x53AB;
  constexpr std::uint32_t seek_position = 0x53AC;
  std::string cues;
  ebml::append_id(cues, ebml::cues);
  std::string entry = small(seek_id, cues);
  ebml::append_number(entry, seek_position, cues_at);
  return small(ebml::seek_head, small(seek, entry));
}

std::string duration(std::int64_t ms) {
  std::string element;
  ebml::append_number(element, ebml::duration,
                      std::bit_cast<std::uint64_t>(static_cast<double>(ms)));
  return element;
}

std::string segment_size(std::uint64_t bytes) {
  std::string size;
  ebml::append_size(size, bytes);
  return size;
}

std::string begin_cluster(std::int64_t time_ms) {
  std::string cluster;
  ebml::append_id(cluster, ebml::cluster);
  ebml::append_unknown_size(cluster);
  ebml::append_number(cluster, ebml::timestamp, static_cast<std::uint64_t>(time_ms));
  return cluster;
}

void end_cluster(std::string& cluster) {
  std::string size;
  ebml::append_size(size, cluster.size() - master_head);
  cluster.replace(id_bytes, size.size(), size);
}

}  // namespace kaibo::media::layout
