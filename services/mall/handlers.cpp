#include "services/mall/after_sale/handlers.h"
#include "services/classroom/rules.h"
#include "services/mall/campaigns/handlers.h"
#include "services/mall/chat/handlers.h"
#include "services/mall/conduct/handlers.h"
#include "services/mall/dashboard/handlers.h"
#include "services/mall/favourites/handlers.h"
#include "services/mall/imports/handlers.h"
#include "services/mall/mall.h"
#include "services/mall/orders/handlers.h"
#include "services/mall/promotions/handlers.h"
#include "services/mall/reviews/handlers.h"
#include "services/mall/shops/handlers.h"

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

template <typename Request>
Shops::Form form_of(const Request& request) {
  return {.name = request.name(),
          .category = request.category(),
          .introduction = request.introduction(),
          .logo = request.logo()};
}

void register_shops(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom) {
  dispatcher.write<v1::OpenShopRequest, v1::OpenShopResponse>(
      "kaibo.mall.v1.MallService/OpenShop",
      [&mall](const Call& call, Transaction& tx, const v1::OpenShopRequest& request) {
        v1::OpenShopResponse response;
        *response.mutable_shop() = mall.applications.open_at_once(tx, request.class_id(),
                                                                  call.user_id(), form_of(request));
        return response;
      });
  dispatcher.write<v1::UpdateShopRequest, v1::UpdateShopResponse>(
      "kaibo.mall.v1.MallService/UpdateShop",
      [&mall](const Call& call, Transaction& tx, const v1::UpdateShopRequest& request) {
        v1::UpdateShopResponse response;
        *response.mutable_shop() =
            mall.shops.update(tx, request.class_id(), call.user_id(), form_of(request));
        return response;
      });
  dispatcher.read<v1::GetShopRequest, v1::GetShopResponse>(
      "kaibo.mall.v1.MallService/GetShop",
      [&mall, &classroom](const Call& call, Transaction& tx, const v1::GetShopRequest& request) {
        v1::GetShopResponse response;
        const std::int64_t owner = request.owner_id() == 0 ? call.user_id() : request.owner_id();
        if (auto shop = mall.shops.of_owner(tx, request.class_id(), owner)) {
          *response.mutable_shop() = *std::move(shop);
        }
        for (const std::string& category :
             classroom.profile_of(tx, request.class_id()).mall.categories) {
          response.add_categories(category);
        }
        return response;
      });
  dispatcher.read<v1::ListShopsRequest, v1::ListShopsResponse>(
      "kaibo.mall.v1.MallService/ListShops",
      [&mall](const Call&, Transaction& tx, const v1::ListShopsRequest& request) {
        v1::ListShopsResponse response;
        for (v1::Shop& shop : mall.shops.of_class(tx, request.class_id())) {
          *response.add_shops() = std::move(shop);
        }
        return response;
      });
}

void register_products(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.write<v1::SaveProductRequest, v1::SaveProductResponse>(
      "kaibo.mall.v1.MallService/SaveProduct",
      [&mall](const Call& call, Transaction& tx, const v1::SaveProductRequest& request) {
        v1::SaveProductResponse response;
        *response.mutable_product() =
            mall.products.save(tx, request.class_id(), call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SetProductListedRequest, v1::SetProductListedResponse>(
      "kaibo.mall.v1.MallService/SetProductListed",
      [&mall](const Call& call, Transaction& tx, const v1::SetProductListedRequest& request) {
        v1::SetProductListedResponse response;
        *response.mutable_product() = mall.products.set_listed(
            tx, request.class_id(), call.user_id(), request.product_id(), request.listed());
        return response;
      });
  dispatcher.read<v1::GetProductRequest, v1::GetProductResponse>(
      "kaibo.mall.v1.MallService/GetProduct",
      [&mall](const Call& call, Transaction& tx, const v1::GetProductRequest& request) {
        v1::GetProductResponse response;
        *response.mutable_product() =
            mall.products.show(tx, request.class_id(), request.product_id(), call.user_id(),
                               classroom::is_staff(call.signed_in(), request.class_id()));
        return response;
      });
  dispatcher.read<v1::ListShopProductsRequest, v1::ListShopProductsResponse>(
      "kaibo.mall.v1.MallService/ListShopProducts",
      [&mall](const Call& call, Transaction& tx, const v1::ListShopProductsRequest& request) {
        const std::int64_t shop_id =
            request.shop_id() != 0 && classroom::is_staff(call.signed_in(), request.class_id())
                ? request.shop_id()
                : mall.shops
                      .require_for(tx, request.class_id(), call.user_id(), request.shop_id(),
                                   v1::SHOP_RIGHT_PRODUCTS)
                      .shop_id();
        v1::ListShopProductsResponse response;
        for (v1::Product& product : mall.products.of_shop(tx, request.class_id(), shop_id)) {
          *response.add_products() = std::move(product);
        }
        return response;
      });
  dispatcher.read<v1::SearchProductsRequest, v1::SearchProductsResponse>(
      "kaibo.mall.v1.MallService/SearchProducts",
      [&mall](const Call&, Transaction& tx, const v1::SearchProductsRequest& request) {
        return mall.products.search(tx, request);
      });
}

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, Mall& mall, classroom::Classroom& classroom,
                       security::RateLimiter& limiter) {
  register_shops(dispatcher, mall, classroom);
  register_products(dispatcher, mall);
  register_imports(dispatcher, mall);
  register_favourites(dispatcher, mall);
  register_orders(dispatcher, mall);
  register_after_sales(dispatcher, mall);
  register_promotions(dispatcher, mall);
  register_campaigns(dispatcher, mall);
  register_conduct(dispatcher, mall);
  register_dashboard(dispatcher, mall);
  register_shop_service(dispatcher, mall, classroom);
  register_chats(dispatcher, mall, classroom, limiter);
  register_reviews(dispatcher, mall);
}

}  // namespace kaibo::mall
