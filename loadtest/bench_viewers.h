#pragma once

// The viewers of a fan-out as the benchmark plays them: raw sockets that know how each server's
// events look on the wire, and look at every byte.

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "loadtest/bench_load.h"

namespace kaibo::bench {

struct Viewer {
  int socket = -1;
  /// What has come and is not counted yet.
  std::string in;
  std::int64_t received = 0;
  /// Of the last event, where events are numbered.
  std::int64_t seq = 0;
};

/// Reads until `text` has come.
inline void await(int socket, std::string_view text) {
  std::string seen;
  std::array<char, 4096> bytes{};
  while (seen.find(text) == std::string::npos) {
    const ssize_t size = recv(socket, bytes.data(), bytes.size(), 0);
    if (size <= 0) throw std::runtime_error("instead of " + std::string(text) + ": " + seen);
    seen.append(bytes.data(), static_cast<std::size_t>(size));
  }
}

// ---- events that are all alike

/// Counts the whole events at the front of `bytes`; returns how many bytes they are.
inline std::size_t count_alike(Viewer& viewer, std::string_view bytes, const std::string& event) {
  constexpr std::string_view nats_ping = "PING\r\n";
  std::size_t at = 0;
  for (;;) {
    if (bytes.substr(at).starts_with(nats_ping)) {
      send_all(viewer.socket, "PONG\r\n");
      at += nats_ping.size();
    } else if (bytes.size() - at < event.size()) {
      return at;
    } else if (bytes.compare(at, event.size(), event) != 0) {
      throw std::runtime_error("an event came damaged");
    } else {
      at += event.size();
      ++viewer.received;
    }
  }
}

// ---- Kaibo's events, which are numbered

/// A Downlink with one event, and where its number stands in it: four bytes, for as long as numbers
/// lie between 2^21 and 2^28.
struct NumberedEvent {
  std::string bytes;
  std::size_t number_at = 0;
};

inline std::int64_t number_in(std::string_view bytes) {
  std::int64_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 7 | (bytes[i] & 0x7F);
  return number;
}

/// Counts the events among the parts of a Downlink; each must follow the one before.
inline std::size_t count_numbered(Viewer& viewer, std::string_view bytes,
                                  const NumberedEvent& event) {
  constexpr std::size_t number_size = 4;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (bytes[at] == event.bytes[0]) {
      const std::string_view one = bytes.substr(at, event.bytes.size());
      const std::size_t rest = event.number_at + number_size;
      if (one.size() < event.bytes.size() ||
          one.compare(0, event.number_at, event.bytes, 0, event.number_at) != 0 ||
          one.compare(rest, one.npos, event.bytes, rest, event.bytes.npos) != 0 ||
          number_in(one.substr(event.number_at)) != viewer.seq + 1) {
        throw std::runtime_error("an event came damaged, twice or out of order");
      }
      ++viewer.seq;
      ++viewer.received;
      at += one.size();
    } else {
      // Another part (how many are online): its tag, its short length, its content.
      if (bytes.size() - at < 2) return at;
      at += 2 + static_cast<unsigned char>(bytes[at + 1]);
    }
  }
  return at;
}

// ---- WebSocket

/// Masked with zeros.
inline std::string masked_frame(char first, const std::string& payload) {
  constexpr std::size_t short_payload = 126;
  if (payload.size() >= short_payload) throw std::logic_error("too long for a short frame");
  return std::string{first, static_cast<char>(0x80 | payload.size()), 0, 0, 0, 0} + payload;
}
inline std::string binary_frame(const std::string& payload) {
  return masked_frame('\x82', payload);
}
inline std::string text_frame(const std::string& payload) { return masked_frame('\x81', payload); }

/// Opens a WebSocket; `first` is what the server sends after that by itself.
inline void upgrade(int socket, std::string_view path, std::string_view first) {
  send_all(socket,
           fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\nAuthorization: Bearer x\r\n\r\n",
                       path));
  await(socket, first);
}

/// Counts by `count_payload` in the whole frames that have come.
template <typename CountPayload>
void count_frames(Viewer& viewer, CountPayload count_payload) {
  std::size_t at = 0;
  const std::string_view in = viewer.in;
  while (in.size() - at >= 2) {
    auto size = static_cast<std::size_t>(in[at + 1] & 0x7F);
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (in.size() - at < 2 + more) break;
    if (more > 0) size = 0;
    for (std::size_t i = 0; i < more; ++i) {
      size = size << 8 | static_cast<unsigned char>(in[at + 2 + i]);
    }
    if (in.size() - at < 2 + more + size) break;
    if (count_payload(in.substr(at + 2 + more, size)) != size) {
      throw std::runtime_error("a message holds more than events");
    }
    at += 2 + more + size;
  }
  viewer.in.erase(0, at);
}

