// What a buyer does before buying: search with filters, favourites, footprints.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "kaibo/mall/v1/favourites.pb.h"
#include "tests/contract/supplied.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using base::Code;
using test::refusal_of;
using BrowsedIds = std::vector<std::int64_t>;

class BrowsingContract : public contract::SuppliedShopTest {
 protected:
  v1::Product listed(const std::string& category, std::int64_t price_fen, int stock) {
    auto request = named<v1::SaveProductRequest>();
    request.set_title("赣南脐橙 现摘现发 " + request.request_id());
    request.add_pictures(picture(seller_));
    request.set_category(category);
    request.set_price_fen(price_fen);
    request.set_stock(stock);
    request.set_listed(true);
    return call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                         seller_.token)
        .product();
  }

  void set_listed(std::int64_t product_id, bool wanted) {
    auto request = named<v1::SetProductListedRequest>();
    request.set_product_id(product_id);
    request.set_listed(wanted);
    call<v1::SetProductListedResponse>("kaibo.mall.v1.MallService/SetProductListed", request,
                                       seller_.token);
  }

  BrowsedIds search(const std::function<void(v1::SearchProductsRequest&)>& narrow) {
    v1::SearchProductsRequest request;
    request.set_class_id(class_id_);
    request.set_sort(v1::PRODUCT_SORT_PRICE_UP);
    narrow(request);
    const auto reply = call<v1::SearchProductsResponse>("kaibo.mall.v1.MallService/SearchProducts",
                                                        request, buyer_.token);
    BrowsedIds ids;
    for (const v1::Product& product : reply.products()) ids.push_back(product.product_id());
    EXPECT_EQ(reply.total(), static_cast<int>(ids.size()));
    return ids;
  }

  bool visit(std::int64_t product_id, const Trainee& who) {
    auto request = named<v1::VisitProductRequest>();
    request.set_product_id(product_id);
    return call<v1::VisitProductResponse>("kaibo.mall.v1.FavouriteService/VisitProduct", request,
                                          who.token)
        .favourite();
  }

  void favour(std::int64_t product_id, bool favourite) {
    auto request = named<v1::SetFavouriteRequest>();
    request.set_product_id(product_id);
    request.set_favourite(favourite);
    call<v1::SetFavouriteResponse>("kaibo.mall.v1.FavouriteService/SetFavourite", request,
                                   buyer_.token);
  }

  template <typename Request, typename Response>
  std::vector<v1::NoticedProduct> noticed(const std::string& method, const Trainee& who) {
    Request request;
    request.set_class_id(class_id_);
    const auto reply =
        call<Response>("kaibo.mall.v1.FavouriteService/" + method, request, who.token);
    return {reply.products().begin(), reply.products().end()};
  }
  std::vector<v1::NoticedProduct> favourites() {
    return noticed<v1::ListFavouritesRequest, v1::ListFavouritesResponse>("ListFavourites", buyer_);
  }
  BrowsedIds footprints(const Trainee& who) {
    BrowsedIds ids;
    for (const v1::NoticedProduct& one :
         noticed<v1::ListFootprintsRequest, v1::ListFootprintsResponse>("ListFootprints", who)) {
      ids.push_back(one.product().product_id());
    }
    return ids;
  }
};
KAIBO_ON_EVERY_DATABASE(BrowsingContract);

TEST_P(BrowsingContract, ASearchIsNarrowedByCategoryGroupAndPrice) {
  const std::int64_t fruit = listed("新鲜水果", 1000, 5).product_id();
  const std::int64_t rice = listed("粮油米面", 2000, 5).product_id();
  const std::int64_t tea = listed("茶叶", 3000, 5).product_id();
  const std::int64_t other = listed("", 4000, 5).product_id();
  EXPECT_EQ(search([](auto&) {}), (BrowsedIds{fruit, rice, tea, other}));
  EXPECT_EQ(search([](auto& r) { r.set_category_group("食品生鲜"); }), (BrowsedIds{fruit, rice}));
  EXPECT_EQ(search([](auto& r) {
              r.set_category_group("食品生鲜");
              r.set_category("粮油米面");
            }),
            (BrowsedIds{rice}));
  EXPECT_EQ(search([](auto& r) {
              r.set_price_from_fen(2000);
              r.set_price_to_fen(3000);
            }),
            (BrowsedIds{rice, tea}))
      << "both bounds belong to it";
  EXPECT_EQ(search([](auto& r) {
              r.set_price_from_fen(2001);
              r.set_words("脐橙");
              r.set_sort(v1::PRODUCT_SORT_PRICE_DOWN);
            }),
            (BrowsedIds{other, tea}));
  EXPECT_EQ(refusal_of([&] { search([](auto& r) { r.set_category("汽车"); }); }).field(),
            "category");
}

