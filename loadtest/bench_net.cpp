// Requests a core answers in a second of its own time: an RPC through the whole server, signed in,
// against a bare Beast server with reused buffers that answers a fixed text, and against the peers
// named by --peer. Alternating runs; only ratios are worth quoting.

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
#include <cstring>
#include <optional>
#include <thread>
#include <vector>

#include "kaibo/supply/v1/supply.pb.h"
#include "loadtest/bench_load.h"
#include "loadtest/bench_net_parts.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int connections = 64;
/// Of every answer, at least.
constexpr std::size_t body_bytes = 1024;

// ---- the bare server

std::string filler(std::size_t around) { return std::string(body_bytes - around, 'x'); }

asio::awaitable<void> serve_bare(tcp::socket socket) {
  const std::string json = R"({"text":")" + filler(11) + R"("})";
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
    out = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n";
    out += json;
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

struct Answer {
  std::string_view body;
  std::size_t size = 0;
};

/// The first answer in what has come, when it is there as a whole.
std::optional<Answer> first_answer(const std::string& in) {
  const std::size_t end = in.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  constexpr char name[] = "content-length:";
  const char* length = strcasestr(in.c_str(), name);
  if (in.compare(9, 3, "200") != 0 || length == nullptr || length > in.c_str() + end) {
    throw std::runtime_error("an answer was not 200 with its length: " + in);
  }
  const std::size_t size = end + 4 + std::strtoul(length + sizeof(name) - 1, nullptr, 10);
  if (in.size() < size) return std::nullopt;
  return Answer{std::string_view(in).substr(end + 4, size - end - 4), size};
}

struct Subject {
  std::string name;
  std::uint16_t port = 0;
  clockid_t clock{};
  std::string request;
  /// What every answer must be, once the first has come.
  std::string body;
};

/// Every connection asks again as soon as it is answered. Returns the number of answers, all of
/// them looked at.
std::int64_t ask_for(Subject& subject, double seconds) {
  std::array<pollfd, connections> polled{};
  std::array<std::string, connections> in;
  for (pollfd& one : polled) {
    one = {kaibo::bench::connect_to(subject.port), POLLIN, 0};
    kaibo::bench::send_all(one.fd, subject.request);
  }
  std::int64_t answers = 0;
  std::array<char, 8192> bytes{};
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < end) {
    poll(polled.data(), polled.size(), 100);
    for (std::size_t i = 0; i < polled.size(); ++i) {
      if ((polled.at(i).revents & POLLIN) == 0) continue;
      const ssize_t size = recv(polled.at(i).fd, bytes.data(), bytes.size(), 0);
      if (size <= 0) throw std::runtime_error(subject.name + " has closed a connection");
      in.at(i).append(bytes.data(), static_cast<std::size_t>(size));
      const std::optional<Answer> answer = first_answer(in.at(i));
      if (!answer) continue;
      if (subject.body.empty()) subject.body = answer->body;
      if (answer->body != subject.body || answer->body.size() < body_bytes) {
        throw std::runtime_error(subject.name + " gave a wrong answer: " + in.at(i));
      }
      in.at(i).erase(0, answer->size);
      ++answers;
      kaibo::bench::send_all(polled.at(i).fd, subject.request);
    }
  }
  for (const pollfd& one : polled) close(one.fd);
  return answers;
}

double answers_per_core_second(Subject& subject, double seconds) {
  constexpr double warm_up = 0.2;
  ask_for(subject, warm_up);
  const double before = kaibo::bench::seconds_on(subject.clock);
  const std::int64_t answers = ask_for(subject, seconds);
  return static_cast<double>(answers) / (kaibo::bench::seconds_on(subject.clock) - before);
}

// ---- what is asked

/// As a browser asks.
std::string request_to(std::string_view what, std::string_view type, std::string_view body) {
  return fmt::format(
      "{} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: keep-alive\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0\r\n"
      "Content-Type: {}\r\nAccept: */*\r\nOrigin: http://127.0.0.1:8080\r\n"
      "Accept-Language: zh-CN,zh;q=0.9\r\nConnect-Protocol-Version: 1\r\n"
      "Cookie: kaibo_session=0123456789012345678901234567890123456789012\r\n"
      "Content-Length: {}\r\n\r\n{}",
      what, type, body.size(), body);
}

