#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "kaibo/mall/v1/shop.pb.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

class SpecsContract : public contract::TradeTest {
 protected:
  void SetUp() override {
    TradeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    pictures_ = {picture(seller_), picture(seller_)};
  }

  v1::Product save(v1::SaveProductRequest request) {
    request.set_request_id(request_id());
    return call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                         seller_.token)
        .product();
  }

  /// 5 and 10 pounds, `stock` boxes of each.
  v1::SaveProductRequest oranges(int stock) {
    v1::SaveProductRequest request;
    request.set_class_id(class_id_);
    request.set_title("赣南脐橙 现摘现发 多规格可选");
    request.set_description("早上摘、下午发，皮薄好剥，有坏果当天拍照按个赔，放心购买。");
    for (const std::string& one : pictures_) request.add_pictures(one);
    request.set_listed(true);
    v1::SpecAxis& axis = *request.add_axes();
    axis.set_name("重量");
    for (const auto& [value, price] : {std::pair{"5斤", 2990}, {"10斤", 5590}}) {
      axis.add_values(value);
      v1::Sku& sku = *request.add_skus();
      sku.add_values(value);
      sku.set_price_fen(price);
      sku.set_cost_fen(1000);
      sku.set_stock(stock);
    }
    return request;
  }
  /// What changes the product into what it is.
  v1::SaveProductRequest again(const v1::Product& product) {
    v1::SaveProductRequest request = oranges(0);
    request.set_product_id(product.product_id());
    request.set_version(product.version());
    *request.mutable_skus() = product.skus();
    for (v1::Sku& sku : *request.mutable_skus()) sku.set_stock_seen(sku.stock());
    return request;
  }
  v1::PlaceOrderRequest order(const v1::Product& product, int nth, int quantity) {
    v1::PlaceOrderRequest request = order_for(product, quantity);
    request.mutable_lines(0)->set_sku_id(product.skus(nth).sku_id());
    request.set_expected_amount_fen(product.skus(nth).price_fen() * quantity);
    return request;
  }

  std::vector<std::string> pictures_;
};
KAIBO_ON_EVERY_DATABASE(SpecsContract);

TEST_P(SpecsContract, AnOrderTakesTheSpecificationChosenAndGivesItBack) {
  const v1::Product product = save(oranges(10));
  EXPECT_EQ(product.price_fen(), 2990);
  EXPECT_EQ(product.stock(), 20);
  EXPECT_EQ(product_now(buyer_, product.product_id()).skus(0).cost_fen(), 0) << "the seller's own";
  EXPECT_EQ(refusal_of([&] { place(buyer_, order_for(product, 1)); }).field(), "lines");

  const v1::Order placed = place(buyer_, order(product, 1, 3));
  EXPECT_EQ(placed.lines(0).specification(), "10斤");
  EXPECT_EQ(placed.amount_fen(), 3 * 5590);
  v1::Product now = product_now(seller_, product.product_id());
  EXPECT_EQ(now.skus(0).stock(), 10);
  EXPECT_EQ(now.skus(1).stock(), 7);
  EXPECT_EQ(now.stock(), 17);
  EXPECT_EQ(refusal_of([&] { place(buyer_, order(now, 1, 8)); }).code(), Code::failed_precondition)
      << "the other specification has enough, this one has not";

  cancel(buyer_, placed.order_id());
  now = product_now(seller_, product.product_id());
  EXPECT_EQ(now.skus(1).stock(), 10);
  EXPECT_EQ(now.stock(), 20);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SpecsContract, PiecesSoldMeanwhileStaySoldWhenTheSellerRestocks) {
  const v1::Product product = save(oranges(10));
  v1::SaveProductRequest restock = again(product);
  restock.mutable_skus(0)->set_stock(15);
  place(buyer_, order(product, 0, 4));
  const v1::Product now = save(restock);
  EXPECT_EQ(now.skus(0).stock(), 11);
  EXPECT_EQ(now.stock(), 21);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SpecsContract, PiecesOfASpecificationThatIsGoneAreNotSoldAgain) {
  v1::Product product = save(oranges(10));
  const v1::Order placed = place(buyer_, order(product, 1, 3));
  v1::SaveProductRequest fewer = again(product_now(seller_, product.product_id()));
  fewer.mutable_axes(0)->mutable_values()->RemoveLast();
  fewer.mutable_skus()->RemoveLast();
  product = save(fewer);
  EXPECT_EQ(product.stock(), 10);
  EXPECT_TRUE(faults().empty());
  cancel(buyer_, placed.order_id());
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 10);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SpecsContract, AFullRefundBringsBackTheSpecificationAndTheFreight) {
  auto freight = named<v1::SaveShopSettingsRequest>();
  v1::FreightTemplate& by_piece = *freight.mutable_settings()->add_freight_templates();
  by_piece.set_name("按件计费");
  by_piece.set_by(v1::FREIGHT_BY_PIECE);
  v1::FreightRule& everywhere = *by_piece.add_rules();
  everywhere.set_first_units(1);
  everywhere.set_first_fen(800);
  everywhere.set_more_units(1);
  call<v1::SaveShopSettingsResponse>("kaibo.mall.v1.ShopService/SaveShopSettings", freight,
                                     seller_.token);
  const v1::Product product = save(oranges(10));
  const std::int64_t money = balance(buyer_);
  v1::PlaceOrderRequest request = order(product, 1, 2);
  request.set_pay_now(true);
  request.set_expected_amount_fen(2 * 5590 + 800);
  const v1::Order paid = place(buyer_, request);
  EXPECT_EQ(balance(buyer_), money - 2 * 5590 - 800);

  const v1::AfterSale asked = ask(wish(paid, v1::AFTER_SALE_KIND_REFUND, 2));
  take(seller_, asked, v1::AFTER_SALE_STEP_AGREE);
  EXPECT_EQ(order_now(buyer_, paid.order_id()).state(), v1::ORDER_STATE_CLOSED);
  EXPECT_EQ(balance(buyer_), money);
  EXPECT_EQ(product_now(seller_, product.product_id()).skus(1).stock(), 10);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SpecsContract, AProductGoesOverToSpecificationsAndBack) {
  v1::Product product = list_product(seller_, 2990, 10);
  const v1::Order old = place(buyer_, order_for(product, 2));
  v1::SaveProductRequest with = oranges(6);
  with.set_product_id(product.product_id());
  with.set_version(product.version());
  product = save(with);
  EXPECT_EQ(product.stock(), 12);
  EXPECT_TRUE(faults().empty());
  cancel(buyer_, old.order_id());
  EXPECT_EQ(product_now(seller_, product.product_id()).stock(), 12);
  v1::SaveProductRequest without = again(product);
  without.clear_axes();
  without.clear_skus();
  without.set_price_fen(2990);
  without.set_stock(4);
  product = save(without);
  EXPECT_EQ(product.stock(), 4);
  EXPECT_EQ(product.skus_size(), 0);
  EXPECT_TRUE(faults().empty());
}

