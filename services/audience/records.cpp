#include "services/audience/records.h"

#include <array>
#include <string_view>

namespace kaibo::audience::records {

namespace {

constexpr int running = static_cast<int>(v1::AUDIENCE_STATE_RUNNING);
constexpr int stopped = static_cast<int>(v1::AUDIENCE_STATE_STOPPED);

/// Scenario, size, difficulty and seed, from `first` on.
v1::Setup read_setup(const db::Row& row, std::size_t first) {
  v1::Setup setup;
  setup.set_scenario(row.text(first));
  setup.set_size(static_cast<std::int32_t>(row.integer(first + 1)));
  setup.set_difficulty(static_cast<v1::Difficulty>(row.integer(first + 2)));
  setup.set_seed(row.integer(first + 3));
  return setup;
}

}  // namespace

std::optional<RoomRow> find(db::Transaction& tx, std::int64_t room_id) {
  const db::Rows rows = tx.query(
      "SELECT class_id, state, started_at, second_done, scenario, size, difficulty, seed FROM "
      "audience_room WHERE room_id = ?",
      room_id);
  if (rows.empty()) return std::nullopt;
  const db::Row row = rows.front();
  return RoomRow{.room_id = room_id,
                 .class_id = row.integer(0),
                 .setup = read_setup(row, 4),
                 .state = static_cast<v1::AudienceState>(row.integer(1)),
                 .started_at = row.integer(2),
                 .second_done = row.integer(3)};
}

void put(db::Transaction& tx, const RoomRow& row) {
  constexpr std::array<std::string_view, 1> keys = {"room_id"};
  constexpr std::array<std::string_view, 8> columns = {
      "class_id", "scenario", "size", "difficulty", "seed", "state", "started_at", "second_done"};
  const std::array<db::Param, 9> params = {db::param(row.room_id),
                                           db::param(row.class_id),
                                           db::param(row.setup.scenario()),
                                           db::param(row.setup.size()),
                                           db::param(static_cast<int>(row.setup.difficulty())),
                                           db::param(row.setup.seed()),
                                           db::param(static_cast<int>(row.state)),
                                           db::param(row.started_at),
                                           db::param(row.second_done)};
  tx.upsert("audience_room", keys, columns, params);
}

void remove(db::Transaction& tx, std::int64_t room_id) {
  tx.execute("DELETE FROM audience_room WHERE room_id = ?", room_id);
}

bool advance(db::Transaction& tx, const RoomRow& row, std::int64_t second) {
  return tx.execute(
             "UPDATE audience_room SET second_done = ? WHERE room_id = ? AND state = ? AND "
             "started_at = ? AND second_done = ?",
             second, row.room_id, running, row.started_at, row.second_done) == 1;
}

bool stop(db::Transaction& tx, std::int64_t room_id) {
  return tx.execute("UPDATE audience_room SET state = ? WHERE room_id = ? AND state = ?", stopped,
                    room_id, running) == 1;
}

std::optional<v1::Setup> assignment(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t trainee_id) {
  const db::Rows rows = tx.query(
      "SELECT scenario, size, difficulty, seed FROM audience_assignment WHERE class_id = ? AND "
      "trainee_id = ?",
      class_id, trainee_id);
  if (rows.empty()) return std::nullopt;
  return read_setup(rows.front(), 0);
}

std::vector<v1::Assignment> assignments(db::Transaction& tx, std::int64_t class_id) {
  std::vector<v1::Assignment> found;
  for (const db::Row row : tx.query(
           "SELECT trainee_id, scenario, size, difficulty, seed FROM audience_assignment WHERE "
           "class_id = ? ORDER BY trainee_id",
           class_id)) {
    v1::Assignment& one = found.emplace_back();
    one.set_trainee_id(row.integer(0));
    *one.mutable_setup() = read_setup(row, 1);
  }
  return found;
}

void put_assignment(db::Transaction& tx, std::int64_t class_id, const v1::Assignment& assignment) {
  constexpr std::array<std::string_view, 2> keys = {"class_id", "trainee_id"};
  constexpr std::array<std::string_view, 4> columns = {"scenario", "size", "difficulty", "seed"};
  const v1::Setup& setup = assignment.setup();
  const std::array<db::Param, 6> params = {db::param(class_id),
                                           db::param(assignment.trainee_id()),
                                           db::param(setup.scenario()),
                                           db::param(setup.size()),
                                           db::param(static_cast<int>(setup.difficulty())),
                                           db::param(setup.seed())};
  tx.upsert("audience_assignment", keys, columns, params);
}

void remove_assignment(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id) {
  tx.execute("DELETE FROM audience_assignment WHERE class_id = ? AND trainee_id = ?", class_id,
             trainee_id);
}

}  // namespace kaibo::audience::records
