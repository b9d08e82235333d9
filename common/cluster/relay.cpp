#include "common/cluster/relay.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/base/log.h"
#include "common/cluster/redis_wire.h"
#include "common/cluster/sequencer.h"
#include "common/journal/journal.h"
#include "kaibo/cluster/v1/cluster.pb.h"

namespace kaibo::cluster {

namespace {

constexpr std::size_t page_size = 1'000;

v1::Entry to_message(db::Entry entry) {
  v1::Entry message;
  message.set_stream(entry.stream);
  message.set_seq(entry.seq);
  message.set_at(entry.at);
  message.set_class_at(entry.class_at);
  message.set_topic(std::move(entry.topic));
  message.set_also(std::move(entry.also));
  message.set_actor(entry.actor);
  message.set_kind(entry.kind);
  message.set_body(std::move(entry.body));
  return message;
}

db::Entry to_entry(v1::Entry& message) {
  return {.stream = message.stream(),
          .topic = std::move(*message.mutable_topic()),
          .also = std::move(*message.mutable_also()),
          .actor = message.actor(),
          .kind = message.kind(),
          .body = std::move(*message.mutable_body()),
          .seq = message.seq(),
          .at = message.at(),
          .class_at = message.class_at()};
}

}  // namespace

struct Relay::Impl : std::enable_shared_from_this<Impl> {
  Impl(const Options& given, journal::Hub& the_hub, db::Database& the_database,
       async::Runtime& the_runtime, const base::Clock& the_clock)
      : options(given),
        hub(the_hub),
        database(the_database),
        runtime(the_runtime),
        clock(the_clock),
        sequencer(clock,
                  [this](std::vector<db::Entry> entries) { hub.publish(std::move(entries)); }) {
    if (given.redis_url.empty()) return;
    wire.emplace(RedisWire::Options{.url = parse_redis_url(given.redis_url),
                                    .timeout_ms = given.redis_timeout_ms,
                                    .hear = [this](std::string_view message) { hear(message); },
                                    .connected = [this] { look_now = true; }});
  }

  const Options options;
  journal::Hub& hub;
  db::Database& database;
  async::Runtime& runtime;
  const base::Clock& clock;
  Sequencer sequencer;
  std::map<std::string, Hear, std::less<>> hears;
  std::atomic<bool> stopped{false};
  std::atomic<bool> look_now{false};
  std::atomic<std::int64_t> gaps{0};
  std::atomic<std::int64_t> repaired{0};
  std::atomic<std::int64_t> received{0};

  std::mutex streams_mutex;
  std::set<std::int64_t> streams;

  /// Only the round under way touches these.
  base::Millis looked_at = 0;
  std::unordered_map<std::int64_t, std::int64_t> seq_at_last_look;

  /// Last: its threads call back into the rest. None where there is no other node.
  std::optional<RedisWire> wire;

  std::string channel(std::int64_t stream) const {
    return options.prefix + ":" + std::to_string(stream);
  }
  std::string channel_of_all() const { return options.prefix + ":all"; }

  bool connected() const { return !wire || wire->connected(); }
  void send(std::string to, const v1::Message& what) {
    if (wire) wire->send(std::move(to), what.SerializeAsString());
  }

  v1::Message message() const {
    v1::Message message;
    message.set_node(options.node);
    return message;
  }

  using Messages = std::map<std::int64_t, v1::Message>;
  Messages by_stream(const std::vector<db::Entry>& entries) const;

