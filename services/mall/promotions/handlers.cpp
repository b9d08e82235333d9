#include "services/mall/promotions/handlers.h"

#include "common/base/error.h"
#include "services/classroom/rules.h"

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

template <typename Coupon>
void fill(google::protobuf::RepeatedPtrField<Coupon>& field, std::vector<Coupon> coupons) {
  for (Coupon& coupon : coupons) *field.Add() = std::move(coupon);
}

void register_seller(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.write<v1::CreateCouponRequest, v1::CreateCouponResponse>(
      "kaibo.mall.v1.PromotionService/CreateCoupon",
      [&mall](const Call& call, Transaction& tx, const v1::CreateCouponRequest& request) {
        v1::CreateCouponResponse response;
        *response.mutable_coupon() =
            mall.coupons.create(tx, request.class_id(), call.user_id(), request.terms(),
                                {.shop_id = request.shop_id()});
        return response;
      });
  dispatcher.write<v1::ChangeCouponRequest, v1::ChangeCouponResponse>(
      "kaibo.mall.v1.PromotionService/ChangeCoupon",
      [&mall](const Call& call, Transaction& tx, const v1::ChangeCouponRequest& request) {
        v1::ChangeCouponResponse response;
        *response.mutable_coupon() = mall.coupons.change(tx, request.class_id(), call.user_id(),
                                                         request.coupon_id(), request.terms());
        return response;
      });
  dispatcher.write<v1::StopCouponRequest, v1::StopCouponResponse>(
      "kaibo.mall.v1.PromotionService/StopCoupon",
      [&mall](const Call& call, Transaction& tx, const v1::StopCouponRequest& request) {
        v1::StopCouponResponse response;
        *response.mutable_coupon() =
            mall.coupons.stop(tx, request.class_id(), call.user_id(), request.coupon_id());
        return response;
      });
  dispatcher.read<v1::ListShopCouponsRequest, v1::ListShopCouponsResponse>(
      "kaibo.mall.v1.PromotionService/ListShopCoupons",
      [&mall](const Call& call, Transaction& tx, const v1::ListShopCouponsRequest& request) {
        const std::int64_t class_id = request.class_id();
        const std::int64_t shop_id =
            classroom::is_staff(call.signed_in(), class_id) && request.shop_id() != 0
                ? request.shop_id()
                : mall.shops
                      .require_for(tx, class_id, call.user_id(), request.shop_id(),
                                   v1::SHOP_RIGHT_PROMOTIONS)
                      .shop_id();
        v1::ListShopCouponsResponse response;
        fill(*response.mutable_coupons(), mall.coupons.of_shop(tx, class_id, shop_id));
        return response;
      });
}

void register_buyer(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::ListClaimableCouponsRequest, v1::ListClaimableCouponsResponse>(
      "kaibo.mall.v1.PromotionService/ListClaimableCoupons",
      [&mall](const Call& call, Transaction& tx, const v1::ListClaimableCouponsRequest& request) {
        v1::ListClaimableCouponsResponse response;
        fill(*response.mutable_coupons(),
             mall.coupons.claimable(tx, request.class_id(), request.shop_id(), call.user_id()));
        return response;
      });
  dispatcher.write<v1::ClaimCouponRequest, v1::ClaimCouponResponse>(
      "kaibo.mall.v1.PromotionService/ClaimCoupon",
      [&mall](const Call& call, Transaction& tx, const v1::ClaimCouponRequest& request) {
        v1::ClaimCouponResponse response;
        *response.mutable_claim() =
            mall.coupons.claim(tx, request.class_id(), call.user_id(), request.coupon_id());
        return response;
      });
  dispatcher.read<v1::ListMyCouponsRequest, v1::ListMyCouponsResponse>(
      "kaibo.mall.v1.PromotionService/ListMyCoupons",
      [&mall](const Call& call, Transaction& tx, const v1::ListMyCouponsRequest& request) {
        v1::ListMyCouponsResponse response;
        fill(*response.mutable_claims(),
             mall.coupons.of_person(tx, request.class_id(), call.user_id()));
        return response;
      });
  dispatcher.read<v1::ListCouponChoicesRequest, v1::ListCouponChoicesResponse>(
      "kaibo.mall.v1.PromotionService/ListCouponChoices",
      [&mall](const Call& call, Transaction& tx, const v1::ListCouponChoicesRequest& request) {
        base::require(!request.lines().empty(), "lines",
                      {"请先选择要买的宝贝", "Choose something to buy first"});
        const std::int64_t class_id = request.class_id();
        const std::int64_t shop_id =
            mall.products.require(tx, class_id, request.lines(0).product_id()).shop_id();
        v1::ListCouponChoicesResponse response;
        fill(*response.mutable_choices(),
             mall.coupons.choices(tx, class_id, call.user_id(), shop_id, request.lines()));
        return response;
      });
}

}  // namespace

void register_promotions(rpc::Dispatcher& dispatcher, Mall& mall) {
  register_seller(dispatcher, mall);
  register_buyer(dispatcher, mall);
}

}  // namespace kaibo::mall
