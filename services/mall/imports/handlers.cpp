#include "services/mall/imports/handlers.h"

namespace kaibo::mall {

void register_imports(rpc::Dispatcher& dispatcher, Mall& mall) {
  dispatcher.write<v1::ImportProductsRequest, v1::ImportProductsResponse>(
      "kaibo.mall.v1.ImportService/ImportProducts",
      [&mall](const rpc::Call& call, db::Transaction& tx,
              const v1::ImportProductsRequest& request) {
        return mall.imports.run(tx, call.user_id(), request);
      });
}

}  // namespace kaibo::mall
