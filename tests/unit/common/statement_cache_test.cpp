#include "common/db/statement_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace kaibo::db {
namespace {

/// Remembers what it had to prepare.
struct Server {
  std::vector<std::string> prepared;

  std::string get(StatementCache<std::string>& cache, std::string_view sql) {
    return cache.get(sql, [this](std::string_view text) {
      prepared.emplace_back(text);
      return "prepared " + std::string(text);
    });
  }
};

TEST(StatementCache, AStatementIsPreparedOnce) {
  StatementCache<std::string> cache(2);
  Server server;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(server.get(cache, "SELECT 1"), "prepared SELECT 1");
    EXPECT_EQ(server.get(cache, "SELECT 2"), "prepared SELECT 2");
  }
  EXPECT_EQ(server.prepared, (std::vector<std::string>{"SELECT 1", "SELECT 2"}));
}

TEST(StatementCache, TheOneUsedLongestAgoMakesRoom) {
  StatementCache<std::string> cache(2);
  Server server;
  for (const char* sql : {"a", "b", "a", "c", "a", "b"}) server.get(cache, sql);
  EXPECT_EQ(server.prepared, (std::vector<std::string>{"a", "b", "c", "b"}));
}

}  // namespace
}  // namespace kaibo::db
