// Requests a core answers in a second of its own time: an RPC through the whole server, signed in,
// against a bare Beast server with reused buffers that answers a fixed text. Alternating runs in
// one process; only the ratio is worth quoting.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include "kaibo/supply/v1/supply.pb.h"
#include "loadtest/bench_net_parts.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int connections = 64;
constexpr int rounds = 5;
constexpr auto duration = std::chrono::seconds(1);

// ---- the bare server

asio::awaitable<void> serve_bare(tcp::socket socket) {
  beast::flat_buffer buffer;
  std::string out;
  std::string body;
  error_code error;
  for (;;) {
    http::request_parser<http::string_body> parser;
    parser.get().body() = std::move(body);
    co_await http::async_read(socket, buffer, parser,
                              asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    body = std::move(parser.get().body());
    out = "HTTP/1.1 200 OK\r\nContent-Type: application/proto\r\nContent-Length: 4\r\n\r\nbare";
    co_await asio::async_write(socket, asio::buffer(out),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
}

asio::awaitable<void> accept_bare(tcp::acceptor& acceptor) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), serve_bare(std::move(socket)), asio::detached);
  }
}

// ---- the load

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("the server does not listen");
  }
  return socket;
}

/// Every connection asks again as soon as it is answered. Returns the number of answers.
std::int64_t ask_for(std::uint16_t port, const std::string& request, double seconds) {
  std::array<pollfd, connections> polled{};
  for (pollfd& one : polled) {
    one = {connect_to(port), POLLIN, 0};
    send(one.fd, request.data(), request.size(), MSG_NOSIGNAL);
  }
  std::int64_t answers = 0;
  std::array<char, 8192> bytes{};
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < end) {
    poll(polled.data(), polled.size(), 100);
    for (const pollfd& one : polled) {
      if ((one.revents & POLLIN) == 0) continue;
      // One answer fits into one read.
      const ssize_t size = recv(one.fd, bytes.data(), bytes.size(), 0);
      if (size < 12 || std::string_view(bytes.data() + 9, 3) != "200") {
        throw std::runtime_error(
            "an answer was not 200: " +
            std::string(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
      }
      ++answers;
      send(one.fd, request.data(), request.size(), MSG_NOSIGNAL);
    }
  }
  for (const pollfd& one : polled) close(one.fd);
  return answers;
}

template <typename SecondsOfServer>
double answers_per_core_second(std::uint16_t port, const std::string& request,
                               SecondsOfServer seconds_of_server) {
  constexpr double warm_up = 0.2;
  ask_for(port, request, warm_up);
  const double before = seconds_of_server();
  const std::int64_t answers =
      ask_for(port, request, std::chrono::duration<double>(duration).count());
  return static_cast<double>(answers) / (seconds_of_server() - before);
}

template <typename Post>
double seconds_on(Post post) {
  std::promise<double> seconds;
  auto result = seconds.get_future();
  post([&seconds] { seconds.set_value(kaibo::bench::thread_seconds()); });
  return result.get();
}

std::string request_to(std::string_view method) {
  kaibo::supply::v1::GetGoodRequest message;
  message.set_class_id(11);
  message.set_good_id(5);
  const std::string body = message.SerializeAsString();
  return fmt::format(
      "POST /{} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: keep-alive\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0\r\n"
      "Content-Type: application/proto\r\nAccept: */*\r\nOrigin: http://127.0.0.1:8080\r\n"
      "Accept-Language: zh-CN,zh;q=0.9\r\nConnect-Protocol-Version: 1\r\n"
      "Cookie: kaibo_session=0123456789012345678901234567890123456789012\r\n"
      "Content-Length: {}\r\n\r\n{}",
      method, body.size(), body);
}

}  // namespace

int main() {
  using kaibo::supply::v1::GetGoodRequest;
  using kaibo::supply::v1::GetGoodResponse;
  using kaibo::supply::v1::SearchGoodsRequest;
  using kaibo::supply::v1::SearchGoodsResponse;

  kaibo::bench::World world;
  world.database->write_now(0, [](kaibo::db::Transaction& tx) {
    tx.execute("CREATE TABLE bench_good (good_id BIGINT NOT NULL PRIMARY KEY, title VARCHAR(64))");
    tx.execute("INSERT INTO bench_good (good_id, title) VALUES (5, 'orange')");
  });
  constexpr std::string_view cached = "kaibo.supply.v1.SupplyService/GetGood";
  constexpr std::string_view row = "kaibo.supply.v1.SupplyService/SearchGoods";
  world.dispatcher->task<GetGoodRequest, GetGoodResponse>(
      cached, [](kaibo::rpc::Call&, const GetGoodRequest& request) -> kaibo::Task<GetGoodResponse> {
        GetGoodResponse response;
        response.mutable_good()->set_good_id(request.good_id());
        co_return response;
      });
  world.dispatcher->read<SearchGoodsRequest, SearchGoodsResponse>(
      row, [](const kaibo::rpc::Call&, kaibo::db::Transaction& tx, const SearchGoodsRequest&) {
        SearchGoodsResponse response;
        const auto rows = tx.query("SELECT title FROM bench_good WHERE good_id = ?", 5);
        response.add_goods()->set_title(rows.front().text(0));
        return response;
      });
  world.start();

  asio::io_context bare(1);
  tcp::acceptor acceptor(bare, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  asio::co_spawn(bare, accept_bare(acceptor), asio::detached);
  std::thread bare_thread([&] { bare.run(); });

  const auto kaibo_seconds = [&] {
    return seconds_on([&](auto work) { world.runtime.post(0, work); });
  };
  const auto bare_seconds = [&] { return seconds_on([&](auto work) { asio::post(bare, work); }); };
  std::vector<double> of_bare;
  std::vector<double> of_cached;
  std::vector<double> of_row;
  for (int round = 0; round < rounds; ++round) {
    of_bare.push_back(answers_per_core_second(acceptor.local_endpoint().port(), request_to(cached),
                                              bare_seconds));
    of_cached.push_back(
        answers_per_core_second(world.server->port(), request_to(cached), kaibo_seconds));
    of_row.push_back(answers_per_core_second(world.server->port(), request_to(row), kaibo_seconds));
  }
  bare.stop();
  bare_thread.join();

  const double bare_median = kaibo::bench::median(of_bare);
  const auto report = [&](std::string_view what, std::vector<double> values) {
    const double value = kaibo::bench::median(std::move(values));
    fmt::print("{:<40} {:>8.0f} requests/core-s   {:.2f} x bare\n", what, value,
               value / bare_median);
  };
  report("bare Beast, reused buffers", of_bare);
  report("RPC, signed in, answered from memory", of_cached);
  report("RPC, signed in, one row of SQLite", of_row);
}
