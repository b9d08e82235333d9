#pragma once

#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

namespace kaibo::contract {

/// Stands on the loopback between a program and its database server, and cuts the line where a
/// test wants it cut. One thread carries all connections.
class Proxy {
 public:
  enum class Cut {
    none,
    /// The line breaks before the words have reached the server.
    request,
    /// The server has done it; the line breaks before its reply arrives.
    reply,
  };

  explicit Proxy(int server_port);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  int port() const { return port_; }

  /// Cuts the next connection that sends `words`, once. With `stay_away` all others go with it, and
  /// no new one comes through until come_back().
  void cut_at(std::string_view words, Cut cut, bool stay_away = false);
  void come_back() { away_ = false; }
  int cuts() const { return cuts_; }

 private:
  struct Line {
    int client = -1;
    int server = -1;
    bool drop_reply = false;
  };

  void run();
  void take_connection();
  /// False when the line is over.
  bool carry(Line& line, bool from_client);

  int server_port_;
  int listener_ = -1;
  int port_ = 0;
  std::vector<Line> lines_;
  std::string_view words_;
  std::atomic<Cut> cut_{Cut::none};
  std::atomic<bool> stay_away_{false};
  std::atomic<bool> away_{false};
  std::atomic<int> cuts_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace kaibo::contract
