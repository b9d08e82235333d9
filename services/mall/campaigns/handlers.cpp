#include "services/mall/campaigns/handlers.h"

#include "services/classroom/rules.h"

namespace kaibo::mall {

void register_campaigns(rpc::Dispatcher& dispatcher, Mall& mall) {
  using db::Transaction;
  using rpc::Call;
  dispatcher.write<v1::StartPromotionRequest, v1::StartPromotionResponse>(
      "kaibo.mall.v1.PromotionService/StartPromotion",
      [&mall](const Call& call, Transaction& tx, const v1::StartPromotionRequest& request) {
        v1::StartPromotionResponse response;
        *response.mutable_promotion() = mall.campaigns.start(tx, request.class_id(), call.user_id(),
                                                             request.terms(), request.shop_id());
        return response;
      });
  dispatcher.write<v1::ChangePromotionRequest, v1::ChangePromotionResponse>(
      "kaibo.mall.v1.PromotionService/ChangePromotion",
      [&mall](const Call& call, Transaction& tx, const v1::ChangePromotionRequest& request) {
        v1::ChangePromotionResponse response;
        *response.mutable_promotion() = mall.campaigns.change(
            tx, request.class_id(), call.user_id(), request.promotion_id(), request.terms());
        return response;
      });
  dispatcher.write<v1::StopPromotionRequest, v1::StopPromotionResponse>(
      "kaibo.mall.v1.PromotionService/StopPromotion",
      [&mall](const Call& call, Transaction& tx, const v1::StopPromotionRequest& request) {
        v1::StopPromotionResponse response;
        *response.mutable_promotion() =
            mall.campaigns.stop(tx, request.class_id(), call.user_id(), request.promotion_id());
        return response;
      });
  dispatcher.read<v1::ListShopPromotionsRequest, v1::ListShopPromotionsResponse>(
      "kaibo.mall.v1.PromotionService/ListShopPromotions",
      [&mall](const Call& call, Transaction& tx, const v1::ListShopPromotionsRequest& request) {
        const std::int64_t class_id = request.class_id();
        const bool of_another =
            request.shop_id() != 0 && classroom::is_staff(call.signed_in(), class_id);
        const std::int64_t shop_id =
            of_another ? request.shop_id()
                       : mall.shops
                             .require_for(tx, class_id, call.user_id(), request.shop_id(),
                                          v1::SHOP_RIGHT_PROMOTIONS)
                             .shop_id();
        return mall.campaigns.of_shop(tx, class_id, shop_id);
      });
  dispatcher.read<v1::ListPromotionsRequest, v1::ListPromotionsResponse>(
      "kaibo.mall.v1.PromotionService/ListPromotions",
      [&mall](const Call&, Transaction& tx, const v1::ListPromotionsRequest& request) {
        v1::ListPromotionsResponse response;
        for (v1::Promotion& promotion :
             mall.campaigns.open(tx, request.class_id(), request.shop_id())) {
          *response.add_promotions() = std::move(promotion);
        }
        return response;
      });
  dispatcher.write<v1::VisitPromotionRequest, v1::VisitPromotionResponse>(
      "kaibo.mall.v1.PromotionService/VisitPromotion",
      [&mall](const Call& call, Transaction& tx, const v1::VisitPromotionRequest& request) {
        mall.campaigns.visit(tx, call.user_id(), request);
        return v1::VisitPromotionResponse();
      });
}

}  // namespace kaibo::mall
