#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kaibo::contract {

/// Stands on the loopback between a program and its database server, and cuts the line where a
/// test wants it cut. One thread carries all connections.
class Proxy {
 public:
  /// The command byte of a query, and its text.
  static constexpr std::string_view commit_request = "\3COMMIT";

  enum class Cut {
    none,
    /// The line breaks before the words have reached the server.
    request,
    /// The server has done it; the line breaks before its reply arrives.
    reply,
    /// From these words on nothing gets through in either direction, and neither end is told: what
    /// a dead cable does. What was sent meanwhile arrives when it is mended.
    hold,
  };

  explicit Proxy(int server_port);
  /// In front of the server that `url` names; from then on it names the proxy.
  static std::unique_ptr<Proxy> before(std::string& url);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  int port() const { return port_; }

  /// Cuts the next connection that sends `words`, once. With `stay_away` all others go with it (or
  /// are held), and no new one comes through until come_back().
  void cut_at(std::string_view words, Cut cut, bool stay_away = false);
  /// Holds all at once.
  void hold() { holding_ = true; }
  /// What is held goes on.
  void come_back();
  int cuts() const { return cuts_; }

 private:
  struct Line {
    int client = -1;
    int server = -1;
    bool drop_reply = false;
    bool held = false;
    /// Read from the client, not yet sent on.
    std::string kept;
  };

  void run();
  void release();
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
  std::atomic<bool> holding_{false};
  std::atomic<bool> released_{false};
  std::atomic<int> cuts_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace kaibo::contract
