#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/async/await.h"
#include "common/rpc/call.h"

namespace kaibo::test {

/// Knows the tokens it was told. Thread-safe.
class FakeAuthenticator : public rpc::Authenticator {
 public:
  void add(const std::string& token, std::int64_t user_id, std::vector<rpc::Grant> grants) {
    const std::lock_guard lock(mutex_);
    callers_[token] = std::make_shared<const rpc::Caller>(rpc::Caller{
        .user_id = user_id, .session_id = user_id + 1, .name = "", .grants = std::move(grants)});
  }
  void revoke(const std::string& token) {
    const std::lock_guard lock(mutex_);
    callers_.erase(token);
  }

  /// From now on `find` waits, as for a database, until `go_on`. Both on the core of the callers.
  void wait() { waits_ = true; }
  void go_on() {
    waits_ = false;
    for (const async::Done& done : std::exchange(waiting_, {})) done(nullptr);
  }

  Task<std::shared_ptr<const rpc::Caller>> find(std::string_view token) override {
    if (waits_) {
      co_await async::await_callback(
          [this](async::Done done) { waiting_.push_back(std::move(done)); });
    }
    const std::lock_guard lock(mutex_);
    const auto found = callers_.find(token);
    co_return found == callers_.end() ? nullptr : found->second;
  }

 private:
  bool waits_ = false;
  std::vector<async::Done> waiting_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const rpc::Caller>, std::less<>> callers_;
};

}  // namespace kaibo::test
