#pragma once

#include <cstdint>
#include <string_view>

#include "common/db/transaction.h"

namespace kaibo::files {

/// What one person holds.
struct Holding {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
};
Holding holding_of(db::Transaction& tx, std::int64_t user_id);

/// A stored file: hash of its content, and "webp", "mp4" or "webm".
struct FileName {
  std::string_view hash;
  std::string_view type;
};
bool is_held(db::Transaction& tx, std::int64_t user_id, const FileName& file);

/// No effect when it is held already.
void hold(db::Transaction& tx, std::int64_t user_id, const FileName& file, std::int64_t bytes);

}  // namespace kaibo::files
