#include "common/cluster/records.h"

namespace kaibo::cluster::records {

namespace {
/// No data folder's number: see Nodes::Options::holder.
constexpr std::int64_t nobody = 0;
}  // namespace

bool renew(db::Transaction& tx, std::int32_t node, std::int64_t holder) {
  return tx.execute("UPDATE cluster_node SET seen_at = ? WHERE node = ? AND holder = ?", tx.now(),
                    node, holder) == 1;
}

bool seen_since(db::Transaction& tx, std::int32_t node, base::Millis since) {
  return !tx.query("SELECT node FROM cluster_node WHERE node = ? AND seen_at >= ?", node, since)
              .empty();
}

void replace(db::Transaction& tx, std::int32_t node, std::int64_t holder) {
  tx.execute("DELETE FROM cluster_node WHERE node = ?", node);
  tx.execute("INSERT INTO cluster_node (node, holder, seen_at) VALUES (?, ?, ?)", node, holder,
             tx.now());
}

std::vector<std::int32_t> unseen_since(db::Transaction& tx, base::Millis since) {
  std::vector<std::int32_t> nodes;
  for (const db::Row row : tx.query("SELECT node FROM cluster_node WHERE seen_at < ?", since)) {
    nodes.push_back(static_cast<std::int32_t>(row.integer(0)));
  }
  return nodes;
}

bool give_up(db::Transaction& tx, std::int32_t node, base::Millis since) {
  return tx.execute("UPDATE cluster_node SET holder = ? WHERE node = ? AND seen_at < ?", nobody,
                    node, since) == 1;
}

bool given_up(db::Transaction& tx, std::int32_t node) {
  return !tx.query("SELECT node FROM cluster_node WHERE node = ? AND holder = ?", node, nobody)
              .empty();
}

void remove_given_up(db::Transaction& tx, std::int32_t node) {
  tx.execute("DELETE FROM cluster_node WHERE node = ? AND holder = ?", node, nobody);
}

}  // namespace kaibo::cluster::records
