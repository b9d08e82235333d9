// Deliveries of live events that a core does in a second of its own time: an event published to the
// hub and on its way to every viewer's socket, against a bare Beast server that fans frames out
// with the same batching (what is queued goes out as one message at the end of the loop's turn),
// and against the peers named by --peer. Closed loop, 32 events outstanding; alternating runs, only
// ratios are worth quoting. Every viewer must get every event, whole and in order.

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "common/db/entry.h"
#include "common/journal/journal.h"
#include "generated/embedded/journal_schema.h"
#include "kaibo/realtime/v1/realtime.pb.h"
#include "loadtest/bench_load.h"
#include "loadtest/bench_net_parts.h"
#include "loadtest/bench_viewers.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using kaibo::bench::Room;
using kaibo::bench::Viewer;

constexpr std::int64_t class_id = 11;
constexpr int outstanding = 32;
/// Of one event as it is sent, in every protocol.
constexpr std::size_t payload_bytes = 200;

// ---- the bare server

struct BareRoom;

struct BareViewer : std::enable_shared_from_this<BareViewer> {
  BareViewer(tcp::socket socket, BareRoom& its_room) : stream(std::move(socket)), room(its_room) {}
  void push(const std::shared_ptr<const std::string>& frame);
  void flush();

  websocket::stream<tcp::socket, false> stream;
  BareRoom& room;
  std::vector<std::shared_ptr<const std::string>> queue;
  std::vector<std::shared_ptr<const std::string>> sending;
  std::vector<asio::const_buffer> buffers;
  bool waiting = false;
};

struct BareRoom {
  asio::io_context context{1};
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::vector<std::shared_ptr<BareViewer>> viewers;
  std::vector<std::shared_ptr<BareViewer>> waiting;

  /// Runs the ready handlers, then flushes.
  void run() {
    while (!context.stopped()) {
      std::size_t done = context.run_one();
      for (int i = 1; done != 0 && i < 512; ++i) done = context.poll_one();
      for (const auto& viewer : std::exchange(waiting, {})) viewer->flush();
    }
  }
};

void BareViewer::push(const std::shared_ptr<const std::string>& frame) {
  queue.push_back(frame);
  if (waiting || !sending.empty()) return;
  waiting = true;
  room.waiting.push_back(shared_from_this());
}

void BareViewer::flush() {
  waiting = false;
  if (!sending.empty() || queue.empty()) return;
  sending.swap(queue);
  buffers.clear();
  for (const auto& frame : sending) buffers.push_back(asio::buffer(*frame));
  stream.async_write(buffers, [self = shared_from_this()](const error_code& error, std::size_t) {
    self->sending.clear();
    if (error || self->queue.empty() || self->waiting) return;
    self->waiting = true;
    self->room.waiting.push_back(self);
  });
}

