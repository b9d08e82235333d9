#include "services/live/review/handlers.h"

#include "common/base/error.h"
#include "services/classroom/rules.h"

namespace kaibo::live {

namespace {

using db::Transaction;
using rpc::Call;

/// Whose review is asked for. Throws permission_denied for somebody else's, but to staff.
std::int64_t reviewer(const Call& call, const v1::GetReviewRequest& request) {
  if (request.trainee_id() == 0 || request.trainee_id() == call.user_id()) return call.user_id();
  if (classroom::is_staff(call.signed_in(), request.class_id())) return request.trainee_id();
  throw base::Error(base::Code::permission_denied,
                    {"别人的复盘只有老师能看", "Only staff see the review of somebody else"});
}

void register_reports(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.read<v1::GetReportRequest, v1::GetReportResponse>(
      "kaibo.live.v1.ReviewService/GetReport",
      [&live](const Call&, Transaction& tx, const v1::GetReportRequest& request) {
        v1::GetReportResponse response;
        *response.mutable_report() = live.reviews.report(tx, request.class_id(), request.room_id());
        return response;
      });
  dispatcher.read<v1::ListFigureEventsRequest, v1::ListFigureEventsResponse>(
      "kaibo.live.v1.ReviewService/ListFigureEvents",
      [&live](const Call& call, Transaction& tx, const v1::ListFigureEventsRequest& request) {
        return live.reviews.figure_events(
            tx, request, classroom::is_staff(call.signed_in(), request.class_id()));
      });
  dispatcher.read<v1::ListRoomEventsRequest, v1::ListRoomEventsResponse>(
      "kaibo.live.v1.ReviewService/ListRoomEvents",
      [&live](const Call& call, Transaction& tx, const v1::ListRoomEventsRequest& request) {
        return live.reviews.room_events(tx, request,
                                        classroom::is_staff(call.signed_in(), request.class_id()));
      });
  dispatcher.read<v1::GetReviewRequest, v1::GetReviewResponse>(
      "kaibo.live.v1.ReviewService/GetReview",
      [&live](const Call& call, Transaction& tx, const v1::GetReviewRequest& request) {
        return live.reviews.review(tx, request.class_id(), request.room_id(),
                                   reviewer(call, request));
      });
}

}  // namespace

void register_review_handlers(rpc::Dispatcher& dispatcher, Live& live) {
  register_reports(dispatcher, live);
  dispatcher.task<v1::OpenProductRequest, v1::OpenProductResponse>(
      "kaibo.live.v1.ReviewService/OpenProduct",
      [&live](Call& call, const v1::OpenProductRequest& request) -> Task<v1::OpenProductResponse> {
        return live.open_product(call.user_id(), request);
      });
  dispatcher.write<v1::EnterFiguresRequest, v1::EnterFiguresResponse>(
      "kaibo.live.v1.ReviewService/EnterFigures",
      [&live](const Call& call, Transaction& tx, const v1::EnterFiguresRequest& request) {
        v1::EnterFiguresResponse response;
        *response.mutable_review() = live.reviews.enter_figures(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SaveFindingsRequest, v1::SaveFindingsResponse>(
      "kaibo.live.v1.ReviewService/SaveFindings",
      [&live](const Call& call, Transaction& tx, const v1::SaveFindingsRequest& request) {
        v1::SaveFindingsResponse response;
        *response.mutable_review() = live.reviews.save_findings(tx, call.user_id(), request);
        return response;
      });
}

}  // namespace kaibo::live
