#include "services/supply/supply.h"

namespace kaibo::supply {

using db::Transaction;
using rpc::Call;

void register_handlers(rpc::Dispatcher& dispatcher, Supply& supply) {
  dispatcher.read<v1::SearchGoodsRequest, v1::SearchGoodsResponse>(
      "kaibo.supply.v1.SupplyService/SearchGoods",
      [&supply](const Call&, Transaction& tx, const v1::SearchGoodsRequest& request) {
        return supply.search(tx, request.class_id(), request.words(), request.category());
      });
  dispatcher.read<v1::GetGoodRequest, v1::GetGoodResponse>(
      "kaibo.supply.v1.SupplyService/GetGood",
      [&supply](const Call&, Transaction& tx, const v1::GetGoodRequest& request) {
        v1::GetGoodResponse response;
        *response.mutable_good() = supply.require(tx, request.class_id(), request.good_id());
        return response;
      });
  dispatcher.write<v1::AddGoodRequest, v1::AddGoodResponse>(
      "kaibo.supply.v1.SupplyService/AddGood",
      [&supply](const Call& call, Transaction& tx, const v1::AddGoodRequest& request) {
        v1::AddGoodResponse response;
        *response.mutable_good() =
            supply.add(tx, request.class_id(), call.user_id(), request.good());
        return response;
      });
}

}  // namespace kaibo::supply
