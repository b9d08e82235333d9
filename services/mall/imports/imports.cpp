#include "services/mall/imports/imports.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "services/mall/imports/rules.h"

namespace kaibo::mall {

v1::ImportProductsResponse Imports::run(db::Transaction& tx, std::int64_t person_id,
                                        const v1::ImportProductsRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  const std::int64_t most = profile.shop.catalog.import_rows;
  base::require(
      wish.rows_size() >= 1 && wish.rows_size() <= most, "rows",
      {"一次可以导入 1 到 " + std::to_string(most) + " 行，请分几次导入",
       "1 to " + std::to_string(most) + " rows are imported at once; use several tables"});
  const std::int64_t shop_id =
      shops_.require_for(tx, class_id, person_id, wish.shop_id(), v1::SHOP_RIGHT_PRODUCTS)
          .shop_id();
  const std::vector<v1::Product> products = products_.of_shop(tx, class_id, shop_id);
  std::map<std::string, std::vector<const v1::Product*>> by_code;
  for (const v1::Product& product : products) {
    by_code[import_rules::code_of(product)].push_back(&product);
  }

  v1::ImportProductsResponse response;
  std::vector<v1::RowFault> faults;
  std::vector<v1::SaveProductRequest> good;
  for (const import_rules::Group& rows : import_rules::grouped(wish.rows())) {
    const std::vector<const v1::Product*>& same = by_code[rows.front().code()];
    const std::vector<v1::RowFault> wrong =
        import_rules::faults_of(profile.mall, profile.shop.catalog, rows, same);
    faults.insert(faults.end(), wrong.begin(), wrong.end());
    if (!wrong.empty()) continue;
    good.push_back(import_rules::wish_of(rows, same.empty() ? nullptr : same.front()));
    if (same.empty()) {
      response.set_added(response.added() + 1);
    } else {
      response.set_changed(response.changed() + 1);
    }
  }
  std::ranges::sort(faults, {}, &v1::RowFault::row);
  response.mutable_faults()->Add(faults.begin(), faults.end());
  if (wish.dry_run() || good.empty() || (!faults.empty() && !wish.only_good())) return response;
  for (v1::SaveProductRequest& one : good) {
    one.set_shop_id(shop_id);
    products_.save(tx, class_id, person_id, one);
  }
  response.set_imported(true);
  return response;
}

}  // namespace kaibo::mall
