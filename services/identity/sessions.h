#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/journal/hub.h"
#include "common/rpc/call.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "services/identity/settings.h"

namespace kaibo::identity {

/// Who a token belongs to: from a bounded memory in the usual case, from the database else. What
/// this node is told (forget, end) takes effect at once; other nodes notice when they hear of it,
/// and within Settings::cache_ms otherwise. Thread-safe.
class Sessions : public rpc::Authenticator {
 public:
  /// All outlive the sessions.
  Sessions(const Settings& settings, db::Database& database, const base::Clock& clock,
           journal::Hub& hub);
  ~Sessions() override;

  /// `token` must stay alive until the task is done.
  Task<std::shared_ptr<const rpc::Caller>> find(std::string_view token) override;

  /// The roles or names of these people changed: their next call reads them anew. After the commit.
  void forget(std::span<const std::int64_t> user_ids);
  /// These sessions of a person are gone: refuses their tokens and closes their connections, saying
  /// why. After the commit.
  void ended(std::int64_t user_id, std::span<const std::int64_t> session_ids,
             const base::Error& why);

  /// Tells other nodes of both of the above; they give it to `hear`. Before the first call.
  using Tell = std::function<void(std::string body)>;
  void share(Tell tell);
  /// Any thread.
  void hear(std::string_view body);

  /// Sessions now in memory.
  std::size_t cached() const;

 private:
  void take_back(const v1::TakenBack& news);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::identity
