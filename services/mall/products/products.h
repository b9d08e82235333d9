#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/mall/shops/shops.h"
#include "services/mall/skus/records.h"
#include "services/mall/source.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// Products of the class's shops and their stock.
class Products : public Watched {
 public:
  Products(base::IdSource& ids, classroom::Classroom& classroom, Shops& shops)
      : ids_(ids), classroom_(classroom), shops_(shops) {}

  /// Before the first unit of work.
  void supply_from(Source& source) { source_ = &source; }

  /// Saves a new product or changes one, of a shop whose products the person may change; so do the
  /// others. Throws invalid_argument for a field against the rules, aborted when it was changed
  /// elsewhere since the seller saw it, permission_denied for another shop's.
  v1::Product save(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                   const v1::SaveProductRequest& wish);
  v1::Product set_listed(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         std::int64_t product_id, bool listed);

  /// As buyers may see it; its stock is what can be bought: of the shop, and of its supplier.
  /// Throws not_found.
  v1::Product require(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id);
  /// Those of the products that there are, each with the stock of its shop alone.
  std::vector<v1::Product> own_all(db::Transaction& tx, std::int64_t class_id,
                                   const std::vector<std::int64_t>& product_ids);
  /// Those of the products that there are, on the shelf or not, as buyers may see them.
  std::vector<v1::Product> offered_all(db::Transaction& tx, std::int64_t class_id,
                                       const std::vector<std::int64_t>& product_ids);
  struct Offer {
    /// The specification, for a product that has some.
    std::int64_t sku_id = 0;
    std::int64_t price_fen = 0;
    std::int64_t pieces = 0;
  };
  /// Sets what a product or some of its specifications cost, and how many pieces its shop offers at
  /// most, whatever a supplier has. Throws not_found, permission_denied for another shop's,
  /// invalid_argument for a specification that it does not have.
  v1::Product set_offers(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                         std::int64_t product_id, const std::vector<Offer>& offers);
  /// The same, with its weaknesses; and only for who may change it, unless it is listed or
  /// `sees_all`.
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
    /// The specification, for a product that has some.
    std::int64_t sku_id = 0;
  };
  /// Takes pieces of a listed product, exactly or not at all. Throws failed_precondition when too
  /// few are left or it is off the shelf.
  void take_stock(db::Transaction& tx, const v1::Product& product, const Taking& taking);
  void count_sold(db::Transaction& tx, std::int64_t product_id, std::int64_t pieces);
  /// A specification that is gone, or an old piece of a product that has specifications now, is not
  /// sold again.
  void give_back_stock(db::Transaction& tx, const v1::OrderLine& line, std::int64_t pieces);
  /// The specification of the product; null for a product without. Throws invalid_argument when it
  /// has some and this is none of them.
  static const v1::Sku* specification(const v1::Product& product, std::int64_t sku_id);
  /// It is a part of the product.
  static const v1::Sku* specification(v1::Product&&, std::int64_t) = delete;

  using Pictures = google::protobuf::RepeatedPtrField<std::string>;
  /// Throws invalid_argument naming the field for a picture that was not there before and is not
  /// the person's own.
  static void check_pictures(db::Transaction& tx, std::int64_t person_id, const Pictures& pictures,
                             const Pictures& before, std::string_view field);

  /// Moves pieces from the mall's stock to what a live room holds, or back when below zero: nobody
  /// in the mall can buy what a room holds. Names the specification of a product that has some.
  /// Throws failed_precondition when one of the two has too few, invalid_argument without one.
  void set_aside(db::Transaction& tx, std::int64_t class_id, const sku_records::Held& change);
  /// All that the room holds of the product goes back to the mall. Again, it does nothing.
  void end_set_aside(db::Transaction& tx, std::int64_t room_id, std::int64_t product_id);
  /// Pieces the room holds, by product.
  std::map<std::int64_t, std::int64_t> set_aside_for(db::Transaction& tx, std::int64_t room_id);
  /// The same by specification.
  std::map<std::int64_t, std::int64_t> skus_set_aside_for(db::Transaction& tx,
                                                          std::int64_t room_id);
  static std::vector<std::int64_t> rooms_with_own_stock(db::Transaction& tx);

 private:
  /// With the shop's own stock.
  v1::Product require_own(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                          std::int64_t product_id);
  v1::Product create(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                     const v1::SaveProductRequest& wish);
  v1::Product change(db::Transaction& tx, std::int64_t class_id, std::int64_t person_id,
                     const v1::SaveProductRequest& wish);
  /// Throws invalid_argument for what is against the rules.
  void check(db::Transaction& tx, std::int64_t class_id, const v1::SaveProductRequest& wish);
  /// As its seller sees it, with the stock that can be bought.
  v1::Product offered(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id);
  void add_faults(db::Transaction& tx, std::int64_t class_id, std::span<v1::Product> products);
  v1::Product find(db::Transaction& tx, std::int64_t class_id, std::int64_t product_id);
  void tell_saved(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const v1::Product& product, bool was_listed);
  void tell_listed(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                   const v1::Product& product);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  Shops& shops_;
  Source* source_ = &Source::none();
};

}  // namespace kaibo::mall