TEST_P(BrowsingContract, OnlyWhatCanBeBoughtIsInStock) {
  const std::int64_t there = listed("茶叶", 1000, 5).product_id();
  listed("茶叶", 2000, 0);
  const supply::v1::Good good = add_good("麻阳冰糖橙 皮薄汁多 5斤装", 20);
  const std::int64_t supplied = copy(seller_, good, 3000, 50).product_id();
  const auto in_stock = [](v1::SearchProductsRequest& r) { r.set_in_stock(true); };
  EXPECT_EQ(search(in_stock), (BrowsedIds{there, supplied}));
  set_stopped(good.good_id(), true);
  EXPECT_EQ(search(in_stock), (BrowsedIds{there})) << "its supplier has none";
  EXPECT_EQ(search([](auto&) {}).size(), 3U);
}

TEST_P(BrowsingContract, AFavouriteShowsWhatItCostsNowAndThatItIsGone) {
  const v1::Product product = listed("茶叶", 3000, 5);
  favour(product.product_id(), true);
  favour(product.product_id(), true);
  ASSERT_EQ(favourites().size(), 1U) << "again, it does nothing";
  EXPECT_TRUE(visit(product.product_id(), buyer_));

  auto request = named<v1::SaveProductRequest>();
  request.set_product_id(product.product_id());
  request.set_version(product.version());
  request.set_title(product.title());
  *request.mutable_pictures() = product.pictures();
  request.set_price_fen(2500);
  request.set_listed(false);
  call<v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request, seller_.token);
  ASSERT_EQ(favourites().size(), 1U);
  EXPECT_EQ(favourites()[0].product().price_fen(), 2500);
  EXPECT_EQ(favourites()[0].price_then_fen(), 3000);
  EXPECT_FALSE(favourites()[0].product().listed());
  EXPECT_EQ(refusal_of([&] { visit(product.product_id(), buyer_); }).code(), Code::not_found);
  favour(product.product_id(), false);
  EXPECT_TRUE(favourites().empty()) << "also when it is off the shelf";
  EXPECT_EQ(refusal_of([&] { favour(product.product_id(), true); }).code(), Code::not_found);
}

TEST_P(BrowsingContract, FootprintsAreTheProductsSeenLastAndNobodyElses) {
  const std::int64_t first = listed("茶叶", 3000, 5).product_id();
  const std::int64_t second = listed("茶叶", 3000, 5).product_id();
  for (const std::int64_t id : {first, second, first}) {
    now_.advance(1000);
    EXPECT_FALSE(visit(id, buyer_));
  }
  EXPECT_EQ(footprints(buyer_), (BrowsedIds{first, second}));
  visit(first, seller_);
  EXPECT_TRUE(footprints(seller_).empty()) << "a seller's look at an own product is none";

  auto clear = named<v1::ClearFootprintsRequest>();
  call<v1::ClearFootprintsResponse>("kaibo.mall.v1.FavouriteService/ClearFootprints", clear,
                                    buyer_.token);
  EXPECT_TRUE(footprints(buyer_).empty());
}

TEST_P(BrowsingContract, NoMoreFootprintsAreKeptThanTheCourseSays) {
  const std::int64_t most = profiles_.find("live-hunan-2021")->mall.browsing.footprints_max;
  BrowsedIds all;
  for (std::int64_t i = 0; i <= most; ++i) {
    all.insert(all.begin(), listed("茶叶", 3000, 5).product_id());
    now_.advance(1000);
    visit(all.front(), buyer_);
  }
  all.pop_back();
  EXPECT_EQ(footprints(buyer_), all);
}

}  // namespace
}  // namespace kaibo::mall