asio::awaitable<void> serve_bare(std::shared_ptr<BareViewer> viewer) {
  error_code error;
  viewer->stream.binary(true);
  viewer->stream.auto_fragment(false);
  co_await viewer->stream.async_accept(asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return;
  viewer->room.viewers.push_back(viewer);
  beast::flat_buffer buffer;
  while (!error) {
    co_await viewer->stream.async_read(buffer, asio::redirect_error(asio::use_awaitable, error));
    buffer.clear();
  }
  std::erase(viewer->room.viewers, viewer);
}

asio::awaitable<void> accept_bare(BareRoom& room) {
  for (;;) {
    tcp::socket socket = co_await room.acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(room.context, serve_bare(std::make_shared<BareViewer>(std::move(socket), room)),
                   asio::detached);
  }
}

/// The bare server and the room in it.
struct BareServer {
  BareServer() {
    asio::co_spawn(room.context, accept_bare(room), asio::detached);
    thread = std::thread([this] { room.run(); });
  }
  ~BareServer() {
    room.context.stop();
    thread.join();
  }
  BareServer(const BareServer&) = delete;
  BareServer& operator=(const BareServer&) = delete;

  BareRoom room;
  std::thread thread;
};

Room room_of(const std::shared_ptr<BareServer>& server) {
  const std::string payload(payload_bytes, 'x');
  Room room{.name = "beast", .publishes_here = true};
  room.clock =
      kaibo::bench::settle_server([&](auto work) { asio::post(server->room.context, work); });
  room.join = [server](std::uint32_t from) {
    const std::uint16_t port = server->room.acceptor.local_endpoint().port();
    Viewer viewer{.socket = kaibo::bench::connect_to(port, from)};
    kaibo::bench::upgrade(viewer.socket, "/", "\r\n\r\n");
    return viewer;
  };
  room.publish = [server, payload](int count) {
    std::vector<std::shared_ptr<const std::string>> frames;
    for (int i = 0; i < count; ++i) frames.push_back(std::make_shared<const std::string>(payload));
    asio::post(server->room.context, [server = server.get(), frames = std::move(frames)] {
      for (const auto& viewer : server->room.viewers) {
        for (const auto& frame : frames) viewer->push(frame);
      }
    });
  };
  room.count = [payload](Viewer& viewer) {
    kaibo::bench::count_frames(viewer, [&](std::string_view part) {
      return kaibo::bench::count_alike(viewer, part, payload);
    });
  };
  return room;
}

// ---- Kaibo

kaibo::db::Entry event(std::int64_t seq, std::size_t body_bytes) {
  kaibo::db::Entry entry;
  entry.stream = class_id;
  entry.topic = "room:1";
  entry.actor = 7;
  entry.kind = 408;
  entry.body.assign(body_bytes, '\0');
  entry.seq = seq;
  entry.at = 1'780'000'000'000;
  entry.class_at = entry.at;
  return entry;
}

std::string downlink(const kaibo::db::Entry& entry) {
  kaibo::realtime::v1::Downlink downlink;
  *downlink.add_events() = kaibo::journal::encode_event(entry);
  return downlink.SerializeAsString();
}

/// The whole server, and the number of the last event that happened in it.
struct Kaibo {
  Kaibo() {
    world.database->migrate("journal", kaibo::embedded::journal_schema);
    world.database->write_now(
        class_id, [](kaibo::db::Transaction& tx) { kaibo::journal::open_stream(tx, class_id); });
    world.start();
    constexpr std::size_t some = 160;
    body_bytes = some + payload_bytes - downlink(event(seq, some)).size();
    sample.bytes = downlink(event(seq, body_bytes));
    if (sample.bytes.size() != payload_bytes) throw std::logic_error("events of another size");
    const std::string next = downlink(event(seq + 1, body_bytes));
    while (sample.bytes[sample.number_at] == next[sample.number_at]) ++sample.number_at;
  }

  kaibo::bench::World world;
  /// So large that no event of a run is older than the subscriptions.
  std::int64_t seq = 3'000'000;
  std::size_t body_bytes = 0;
  kaibo::bench::NumberedEvent sample;
};

Viewer join(const Kaibo& kaibo, std::uint32_t from) {
  Viewer viewer{.socket = kaibo::bench::connect_to(kaibo.world.server->port(), from),
                .seq = kaibo.seq};
  kaibo::bench::upgrade(viewer.socket, "/realtime", "\r\n\r\n");
  kaibo::realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_id);
  uplink.mutable_subscribe()->set_topic("room:1");
  uplink.mutable_subscribe()->set_after_seq(-1);
  kaibo::bench::send_all(viewer.socket, kaibo::bench::binary_frame(uplink.SerializeAsString()));
  // The Subscribed frame, which names the topic.
  kaibo::bench::await(viewer.socket, "room:1");
  return viewer;
}

Room room_of(Kaibo& kaibo) {
  Room room{.name = "kaibo", .publishes_here = true};
  room.clock = kaibo::bench::settle_server([&](auto work) { kaibo.world.runtime.post(0, work); });
  room.join = [&kaibo](std::uint32_t from) { return join(kaibo, from); };
  room.publish = [&kaibo](int count) {
    std::vector<kaibo::db::Entry> entries;
    for (int i = 0; i < count; ++i) entries.push_back(event(++kaibo.seq, kaibo.body_bytes));
    kaibo.world.hub.publish(std::move(entries));
  };
  room.count = [&kaibo](Viewer& viewer) {
    kaibo::bench::count_frames(viewer, [&](std::string_view part) {
      return kaibo::bench::count_numbered(viewer, part, kaibo.sample);
    });
  };
  return room;
}

// ---- the measurements

/// The viewers of one run, all read by one thread.
class Audience {
 public:
  Audience(const Room& room, int count) : room_(room), poller_(epoll_create1(EPOLL_CLOEXEC)) {
    constexpr int ports_of_an_address = 20'000;
    viewers_.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      viewers_.push_back(room.join(static_cast<std::uint32_t>(1 + i / ports_of_an_address)));
      epoll_event event{.events = EPOLLIN, .data = {.ptr = &viewers_.back()}};
      epoll_ctl(poller_, EPOLL_CTL_ADD, viewers_.back().socket, &event);
    }
  }
  ~Audience() {
    for (const Viewer& viewer : viewers_) close(viewer.socket);
    close(poller_);
  }
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;

  /// What has come by now, or comes within a tenth of a second.
  void read() {
    constexpr int patience_ms = 100;
    const int ready =
        epoll_wait(poller_, ready_.data(), static_cast<int>(ready_.size()), patience_ms);
    for (int i = 0; i < ready; ++i) {
      Viewer& viewer = *static_cast<Viewer*>(ready_.at(static_cast<std::size_t>(i)).data.ptr);
      const ssize_t size = recv(viewer.socket, bytes_.data(), bytes_.size(), 0);
      if (size <= 0) throw std::runtime_error("a viewer was cut off");
      viewer.in.append(bytes_.data(), static_cast<std::size_t>(size));
      const std::int64_t before = viewer.received;
      room_.count(viewer);
      received_ += viewer.received - before;
    }
  }

  /// Until everybody has got so many events, and not one more.
  void await_all(std::int64_t published) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    const auto count = static_cast<std::int64_t>(viewers_.size());
    while (received_ < published * count && std::chrono::steady_clock::now() < give_up) read();
    for (const Viewer& viewer : viewers_) {
      if (viewer.received != published || !viewer.in.empty()) {
        throw std::runtime_error(
            fmt::format("a viewer got {} of {} events", viewer.received, published));
      }
    }
  }

  /// By the first viewer, and by all together.
  std::int64_t received_by_first() const { return viewers_.front().received; }
  std::int64_t received() const { return received_; }

 private:
  const Room& room_;
  int poller_;
  std::vector<Viewer> viewers_;
  std::int64_t received_ = 0;
  std::array<epoll_event, 256> ready_{};
  std::array<char, 65536> bytes_{};
};

