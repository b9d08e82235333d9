#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace kaibo::test {
namespace {

constexpr int patience_s = 20;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Answer parse_head(std::string_view head) {
  Answer answer;
  answer.status = std::stoi(std::string(head.substr(9, 3)));
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(": ");
    answer.headers[lower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
    head.remove_prefix(line.size() + 2);
  }
  return answer;
}

}  // namespace

RawClient::RawClient(std::uint16_t port, int receive_buffer)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer != 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  }
  const timeval limit{.tv_sec = patience_s, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    close(socket_);
    throw std::runtime_error("the server does not listen");
  }
}

RawClient::~RawClient() { close(socket_); }

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 16384> bytes{};
  ssize_t size = 0;
  do {  // the end of a child process interrupts a wait with a time-out
    size = recv(socket_, bytes.data(), bytes.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  in_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

Answer RawClient::read_answer(bool has_body) {
  auto end = in_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!fill()) return {};
    end = in_.find("\r\n\r\n");
  }
  Answer answer = parse_head(std::string_view(in_).substr(0, end + 2));
  in_.erase(0, end + 4);
  const auto length = answer.headers.find("content-length");
  if (!has_body || length == answer.headers.end()) return answer;
  const auto size = static_cast<std::size_t>(std::stoul(length->second));
  answer.body = read(size);
  if (answer.body.size() < size) answer.status = 0;
  return answer;
}

Answer RawClient::ask(std::string_view request) {
  send(request);
  return read_answer();
}

bool RawClient::ends() { return in_.empty() && !fill(); }

std::string RawClient::read(std::size_t size) {
  while (in_.size() < size && fill()) {
  }
  std::string bytes = in_.substr(0, size);
  in_.erase(0, bytes.size());
  return bytes;
}

SocketClient::SocketClient(std::uint16_t port, std::string_view headers, int receive_buffer,
                           std::string_view target)
    : client_(port, receive_buffer) {
  std::string request = "GET ";
  request += target;
  request +=
      " HTTP/1.1\r\nHost: kaibo.test\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Version: 13\r\n";
  request += headers;
  request += "\r\n";
  client_.send(request);
  status_ = client_.read_answer().status;
}

bool SocketClient::send(const realtime::v1::Uplink& uplink) {
  return send_frame(2, uplink.SerializeAsString());
}

bool SocketClient::send_frame(int opcode, std::string_view payload) {
  std::string frame;
  frame += static_cast<char>(0x80 | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65536) {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) {
      frame += static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift);
    }
  }
  // A mask of zeros leaves the payload as it is.
  frame.append(4, '\0');
  frame += payload;
  return client_.send(frame);
}

std::optional<SocketClient::Message> SocketClient::read_frame() {
  const std::string head = client_.read(2);
  if (head.size() < 2) return std::nullopt;
  auto size = static_cast<std::uint64_t>(head[1] & 0x7F);
  const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (more > 0) {
    size = 0;
    for (const char byte : client_.read(more)) size = size << 8 | static_cast<unsigned char>(byte);
  }
  Message message{head[0] & 0x0F, client_.read(static_cast<std::size_t>(size))};
  if (message.payload.size() < size) return std::nullopt;
  if (message.opcode == 8 && message.payload.size() >= 2) {
    close_code_ = static_cast<unsigned char>(message.payload[0]) << 8 |
                  static_cast<unsigned char>(message.payload[1]);
    close_reason_ = message.payload.substr(2);
    send_frame(8, message.payload);
  }
  return message;
}

std::optional<realtime::v1::Downlink> SocketClient::read() {
  const auto message = read_frame();
  realtime::v1::Downlink downlink;
  if (!message || message->opcode != 2 || !downlink.ParseFromString(message->payload)) {
    return std::nullopt;
  }
  return downlink;
}

int SocketClient::close_code() {
  while (close_code_ == 0 && read_frame()) {
  }
  return close_code_;
}

}  // namespace kaibo::test