constexpr std::string_view from_memory = "kaibo.supply.v1.SupplyService/GetGood";
constexpr std::string_view one_row = "kaibo.supply.v1.SupplyService/SearchGoods";

void add_methods(kaibo::bench::World& world) {
  using kaibo::supply::v1::GetGoodRequest;
  using kaibo::supply::v1::GetGoodResponse;
  using kaibo::supply::v1::SearchGoodsRequest;
  using kaibo::supply::v1::SearchGoodsResponse;
  world.database->write_now(0, [](kaibo::db::Transaction& tx) {
    tx.execute(
        "CREATE TABLE bench_good (good_id BIGINT NOT NULL PRIMARY KEY, title VARCHAR(2000))");
    tx.execute("INSERT INTO bench_good (good_id, title) VALUES (5, ?)", filler(0));
  });
  world.dispatcher->task<GetGoodRequest, GetGoodResponse>(
      from_memory,
      [text = filler(0)](kaibo::rpc::Call&,
                         const GetGoodRequest& request) -> kaibo::Task<GetGoodResponse> {
        GetGoodResponse response;
        response.mutable_good()->set_good_id(request.good_id());
        response.mutable_good()->set_description(text);
        co_return response;
      });
  world.dispatcher->read<SearchGoodsRequest, SearchGoodsResponse>(
      one_row, [](const kaibo::rpc::Call&, kaibo::db::Transaction& tx, const SearchGoodsRequest&) {
        SearchGoodsResponse response;
        const auto rows = tx.query("SELECT title FROM bench_good WHERE good_id = ?", 5);
        response.add_goods()->set_title(rows.front().text(0));
        return response;
      });
}

std::vector<Subject> subjects_of(std::uint16_t port, clockid_t clock) {
  kaibo::supply::v1::GetGoodRequest message;
  message.set_class_id(11);
  message.set_good_id(5);
  // The other request begins with the same fields.
  const std::string binary = message.SerializeAsString();
  const auto ask = [](std::string_view method, std::string_view type, std::string_view body) {
    return request_to(fmt::format("POST /{}", method), type, body);
  };
  return {
      {"kaibo", port, clock, ask(from_memory, "application/proto", binary), {}},
      {"kaibo-row", port, clock, ask(one_row, "application/proto", binary), {}},
      {"kaibo-json",
       port,
       clock,
       ask(from_memory, "application/json", R"({"classId":"11","goodId":"5"})"),
       {}},
  };
}

void measure(std::vector<Subject> subjects, int rounds, double seconds) {
  kaibo::bench::stay_on(kaibo::bench::load_cpu);
  for (int round = 0; round < rounds; ++round) {
    for (Subject& subject : subjects) {
      kaibo::bench::report("http", subject.name, answers_per_core_second(subject, seconds));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 5;
  double seconds = 1;
  std::vector<std::string> peers;
  CLI::App app("Requests answered per second of a core's time; a line for each run.");
  app.add_option("--rounds", rounds, "Runs of each server")->capture_default_str();
  app.add_option("--seconds", seconds, "Length of a run")->capture_default_str();
  app.add_option("--peer", peers, "Further server: name:http:port:process id");
  CLI11_PARSE(app, argc, argv);

  kaibo::bench::World world;
  add_methods(world);
  world.start();
  asio::io_context bare(1);
  tcp::acceptor acceptor(bare, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  asio::co_spawn(bare, accept_bare(acceptor), asio::detached);
  std::thread bare_thread([&] { bare.run(); });

  int failed = 0;
  try {
    const std::string get = request_to("GET /", "application/json", "");
    std::vector<Subject> subjects =
        subjects_of(world.server->port(),
                    kaibo::bench::settle_server([&](auto work) { world.runtime.post(0, work); }));
    subjects.push_back({"beast",
                        acceptor.local_endpoint().port(),
                        kaibo::bench::settle_server([&](auto work) { asio::post(bare, work); }),
                        get,
                        {}});
    for (const std::string& text : peers) {
      const kaibo::bench::Peer peer = kaibo::bench::read_peer(text);
      subjects.push_back({peer.name, peer.port, peer.clock, get, {}});
    }
    measure(std::move(subjects), rounds, seconds);
  } catch (const std::exception& e) {
    fmt::print(stderr, "kaibo-bench-net: {}\n", e.what());
    failed = 1;
  }
  bare.stop();
  bare_thread.join();
  return failed;
}
