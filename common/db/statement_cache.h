#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kaibo::db {

/// Prepared statements by their text; the ones used longest ago make room.
template <typename Prepared>
class StatementCache {
 public:
  explicit StatementCache(std::size_t capacity) : capacity_(capacity) {}

  /// The statement of this text, made by `prepare(sql)` when it is not there. Valid until the next
  /// call.
  template <typename F>
  Prepared& get(std::string_view sql, F prepare) {
    if (const auto found = index_.find(sql); found != index_.end()) {
      uses_.splice(uses_.begin(), uses_, found->second);
      return found->second->second;
    }
    if (uses_.size() >= capacity_) {
      index_.erase(uses_.back().first);
      uses_.pop_back();
    }
    uses_.emplace_front(std::string(sql), prepare(sql));
    index_.emplace(uses_.front().first, uses_.begin());
    return uses_.front().second;
  }

  void clear() {
    index_.clear();
    uses_.clear();
  }

 private:
  using Uses = std::list<std::pair<std::string, Prepared>>;

  std::size_t capacity_;
  Uses uses_;
  std::unordered_map<std::string_view, typename Uses::iterator> index_;
};

}  // namespace kaibo::db
