#include "common/db/amounts.h"

namespace kaibo::db {

bool Amounts::take(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) {
  Entry& entry = entry_of(amount, key);
  Kept& kept = entry.second;
  if (!kept.is_ours) store(entry);
  if (!kept.is_ours) {
    kept.is_ours = connection_.take(amount, number, key);
    if (kept.is_ours) wrote_ = true;
    return kept.is_ours;
  }
  if (!kept.left) {
    const std::vector<Param> params(key.begin(), key.end());
    kept.left = connection_.query(amount.read_sql(), params).front().integer(0) + kept.added;
  }
  if (*kept.left < number) return false;
  change(kept, -number);
  return true;
}

void Amounts::add(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) {
  change(entry_of(amount, key).second, number);
}

void Amounts::store_named_in(std::string_view sql) {
  for (Entry& entry : kept_) {
    if (sql.find(entry.first.first->table()) != std::string_view::npos) store(entry);
  }
}

void Amounts::store_all() {
  for (Entry& entry : kept_) store(entry);
}

void Amounts::forget(std::string_view table) {
  for (auto& [place, kept] : kept_) {
    if (table.empty() || place.first->table() == table) kept = {.added = kept.added};
  }
}

void Amounts::begin_unit() {
  changes_.clear();
  wrote_ = false;
}

void Amounts::forget_unit() {
  for (const auto& [kept, number] : changes_) {
    kept->added -= number;
    if (kept->left) *kept->left -= number;
  }
  changes_.clear();
}

Amounts::Entry& Amounts::entry_of(const Amount& amount, std::span<const std::int64_t> key) {
  return *kept_.try_emplace({&amount, {key.begin(), key.end()}}).first;
}

void Amounts::change(Kept& kept, std::int64_t number) {
  kept.added += number;
  if (kept.left) *kept.left += number;
  changes_.emplace_back(&kept, number);
}

void Amounts::store(Entry& entry) {
  auto& [place, kept] = entry;
  if (kept.added == 0) return;
  connection_.add(*place.first, kept.added, place.second);
  kept.added = 0;
  kept.is_ours = true;
  // Some of it may be the running unit's.
  if (!changes_.empty()) wrote_ = true;
}

}  // namespace kaibo::db
