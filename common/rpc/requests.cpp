#include "common/rpc/requests.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/security/secrets.h"

namespace kaibo::rpc {

namespace {

constexpr std::size_t shortest_id = 8;
constexpr std::size_t longest_id = 64;

const db::Table request_table("rpc_request",
                              {"user_id", "request_id", "method", "content_hash", "answer", "at"});

std::string content_hash(const RequestKey& key) {
  std::string content;
  content.reserve(key.method.size() + 1 + key.content.size());
  content.append(key.method).append(1, '\0').append(key.content);
  return security::digest(content);
}

bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

}  // namespace

std::optional<std::string> earlier_answer(db::Transaction& tx, const RequestKey& key) {
  const db::Rows rows =
      tx.query("SELECT content_hash, answer FROM rpc_request WHERE user_id = ? AND request_id = ?",
               key.user_id, key.request_id);
  if (rows.empty()) return std::nullopt;
  if (rows.front().text(0) != content_hash(key)) {
    throw base::Error(
        base::Code::invalid_argument,
        {"这个请求编号已经用于另一个请求，请刷新页面后再试。",
         "This request id was used for another request: reload the page and try again."},
        "request_id");
  }
  return rows.front().text(1);
}

void remember_answer(db::Transaction& tx, const RequestKey& key, std::string_view answer) {
  tx.insert(request_table, key.user_id, key.request_id, key.method, content_hash(key),
            db::Blob{answer}, tx.now());
}

std::size_t forget_before(db::Transaction& tx, base::Millis at, std::size_t limit) {
  const db::Rows old = tx.query(
      "SELECT user_id, request_id FROM rpc_request WHERE at < ? ORDER BY at LIMIT ?", at, limit);
  for (const db::Row row : old) {
    tx.execute("DELETE FROM rpc_request WHERE user_id = ? AND request_id = ?", row.integer(0),
               row.text(1));
  }
  return old.size();
}

void check_request_id(std::string_view request_id) {
  base::require(request_id.size() >= shortest_id && request_id.size() <= longest_id &&
                    std::ranges::all_of(request_id, is_id_character),
                "request_id",
                {"请求编号 request_id 应为 8 到 64 个字母、数字或连字符（例如 UUID）。",
                 "request_id must be 8 to 64 letters, digits or hyphens, such as a UUID."});
}

}  // namespace kaibo::rpc
