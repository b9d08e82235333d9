#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/program.h"

namespace kaibo::test {

/// A call that was sent, and what is known of its fate.
struct Sent {
  std::string method;
  std::string request;
  /// Set when the server has acknowledged it.
  std::string answer;
};

/// What a crowd shares while it writes.
struct Rush {
  std::atomic<bool> over{false};
  std::atomic<int> acknowledged{0};
  std::atomic<int> refused{0};
  std::chrono::milliseconds pace{0};
};

/// One thread's person: does one thing after the other until the server is gone. What it remembers
/// is outside the server, as a trainee remembers what the screen said.
class Writer {
 public:
  explicit Writer(const Person& person) : person_(person) {}
  virtual ~Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void work(std::uint16_t port, Rush& rush);
  /// Sends again, with the same request ids, what was acknowledged last and what was under way when
  /// the server died.
  void repeat(std::uint16_t port);
  /// What the server shows is what it has acknowledged.
  virtual void verify(std::uint16_t port) const = 0;

  const Person& person() const { return person_; }
  /// How long each acknowledged call took.
  const std::vector<std::chrono::microseconds>& took() const { return took_; }

 protected:
  /// False when the server is gone or the rush is over.
  virtual bool step(Caller& caller, Rush& rush) = 0;
  virtual void on_acknowledged(const Sent& sent) = 0;

  /// A server that cannot, and says so, is asked again for the same thing until it can.
  bool send(Caller& caller, Rush& rush, std::string_view method, const std::string& request);

 private:
  /// Again for as long as it is too often.
  static Outcome ask(Caller& caller, const Sent& sent);
  void acknowledge(const std::string& answer);

  const Person person_;
  Sent pending_;
  Sent last_;
  std::vector<std::chrono::microseconds> took_;
};

/// Buyers, people who comment, one who likes and an instructor who marks, in one class with one
/// stall; the last trainee does nothing.
class Crowd {
 public:
  /// Opens the stall and the score sheet.
  Crowd(const PracticeClass& of, std::uint16_t port);
  ~Crowd();

  /// Between an answer and the next thing somebody does; nobody waits unless it is set.
  void set_pace(std::chrono::milliseconds pace) { rush_->pace = pace; }

  /// Everybody writes, each at one of these servers, until `stop` or their server is gone.
  void start(const std::vector<std::uint16_t>& ports);
  void stop();
  /// Waits until so many more calls are acknowledged; false after 20 seconds.
  bool wait_for(int more) const;

  /// Everything acknowledged is there, once, and nothing else. Not while they write.
  void verify(std::uint16_t port) const;

  const Stall& stall() const { return stall_; }
  const PracticeClass& practice_class() const { return class_; }
  int acknowledged() const { return rush_->acknowledged; }
  int refused() const { return rush_->refused; }
  std::size_t orders() const;
  std::size_t marks() const;
  std::size_t comments() const;
  std::int64_t likes() const;
  /// Of all acknowledged calls since the last time it was asked.
  std::chrono::microseconds p99();

 private:
  class Buyer;
  class Commenter;
  class Liker;
  class Scorer;

  std::vector<Writer*> writers() const;
  void verify_comments(std::uint16_t port) const;

  const PracticeClass class_;
  Stall stall_;
  std::vector<std::unique_ptr<Buyer>> buyers_;
  std::vector<std::unique_ptr<Commenter>> commenters_;
  std::unique_ptr<Liker> liker_;
  std::unique_ptr<Scorer> scorer_;
  std::unique_ptr<Rush> rush_ = std::make_unique<Rush>();
  std::vector<std::jthread> threads_;
  std::vector<std::size_t> timed_;
};

}  // namespace kaibo::test
