#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/event/v1/event.pb.h"

namespace kaibo::load {

/// Of an event's bytes, to compare what different people got.
std::uint64_t fingerprint(std::string_view event);

/// A class's journal as it stands at the end of a run.
struct Journal {
  struct Line {
    event::v1::Event event;
    std::uint64_t print = 0;
  };
  /// By seq; complete when line i has seq i + 1.
  std::vector<Line> lines;

  /// Seq that is missing, twice or out of order first; 0 when the journal is whole.
  std::int64_t first_wrong() const;
  std::int64_t last_seq() const { return static_cast<std::int64_t>(lines.size()); }
};

/// What one person heard on one topic.
struct Heard {
  static constexpr std::int64_t unknown = -1;
  static constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();
  struct Receipt {
    std::int64_t seq = 0;
    std::uint64_t print = 0;
    /// Also on another topic of the person, by whose history it may have come before those between.
    bool of_two_topics = false;
  };

  std::string topic;
  /// Everything after this seq is due; unknown until the server has said where "from now on" began.
  std::int64_t after_seq = unknown;
  /// Up to this one, when the person stopped to listen.
  std::int64_t until_seq = to_the_end;
  /// Events up to here came out of the journal rather than as they happened.
  std::int64_t history_to = 0;
  bool listening = true;
  /// In the order in which they came, over all the connections that a person had.
  std::vector<Receipt> receipts;

  bool is_due(const event::v1::Event& event, std::int64_t journal_end) const;
  /// The event came before, and now out of the history of this topic or of `other`, which it is on,
  /// too.
  bool is_repeated_by(const Heard& other, std::int64_t seq) const;
  /// Where to go on after a lost connection.
  std::int64_t resume_after() const;
};

/// How what was heard compares with the journal.
struct EventCounts {
  std::int64_t expected = 0;
  std::int64_t received = 0;
  std::int64_t missing = 0;
  std::int64_t duplicated = 0;
  std::int64_t out_of_order = 0;
  /// Other bytes than in the journal.
  std::int64_t altered = 0;
  /// Of another topic, or from before the subscription.
  std::int64_t unasked = 0;

  void add(const EventCounts& other);
  bool all_well() const { return missing + duplicated + out_of_order + altered + unasked == 0; }
};
/// What is also told on a topic that the same person hears (`of_person`) is told there alone.
EventCounts compare(const Heard& heard, const Journal& journal,
                    std::span<const std::unique_ptr<Heard>> of_person = {});

}  // namespace kaibo::load
