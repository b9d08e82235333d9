#include "common/journal/feed.h"

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include "common/journal/journal.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::journal {

namespace {

constexpr std::size_t page_size = 1'000;
/// History goes out in frames of about this size: small against a listener's queue.
constexpr std::size_t frame_bytes = 16UL * 1024;

struct Page {
  /// Of the stream, when the page was read.
  std::int64_t seq = 0;
  std::vector<db::Entry> entries;
};

struct Feed {
  std::shared_ptr<Listener> listener;
  std::shared_ptr<Subscription> subscription;
  Hub& hub;
  db::Database& database;
  std::int64_t stream = 0;
  std::string topic;
};

Page read_page(db::Transaction& tx, const Range& range) {
  Page page;
  page.seq = last_seq(tx, range.stream);
  if (range.after_seq >= 0) page.entries = read_since(tx, range);
  return page;
}

void push_subscribed(const Feed& feed, std::int64_t seq) {
  realtime::v1::Downlink downlink;
  auto* subscribed = downlink.add_subscribed();
  subscribed->set_class_id(feed.stream);
  subscribed->set_topic(feed.topic);
  subscribed->set_seq(seq);
  feed.listener->push(std::make_shared<const std::string>(downlink.SerializeAsString()), false);
}

/// Returns early when the subscription has ended.
Task<void> push_history(std::shared_ptr<Feed> feed, std::vector<db::Entry> entries) {
  std::string bytes;
  for (const db::Entry& entry : entries) {
    append_downlink(bytes, entry);
    if (bytes.size() < frame_bytes && &entry != &entries.back()) continue;
    if (feed->listener->congested()) co_await feed->listener->drained();
    if (feed->subscription->ended()) co_return;
    feed->listener->push(std::make_shared<const std::string>(std::exchange(bytes, {})), false);
  }
}

Task<void> run(std::shared_ptr<Feed> feed, std::int64_t after_seq) {
  Range range{feed->stream, after_seq, feed->topic == "*" ? "" : feed->topic, page_size};
  bool subscribed = false;
  for (;;) {
    Page page =
        co_await feed->database.read([range](db::Transaction& tx) { return read_page(tx, range); });
    if (feed->subscription->ended()) co_return;
    if (!std::exchange(subscribed, true)) {
      feed->hub.read_to(feed->stream, page.seq);
      push_subscribed(*feed, page.seq);
    }

    const bool whole = page.entries.size() < page_size;
    range.after_seq = whole ? page.seq : page.entries.back().seq;
    co_await push_history(feed, std::move(page.entries));
    if (feed->subscription->ended()) co_return;
    if (whole && feed->subscription->release(page.seq)) co_return;
  }
}

}  // namespace

Task<void> subscribe(std::shared_ptr<Listener> listener, Hub& hub, db::Database& database,
                     Wish wish) {
  auto subscription = hub.listen(*listener, wish.stream, wish.topic, wish.counted);
  if (!subscription) co_return;
  auto feed =
      std::make_shared<Feed>(Feed{listener, subscription, hub, database, wish.stream, wish.topic});
  std::exception_ptr fault;
  try {
    co_await run(feed, wish.after_seq);
  } catch (...) {
    fault = std::current_exception();
  }
  if (!fault) co_return;
  if (!subscription->ended()) hub.unlisten(*listener, wish.stream, wish.topic);
  std::rethrow_exception(fault);
}

}  // namespace kaibo::journal
