#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kaibo/mall/v1/import.pb.h"
#include "tests/contract/trade.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;

class ImportsContract : public contract::TradeTest {
 protected:
  v1::ProductRow row(int number, const std::string& code, std::int64_t price_fen) {
    v1::ProductRow made;
    made.set_row(number);
    made.set_code(code);
    made.set_title("永州脐橙 现摘现发 " + code);
    made.set_category("新鲜水果");
    made.set_price_fen(price_fen);
    made.set_stock(10);
    made.set_stock_seen(-1);
    return made;
  }

  v1::ImportProductsRequest table(const std::vector<v1::ProductRow>& rows) {
    auto request = named<v1::ImportProductsRequest>();
    request.mutable_rows()->Add(rows.begin(), rows.end());
    return request;
  }

  v1::ImportProductsResponse import(const v1::ImportProductsRequest& request) {
    return call<v1::ImportProductsResponse>("kaibo.mall.v1.ImportService/ImportProducts", request,
                                            seller_.token);
  }

  /// Of the seller, the newest first.
  std::vector<v1::Product> products() {
    v1::ListShopProductsRequest request;
    request.set_class_id(class_id_);
    const auto reply = call<v1::ListShopProductsResponse>(
        "kaibo.mall.v1.MallService/ListShopProducts", request, seller_.token);
    return {reply.products().begin(), reply.products().end()};
  }

  /// A row that changes nothing of the product, as exported now.
  v1::ProductRow exported(const v1::Product& product, const std::string& code) {
    v1::ProductRow made = row(2, code, product.price_fen());
    made.set_title(product.title());
    made.set_description(product.description());
    made.set_stock(product.stock());
    made.set_stock_seen(product.stock());
    made.set_listed(product.listed());
    return made;
  }
};
KAIBO_ON_EVERY_DATABASE(ImportsContract);

TEST_P(ImportsContract, ADryRunSaysWhatWouldComeOfItAndStoresNothing) {
  auto request = table({row(2, "A-01", 2990), row(3, "A-02", 0)});
  request.set_dry_run(true);
  const auto reply = import(request);
  EXPECT_FALSE(reply.imported());
  EXPECT_EQ(reply.added(), 1);
  ASSERT_EQ(reply.faults_size(), 1);
  EXPECT_EQ(reply.faults(0).row(), 3);
  EXPECT_EQ(reply.faults(0).field(), "price_fen");
  EXPECT_TRUE(products().empty());
}

TEST_P(ImportsContract, NothingIsImportedUntilAllIsGoodOrTheGoodOnesAreWanted) {
  auto request = table({row(2, "A-01", 2990), row(3, "A-02", 0)});
  EXPECT_FALSE(import(request).imported());
  EXPECT_TRUE(products().empty());
  request.set_request_id(request_id());
  request.set_only_good(true);
  EXPECT_TRUE(import(request).imported());
  ASSERT_EQ(products().size(), 1U);
  EXPECT_EQ(products()[0].code(), "A-01");
  EXPECT_FALSE(products()[0].listed()) << "it has no pictures yet";
  EXPECT_TRUE(faults().empty());
}

TEST_P(ImportsContract, TheSameRequestAgainImportsOnce) {
  const auto request = table({row(2, "A-01", 2990)});
  EXPECT_EQ(import(request).added(), 1);
  EXPECT_EQ(import(request).added(), 1);
  EXPECT_EQ(products().size(), 1U);
}

TEST_P(ImportsContract, TheSameCodeChangesTheProductAndKeepsItsPicturesAndPlace) {
  const v1::Product listed = list_product(seller_, 2990, 10);
  v1::ProductRow changed = exported(listed, "P" + std::to_string(listed.product_id()));
  changed.set_price_fen(3590);
  const auto reply = import(table({changed}));
  EXPECT_TRUE(reply.imported());
  EXPECT_EQ(reply.changed(), 1);
  const v1::Product now = product_now(buyer_, listed.product_id());
  EXPECT_EQ(now.price_fen(), 3590);
  EXPECT_EQ(now.category(), "新鲜水果");
  EXPECT_EQ(now.pictures_size(), listed.pictures_size());
  EXPECT_TRUE(now.listed());
  EXPECT_EQ(now.stock(), 10);
}

TEST_P(ImportsContract, PiecesSoldSinceTheExportStaySold) {
  const v1::Product listed = list_product(seller_, 2990, 10);
  const v1::ProductRow untouched = exported(listed, "P" + std::to_string(listed.product_id()));
  paid_order(listed, 3);
  import(table({untouched}));
  EXPECT_EQ(product_now(buyer_, listed.product_id()).stock(), 7);
  v1::ProductRow cut = untouched;
  cut.set_stock(2);
  const auto reply = import(table({cut}));
  EXPECT_FALSE(reply.imported()) << "eight are not there to be taken";
  ASSERT_EQ(reply.faults_size(), 1);
  EXPECT_EQ(reply.faults(0).field(), "stock");
  EXPECT_TRUE(faults().empty());
}

TEST_P(ImportsContract, SpecificationsComeAsRowsAndGoBackAsRows) {
  std::vector<v1::ProductRow> rows{row(2, "B-01", 2990), row(3, "B-01", 5590)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    v1::Attribute& one = *rows[i].add_specification();
    one.set_name("重量");
    one.set_value(i == 0 ? "5斤" : "10斤");
  }
  EXPECT_TRUE(import(table(rows)).imported());
  ASSERT_EQ(products().size(), 1U);
  EXPECT_EQ(products()[0].skus_size(), 2);
  EXPECT_EQ(products()[0].stock(), 20);
  rows[1].set_price_fen(4990);
  rows[1].set_stock(4);
  rows[1].set_stock_seen(10);
  EXPECT_EQ(import(table(rows)).changed(), 1);
  EXPECT_EQ(products()[0].skus(1).price_fen(), 4990);
  EXPECT_EQ(products()[0].stock(), 14);
  EXPECT_TRUE(faults().empty());
}

TEST_P(ImportsContract, NoRowsTooManyOrNoShopAreRefused) {
  EXPECT_EQ(refusal_of([&] { import(table({})); }).field(), "rows");
  const std::vector<v1::ProductRow> many(301, row(2, "A-01", 2990));
  EXPECT_EQ(refusal_of([&] { import(table(many)); }).field(), "rows");
  EXPECT_EQ(refusal_of([&] {
              call<v1::ImportProductsResponse>("kaibo.mall.v1.ImportService/ImportProducts",
                                               table({row(2, "A-01", 2990)}), buyer_.token);
            }).code(),
            Code::failed_precondition);
}

}  // namespace
}  // namespace kaibo::mall
