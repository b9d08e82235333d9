#include "common/db/amounts.h"

namespace kaibo::db {

std::optional<std::int64_t> Amounts::left(const Amount& amount, std::span<const std::int64_t> key) {
  Entry& entry = entry_of(amount, key);
  if (!entry.second.is_ours) store(entry);
  if (!entry.second.is_ours) return std::nullopt;
  return left(entry);
}

bool Amounts::take(const Amount& amount, std::int64_t number, std::span<const std::int64_t> key) {
  Entry& entry = entry_of(amount, key);
  Kept& kept = entry.second;
  if (!kept.is_ours) store(entry);
  if (!kept.is_ours) {
    kept.is_ours = connection_.take(amount, number, key);
    if (kept.is_ours) wrote_ = true;
    return kept.is_ours;
  }
  if (left(entry) < number) return false;
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

void Amounts::store_read_by(std::string_view sql) {
  for (Entry& entry : kept_) {
    const Amount& amount = *entry.first.first;
    const bool is_read = sql.find(amount.table()) != std::string_view::npos &&
                         sql.find(amount.column()) != std::string_view::npos;
    if (is_read) store(entry);
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

std::int64_t Amounts::left(Entry& entry) {
  auto& [place, kept] = entry;
  if (!kept.left) kept.left = connection_.left(*place.first, place.second) + kept.added;
  return *kept.left;
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
