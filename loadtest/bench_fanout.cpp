// Deliveries of live events that a core does in a second of its own time: an event published to the
// hub and on its way to every viewer's socket, against a bare Beast server that fans frames out
// with the same batching (what is queued goes out as one message at the end of the loop's turn).
// Closed loop, 32 events outstanding; alternating runs in one process, only the ratio is worth
// quoting.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
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
#include <future>
#include <thread>

#include "common/db/entry.h"
#include "common/journal/journal.h"
#include "generated/embedded/journal_schema.h"
#include "kaibo/realtime/v1/realtime.pb.h"
#include "loadtest/bench_net_parts.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::int64_t class_id = 11;
constexpr int outstanding = 32;
constexpr int rounds = 5;
constexpr std::size_t event_bytes = 160;
constexpr auto duration = std::chrono::seconds(1);

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

// ---- the viewers

struct Viewer {
  int socket = -1;
  std::string in;
  std::int64_t received = 0;
};

std::string masked_frame(const std::string& payload) {
  std::string frame = "\x82";
  frame += static_cast<char>(0x80 | payload.size());
  frame.append(4, '\0');
  return frame + payload;
}

/// Connects, and on Kaibo's server listens to the room.
Viewer join(std::uint16_t port, bool kaibo) {
  Viewer viewer;
  viewer.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(viewer.socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("the server does not listen");
  }
  std::string request =
      "GET /realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
      "Authorization: Bearer x\r\n\r\n";
  send(viewer.socket, request.data(), request.size(), MSG_NOSIGNAL);
  std::array<char, 4096> bytes{};
  const auto read_some = [&] { return recv(viewer.socket, bytes.data(), bytes.size(), 0); };
  if (read_some() < 12 || std::string_view(bytes.data() + 9, 3) != "101") {
    throw std::runtime_error("no WebSocket");
  }
  if (!kaibo) return viewer;
  kaibo::realtime::v1::Uplink uplink;
  uplink.mutable_subscribe()->set_class_id(class_id);
  uplink.mutable_subscribe()->set_topic("room:1");
  uplink.mutable_subscribe()->set_after_seq(-1);
  const std::string frame = masked_frame(uplink.SerializeAsString());
  send(viewer.socket, frame.data(), frame.size(), MSG_NOSIGNAL);
  // Until the Subscribed frame, which names the topic.
  std::string seen;
  while (seen.find("room:1") == std::string::npos) {
    const ssize_t size = read_some();
    if (size <= 0) throw std::runtime_error("not subscribed");
    seen.append(bytes.data(), static_cast<std::size_t>(size));
  }
  return viewer;
}

/// Counts the events in whatever came, by the payload bytes of whole messages.
void count(Viewer& viewer, std::size_t frame_bytes) {
  std::size_t at = 0;
  const std::string& in = viewer.in;
  while (in.size() - at >= 2) {
    auto size = static_cast<std::size_t>(in[at + 1] & 0x7F);
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (in.size() - at < 2 + more) break;
    if (more > 0) size = 0;
    for (std::size_t i = 0; i < more; ++i) {
      size = size << 8 | static_cast<unsigned char>(in[at + 2 + i]);
    }
    if (in.size() - at < 2 + more + size) break;
    at += 2 + more + size;
    // Frames with online counts are smaller than one event.
    viewer.received += static_cast<std::int64_t>(size / frame_bytes);
  }
  viewer.in.erase(0, at);
}

struct Result {
  double per_core_second = 0;
  double per_second = 0;
};

/// Keeps `outstanding` events on their way to the first viewer and counts what all receive.
template <typename Publish, typename SecondsOfServer>
Result fan_out(std::vector<Viewer>& viewers, std::size_t frame_bytes, Publish publish,
               SecondsOfServer seconds_of_server) {
  const int poller = epoll_create1(EPOLL_CLOEXEC);
  for (Viewer& viewer : viewers) {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &viewer}};
    epoll_ctl(poller, EPOLL_CTL_ADD, viewer.socket, &event);
  }
  const auto total = [&] {
    std::int64_t sum = 0;
    for (const Viewer& viewer : viewers) sum += viewer.received;
    return sum;
  };
  std::int64_t published = 0;
  std::array<epoll_event, 256> ready{};
  std::array<char, 65536> bytes{};
  const std::int64_t first = viewers.front().received;
  const std::int64_t before = total();
  const double cpu_before = seconds_of_server();
  const auto started = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - started < duration) {
    while (published - (viewers.front().received - first) < outstanding) {
      publish();
      ++published;
    }
    const int count_ready = epoll_wait(poller, ready.data(), ready.size(), 100);
    for (int i = 0; i < count_ready; ++i) {
      Viewer& viewer = *static_cast<Viewer*>(ready.at(static_cast<std::size_t>(i)).data.ptr);
      const ssize_t size = recv(viewer.socket, bytes.data(), bytes.size(), 0);
      if (size <= 0) throw std::runtime_error("a viewer was cut off");
      viewer.in.append(bytes.data(), static_cast<std::size_t>(size));
      count(viewer, frame_bytes);
    }
  }
  const double cpu = seconds_of_server() - cpu_before;
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto deliveries = static_cast<double>(total() - before);
  for (const Viewer& viewer : viewers) close(viewer.socket);
  close(poller);
  return {deliveries / cpu, deliveries / wall};
}

