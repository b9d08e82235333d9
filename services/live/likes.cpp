#include "services/live/likes.h"

#include <exception>
#include <map>
#include <string_view>
#include <utility>

#include "common/async/await.h"
#include "common/rpc/requests.h"

namespace kaibo::live {

namespace {

constexpr std::string_view method = "kaibo.live.v1.LiveService/AddLikes";

rpc::RequestKey key_of(std::int64_t user_id, const v1::AddLikesRequest& request,
                       std::string_view content) {
  return {
      .user_id = user_id, .request_id = request.request_id(), .method = method, .content = content};
}

}  // namespace

Task<std::int64_t> LikeMerger::add(std::int64_t user_id, v1::AddLikesRequest request) {
  std::int64_t total = 0;
  const std::int64_t class_id = request.class_id();
  const std::int64_t room_id = request.room_id();
  std::string content = request.SerializeAsString();
  std::function<void(async::Done)> start = [&](async::Done done) {
    join(class_id, room_id,
         {.user_id = user_id,
          .request = std::move(request),
          .content = std::move(content),
          .total = &total,
          .done = std::move(done)});
  };
  co_await async::await_callback(std::move(start));
  co_return total;
}

void LikeMerger::join(std::int64_t class_id, std::int64_t room_id, Waiting waiting) {
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
    runtime_.spawn(core,
                   [this, class_id, room_id, closed] { return flush(class_id, room_id, closed); });
  });
}

Task<void> LikeMerger::flush(std::int64_t class_id, std::int64_t room_id, Batch batch) {
  std::exception_ptr fault;
  std::vector<std::int64_t> totals;
  try {
    co_await database_.write(
        class_id, [&](db::Transaction& tx) { apply(tx, class_id, room_id, *batch, totals); });
  } catch (...) {
    fault = std::current_exception();
  }
  for (std::size_t i = 0; i < batch->size(); ++i) {
    Waiting& waiting = (*batch)[i];
    if (!fault) *waiting.total = totals[i];
    waiting.done(fault);
  }
}

void LikeMerger::apply(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                       std::vector<Waiting>& batch, std::vector<std::int64_t>& totals) {
  totals.assign(batch.size(), 0);
  std::vector<std::pair<std::int64_t, std::int32_t>> people;
  // By person and request id, as a retry may fall into the same batch as what it repeats.
  std::map<std::pair<std::int64_t, std::string_view>, std::vector<std::size_t>> fresh;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Waiting& waiting = batch[i];
    const auto earlier =
        rpc::earlier_answer(tx, key_of(waiting.user_id, waiting.request, waiting.content));
    if (earlier) {
      v1::AddLikesResponse answer;
      answer.ParseFromString(*earlier);
      totals[i] = answer.total();
      continue;
    }
    std::vector<std::size_t>& same = fresh[{waiting.user_id, waiting.request.request_id()}];
    if (same.empty()) people.emplace_back(waiting.user_id, waiting.request.count());
    same.push_back(i);
  }
  if (people.empty()) return;
  v1::AddLikesResponse answer;
  answer.set_total(rooms_.add_likes(tx, class_id, room_id, people));
  const std::string bytes = answer.SerializeAsString();
  for (const auto& [key, same] : fresh) {
    for (const std::size_t i : same) totals[i] = answer.total();
    const Waiting& waiting = batch[same.front()];
    rpc::remember_answer(tx, key_of(waiting.user_id, waiting.request, waiting.content), bytes);
  }
}

}  // namespace kaibo::live
