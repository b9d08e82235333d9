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

bool is_held(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id);

/// No effect when it is held already.
void hold(db::Transaction& tx, std::int64_t user_id, std::string_view picture_id,
          std::int64_t bytes);

}  // namespace kaibo::files
