#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/async/runtime.h"
#include "common/async/task.h"
#include "common/db/database.h"
#include "kaibo/live/v1/live.pb.h"
#include "services/live/rooms.h"

namespace kaibo::live {

/// Merges the likes a room gets within a fraction of a second into one event. Whoever liked is
/// answered only when the likes are durable. Thread-safe.
class LikeMerger {
 public:
  LikeMerger(Rooms& rooms, db::Database& database, async::Runtime& runtime, int merge_ms)
      : rooms_(rooms), database_(database), runtime_(runtime), merge_ms_(merge_ms) {}

  /// Adds one person's likes; the same request_id counts once. Returns the room's total.
  Task<std::int64_t> add(std::int64_t user_id, v1::AddLikesRequest request);

 private:
  struct Waiting {
    std::int64_t user_id = 0;
    v1::AddLikesRequest request;
    std::string content;
    /// The caller's: filled before `done`.
    std::int64_t* total = nullptr;
    std::function<void(std::exception_ptr)> done;
  };
  using Batch = std::shared_ptr<std::vector<Waiting>>;

  void join(std::int64_t class_id, std::int64_t room_id, Waiting waiting);
  Task<void> flush(std::int64_t class_id, std::int64_t room_id, Batch batch);
  void apply(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             std::vector<Waiting>& batch, std::vector<std::int64_t>& totals);

  Rooms& rooms_;
  db::Database& database_;
  async::Runtime& runtime_;
  const int merge_ms_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, Batch> open_;
};

}  // namespace kaibo::live
