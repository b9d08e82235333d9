#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// How our streams and files are laid out, so that what is known only at the end can be written
/// into its place: a header, a segment, a gap for a seek head, an info with a gap for the duration,
/// the tracks, and clusters.
namespace kaibo::media::layout {

/// Of a seek head that names the cues.
inline constexpr std::size_t seek_head_bytes = 26;
inline constexpr std::size_t duration_bytes = 11;
/// Id and size of a segment or a cluster.
inline constexpr std::size_t master_head = 12;
/// Of a cluster's beginning, up to and with the head of its first block.
inline constexpr std::size_t cluster_beginning = 35;

/// Where things stand in head_of().
inline constexpr std::size_t segment_at = 36;
inline constexpr std::size_t content_at = segment_at + master_head;
inline constexpr std::size_t seek_head_at = content_at;
inline constexpr std::size_t duration_at = seek_head_at + seek_head_bytes + master_head + 23;

/// The beginning of a stream or file with the content of its Tracks element.
std::string head_of(std::string_view tracks);
/// What goes into the gaps. `cues_at`: behind content_at.
std::string seek_head(std::uint64_t cues_at);
std::string duration(std::int64_t ms);
/// The size of a segment, as it stands behind its id.
std::string segment_size(std::uint64_t bytes);

/// A cluster without frames, whose size is not known yet.
std::string begin_cluster(std::int64_t time_ms);
void end_cluster(std::string& cluster);

}  // namespace kaibo::media::layout
