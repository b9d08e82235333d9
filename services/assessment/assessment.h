#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/journal/projection.h"
#include "common/rpc/dispatcher.h"
#include "kaibo/assessment/v1/assessment.pb.h"
#include "services/assessment/evidence.h"
#include "services/assessment/records.h"
#include "services/assessment/rubric.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"

namespace kaibo::assessment {

/// Score sheets of the practical results (实践成果). What the journal can show is proposed from it;
/// an instructor decides. A sheet is PROPOSED until somebody marks it, then DRAFT, then SUBMITTED
/// (published to the trainee, its points fixed) and, for a reason, DRAFT again.
class Assessment {
 public:
  struct Parts {
    const Rubrics& rubrics;
    base::IdSource& ids;
    identity::Identity& identity;
    classroom::Classroom& classroom;
    const base::Clock& clock;
  };
  /// `classes_kept`: classes whose evidence stays in memory.
  Assessment(const Parts& parts, std::size_t classes_kept)
      : parts_(parts), evidence_(classes_kept) {}

  v1::GetBoardResponse board(db::Transaction& tx, std::int64_t class_id);

  /// As instructors see it. Throws not_found for anybody who is no trainee of the class.
  v1::Sheet sheet(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);
  /// As the trainee sees it: without marks until it is published.
  v1::Sheet progress(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);
  std::vector<event::v1::Event> evidence(db::Transaction& tx, std::int64_t class_id,
                                         std::int64_t trainee_id, const std::string& item_id);

  /// Each throws aborted when the sheet changed since `version`, failed_precondition when its state
  /// does not allow the step; each change is in the journal and in the audit trail.
  v1::Sheet save_marks(db::Transaction& tx, std::int64_t scorer_id,
                       const v1::SaveMarksRequest& wish);
  v1::Sheet submit(db::Transaction& tx, std::int64_t scorer_id, const v1::SubmitSheetRequest& wish);
  v1::Sheet reopen(db::Transaction& tx, std::int64_t scorer_id, const v1::ReopenSheetRequest& wish);

 private:
  const Rubric& rubric_of(db::Transaction& tx, std::int64_t class_id);
  identity::Member require_trainee(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t trainee_id);
  v1::Sheet proposed_sheet(const Rubric& rubric, const TraineeEvidence& evidence) const;
  void apply_marks(db::Transaction& tx, v1::Sheet& sheet,
                   const std::vector<records::MarkRow>& marks);
  records::SheetRow open(db::Transaction& tx, std::int64_t class_id, std::int64_t trainee_id);
  void advance(db::Transaction& tx, std::int64_t class_id, const records::SheetRow& row,
               std::int64_t seen_version);
  void audit(db::Transaction& tx, std::int64_t class_id, std::int64_t scorer_id,
             std::string_view action, std::int64_t trainee_id, const std::string& before,
             const std::string& after, const std::string& why);

  Parts parts_;
  journal::Projections<ClassEvidence> evidence_;
};

void register_handlers(rpc::Dispatcher& dispatcher, Assessment& assessment);

}  // namespace kaibo::assessment
