#include "common/journal/hub.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <random>
#include <unordered_map>

#include "common/journal/directory.h"
#include "common/journal/frames.h"
#include "common/journal/presence.h"
#include "kaibo/realtime/v1/realtime.pb.h"

namespace kaibo::journal {

namespace {

/// What one subscription holds back at the most while its history is read: well within the free
/// half of an uncongested listener's queue.
constexpr std::size_t max_heard = 4'096;
constexpr std::size_t max_heard_bytes = 256UL * 1024;

constexpr std::string_view every_topic = "*";

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

struct Passing {
  std::int64_t stream = 0;
  std::string topic;
  Frame frame;
};

Passing online_frame(const Presence::Count& count) {
  realtime::v1::Downlink downlink;
  auto* passing = downlink.add_passing();
  passing->set_class_id(count.stream);
  passing->set_topic(count.topic);
  passing->set_online(count.online);
  return {count.stream, count.topic,
          std::make_shared<const std::string>(downlink.SerializeAsString())};
}

}  // namespace

bool Subscription::release(std::int64_t last_seq) {
  if (listener_ == nullptr) return true;
  auto heard = std::exchange(heard_, {});
  heard_bytes_ = 0;
  if (std::exchange(overflowed_, false)) return false;
  held_ = false;
  last_seq_ = last_seq;
  for (Heard& one : heard) {
    if (!wants(one.seq) || std::exchange(*one.told, true)) continue;
    listener_->push(std::move(one.frame), false);
  }
  return true;
}

void Subscription::hold_back(Heard heard) {
  if (overflowed_) return;
  heard_bytes_ += heard.frame->size();
  heard_.push_back(std::move(heard));
  if (heard_.size() > max_heard || heard_bytes_ > max_heard_bytes) {
    overflowed_ = true;
    heard_.clear();
  }
}

/// What only the core's own thread touches, but for the figures.
struct Hub::Core {
  struct Ear {
    std::int64_t stream = 0;
    std::string topic;
    std::shared_ptr<Subscription> subscription;
    /// Online, as others see it.
    bool counted = true;
  };
  struct Seat {
    std::shared_ptr<Listener> listener;
    std::uint64_t delivery = 0;
    std::vector<Ear> ears;

    Ear* find(std::int64_t stream, std::string_view topic) {
      const auto ear = std::ranges::find_if(
          ears, [&](const Ear& e) { return e.stream == stream && e.topic == topic; });
      return ear == ears.end() ? nullptr : &*ear;
    }
  };
  using Subscriptions = std::vector<std::shared_ptr<Subscription>>;
  using Topics = std::unordered_map<std::string, Subscriptions, TextHash, std::equal_to<>>;

  std::unordered_map<std::int64_t, Topics> streams;
  std::unordered_map<const Listener*, std::unique_ptr<Seat>> seats;

  /// A listener may leave while it is being told something; then what is being walked over stays as
  /// it is until the walk has ended.
  bool delivering = false;

  /// Committed and on its way here. Not left to the order in which a core runs what is posted to
  /// it: what it posts to itself may come after what other threads post later.
  std::mutex arrived_mutex;
  std::vector<std::shared_ptr<const Batch>> arrived;

  std::vector<std::pair<std::int64_t, std::string>> to_sweep;
  std::vector<std::unique_ptr<Seat>> departed;
  std::uint64_t delivery = 0;

  std::atomic<std::int64_t> listeners{0};
  std::atomic<std::int64_t> delivered{0};

  const Subscriptions* find(const Topics& topics, std::string_view topic) const {
    const auto subscriptions = topics.find(topic);
    return subscriptions == topics.end() ? nullptr : &subscriptions->second;
  }