  void hear(std::string_view bytes);
  void round_again();
  static Task<void> round(std::shared_ptr<Impl> self);
  static Task<void> look(std::shared_ptr<Impl> self, std::vector<Sequencer::Position> positions);
  static Task<void> read_on(std::shared_ptr<Impl> self, std::int64_t stream, std::int64_t seq);
};

Relay::Impl::Messages Relay::Impl::by_stream(const std::vector<db::Entry>& entries) const {
  Messages messages;
  for (const db::Entry& entry : entries) {
    const auto [found, is_new] = messages.try_emplace(entry.stream);
    if (is_new) found->second = message();
    *found->second.mutable_committed()->add_entries() = to_message(entry);
  }
  return messages;
}

void Relay::Impl::hear(std::string_view bytes) {
  v1::Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  if (message.node() == options.node) return;
  ++received;
  switch (message.body_case()) {
    case v1::Message::kCommitted: {
      std::vector<db::Entry> entries;
      for (v1::Entry& entry : *message.mutable_committed()->mutable_entries()) {
        entries.push_back(to_entry(entry));
      }
      sequencer.offer(std::move(entries));
      break;
    }
    case v1::Message::kNotice: {
      const auto found = hears.find(message.notice().kind());
      if (found != hears.end()) found->second(message.notice().body());
      break;
    }
    case v1::Message::kAudience: {
      const v1::Audience& audience = message.audience();
      hub.hear_audience(message.node(), audience.stream(), audience.topic(),
                        {audience.user_ids().begin(), audience.user_ids().end()});
      break;
    }
    default:
      break;
  }
}

void Relay::Impl::round_again() {
  if (stopped) return;
  runtime.after(0, options.hole_ms, [self = shared_from_this()] {
    if (self->stopped) return;
    self->runtime.spawn(0, [self] { return round(self); });
  });
}

Task<void> Relay::Impl::round(std::shared_ptr<Impl> self) {
  try {
    const base::Millis now = self->clock.now();
    std::vector<Sequencer::Position> positions = self->sequencer.positions();
    if (self->look_now.exchange(false) || now - self->looked_at >= self->options.look_ms) {
      self->looked_at = now;
      co_await look(self, std::move(positions));
    } else {
      for (const Sequencer::Position& position : positions) {
        const bool late =
            position.hole_since != 0 && now - position.hole_since >= self->options.hole_ms;
        if (late) co_await read_on(self, position.stream, position.seq);
      }
    }
  } catch (const std::exception& e) {
    base::log(base::LogLevel::warning, "what other nodes committed could not be read",
              {{"why", std::string_view(e.what())}});
  }
  self->round_again();
}

/// Reads on where a journal is longer than what has gone out. While all are connected only where
/// nothing has moved since the look before: else the rest is on its way.
Task<void> Relay::Impl::look(std::shared_ptr<Impl> self,
                             std::vector<Sequencer::Position> positions) {
  if (positions.empty()) co_return;
  std::vector<std::int64_t> streams;
  for (const Sequencer::Position& position : positions) streams.push_back(position.stream);
  const std::unordered_map<std::int64_t, std::int64_t> ends = co_await self->database.read(
      [streams](db::Transaction& tx) { return journal::last_seqs(tx, streams); });
  const bool connected = self->connected();
  const auto before = std::exchange(self->seq_at_last_look, {});
  for (const Sequencer::Position& position : positions) {
    self->seq_at_last_look[position.stream] = position.seq;
    const auto end = ends.find(position.stream);
    if (end == ends.end() || end->second <= position.seq) continue;
    const auto seen = before.find(position.stream);
    const bool stands = seen != before.end() && seen->second == position.seq;
    if (stands || !connected) co_await read_on(self, position.stream, position.seq);
  }
}

Task<void> Relay::Impl::read_on(std::shared_ptr<Impl> self, std::int64_t stream, std::int64_t seq) {
  ++self->gaps;
  journal::Range range{.stream = stream, .after_seq = seq, .topic = {}, .limit = page_size};
  for (bool whole = false; !whole && !self->stopped;) {
    std::vector<db::Entry> entries = co_await self->database.read(
        [range](db::Transaction& tx) { return journal::read_since(tx, range); });
    whole = entries.size() < page_size;
    if (entries.empty()) co_return;
    range.after_seq = entries.back().seq;
    self->repaired += static_cast<std::int64_t>(entries.size());
    self->sequencer.offer(std::move(entries));
  }
}

Relay::Relay(const Options& options, journal::Hub& hub, db::Database& database,
             async::Runtime& runtime, const base::Clock& clock)
    : impl_(std::make_shared<Impl>(options, hub, database, runtime, clock)) {}

Relay::~Relay() { stop(); }

void Relay::on_notice(std::string kind, Hear hear) {
  impl_->hears.emplace(std::move(kind), std::move(hear));
}

void Relay::start() {
  if (impl_->wire) impl_->wire->start({impl_->channel_of_all()});
  impl_->round_again();
}

void Relay::stop() {
  impl_->stopped = true;
  if (impl_->wire) impl_->wire->stop();
}

void Relay::committed(std::vector<db::Entry> entries) {
  const auto messages = impl_->wire ? impl_->by_stream(entries) : Impl::Messages();
  impl_->sequencer.offer(std::move(entries));
  for (const auto& [stream, message] : messages) {
    impl_->send(impl_->channel(stream), message);
  }
}

void Relay::notify(std::string kind, std::string body) {
  v1::Message message = impl_->message();
  message.mutable_notice()->set_kind(std::move(kind));
  message.mutable_notice()->set_body(std::move(body));
  impl_->send(impl_->channel_of_all(), message);
}

void Relay::changed(std::int64_t stream) {
  const std::lock_guard lock(impl_->streams_mutex);
  const bool heard = impl_->hub.heard(stream);
  if (heard == impl_->streams.contains(stream)) return;
  if (heard) {
    impl_->streams.insert(stream);
    impl_->sequencer.follow(stream);
    if (impl_->wire) impl_->wire->subscribe(impl_->channel(stream));
  } else {
    impl_->streams.erase(stream);
    impl_->sequencer.forget(stream);
    if (impl_->wire) impl_->wire->unsubscribe(impl_->channel(stream));
  }
}

void Relay::read_to(std::int64_t stream, std::int64_t seq) { impl_->sequencer.start(stream, seq); }

void Relay::audience(std::int64_t stream, const std::string& topic,
                     const std::vector<std::int64_t>& user_ids) {
  if (!impl_->options.counts(topic)) return;
  v1::Message message = impl_->message();
  v1::Audience& audience = *message.mutable_audience();
  audience.set_stream(stream);
  audience.set_topic(topic);
  audience.mutable_user_ids()->Assign(user_ids.begin(), user_ids.end());
  impl_->send(impl_->channel(stream), message);
}

bool Relay::connected() const { return impl_->connected(); }

Relay::Figures Relay::figures() const {
  return {.gaps = impl_->gaps,
          .repaired = impl_->repaired,
          .dropped = impl_->wire ? impl_->wire->dropped() : 0,
          .sent = impl_->wire ? impl_->wire->sent() : 0,
          .received = impl_->received};
}

}  // namespace kaibo::cluster
