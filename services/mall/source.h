#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/mall/skus/records.h"

namespace kaibo::mall {

/// Title and pictures that a supplier gives with a good: whoever sells it may use them.
struct Material {
  std::string title;
  std::vector<std::string> pictures;
};

/// Whoever supplies the goods of products beside their shops: told by the mall inside its own units
/// of work. Connected by the composition root before the first unit. As it stands here it supplies
/// nothing.
class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  /// Lowers the stock of products, which is their shop's own, to what the supplier has free.
  virtual void cap(db::Transaction&, std::span<v1::Product>) {}
  /// Products of the class whose supplier has none free.
  virtual std::vector<std::int64_t> sold_out(db::Transaction&, std::int64_t /*class_id*/) {
    return {};
  }
  /// What came with each of the products that a supplier supplies, or once did.
  virtual std::map<std::int64_t, Material> materials(db::Transaction&,
                                                     std::span<const v1::Product>) {
    return {};
  }
  /// A live room has set pieces aside, or given them back when below zero. Throws
  /// failed_precondition when the supplier has too few.
  virtual void set_aside(db::Transaction&, const sku_records::Held& /*change*/) {}
  /// A live room has given back all that it had set aside of a product.
  virtual void end_set_aside(db::Transaction&, std::int64_t /*room_id*/,
                             std::int64_t /*product_id*/) {}
  /// A new order has taken its pieces from the shop, or from what its room set aside. False when
  /// none of them is a supplier's. Throws failed_precondition when the supplier has too few.
  virtual bool reserve(db::Transaction&, const v1::Order&) { return false; }
  /// An order has come into its state. Need not be told of one that is paid when it is placed and
  /// has nothing of a supplier.
  virtual void moved(db::Transaction&, std::int64_t /*class_id*/, const v1::Order&) {}

  static Source& none() {
    static Source nobody;
    return nobody;
  }
};

}  // namespace kaibo::mall
