#include <memory>

#include "common/rpc/requests.h"
#include "services/classroom/rules.h"
#include "services/supply/rules.h"
#include "services/supply/supply.h"

namespace kaibo::supply {

namespace {

using db::Transaction;
using rpc::Call;

constexpr std::string_view market_service = "kaibo.supply.v1.SupplyService/";
constexpr std::string_view order_service = "kaibo.supply.v1.SupplyOrderService/";

std::string in_market(std::string_view name) { return std::string(market_service).append(name); }
std::string in_orders(std::string_view name) { return std::string(order_service).append(name); }

/// Whose shop a request is about: the caller's own, or for staff the one it names.
template <typename Request>
std::int64_t seller_of(const Call& call, const Request& request) {
  return request.seller_id() != 0 && classroom::is_staff(call.signed_in(), request.class_id())
             ? request.seller_id()
             : call.user_id();
}

Task<v1::FillMarketResponse> fill_market(HandlerParts parts, std::int64_t actor,
                                         std::int64_t class_id) {
  std::vector<files::Picture> pictures;
  for (const std::string_view content : seed().pictures) {
    auto store = [&] { return parts.files.put(content); };
    const files::Picture picture = co_await parts.picture_pool.run(store);
    pictures.push_back(picture);
  }
  auto unit = [&](Transaction& tx) {
    return parts.supply.market.fill(tx, class_id, actor, seed(), pictures, parts.files.limits());
  };
  const v1::FillMarketResponse filled = co_await parts.database.write(class_id, unit);
  co_return filled;
}

void register_market(rpc::Dispatcher& dispatcher, const HandlerParts& parts) {
  Supply& supply = parts.supply;
  classroom::Classroom& classroom = parts.classroom;
  dispatcher.read<v1::SearchGoodsRequest, v1::SearchGoodsResponse>(
      in_market("SearchGoods"), [&supply](const Call& call, Transaction& tx, const auto& request) {
        v1::SearchGoodsRequest wish = request;
        wish.set_with_stopped(wish.with_stopped() &&
                              classroom::is_staff(call.signed_in(), wish.class_id()));
        return supply.market.search(tx, wish, call.user_id());
      });
  dispatcher.read<v1::GetGoodRequest, v1::GetGoodResponse>(
      in_market("GetGood"),
      [&supply, &classroom](const Call& call, Transaction& tx, const v1::GetGoodRequest& request) {
        v1::GetGoodResponse response;
        *response.mutable_good() =
            supply.market.require(tx, request.class_id(), request.good_id(), call.user_id());
        if (response.good().supplier_id() != 0) {
          *response.mutable_supplier() =
              supply.market.require_supplier(tx, request.class_id(), response.good().supplier_id());
        }
        if (!classroom::is_staff(call.signed_in(), request.class_id()))
          response.mutable_supplier()->clear_behaviour();
        response.set_platform_fee_percent(static_cast<std::int32_t>(
            classroom.profile_of(tx, request.class_id()).supply.platform_fee_percent));
        return response;
      });
  dispatcher.write<v1::AddGoodRequest, v1::AddGoodResponse>(
      in_market("AddGood"),
      [&supply](const Call& call, Transaction& tx, const v1::AddGoodRequest& request) {
        v1::AddGoodResponse response;
        *response.mutable_good() =
            supply.market.add(tx, request.class_id(), call.user_id(), request.good());
        return response;
      });
  dispatcher.write<v1::SaveGoodRequest, v1::SaveGoodResponse>(
      in_market("SaveGood"),
      [&supply](const Call& call, Transaction& tx, const v1::SaveGoodRequest& request) {
        v1::SaveGoodResponse response;
        *response.mutable_good() = supply.market.save(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SetGoodStoppedRequest, v1::SetGoodStoppedResponse>(
      in_market("SetGoodStopped"),
      [&supply](const Call& call, Transaction& tx, const v1::SetGoodStoppedRequest& request) {
        v1::SetGoodStoppedResponse response;
        *response.mutable_good() = supply.market.set_stopped(tx, call.user_id(), request);
        return response;
      });
  dispatcher.task<v1::FillMarketRequest, v1::FillMarketResponse>(
      in_market("FillMarket"), [parts](Call& call, const v1::FillMarketRequest& request) {
        rpc::check_request_id(request.request_id());
        return fill_market(parts, call.user_id(), request.class_id());
      });
}

void register_suppliers(rpc::Dispatcher& dispatcher, Supply& supply,
                        classroom::Classroom& classroom) {
  dispatcher.read<v1::ListSuppliersRequest, v1::ListSuppliersResponse>(
      in_market("ListSuppliers"), [&supply, &classroom](const Call& call, Transaction& tx,
                                                        const v1::ListSuppliersRequest& request) {
        const bool shows_all = classroom::is_staff(call.signed_in(), request.class_id());
        v1::ListSuppliersResponse response;
        for (v1::Supplier& supplier : supply.market.suppliers(tx, request.class_id())) {
          if (!shows_all) supplier.clear_behaviour();
          *response.add_suppliers() = std::move(supplier);
        }
        if (shows_all) {
          *response.mutable_usual() =
              rules::usual_behaviour(classroom.profile_of(tx, request.class_id()).supply);
        }
        return response;
      });
  dispatcher.write<v1::SaveSupplierRequest, v1::SaveSupplierResponse>(
      in_market("SaveSupplier"),
      [&supply](const Call& call, Transaction& tx, const v1::SaveSupplierRequest& request) {
        v1::SaveSupplierResponse response;
        *response.mutable_supplier() =
            supply.market.save_supplier(tx, request.class_id(), call.user_id(), request.supplier());
        return response;
      });
}

void register_links(rpc::Dispatcher& dispatcher, Supply& supply) {
  dispatcher.read<v1::QuotePricesRequest, v1::QuotePricesResponse>(
      in_market("QuotePrices"), [&supply](const Call&, Transaction& tx, const auto& request) {
        return supply.links.quote(tx, request);
      });
  dispatcher.write<v1::CopyGoodRequest, v1::CopyGoodResponse>(
      in_market("CopyGood"),
      [&supply](const Call& call, Transaction& tx, const v1::CopyGoodRequest& request) {
        v1::CopyGoodResponse response;
        *response.mutable_link() = supply.links.copy(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::ListLinksRequest, v1::ListLinksResponse>(
      in_market("ListLinks"),
      [&supply](const Call& call, Transaction& tx, const v1::ListLinksRequest& request) {
        v1::ListLinksResponse response;
        for (v1::Link& link :
             supply.links.of_seller(tx, request.class_id(), seller_of(call, request))) {
          *response.add_links() = std::move(link);
        }
        return response;
      });
  dispatcher.write<v1::AcceptPriceRequest, v1::AcceptPriceResponse>(
      in_market("AcceptPrice"),
      [&supply](const Call& call, Transaction& tx, const v1::AcceptPriceRequest& request) {
        v1::AcceptPriceResponse response;
        *response.mutable_link() = supply.links.accept_price(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::MapSkuRequest, v1::MapSkuResponse>(
      in_market("MapSku"),
      [&supply](const Call& call, Transaction& tx, const v1::MapSkuRequest& request) {
        v1::MapSkuResponse response;
        *response.mutable_link() = supply.links.map_sku(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SetOwnCapRequest, v1::SetOwnCapResponse>(
      in_market("SetOwnCap"),
      [&supply](const Call& call, Transaction& tx, const v1::SetOwnCapRequest& request) {
        v1::SetOwnCapResponse response;
        *response.mutable_link() = supply.links.set_own_cap(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SetLinkedRequest, v1::SetLinkedResponse>(
      in_market("SetLinked"),
      [&supply](const Call& call, Transaction& tx, const v1::SetLinkedRequest& request) {
        v1::SetLinkedResponse response;
        *response.mutable_link() = supply.links.set_linked(tx, call.user_id(), request);
        return response;
      });
}

void register_settings(rpc::Dispatcher& dispatcher, Supply& supply,
                       classroom::Classroom& classroom) {
  dispatcher.read<v1::GetSettingsRequest, v1::GetSettingsResponse>(
      in_market("GetSettings"), [&supply, &classroom](const Call& call, Transaction& tx,
                                                      const v1::GetSettingsRequest& request) {
        const classroom::SupplyRules& numbers = classroom.profile_of(tx, request.class_id()).supply;
        v1::GetSettingsResponse response;
        *response.mutable_settings() =
            supply.links.settings(tx, request.class_id(), call.user_id());
        response.set_platform_fee_percent(static_cast<std::int32_t>(numbers.platform_fee_percent));
        response.set_return_days(static_cast<std::int32_t>(numbers.return_days));
        return response;
      });
  dispatcher.write<v1::SaveSettingsRequest, v1::SaveSettingsResponse>(
      in_market("SaveSettings"),
      [&supply](const Call& call, Transaction& tx, const v1::SaveSettingsRequest& request) {
        supply.links.save_settings(tx, request.class_id(), call.user_id(), request.settings());
        v1::SaveSettingsResponse response;
        *response.mutable_settings() = request.settings();
        return response;
      });
}

void register_orders(rpc::Dispatcher& dispatcher, Supply& supply) {
  dispatcher.read<v1::ListSupplyOrdersRequest, v1::ListSupplyOrdersResponse>(
      in_orders("ListSupplyOrders"),
      [&supply](const Call& call, Transaction& tx, const auto& request) {
        return supply.orders.list(tx, request, seller_of(call, request), call.user_id());
      });
  dispatcher.read<v1::GetSupplyOrderRequest, v1::GetSupplyOrderResponse>(
      in_orders("GetSupplyOrder"),
      [&supply](const Call& call, Transaction& tx, const v1::GetSupplyOrderRequest& request) {
        v1::GetSupplyOrderResponse response;
        *response.mutable_order() =
            supply.orders.show(tx, request.class_id(), call.user_id(), request.supply_order_id(),
                               classroom::is_staff(call.signed_in(), request.class_id()));
        return response;
      });
  dispatcher.write<v1::CaptureOrderRequest, v1::CaptureOrderResponse>(
      in_orders("CaptureOrder"),
      [&supply](const Call& call, Transaction& tx, const v1::CaptureOrderRequest& request) {
        v1::CaptureOrderResponse response;
        *response.mutable_order() = supply.orders.capture(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::CancelSupplyOrderRequest, v1::CancelSupplyOrderResponse>(
      in_orders("CancelSupplyOrder"),
      [&supply](const Call& call, Transaction& tx, const v1::CancelSupplyOrderRequest& request) {
        v1::CancelSupplyOrderResponse response;
        *response.mutable_order() = supply.orders.cancel(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::GetProfitRequest, v1::GetProfitResponse>(
      in_orders("GetProfit"), [&supply](const Call& call, Transaction& tx, const auto& request) {
        return supply.orders.profit(tx, request.class_id(), seller_of(call, request));
      });
}

void register_returns(rpc::Dispatcher& dispatcher, Supply& supply) {
  const auto shown = [&supply](const Call& call, Transaction& tx, std::int64_t class_id,
                               std::int64_t supply_order_id) {
    return supply.orders.show(tx, class_id, call.user_id(), supply_order_id, false);
  };
  dispatcher.write<v1::AskReturnRequest, v1::AskReturnResponse>(
      in_orders("AskReturn"),
      [&supply, shown](const Call& call, Transaction& tx, const v1::AskReturnRequest& request) {
        v1::AskReturnResponse response;
        response.set_return_id(supply.returns.ask(tx, call.user_id(), request, 0));
        *response.mutable_order() = shown(call, tx, request.class_id(), request.supply_order_id());
        return response;
      });
  dispatcher.write<v1::SendReturnRequest, v1::SendReturnResponse>(
      in_orders("SendReturn"),
      [&supply, shown](const Call& call, Transaction& tx, const v1::SendReturnRequest& request) {
        v1::SendReturnResponse response;
        *response.mutable_order() =
            shown(call, tx, request.class_id(), supply.returns.send(tx, call.user_id(), request));
        return response;
      });
  dispatcher.write<v1::CancelReturnRequest, v1::CancelReturnResponse>(
      in_orders("CancelReturn"),
      [&supply, shown](const Call& call, Transaction& tx, const v1::CancelReturnRequest& request) {
        v1::CancelReturnResponse response;
        *response.mutable_order() =
            shown(call, tx, request.class_id(), supply.returns.cancel(tx, call.user_id(), request));
        return response;
      });
}

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, HandlerParts parts) {
  register_market(dispatcher, parts);
  register_suppliers(dispatcher, parts.supply, parts.classroom);
  register_links(dispatcher, parts.supply);
  register_settings(dispatcher, parts.supply, parts.classroom);
  register_orders(dispatcher, parts.supply);
  register_returns(dispatcher, parts.supply);
  register_incidents(dispatcher, parts.supply.incidents);
}

}  // namespace kaibo::supply
