#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/async/await.h"
#include "common/async/runtime.h"
#include "common/async/task.h"
#include "common/db/database.h"
#include "common/rpc/requests.h"

namespace kaibo::live {

/// Merges what many do many times a second in a room (likes, looks at products): the calls that
/// come within a fraction of a second are one unit of work and one event. A caller is answered only
/// when it is durable; the same request_id counts once. Thread-safe.
template <typename Request, typename Response>
class Merger {
 public:
  struct Wish {
    std::int64_t user_id = 0;
    Request request;
  };
  /// The effect of all wishes of one moment, and what each of them is answered.
  using Apply = std::function<Response(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t room_id, const std::vector<Wish>& wishes)>;

  /// `method`: full name of the RPC, under which answers are remembered.
  Merger(std::string_view method, db::Database& database, async::Runtime& runtime, int merge_ms,
         Apply apply)
      : method_(method),
        database_(database),
        runtime_(runtime),
        merge_ms_(merge_ms),
        apply_(std::move(apply)) {}

  Task<Response> add(std::int64_t user_id, Request request) {
    Response response;
    const std::int64_t class_id = request.class_id();
    const std::int64_t room_id = request.room_id();
    std::string content = request.SerializeAsString();
    std::function<void(async::Done)> start = [&](async::Done done) {
      join(class_id, room_id,
           {.wish = {.user_id = user_id, .request = std::move(request)},
            .content = std::move(content),
            .response = &response,
            .done = std::move(done)});
    };
    co_await async::await_callback(std::move(start));
    co_return response;
  }

 private:
  struct Waiting {
    Wish wish;
    std::string content;
    /// The caller's: filled before `done`.
    Response* response = nullptr;
    std::function<void(std::exception_ptr)> done;
  };
  using Batch = std::shared_ptr<std::vector<Waiting>>;

  rpc::RequestKey key_of(const Waiting& waiting) const {
    return {.user_id = waiting.wish.user_id,
            .request_id = waiting.wish.request.request_id(),
            .method = method_,
            .content = waiting.content};
  }

  void join(std::int64_t class_id, std::int64_t room_id, Waiting waiting) {
    const std::lock_guard lock(mutex_);
    Batch& batch = open_[room_id];
    const bool first = batch == nullptr;
    if (first) batch = std::make_shared<std::vector<Waiting>>();
    batch->push_back(std::move(waiting));
    if (!first) return;
    const std::size_t core = async::Runtime::this_core();
    runtime_.after(core, merge_ms_, [this, core, class_id, room_id] {
      Batch closed;
      {
        const std::lock_guard take(mutex_);
        const auto found = open_.find(room_id);
        closed = std::move(found->second);
        open_.erase(found);
      }
      runtime_.spawn(
          core, [this, class_id, room_id, closed] { return flush(class_id, room_id, closed); });
    });
  }

  Task<void> flush(std::int64_t class_id, std::int64_t room_id, Batch batch) {
    std::exception_ptr fault;
    std::vector<Response> responses;
    try {
      co_await database_.write(class_id, [&](db::Transaction& tx) {
        responses = answers(tx, class_id, room_id, *batch);
      });
    } catch (...) {
      fault = std::current_exception();
    }
    for (std::size_t i = 0; i < batch->size(); ++i) {
      Waiting& waiting = (*batch)[i];
      if (!fault) *waiting.response = responses[i];
      waiting.done(fault);
    }
  }

  std::vector<Response> answers(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                                const std::vector<Waiting>& batch) {
    std::vector<Response> responses(batch.size());
    std::vector<Wish> wishes;
    // By person and request id, as a retry may fall into the same batch as what it repeats.
    std::map<std::pair<std::int64_t, std::string_view>, std::vector<std::size_t>> fresh;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Wish& wish = batch[i].wish;
      const std::optional<std::string> earlier = rpc::earlier_answer(tx, key_of(batch[i]));
      if (earlier) {
        responses[i].ParseFromString(*earlier);
        continue;
      }
      std::vector<std::size_t>& same = fresh[{wish.user_id, wish.request.request_id()}];
      if (same.empty()) wishes.push_back(wish);
      same.push_back(i);
    }
    if (wishes.empty()) return responses;
    const Response answer = apply_(tx, class_id, room_id, wishes);
    const std::string bytes = answer.SerializeAsString();
    for (const auto& [key, same] : fresh) {
      for (const std::size_t i : same) responses[i] = answer;
      rpc::remember_answer(tx, key_of(batch[same.front()]), bytes);
    }
    return responses;
  }

  const std::string_view method_;
  db::Database& database_;
  async::Runtime& runtime_;
  const int merge_ms_;
  const Apply apply_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, Batch> open_;
};

}  // namespace kaibo::live