  bool arrive(std::shared_ptr<const Batch> batch);
  void deliver_arrived();
  bool nobody_catches_up(const db::Entry& with) const;
  template <typename F>
  void each_wanting(const Topics& topics, const db::Entry& entry, F visit);
  std::int64_t deliver(const db::Entry& entry, const Frame& frame);
  std::int64_t hold_back(const Topics& topics, const db::Entry& entry, const Frame& frame);
  std::int64_t deliver(const Batch& batch, const Run& run);
  void deliver(const Batch& batch);
  void deliver(const std::vector<Passing>& passings);
  void end(const Ear& ear);
  void sweep();
  std::vector<std::shared_ptr<Listener>> everyone() const;
};

/// Any thread. Whether nothing had arrived before, so that deliver_arrived has to be posted.
bool Hub::Core::arrive(std::shared_ptr<const Batch> batch) {
  const std::lock_guard lock(arrived_mutex);
  arrived.push_back(std::move(batch));
  return arrived.size() == 1;
}

void Hub::Core::deliver_arrived() {
  std::vector<std::shared_ptr<const Batch>> batches;
  {
    const std::lock_guard lock(arrived_mutex);
    batches.swap(arrived);
  }
  for (const auto& batch : batches) deliver(*batch);
}

/// Whether all who hear of the entry have heard everything before it and nothing after.
bool Hub::Core::nobody_catches_up(const db::Entry& with) const {
  const auto topics = streams.find(with.stream);
  if (topics == streams.end()) return true;
  const auto follow = [&](std::string_view topic) {
    const Subscriptions* subscriptions = find(topics->second, topic);
    return subscriptions == nullptr || std::ranges::all_of(*subscriptions, [&](const auto& one) {
             return one->follows(with.seq);
           });
  };
  return follow(with.topic) && follow(with.also) && follow(every_topic);
}

/// Visits the subscriptions by which a listener is to hear of the entry and has not yet.
template <typename F>
void Hub::Core::each_wanting(const Topics& topics, const db::Entry& entry, F visit) {
  const auto of_topic = [&](std::string_view topic) {
    const Subscriptions* subscriptions = find(topics, topic);
    if (subscriptions == nullptr) return;
    // By index: a listener that is told something may start to listen here.
    for (std::size_t i = 0; i < subscriptions->size(); ++i) {
      Subscription& subscription = *(*subscriptions)[i];
      if (subscription.wants(entry.seq) && *subscription.delivery_ != delivery) visit(subscription);
    }
  };
  of_topic(entry.topic);
  if (!entry.also.empty() && entry.also != entry.topic) of_topic(entry.also);
  of_topic(every_topic);
}

std::int64_t Hub::Core::deliver(const db::Entry& entry, const Frame& frame) {
  const auto topics = streams.find(entry.stream);
  if (topics == streams.end()) return 0;
  std::int64_t count = 0;
  bool some_catch_up = false;
  ++delivery;
  each_wanting(topics->second, entry, [&](Subscription& subscription) {
    some_catch_up |= subscription.held_;
    if (subscription.held_) return;
    *subscription.delivery_ = delivery;
    subscription.listener_->push(frame, false);
    ++count;
  });
  if (some_catch_up) count += hold_back(topics->second, entry, frame);
  return count;
}

/// For those whose listener does not hear it by another topic already.
std::int64_t Hub::Core::hold_back(const Topics& topics, const db::Entry& entry,
                                  const Frame& frame) {
  std::int64_t count = 0;
  std::unordered_map<const std::uint64_t*, std::shared_ptr<bool>> told_by_listener;
  each_wanting(topics, entry, [&](Subscription& subscription) {
    std::shared_ptr<bool>& told = told_by_listener[subscription.delivery_];
    if (!told) told = std::make_shared<bool>(false);
    subscription.hold_back({entry.seq, frame, told});
    ++count;
  });
  return count;
}

std::int64_t Hub::Core::deliver(const Batch& batch, const Run& run) {
  const db::Entry& first = batch.entries[run.first];
  if (nobody_catches_up(first)) {
    return deliver(first, run.frame) * static_cast<std::int64_t>(run.count);
  }
  std::int64_t count = 0;
  for (std::size_t i = run.first; i < run.first + run.count; ++i) {
    count += deliver(batch.entries[i], frame_of(batch.entries[i]));
  }
  return count;
}

void Hub::Core::deliver(const Batch& batch) {
  std::int64_t count = 0;
  delivering = true;
  for (const Run& run : batch.runs) count += deliver(batch, run);
  delivering = false;
  sweep();
  delivered.fetch_add(count, std::memory_order_relaxed);
}

void Hub::Core::deliver(const std::vector<Passing>& passings) {
  delivering = true;
  for (const Passing& passing : passings) {
    const auto topics = streams.find(passing.stream);
    if (topics == streams.end()) continue;
    const Subscriptions* subscriptions = find(topics->second, passing.topic);
    if (subscriptions == nullptr) continue;
    for (std::size_t i = 0; i < subscriptions->size(); ++i) {
      Listener* listener = (*subscriptions)[i]->listener_;
      if (listener != nullptr) listener->push(passing.frame, true);
    }
  }
  delivering = false;
  sweep();
}

void Hub::Core::end(const Ear& ear) {
  ear.subscription->listener_ = nullptr;
  ear.subscription->heard_.clear();
  to_sweep.emplace_back(ear.stream, ear.topic);
}

void Hub::Core::sweep() {
  if (delivering) return;
  for (const auto& [stream, topic] : to_sweep) {
    const auto topics = streams.find(stream);
    if (topics == streams.end()) continue;
    const auto subscriptions = topics->second.find(topic);
    if (subscriptions == topics->second.end()) continue;
    std::erase_if(subscriptions->second, [](const auto& one) { return one->ended(); });
    if (subscriptions->second.empty()) topics->second.erase(subscriptions);
    if (topics->second.empty()) streams.erase(topics);
  }
  to_sweep.clear();
  departed.clear();
}

std::vector<std::shared_ptr<Listener>> Hub::Core::everyone() const {
  std::vector<std::shared_ptr<Listener>> all;
  all.reserve(seats.size());
  for (const auto& [listener, seat] : seats) all.push_back(seat->listener);
  return all;
}

struct Hub::Impl {
  explicit Impl(async::Runtime& the_runtime)
      : runtime(the_runtime),
        directory(the_runtime.cores()),
        presence(the_runtime,
                 [this](const std::vector<Presence::Count>& counts) { announce(counts); }) {
    for (std::size_t i = 0; i < runtime.cores(); ++i) cores.push_back(std::make_unique<Core>());
  }