template <typename Post>
double seconds_on(Post post) {
  std::promise<double> seconds;
  auto result = seconds.get_future();
  post([&seconds] { seconds.set_value(kaibo::bench::thread_seconds()); });
  return result.get();
}

kaibo::db::Entry event(std::int64_t seq) {
  kaibo::db::Entry entry;
  entry.stream = class_id;
  entry.topic = "room:1";
  entry.actor = 7;
  entry.kind = 408;
  entry.body.assign(event_bytes, '\0');
  entry.seq = seq;
  entry.at = 1'780'000'000'000;
  entry.class_at = entry.at;
  return entry;
}

Result run_bare(int count, std::size_t frame_bytes) {
  BareRoom room;
  asio::co_spawn(room.context, accept_bare(room), asio::detached);
  std::thread thread([&] { room.run(); });
  std::vector<Viewer> viewers;
  for (int i = 0; i < count; ++i) {
    viewers.push_back(join(room.acceptor.local_endpoint().port(), false));
  }
  const Result result = fan_out(
      viewers, frame_bytes,
      [&] {
        auto frame = std::make_shared<const std::string>(frame_bytes, 'x');
        asio::post(room.context, [&room, frame] {
          for (const auto& viewer : room.viewers) viewer->push(frame);
        });
      },
      [&] { return seconds_on([&](auto work) { asio::post(room.context, work); }); });
  room.context.stop();
  thread.join();
  return result;
}

Result run_kaibo(kaibo::bench::World& world, int count, std::size_t frame_bytes,
                 std::int64_t& seq) {
  std::vector<Viewer> viewers;
  for (int i = 0; i < count; ++i) viewers.push_back(join(world.server->port(), true));
  return fan_out(
      viewers, frame_bytes, [&] { world.hub.publish({event(++seq)}); },
      [&] { return seconds_on([&](auto work) { world.runtime.post(0, work); }); });
}

/// Memory of this process in KiB.
double resident_kib() {
  std::ifstream status("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  status >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

void report_memory(kaibo::bench::World& world, int count) {
  std::vector<Viewer> viewers;
  viewers.reserve(static_cast<std::size_t>(count));
  const double before = resident_kib();
  for (int i = 0; i < count; ++i) viewers.push_back(join(world.server->port(), true));
  fmt::print("{} idle WebSockets, signed in, one topic each: {:.1f} KiB each\n", count,
             (resident_kib() - before) / count);
  for (const Viewer& viewer : viewers) close(viewer.socket);
}

}  // namespace

int main() {
  kaibo::bench::World world;
  world.database->migrate("journal", kaibo::embedded::journal_schema);
  world.database->write_now(
      class_id, [](kaibo::db::Transaction& tx) { kaibo::journal::open_stream(tx, class_id); });
  world.start();
  // So large that no event of a run is older than the subscriptions.
  std::int64_t seq = 1'000'000;
  kaibo::realtime::v1::Downlink downlink;
  *downlink.add_events() = kaibo::journal::encode_event(event(seq));
  const std::size_t frame_bytes = downlink.ByteSizeLong();

  constexpr int idle = 4000;
  report_memory(world, idle);
  for (const int count : {35, 350, 3500}) {
    std::vector<double> bare;
    std::vector<double> kaibo;
    std::vector<double> bare_wall;
    std::vector<double> kaibo_wall;
    for (int round = 0; round < rounds; ++round) {
      const Result b = run_bare(count, frame_bytes);
      const Result k = run_kaibo(world, count, frame_bytes, seq);
      bare.push_back(b.per_core_second);
      kaibo.push_back(k.per_core_second);
      bare_wall.push_back(b.per_second);
      kaibo_wall.push_back(k.per_second);
    }
    using kaibo::bench::median;
    fmt::print(
        "{:>5} viewers, {} bytes: bare {:.2f} M, Kaibo {:.2f} M deliveries/core-s ({:.2f} x); "
        "{:.2f} M and {:.2f} M deliveries/s\n",
        count, frame_bytes, median(bare) / 1e6, median(kaibo) / 1e6, median(kaibo) / median(bare),
        median(bare_wall) / 1e6, median(kaibo_wall) / 1e6);
  }
}
