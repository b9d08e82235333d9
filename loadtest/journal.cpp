#include "loadtest/journal.h"

#include <algorithm>
#include <cstddef>
#include <functional>

namespace kaibo::load {

std::uint64_t fingerprint(std::string_view event) { return std::hash<std::string_view>{}(event); }

std::int64_t Journal::first_wrong() const {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto due = static_cast<std::int64_t>(i + 1);
    if (lines[i].event.seq() != due) return due;
  }
  return 0;
}

bool Heard::is_due(const event::v1::Event& event, std::int64_t journal_end) const {
  if (event.seq() <= after_seq || event.seq() > std::min(until_seq, journal_end)) return false;
  return topic == "*" || event.topic() == topic || event.also() == topic;
}

std::int64_t Heard::resume_after() const {
  const auto last =
      std::ranges::find(receipts.rbegin(), receipts.rend(), false, &Receipt::of_two_topics);
  return last == receipts.rend() ? after_seq : last->seq;
}

bool Heard::is_repeated_by(const Heard& other, std::int64_t seq) const {
  return seq <= std::max(history_to, other.history_to) &&
         std::ranges::find(receipts, seq, &Receipt::seq) != receipts.end();
}

void EventCounts::add(const EventCounts& other) {
  expected += other.expected;
  received += other.received;
  missing += other.missing;
  duplicated += other.duplicated;
  out_of_order += other.out_of_order;
  altered += other.altered;
  unasked += other.unasked;
}

EventCounts compare(const Heard& heard, const Journal& journal,
                    std::span<const std::unique_ptr<Heard>> of_person) {
  EventCounts counts;
  const std::int64_t end = journal.last_seq();
  std::vector<char> seen(journal.lines.size() + 1);
  std::int64_t last = 0;
  for (const Heard::Receipt& receipt : heard.receipts) {
    // What came after the person had left, or after the journal was read, proves nothing.
    if (receipt.seq > std::min(heard.until_seq, end)) continue;
    ++counts.received;
    if (receipt.seq < 1) {
      ++counts.unasked;
      continue;
    }
    const auto index = static_cast<std::size_t>(receipt.seq);
    const Journal::Line& line = journal.lines[index - 1];
    if (!heard.is_due(line.event, end)) ++counts.unasked;
    if (receipt.print != line.print) ++counts.altered;
    if (seen[index] != 0) {
      ++counts.duplicated;
    } else if (receipt.seq < last && !receipt.of_two_topics) {
      ++counts.out_of_order;
    }
    seen[index] = 1;
    if (!receipt.of_two_topics) last = std::max(last, receipt.seq);
  }
  for (const Journal::Line& line : journal.lines) {
    if (!heard.is_due(line.event, end)) continue;
    const bool told_elsewhere = std::ranges::any_of(of_person, [&](const auto& other) {
      return other->topic != heard.topic && other->topic == line.event.topic() &&
             other->is_due(line.event, end);
    });
    if (told_elsewhere) continue;
    ++counts.expected;
    if (seen[static_cast<std::size_t>(line.event.seq())] == 0) ++counts.missing;
  }
  return counts;
}

}  // namespace kaibo::load
