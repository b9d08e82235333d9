#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/db/transaction.h"

namespace kaibo::rpc {

/// A call that must take effect once: the same person, the same client-made id.
struct RequestKey {
  std::int64_t user_id = 0;
  std::string_view request_id;
  std::string_view method;
  /// Serialized request (rpc::canonical): the same id must bring the same content.
  std::string_view content;
};

/// The answer given to this request before; nothing when it is new. Throws invalid_argument when
/// the id was used for another request.
std::optional<std::string> earlier_answer(db::Transaction& tx, const RequestKey& key);

/// Keeps the answer with the effect, in the same unit of work. It stands in the database as it is:
/// never an answer with a secret in it, as an initial password.
void remember_answer(db::Transaction& tx, const RequestKey& key, std::string_view answer);

/// Forgets the oldest answers given before `at`, at most `limit`; returns how many.
std::size_t forget_before(db::Transaction& tx, base::Millis at, std::size_t limit);

/// Throws invalid_argument unless it is 8 … 64 characters of [0-9a-zA-Z-].
void check_request_id(std::string_view request_id);

}  // namespace kaibo::rpc