TEST_P(SpecsContract, ADraftMayBeIncompleteAndIsNotListed) {
  v1::SaveProductRequest request;
  request.set_class_id(class_id_);
  request.set_draft(true);
  request.set_listed(true);
  const v1::Product draft = save(request);
  EXPECT_FALSE(draft.listed());
  v1::SetProductListedRequest list;
  list.set_class_id(class_id_);
  list.set_request_id(request_id());
  list.set_product_id(draft.product_id());
  list.set_listed(true);
  EXPECT_EQ(refusal_of([&] {
              call<v1::SetProductListedResponse>("kaibo.mall.v1.MallService/SetProductListed", list,
                                                 seller_.token);
            }).field(),
            "title");
}

TEST_P(SpecsContract, StockIsExactOnALongWalk) {
  constexpr int steps = 2'000;
  v1::Product product = save(oranges(40));
  std::vector<int> stock{40, 40};
  struct Open {
    std::int64_t order_id = 0;
    std::size_t nth = 0;
    int pieces = 0;
  };
  std::vector<Open> open;
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same walk each time
  for (int step = 0; step < steps; ++step) {
    const std::size_t nth = random() % 2;
    const int pieces = 1 + static_cast<int>(random() % 5);
    switch (random() % 3) {
      case 0: {
        bool went = true;
        try {
          const v1::Order placed = place(buyer_, order(product, static_cast<int>(nth), pieces));
          open.push_back({.order_id = placed.order_id(), .nth = nth, .pieces = pieces});
        } catch (const base::Error&) {
          went = false;
        }
        ASSERT_EQ(went, stock[nth] >= pieces) << "step " << step;
        if (went) stock[nth] -= pieces;
        break;
      }
      case 1: {
        if (open.empty()) break;
        const std::size_t which = random() % open.size();
        cancel(buyer_, open[which].order_id);
        stock[open[which].nth] += open[which].pieces;
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
        break;
      }
      default: {
        product = product_now(seller_, product.product_id());
        v1::SaveProductRequest change = again(product);
        const int more = static_cast<int>(random() % 3) - 1;
        v1::Sku& sku = *change.mutable_skus(static_cast<int>(nth));
        if (sku.stock() + more < 0) break;
        sku.set_stock(sku.stock() + more);
        product = save(change);
        stock[nth] += more;
      }
    }
    if (step % 50 != 0) continue;
    const v1::Product now = product_now(seller_, product.product_id());
    ASSERT_EQ(now.skus(0).stock(), stock[0]) << "step " << step;
    ASSERT_EQ(now.skus(1).stock(), stock[1]) << "step " << step;
  }
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::mall
