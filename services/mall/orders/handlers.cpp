#include "services/mall/orders/handlers.h"
#include "services/classroom/rules.h"

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

void register_order_buyer(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.write<v1::PlaceOrderRequest, v1::PlaceOrderResponse>(
      "kaibo.mall.v1.MallService/PlaceOrder",
      [&mall](const Call& call, Transaction& tx, const v1::PlaceOrderRequest& request) {
        v1::PlaceOrderResponse response;
        *response.mutable_order() =
            mall.orders.place(tx, {.class_id = request.class_id(),
                                   .buyer_id = call.user_id(),
                                   .lines = request.lines(),
                                   .address = request.address(),
                                   .pay_now = request.pay_now(),
                                   .expected_amount_fen = request.expected_amount_fen(),
                                   .room_id = 0,
                                   .live_prices_fen = {},
                                   .claim_id = request.claim_id()});
        return response;
      });
  dispatcher.read<v1::QuoteCheckoutRequest, v1::QuoteCheckoutResponse>(
      "kaibo.mall.v1.MallService/QuoteCheckout",
      [&mall](const Call& call, Transaction& tx, const v1::QuoteCheckoutRequest& request) {
        return mall.orders.quote(tx, call.user_id(), request);
      });
  dispatcher.write<v1::CheckoutRequest, v1::CheckoutResponse>(
      "kaibo.mall.v1.MallService/Checkout",
      [&mall](const Call& call, Transaction& tx, const v1::CheckoutRequest& request) {
        return mall.orders.checkout(tx, call.user_id(), request);
      });
  dispatcher.write<v1::PayOrderRequest, v1::PayOrderResponse>(
      "kaibo.mall.v1.MallService/PayOrder",
      [&mall](const Call& call, Transaction& tx, const v1::PayOrderRequest& request) {
        v1::PayOrderResponse response;
        *response.mutable_order() =
            mall.orders.pay(tx, request.class_id(), call.user_id(), request.order_id(),
                            request.expected_amount_fen());
        return response;
      });
  dispatcher.write<v1::CancelOrderRequest, v1::CancelOrderResponse>(
      "kaibo.mall.v1.MallService/CancelOrder",
      [&mall](const Call& call, Transaction& tx, const v1::CancelOrderRequest& request) {
        v1::CancelOrderResponse response;
        *response.mutable_order() = mall.orders.cancel(tx, request.class_id(), call.user_id(),
                                                       request.order_id(), request.reason());
        return response;
      });
  dispatcher.write<v1::ConfirmReceiptRequest, v1::ConfirmReceiptResponse>(
      "kaibo.mall.v1.MallService/ConfirmReceipt",
      [&mall](const Call& call, Transaction& tx, const v1::ConfirmReceiptRequest& request) {
        v1::ConfirmReceiptResponse response;
        *response.mutable_order() =
            mall.orders.confirm(tx, request.class_id(), call.user_id(), request.order_id());
        return response;
      });
}

/// What the seller does to an order differs in nothing but the step.
template <typename Request, typename Response>
void register_step(rpc::Dispatcher& dispatcher, Mall& mall, std::string_view method,
                   v1::Order (Orders::*step)(Transaction&, std::int64_t, std::int64_t,
                                             const Request&)) {
  dispatcher.write<Request, Response>(
      method, [&mall, step](const Call& call, Transaction& tx, const Request& request) {
        Response response;
        *response.mutable_order() =
            (mall.orders.*step)(tx, request.class_id(), call.user_id(), request);
        return response;
      });
}

void register_order_seller(rpc::Dispatcher& dispatcher, Mall& mall) {
  register_step<v1::ShipOrderRequest, v1::ShipOrderResponse>(
      dispatcher, mall, "kaibo.mall.v1.MallService/ShipOrder", &Orders::ship);
  register_step<v1::ResendParcelRequest, v1::ResendParcelResponse>(
      dispatcher, mall, "kaibo.mall.v1.MallService/ResendParcel", &Orders::resend);
  register_step<v1::ChangeOrderPriceRequest, v1::ChangeOrderPriceResponse>(
      dispatcher, mall, "kaibo.mall.v1.MallService/ChangeOrderPrice", &Orders::change_price);
  register_step<v1::SetOrderRemarkRequest, v1::SetOrderRemarkResponse>(
      dispatcher, mall, "kaibo.mall.v1.MallService/SetOrderRemark", &Orders::set_remark);
}

void register_parcels(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::ListParcelsUnderWayRequest, v1::ListParcelsUnderWayResponse>(
      "kaibo.mall.v1.MallService/ListParcelsUnderWay",
      [&mall](const Call&, Transaction& tx, const v1::ListParcelsUnderWayRequest& request) {
        return mall.parcels.under_way(tx, request.class_id());
      });
  dispatcher.write<v1::LoseParcelRequest, v1::LoseParcelResponse>(
      "kaibo.mall.v1.MallService/LoseParcel",
      [&mall](const Call& call, Transaction& tx, const v1::LoseParcelRequest& request) {
        v1::LoseParcelResponse response;
        *response.mutable_parcel() =
            mall.parcels.lose(tx, request.class_id(), call.user_id(), request.parcel_id());
        return response;
      });
}

void register_order_reads(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.read<v1::GetOrderRequest, v1::GetOrderResponse>(
      "kaibo.mall.v1.MallService/GetOrder",
      [&mall](const Call& call, Transaction& tx, const v1::GetOrderRequest& request) {
        v1::GetOrderResponse response;
        *response.mutable_order() =
            mall.orders.show(tx, request.class_id(), call.user_id(), request.order_id(),
                             classroom::is_staff(call.signed_in(), request.class_id()));
        return response;
      });
  dispatcher.read<v1::GetOrderHistoryRequest, v1::GetOrderHistoryResponse>(
      "kaibo.mall.v1.MallService/GetOrderHistory",
      [&mall](const Call& call, Transaction& tx, const v1::GetOrderHistoryRequest& request) {
        return mall.orders.history(tx, request.class_id(), call.user_id(), request.order_id(),
                                   classroom::is_staff(call.signed_in(), request.class_id()));
      });
  dispatcher.read<v1::ListOrdersRequest, v1::ListOrdersResponse>(
      "kaibo.mall.v1.MallService/ListOrders",
      [&mall](const Call& call, Transaction& tx, const v1::ListOrdersRequest& request) {
        return mall.orders.list(tx, call.user_id(), request);
      });
  dispatcher.read<v1::GetWalletRequest, v1::GetWalletResponse>(
      "kaibo.mall.v1.MallService/GetWallet",
      [&mall](const Call& call, Transaction& tx, const v1::GetWalletRequest& request) {
        return mall.orders.wallet(tx, request.class_id(), call.user_id());
      });
}

}  // namespace

void register_orders(rpc::Dispatcher& dispatcher, Mall& mall) {
  register_order_buyer(dispatcher, mall);
  register_order_seller(dispatcher, mall);
  register_parcels(dispatcher, mall);
  register_order_reads(dispatcher, mall);
}

}  // namespace kaibo::mall
