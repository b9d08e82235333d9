#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kaibo/mall/v1/after_sale.pb.h"
#include "kaibo/supply/v1/order.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "tests/contract/practice.h"

namespace kaibo::contract {

/// A class that practises with a supplier: it accepts after 10 minutes, ships 60 minutes later,
/// inspects after 30, and makes no mistakes unless told to.
class SuppliedTest : public PracticeTest {
 protected:
  void SetUp() override;

  supply::v1::Supplier save_supplier(const supply::v1::Supplier& supplier);
  /// A good of the supplier at ¥10.00, ¥2.00 freight an order.
  supply::v1::Good add_good(const std::string& title, int stock);
  supply::v1::Good good_now(std::int64_t good_id);
  supply::v1::Good save_good(supply::v1::Good good, int stock_seen);
  /// As an instructor saves it, who saw it as it is.
  supply::v1::Good save_seen(supply::v1::Good good);
  /// 5 pounds at ¥10.00 and 10 pounds at ¥18.00, each medium and large, which costs ¥2.00 more:
  /// four specifications of `stock` boxes each.
  supply::v1::Good add_oranges(int stock);
  void set_stopped(std::int64_t good_id, bool stopped);

  /// Listed at `price_fen` with a cap of its own.
  supply::v1::Link copy(const Trainee& seller, const supply::v1::Good& good, std::int64_t price_fen,
                        int own_cap);
  /// Those of the good's specifications, by place, at twice what they cost; none: all of them, as
  /// much dearer as the rule says.
  supply::v1::CopyGoodRequest wish_for(const supply::v1::Good& good, const std::vector<int>& rows,
                                       int own_cap);
  supply::v1::Link copy_rows(const Trainee& seller, const supply::v1::CopyGoodRequest& request);
  supply::v1::Link link_of(const Trainee& seller, std::int64_t product_id);
  void capture_automatically(const Trainee& seller);

  /// The classmate buys and pays; the mall order's id.
  std::int64_t buy(const Trainee& buyer, std::int64_t product_id, int quantity);
  mall::v1::Order order_now(const Trainee& seller, std::int64_t order_id);
  /// Of that order, or all when 0; the newest first.
  supply::v1::ListSupplyOrdersResponse supply_orders(const Trainee& seller,
                                                     std::int64_t order_id = 0);
  supply::v1::SupplyOrder supply_order_of(const Trainee& seller, std::int64_t order_id);
  supply::v1::SupplyOrder capture(const Trainee& seller, const supply::v1::SupplyOrder& order);
  supply::v1::SupplyOrder cancel_supply(const Trainee& seller, std::int64_t supply_order_id);
  std::int64_t ask_return(const Trainee& seller, const supply::v1::SupplyOrder& order, int quantity,
                          supply::v1::ReturnKind kind);
  supply::v1::SupplyOrder send_return(const Trainee& seller, std::int64_t return_id);
  supply::v1::SupplyOrder cancel_return(const Trainee& seller, std::int64_t return_id);
  supply::v1::GetProfitResponse profit(const Trainee& seller);

  /// Lets class time pass and fires what is due, step by step.
  void pass_minutes(int minutes);

  Trainee staff_;
  supply::v1::Supplier supplier_;
};

/// A shop in such a class, and a buyer.
class SuppliedShopTest : public SuppliedTest {
 protected:
  void SetUp() override;

  /// What the buyer asks of a line of their order.
  mall::v1::AfterSale ask_after_sale(std::int64_t order_id, mall::v1::AfterSaleKind kind,
                                     int quantity, int line = 0);
  void step_after_sale(const Trainee& who, const mall::v1::AfterSale& after_sale,
                       mall::v1::AfterSaleStep step);
  int stock_in_mall(std::int64_t product_id);

  Trainee seller_;
  Trainee buyer_;
};

}  // namespace kaibo::contract
