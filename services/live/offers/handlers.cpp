#include "services/live/offers/offers.h"

namespace kaibo::live {

namespace {
using db::Transaction;
using rpc::Call;
}  // namespace

void register_offers(rpc::Dispatcher& dispatcher, Offers& offers) {
  dispatcher.write<v1::IssueCouponRequest, v1::IssueCouponResponse>(
      "kaibo.live.v1.OffersService/IssueCoupon",
      [&offers](const Call& call, Transaction& tx, const v1::IssueCouponRequest& request) {
        v1::IssueCouponResponse response;
        *response.mutable_coupon() = offers.issue_coupon(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::OfferFlashSaleRequest, v1::OfferFlashSaleResponse>(
      "kaibo.live.v1.OffersService/OfferFlashSale",
      [&offers](const Call& call, Transaction& tx, const v1::OfferFlashSaleRequest& request) {
        v1::OfferFlashSaleResponse response;
        *response.mutable_flash_sale() = offers.offer_flash(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::StopFlashSaleRequest, v1::StopFlashSaleResponse>(
      "kaibo.live.v1.OffersService/StopFlashSale",
      [&offers](const Call& call, Transaction& tx, const v1::StopFlashSaleRequest& request) {
        offers.stop_flash(tx, call.user_id(), request);
        return v1::StopFlashSaleResponse();
      });
  dispatcher.write<v1::IssueBagRequest, v1::IssueBagResponse>(
      "kaibo.live.v1.OffersService/IssueBag",
      [&offers](const Call& call, Transaction& tx, const v1::IssueBagRequest& request) {
        v1::IssueBagResponse response;
        *response.mutable_bag() = offers.issue_bag(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::JoinBagRequest, v1::JoinBagResponse>(
      "kaibo.live.v1.OffersService/JoinBag",
      [&offers](const Call& call, Transaction& tx, const v1::JoinBagRequest& request) {
        offers.join_bag(tx, {call.user_id(), call.signed_in().name}, request);
        return v1::JoinBagResponse();
      });
  dispatcher.write<v1::VoidBagRequest, v1::VoidBagResponse>(
      "kaibo.live.v1.OffersService/VoidBag",
      [&offers](const Call& call, Transaction& tx, const v1::VoidBagRequest& request) {
        offers.withdraw_bag(tx, call.user_id(), request);
        return v1::VoidBagResponse();
      });
}

}  // namespace kaibo::live
