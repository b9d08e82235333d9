#include "services/live/review/records.h"

#include <array>
#include <string_view>

namespace kaibo::live::review_records {

v1::Review find(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id) {
  v1::Review review;
  for (const db::Row row : tx.query("SELECT kind, entered, correct FROM live_review_figure WHERE "
                                    "room_id = ? AND user_id = ? "
                                    "ORDER BY kind",
                                    room_id, user_id)) {
    v1::EnteredFigure& figure = *review.add_figures();
    figure.set_kind(static_cast<v1::FigureKind>(row.integer(0)));
    figure.set_value(row.integer(1));
    figure.set_correct(row.flag(2));
  }
  for (const db::Row row : tx.query("SELECT problem, cause, action, figure, at, aim FROM "
                                    "live_review_finding WHERE room_id = "
                                    "? AND user_id = ? ORDER BY place",
                                    room_id, user_id)) {
    v1::Finding& finding = *review.add_findings();
    finding.set_problem(row.text(0));
    finding.set_cause(row.text(1));
    finding.set_action(row.text(2));
    finding.set_figure(static_cast<v1::FigureKind>(row.integer(3)));
    finding.set_at(row.integer(4));
    finding.set_aim(row.integer(5));
  }
  return review;
}

void set_figure(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id,
                const v1::EnteredFigure& figure) {
  constexpr std::array<std::string_view, 3> keys = {"room_id", "user_id", "kind"};
  constexpr std::array<std::string_view, 2> columns = {"entered", "correct"};
  const std::array<db::Param, 5> params = {
      db::param(room_id), db::param(user_id), db::param(static_cast<int>(figure.kind())),
      db::param(figure.value()), db::param(figure.correct() ? 1 : 0)};
  tx.upsert("live_review_figure", keys, columns, params);
}

void set_findings(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id,
                  const google::protobuf::RepeatedPtrField<v1::Finding>& findings) {
  tx.execute("DELETE FROM live_review_finding WHERE room_id = ? AND user_id = ?", room_id, user_id);
  int place = 0;
  for (const v1::Finding& finding : findings) {
    tx.execute(
        "INSERT INTO live_review_finding (room_id, user_id, place, problem, cause, action, figure, "
        "at, aim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        room_id, user_id, ++place, finding.problem(), finding.cause(), finding.action(),
        static_cast<int>(finding.figure()), finding.at(), finding.aim());
  }
}

}  // namespace kaibo::live::review_records