// ---- peers

/// A server to be measured: how to watch it, and how to make it send.
struct Room {
  std::string name;
  clockid_t clock{};
  /// Over this address (see connect_to).
  std::function<Viewer(std::uint32_t from)> join;
  /// Makes so many events happen.
  std::function<void(int)> publish;
  /// Whether that is done in this process, so that its time is the server's too.
  bool publishes_here = false;
  /// Counts and removes what is whole of `in`.
  std::function<void(Viewer&)> count;
};

/// How a peer's events are published, joined and seen.
struct Wire {
  /// Of the viewer's way in: empty for servers that do not speak WebSocket.
  std::string path;
  std::string greeting;
  std::string hello;
  std::string joined;
  std::string event;
  std::function<std::string(int)> publication;
};

inline std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

inline Wire wire_of(const std::string& protocol, const std::string& payload) {
  const std::string size = std::to_string(payload.size());
  if (protocol == "ws") {
    return {"/", "\r\n\r\n", "",
            "",  payload,    [](int count) { return text_frame(std::to_string(count)); }};
  }
  if (protocol == "socketio") {
    return {"/socket.io/?EIO=4&transport=websocket",
            "pingTimeout",
            text_frame("40"),
            "40{",
            "42[\"event\",\"" + payload + "\"]",
            [](int count) { return text_frame(fmt::format("42[\"publish\",{}]", count)); }};
  }
  if (protocol == "redis") {
    const std::string command =
        fmt::format("*3\r\n$7\r\nPUBLISH\r\n$4\r\nroom\r\n${}\r\n{}\r\n", size, payload);
    return {"",
            "",
            "SUBSCRIBE room\r\n",
            ":1\r\n",
            fmt::format("*3\r\n$7\r\nmessage\r\n$4\r\nroom\r\n${}\r\n{}\r\n", size, payload),
            [command](int count) { return repeated(command, count); }};
  }
  if (protocol == "nats") {
    const std::string command = fmt::format("PUB room {}\r\n{}\r\n", size, payload);
    return {"",
            "INFO ",
            "CONNECT {\"verbose\":false}\r\nSUB room 1\r\nPING\r\n",
            "PONG\r\n",
            fmt::format("MSG room 1 {}\r\n{}\r\n", size, payload),
            [command](int count) { return repeated(command, count); }};
  }
  throw std::runtime_error("unknown protocol " + protocol);
}

/// Of a publisher; closes it.
struct Socket {
  explicit Socket(int its_number) : number(its_number) {}
  ~Socket() { close(number); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int number;
};

inline void enter(int socket, const Wire& wire, const std::string& path) {
  if (!path.empty()) {
    upgrade(socket, path, wire.greeting);
  } else if (!wire.greeting.empty()) {
    await(socket, wire.greeting);
  }
}

inline Room room_of(const Peer& peer, const std::string& payload) {
  const Wire wire = wire_of(peer.protocol, payload);
  const auto publisher = std::make_shared<const Socket>(connect_to(peer.port));
  // ws has nothing like a message to others: what comes on this path is a number of events to send.
  enter(publisher->number, wire, peer.protocol == "ws" ? "/publish" : wire.path);
  if (peer.protocol == "nats") send_all(publisher->number, "CONNECT {\"verbose\":false}\r\n");
  if (peer.protocol == "socketio") {
    send_all(publisher->number, wire.hello);
    await(publisher->number, wire.joined);
  }
  Room room{.name = peer.name, .clock = peer.clock};
  room.join = [wire, port = peer.port](std::uint32_t from) {
    Viewer viewer{.socket = connect_to(port, from)};
    enter(viewer.socket, wire, wire.path);
    if (!wire.hello.empty()) {
      send_all(viewer.socket, wire.hello);
      await(viewer.socket, wire.joined);
    }
    return viewer;
  };
  room.publish = [wire, publisher](int count) {
    send_all(publisher->number, wire.publication(count));
    // What the server says to it (numbers of receivers) is not wanted.
    std::array<char, 4096> bytes{};
    while (recv(publisher->number, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) continue;
  };
  const bool frames = !wire.path.empty();
  room.count = [event = wire.event, frames](Viewer& viewer) {
    if (frames) {
      count_frames(viewer, [&](std::string_view part) { return count_alike(viewer, part, event); });
    } else {
      viewer.in.erase(0, count_alike(viewer, viewer.in, event));
    }
  };
  return room;
}

}  // namespace kaibo::bench
