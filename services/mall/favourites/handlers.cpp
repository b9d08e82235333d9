#include "services/mall/favourites/handlers.h"

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

template <typename Response>
Response reply_with(std::vector<v1::NoticedProduct> products) {
  Response response;
  for (v1::NoticedProduct& product : products) *response.add_products() = std::move(product);
  return response;
}

}  // namespace

void register_favourites(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.write<v1::VisitProductRequest, v1::VisitProductResponse>(
      "kaibo.mall.v1.FavouriteService/VisitProduct",
      [&mall](const Call& call, Transaction& tx, const v1::VisitProductRequest& request) {
        v1::VisitProductResponse response;
        response.set_favourite(
            mall.favourites.visit(tx, request.class_id(), call.user_id(), request.product_id()));
        mall.dashboard.view(tx, request.class_id(), call.user_id(), request.product_id());
        return response;
      });
  dispatcher.write<v1::SetFavouriteRequest, v1::SetFavouriteResponse>(
      "kaibo.mall.v1.FavouriteService/SetFavourite",
      [&mall](const Call& call, Transaction& tx, const v1::SetFavouriteRequest& request) {
        mall.favourites.set(tx, request.class_id(), call.user_id(), request.product_id(),
                            request.favourite());
        v1::SetFavouriteResponse response;
        response.set_favourite(request.favourite());
        return response;
      });
  dispatcher.read<v1::ListFavouritesRequest, v1::ListFavouritesResponse>(
      "kaibo.mall.v1.FavouriteService/ListFavourites",
      [&mall](const Call& call, Transaction& tx, const v1::ListFavouritesRequest& request) {
        return reply_with<v1::ListFavouritesResponse>(
            mall.favourites.favourites_of(tx, request.class_id(), call.user_id()));
      });
  dispatcher.read<v1::ListFootprintsRequest, v1::ListFootprintsResponse>(
      "kaibo.mall.v1.FavouriteService/ListFootprints",
      [&mall](const Call& call, Transaction& tx, const v1::ListFootprintsRequest& request) {
        return reply_with<v1::ListFootprintsResponse>(
            mall.favourites.footprints_of(tx, request.class_id(), call.user_id()));
      });
  dispatcher.write<v1::ClearFootprintsRequest, v1::ClearFootprintsResponse>(
      "kaibo.mall.v1.FavouriteService/ClearFootprints",
      [](const Call& call, Transaction& tx, const v1::ClearFootprintsRequest& request) {
        Favourites::clear_footprints(tx, request.class_id(), call.user_id());
        return v1::ClearFootprintsResponse();
      });
}

}  // namespace kaibo::mall
