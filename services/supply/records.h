#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/supply/v1/supply.pb.h"

namespace kaibo::supply::records {

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Good& good);
std::optional<v1::Good> find(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id);
/// By words in the title or origin and by category; empty means all.
std::vector<v1::Good> search(db::Transaction& tx, std::int64_t class_id, std::string_view words,
                             std::string_view category);
std::vector<std::string> categories(db::Transaction& tx, std::int64_t class_id);

}  // namespace kaibo::supply::records
