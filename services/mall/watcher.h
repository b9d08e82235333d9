#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall {

/// What a person has written where others read it.
struct Written {
  std::int64_t class_id = 0;
  std::int64_t person_id = 0;
  /// "product", "shop", "chat": with `id` it names the text.
  std::string_view place;
  std::int64_t id = 0;
  /// What it is about; 0 when nothing of the kind.
  std::int64_t product_id = 0;
  std::int64_t order_id = 0;
  std::string text;
};

/// Whoever looks whether the platform's rules are kept: told by the mall inside its own units of
/// work, when the effect is there already. Each may throw failed_precondition, and nothing has
/// happened then. As it stands here it sees nothing.
class Watcher {
 public:
  Watcher() = default;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  virtual ~Watcher() = default;

  virtual void read_words(db::Transaction&, const Written&) {}
  /// It is listed, new or changed, with its weaknesses.
  virtual void product_listed(db::Transaction&, std::int64_t /*class_id*/, const v1::Product&) {}
  virtual void order_paid(db::Transaction&, std::int64_t /*class_id*/, const v1::Order&) {}
  virtual void order_late(db::Transaction&, std::int64_t /*class_id*/, const v1::Order&) {}
  virtual void parcel_sent(db::Transaction&, std::int64_t /*class_id*/, std::int64_t /*sender_id*/,
                           const v1::Parcel&) {}

  static Watcher& none() {
    static Watcher nobody;
    return nobody;
  }
};

/// A part of the mall that tells a watcher.
class Watched {
 public:
  /// Before the first unit of work.
  void watched_by(Watcher& watcher) { watcher_ = &watcher; }

 protected:
  Watcher& watcher() { return *watcher_; }

 private:
  Watcher* watcher_ = &Watcher::none();
};

}  // namespace kaibo::mall