/// Keeps `outstanding` events on their way to the first viewer. Deliveries to all in a second of
/// the server's time.
double fan_out(const Room& room, int viewers, double seconds) {
  Audience audience(room, viewers);
  const auto duration = std::chrono::duration<double>(seconds);
  std::int64_t published = 0;
  double publishing = 0;
  const double cpu_before = kaibo::bench::seconds_on(room.clock);
  const auto started = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - started < duration) {
    const auto due = static_cast<int>(outstanding - (published - audience.received_by_first()));
    if (due > 0) {
      const double before = kaibo::bench::thread_seconds();
      room.publish(due);
      publishing += kaibo::bench::thread_seconds() - before;
      published += due;
    }
    audience.read();
  }
  double cpu = kaibo::bench::seconds_on(room.clock) - cpu_before;
  if (room.publishes_here) cpu += publishing;
  const auto deliveries = static_cast<double>(audience.received());
  audience.await_all(published);
  return deliveries / cpu;
}

/// Memory of this process in KiB.
double resident_kib() {
  std::ifstream status("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  status >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

/// KiB for each of so many idle WebSockets, signed in, with one topic each; at the end each hears
/// an event.
double memory_of_one(const Room& room, int count) {
  const double before = resident_kib();
  Audience audience(room, count);
  const double each = (resident_kib() - before) / count;
  room.publish(1);
  audience.await_all(1);
  return each;
}

/// So many connections, at the most, can have both their ends in this process.
int possible_connections() {
  constexpr std::int64_t other_files = 200;
  constexpr rlim_t enough = 1'000'000;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  const auto files = static_cast<std::int64_t>(std::min(limit.rlim_cur, enough));
  return static_cast<int>((files - other_files) / 2);
}

struct Options {
  int rounds = 5;
  double seconds = 1;
  std::vector<int> viewers{35, 350, 3500};
  int idle = 0;
  std::vector<std::string> peers;
};

void measure(const Options& options) {
  const int possible = possible_connections();
  if (*std::ranges::max_element(options.viewers) > possible) {
    throw std::runtime_error("too few open files are allowed for so many viewers: see ulimit -n");
  }
  Kaibo kaibo;
  const Room own = room_of(kaibo);
  kaibo::bench::stay_on(kaibo::bench::load_cpu);
  if (options.idle > 0) {
    const int idle = std::min(options.idle, possible);
    kaibo::bench::report("idle", own.name, memory_of_one(own, idle));
    kaibo::bench::report("idle-sockets", own.name, idle);
  }
  for (const int viewers : options.viewers) {
    const std::string what = std::to_string(viewers);
    for (int round = 0; round < options.rounds; ++round) {
      kaibo::bench::report(what, own.name, fan_out(own, viewers, options.seconds));
      const Room bare = room_of(std::make_shared<BareServer>());
      kaibo::bench::report(what, bare.name, fan_out(bare, viewers, options.seconds));
      for (const std::string& text : options.peers) {
        const Room peer =
            kaibo::bench::room_of(kaibo::bench::read_peer(text), std::string(payload_bytes, 'x'));
        kaibo::bench::report(what, peer.name, fan_out(peer, viewers, options.seconds));
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Live events delivered per second of a core's time; a line for each run.");
  app.add_option("--rounds", options.rounds, "Runs of each server")->capture_default_str();
  app.add_option("--seconds", options.seconds, "Length of a run")->capture_default_str();
  app.add_option("--viewers", options.viewers, "Sizes of the room")->capture_default_str();
  app.add_option("--idle", options.idle,
                 "Idle sockets whose memory is measured first, as far as open files are allowed")
      ->capture_default_str();
  app.add_option("--peer", options.peers,
                 "Further server: name:ws|socketio|redis|nats:port:process id");
  CLI11_PARSE(app, argc, argv);
  try {
    measure(options);
  } catch (const std::exception& e) {
    fmt::print(stderr, "kaibo-bench-fanout: {}\n", e.what());
    return 1;
  }
  return 0;
}
