#include "services/assessment/assessment.h"

namespace kaibo::assessment {

namespace {

using db::Transaction;
using rpc::Call;

/// SaveMarks, SubmitSheet and ReopenSheet.
template <typename Request, typename Response>
void register_change(rpc::Dispatcher& dispatcher, Assessment& assessment, std::string_view method,
                     v1::Sheet (Assessment::*change)(Transaction&, std::int64_t, const Request&)) {
  dispatcher.write<Request, Response>(
      method, [&assessment, change](const Call& call, Transaction& tx, const Request& request) {
        Response response;
        *response.mutable_sheet() = (assessment.*change)(tx, call.user_id(), request);
        return response;
      });
}

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, Assessment& assessment) {
  dispatcher.read<v1::GetBoardRequest, v1::GetBoardResponse>(
      "kaibo.assessment.v1.AssessmentService/GetBoard",
      [&assessment](const Call&, Transaction& tx, const v1::GetBoardRequest& request) {
        return assessment.board(tx, request.class_id());
      });
  dispatcher.read<v1::GetSheetRequest, v1::GetSheetResponse>(
      "kaibo.assessment.v1.AssessmentService/GetSheet",
      [&assessment](const Call&, Transaction& tx, const v1::GetSheetRequest& request) {
        v1::GetSheetResponse response;
        *response.mutable_sheet() = assessment.sheet(tx, request.class_id(), request.trainee_id());
        return response;
      });
  dispatcher.read<v1::ListEvidenceRequest, v1::ListEvidenceResponse>(
      "kaibo.assessment.v1.AssessmentService/ListEvidence",
      [&assessment](const Call&, Transaction& tx, const v1::ListEvidenceRequest& request) {
        v1::ListEvidenceResponse response;
        for (event::v1::Event& event :
             assessment.evidence(tx, request.class_id(), request.trainee_id(), request.item_id())) {
          *response.add_events() = std::move(event);
        }
        return response;
      });
  dispatcher.read<v1::GetMyProgressRequest, v1::GetMyProgressResponse>(
      "kaibo.assessment.v1.AssessmentService/GetMyProgress",
      [&assessment](const Call& call, Transaction& tx, const v1::GetMyProgressRequest& request) {
        v1::GetMyProgressResponse response;
        *response.mutable_sheet() = assessment.progress(tx, request.class_id(), call.user_id());
        return response;
      });
  register_change<v1::SaveMarksRequest, v1::SaveMarksResponse>(
      dispatcher, assessment, "kaibo.assessment.v1.AssessmentService/SaveMarks",
      &Assessment::save_marks);
  register_change<v1::SubmitSheetRequest, v1::SubmitSheetResponse>(
      dispatcher, assessment, "kaibo.assessment.v1.AssessmentService/SubmitSheet",
      &Assessment::submit);
  register_change<v1::ReopenSheetRequest, v1::ReopenSheetResponse>(
      dispatcher, assessment, "kaibo.assessment.v1.AssessmentService/ReopenSheet",
      &Assessment::reopen);
}

}  // namespace kaibo::assessment