  void announce(const std::vector<Presence::Count>& counts);
  void join(std::int64_t stream, std::size_t core) {
    directory.add(stream, core);
    if (watcher != nullptr) watcher->changed(stream);
  }
  void leave(std::int64_t stream, std::size_t core) {
    directory.remove(stream, core);
    if (watcher != nullptr) watcher->changed(stream);
  }
  void post_to_all(const std::function<void(Core&)>& work);

  async::Runtime& runtime;
  std::vector<std::unique_ptr<Core>> cores;
  Directory directory;
  Presence presence;
  StreamWatcher* watcher = nullptr;
  Tap tap = [](const db::Entry&) {};
  std::atomic<std::int64_t> published{0};
};

void Hub::Impl::announce(const std::vector<Presence::Count>& counts) {
  auto passings = std::make_shared<std::vector<Passing>>();
  for (const auto& count : counts) passings->push_back(online_frame(count));
  const auto wanted = directory.keep_heard(*passings);
  for (std::size_t i = 0; i < cores.size(); ++i) {
    if (wanted[i]) runtime.post(i, [core = cores[i].get(), passings] { core->deliver(*passings); });
  }
}

void Hub::Impl::post_to_all(const std::function<void(Core&)>& work) {
  for (std::size_t i = 0; i < cores.size(); ++i) {
    runtime.post(i, [core = cores[i].get(), work] { work(*core); });
  }
}

Hub::Hub(async::Runtime& runtime) : impl_(std::make_unique<Impl>(runtime)) {}

Hub::~Hub() = default;

void Hub::publish(std::vector<db::Entry> entries) {
  impl_->published.fetch_add(static_cast<std::int64_t>(entries.size()), std::memory_order_relaxed);
  const auto wanted = impl_->directory.keep_heard(entries);
  if (entries.empty()) return;
  for (const db::Entry& entry : entries) impl_->tap(entry);
  const std::shared_ptr<const Batch> batch = batch_of(std::move(entries));
  for (std::size_t i = 0; i < impl_->cores.size(); ++i) {
    Core* core = impl_->cores[i].get();
    if (!wanted[i] || !core->arrive(batch)) continue;
    impl_->runtime.post(i, [core] { core->deliver_arrived(); });
  }
}

void Hub::deliver_now(std::size_t core) { impl_->cores[core]->deliver_arrived(); }

void Hub::watch(StreamWatcher& watcher) {
  impl_->watcher = &watcher;
  impl_->presence.share([&watcher](std::int64_t stream, const std::string& topic,
                                   const std::vector<std::int64_t>& user_ids) {
    watcher.audience(stream, topic, user_ids);
  });
}

bool Hub::heard(std::int64_t stream) const { return impl_->directory.heard(stream); }

void Hub::read_to(std::int64_t stream, std::int64_t seq) {
  if (impl_->watcher != nullptr) impl_->watcher->read_to(stream, seq);
}

void Hub::hear_audience(std::int32_t node, std::int64_t stream, const std::string& topic,
                        std::vector<std::int64_t> user_ids) {
  impl_->presence.hear(node, stream, topic, std::move(user_ids));
}

void Hub::add(std::shared_ptr<Listener> listener) {
  Core& core = *impl_->cores.at(listener->core());
  auto seat = std::make_unique<Core::Seat>();
  const Listener* key = listener.get();
  seat->listener = std::move(listener);
  core.seats[key] = std::move(seat);
  core.listeners = static_cast<std::int64_t>(core.seats.size());
}

void Hub::remove(const Listener& listener) {
  Core& core = *impl_->cores.at(listener.core());
  const auto found = core.seats.find(&listener);
  if (found == core.seats.end()) return;
  auto seat = std::move(found->second);
  core.seats.erase(found);
  core.listeners = static_cast<std::int64_t>(core.seats.size());
  for (const Core::Ear& ear : seat->ears) {
    core.end(ear);
    impl_->leave(ear.stream, listener.core());
    if (ear.counted) impl_->presence.leave(ear.stream, ear.topic, listener.user_id());
  }
  core.departed.push_back(std::move(seat));
  core.sweep();
}

std::shared_ptr<Subscription> Hub::listen(const Listener& listener, std::int64_t stream,
                                          const std::string& topic, bool counted) {
  Core& core = *impl_->cores.at(listener.core());
  const auto found = core.seats.find(&listener);
  if (found == core.seats.end()) return nullptr;
  Core::Seat& seat = *found->second;

  auto subscription = std::make_shared<Subscription>();
  subscription->listener_ = seat.listener.get();
  subscription->delivery_ = &seat.delivery;
  if (Core::Ear* former = seat.find(stream, topic)) {
    core.end(*former);
    former->subscription = subscription;
    if (former->counted && !counted) impl_->presence.leave(stream, topic, listener.user_id());
    if (!former->counted && counted) impl_->presence.arrive(stream, topic, listener.user_id());
    former->counted = counted;
  } else {
    seat.ears.push_back({stream, topic, subscription, counted});
    impl_->join(stream, listener.core());
    if (counted) impl_->presence.arrive(stream, topic, listener.user_id());
  }
  core.streams[stream][topic].push_back(subscription);
  core.sweep();
  return subscription;
}

void Hub::unlisten(const Listener& listener, std::int64_t stream, const std::string& topic) {
  Core& core = *impl_->cores.at(listener.core());
  const auto found = core.seats.find(&listener);
  if (found == core.seats.end()) return;
  Core::Seat& seat = *found->second;
  Core::Ear* ear = seat.find(stream, topic);
  if (ear == nullptr) return;
  core.end(*ear);
  impl_->leave(stream, listener.core());
  if (ear->counted) impl_->presence.leave(stream, topic, listener.user_id());
  seat.ears.erase(seat.ears.begin() + (ear - seat.ears.data()));
  core.sweep();
}

void Hub::revoke(std::int64_t user_id, std::int64_t session_id, const base::Error& why) {
  impl_->post_to_all([user_id, session_id, why](Core& core) {
    for (const auto& listener : core.everyone()) {
      if (listener->user_id() != user_id) continue;
      if (session_id == 0 || listener->session_id() == session_id) listener->close(why, -1);
    }
  });
}

void Hub::drain(int spread_ms) {
  impl_->post_to_all([spread_ms](Core& core) {
    const base::Error why(
        base::Code::unavailable,
        {"服务器正在重启，页面马上会自动重新连接，请稍候。",
         "The server is restarting. This page reconnects by itself in a moment."});
    std::minstd_rand random(std::random_device{}());
    std::uniform_int_distribution<int> spread(0, spread_ms);
    for (const auto& listener : core.everyone()) listener->close(why, spread(random));
  });
}

std::vector<std::int64_t> Hub::online(std::int64_t stream, std::string_view topic) const {
  return impl_->presence.online(stream, topic);
}

std::vector<std::int64_t> Hub::online_here(std::int64_t stream, std::string_view topic) const {
  return impl_->presence.online_here(stream, topic);
}

void Hub::on_published(Tap tap) { impl_->tap = std::move(tap); }

void Hub::on_presence(PresenceObserver observer, int absence_ms) {
  impl_->presence.observe(std::move(observer), absence_ms);
}

Hub::Figures Hub::figures() const {
  Figures figures;
  figures.published = impl_->published;
  for (const auto& core : impl_->cores) {
    figures.listeners += core->listeners;
    figures.delivered += core->delivered;
  }
  return figures;
}

}  // namespace kaibo::journal
