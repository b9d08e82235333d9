#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/shops/shops.h"

namespace kaibo::mall {

/// Products of the class's shops and their stock.
class Products {
 public:
  Products(base::IdSource& ids, classroom::Classroom& classroom, Shops& shops)
      : ids_(ids), classroom_(classroom), shops_(shops) {}

  /// Saves a new product or changes one of the seller's own. Throws invalid_argument for a field
  /// against the rules, aborted when it was changed elsewhere since the seller saw it.
  v1::Product save(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                   const v1::SaveProductRequest& wish);
  v1::Product set_listed(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                         std::int64_t product_id, bool listed);

  /// Throws not_found.
  v1::Product require(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id);
  /// The same, with its weaknesses; and only for its seller, unless it is listed or `sees_all`.
  v1::Product show(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id,
                   std::int64_t viewer_id, bool sees_all);
  /// With weaknesses.
  std::vector<v1::Product> of_shop(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t shop_id);
  v1::SearchProductsResponse search(db::Transaction& tx, const v1::SearchProductsRequest& wish);

  struct Taking {
    std::int64_t pieces = 0;
    bool paid = false;
    /// Out of what is set aside for this live room; 0: out of the mall's stock.
    std::int64_t own_stock_of = 0;
  };
  /// Takes pieces of a listed product, exactly or not at all. Throws failed_precondition when too
  /// few are left or it is off the shelf.
  void take_stock(db::Transaction& tx, const v1::Product& product, const Taking& taking);
  void count_sold(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);
  void give_back_stock(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);

  /// Moves `change` pieces from the mall's stock to what a live room holds, or back when below
  /// zero: nobody in the mall can buy what a room holds. Throws failed_precondition when one of the
  /// two has too few.
  void set_aside(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                 std::int64_t product_id, std::int64_t change);
  /// All that the room holds of the product goes back to the mall. Again, it does nothing.
  void end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
  /// Pieces the room holds, by product.
  std::map<std::int64_t, std::int64_t> set_aside_for(db::Transaction& tx, std::int64_t room_id);
  static std::vector<std::int64_t> rooms_with_own_stock(db::Transaction& tx);

 private:
  v1::Product require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                          std::int64_t product_id);
  v1::Product create(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                     const v1::SaveProductRequest& wish);
  v1::Product change(db::Transaction& tx, std::int64_t class_id, std::int64_t seller_id,
                     const v1::SaveProductRequest& wish);
  void add_faults(db::Transaction& tx, std::int64_t class_id, v1::Product& product);
  void tell_listed(db::Transaction& tx, std::int64_t class_id, const v1::Product& product);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Shops& shops_;
};

}  // namespace kaibo::mall
