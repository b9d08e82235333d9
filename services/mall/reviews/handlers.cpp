#include "services/mall/reviews/handlers.h"

namespace kaibo::mall {

void register_reviews(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.write<v1::PostReviewRequest, v1::PostReviewResponse>(
      "kaibo.mall.v1.ReviewService/PostReview",
      [&mall](const rpc::Call& call, db::Transaction& tx, const v1::PostReviewRequest& request) {
        v1::PostReviewResponse response;
        *response.mutable_review() = mall.reviews.post(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::ReplyToReviewRequest, v1::ReplyToReviewResponse>(
      "kaibo.mall.v1.ReviewService/ReplyToReview",
      [&mall](const rpc::Call& call, db::Transaction& tx, const v1::ReplyToReviewRequest& request) {
        v1::ReplyToReviewResponse response;
        *response.mutable_review() = mall.reviews.reply(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::ListReviewsRequest, v1::ListReviewsResponse>(
      "kaibo.mall.v1.ReviewService/ListReviews",
      [&mall](const rpc::Call& call, db::Transaction& tx, const v1::ListReviewsRequest& request) {
        return mall.reviews.list(tx, call.user_id(), request);
      });
  dispatcher.read<v1::GetOrderReviewsRequest, v1::GetOrderReviewsResponse>(
      "kaibo.mall.v1.ReviewService/GetOrderReviews",
      [&mall](const rpc::Call& call, db::Transaction& tx,
              const v1::GetOrderReviewsRequest& request) {
        return mall.reviews.of_order(tx, call.user_id(), request);
      });
}

}  // namespace kaibo::mall
