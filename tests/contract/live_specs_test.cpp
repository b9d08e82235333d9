#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kaibo/live/v1/offers.pb.h"
#include "kaibo/live/v1/prepare.pb.h"
#include "services/identity/simulated.h"
#include "tests/contract/room.h"
#include "tests/support/refusal.h"

namespace kaibo::live {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

/// A product with specifications on the shelf of a live room.
class LiveSpecsContract : public contract::RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    pictures_ = {picture(host_), picture(host_)};
    prepare(save_oranges(20));
  }

  /// 5 and 10 pounds, `stock` boxes of each.
  mall::v1::Product save_oranges(int stock) {
    mall::v1::SaveProductRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_title("赣南脐橙 现摘现发 多规格可选");
    request.set_description("早上摘、下午发，皮薄好剥，有坏果当天拍照按个赔，放心购买。");
    for (const std::string& one : pictures_) request.add_pictures(one);
    request.set_listed(true);
    mall::v1::SpecAxis& axis = *request.add_axes();
    axis.set_name("重量");
    for (const auto& [value, price] : {std::pair{"5斤", 2990}, {"10斤", 5590}}) {
      axis.add_values(value);
      mall::v1::Sku& sku = *request.add_skus();
      sku.add_values(value);
      sku.set_price_fen(price);
      sku.set_stock(stock);
    }
    return call<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                               host_.token)
        .product();
  }

  std::int64_t sku(int nth) { return product_.skus(nth).sku_id(); }

  /// Live prices of the two; 0: their own.
  v1::ShelfItem put(std::int64_t first_fen, std::int64_t second_fen) {
    auto wish = in_room<v1::PutOnShelfRequest>();
    wish.set_product_id(product_.product_id());
    for (const auto& [nth, fen] : {std::pair{0, first_fen}, {1, second_fen}}) {
      v1::ShelfSku& row = *wish.add_skus();
      row.set_sku_id(sku(nth));
      row.set_live_price_fen(fen);
    }
    return call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", wish, host_.token)
        .room()
        .shelf(0);
  }
  v1::ShelfItem set_aside(int first, int second, int first_seen = 0, int second_seen = 0) {
    auto wish = in_room<v1::SetShelfDetailsRequest>();
    wish.set_product_id(product_.product_id());
    wish.set_own_stock(true);
    const auto add = [&](int nth, int stock, int seen) {
      v1::SkuStock& row = *wish.add_skus();
      row.set_sku_id(sku(nth));
      row.set_stock(stock);
      row.set_stock_seen(seen);
    };
    add(0, first, first_seen);
    add(1, second, second_seen);
    return call<v1::SetShelfDetailsResponse>("kaibo.live.v1.PrepareService/SetShelfDetails", wish,
                                             host_.token)
        .room()
        .shelf(0);
  }

  v1::BuyInRoomRequest purchase(std::int64_t sku_id, int quantity, std::int64_t price_fen) {
    auto request = in_room<v1::BuyInRoomRequest>();
    request.set_product_id(product_.product_id());
    request.set_sku_id(sku_id);
    request.set_quantity(quantity);
    request.set_expected_price_fen(price_fen);
    *request.mutable_address() = order_for(product_, 1).address();
    return request;
  }
  mall::v1::Order buy(const v1::BuyInRoomRequest& request) {
    return call<v1::BuyInRoomResponse>("kaibo.live.v1.LiveService/BuyInRoom", request,
                                       viewer_.token)
        .order();
  }
  v1::ShelfItem item() {
    v1::GetRoomRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetRoomResponse>("kaibo.live.v1.LiveService/GetRoom", request, viewer_.token)
        .room()
        .shelf(0);
  }
  std::vector<std::string> pictures_;
};
KAIBO_ON_EVERY_DATABASE(LiveSpecsContract);

TEST_P(LiveSpecsContract, EachSpecificationIsSoldAtItsOwnLivePriceAndCountedExactly) {
  const v1::ShelfItem shown = put(1990, 0);
  EXPECT_EQ(shown.skus(0).live_price_fen(), 1990);
  EXPECT_EQ(shown.skus(1).live_price_fen(), 0);
  const event::v1::ShelfPut told = events(Event::kShelfPut).back().shelf_put();
  EXPECT_EQ(told.axes(0), "重量");
  EXPECT_EQ(told.skus(0).live_price_fen(), 1990);
  EXPECT_EQ(told.skus(1).values(0), "10斤");
  start_room(host_, room_id_);

  EXPECT_EQ(refusal_of([&] { buy(purchase(0, 1, 1990)); }).field(), "lines")
      << "a specification has to be chosen";
  EXPECT_EQ(refusal_of([&] { buy(purchase(sku(1), 1, 1990)); }).code(), Code::aborted)
      << "that is the price of the other";
  EXPECT_EQ(buy(purchase(sku(0), 2, 1990)).amount_fen(), 2 * 1990);
  const mall::v1::Order ten = buy(purchase(sku(1), 3, 5590));
  EXPECT_EQ(ten.amount_fen(), 3 * 5590);
  EXPECT_EQ(ten.lines(0).specification(), "10斤");

  const event::v1::RoomSale sale = events(Event::kRoomSale).back().room_sale();
  EXPECT_EQ(sale.sku_id(), sku(1));
  EXPECT_EQ(sale.specification(), "10斤");
  EXPECT_EQ(sale.sku_stock_left(), 17);
  EXPECT_EQ(sale.stock_left(), 18 + 17);
  EXPECT_EQ(item().product().skus(0).stock(), 18);
  EXPECT_EQ(refusal_of([&] { buy(purchase(sku(1), 18, 5590)); }).code(), Code::failed_precondition)
      << "there are enough of the other only";
  EXPECT_TRUE(faults().empty());
}

TEST_P(LiveSpecsContract, ALivePriceIsForASpecificationOfTheProduct) {
  auto wish = in_room<v1::PutOnShelfRequest>();
  wish.set_product_id(product_.product_id());
  wish.set_live_price_fen(1990);
  const auto put_it = [&] {
    call<v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", wish, host_.token);
  };
  EXPECT_EQ(refusal_of(put_it).field(), "live_price_fen") << "of which of them?";
  wish.clear_live_price_fen();
  wish.add_skus()->set_sku_id(12345);
  wish.set_request_id(request_id());
  EXPECT_EQ(refusal_of(put_it).field(), "skus");
}

TEST_P(LiveSpecsContract, StockIsSetAsideForEachAndComesBackToEach) {
  const v1::ShelfItem own = set_aside(5, 2);
  EXPECT_EQ(own.product().stock(), 7);
  EXPECT_EQ(own.product().skus(0).stock(), 5);
  EXPECT_EQ(own.skus(0).mall_stock(), 15);
  EXPECT_EQ(product_now(host_, product_.product_id()).skus(1).stock(), 18);
  EXPECT_EQ(refusal_of([&] { set_aside(30, 2, 5, 2); }).field(), "stock");
  start_room(host_, room_id_);
  EXPECT_EQ(refusal_of([&] { buy(purchase(sku(1), 3, 5590)); }).code(), Code::failed_precondition)
      << "the room has two, whatever the mall has";
  buy(purchase(sku(1), 2, 5590));
  EXPECT_EQ(events(Event::kRoomSale).back().room_sale().sku_stock_left(), 0);
  EXPECT_EQ(product_now(host_, product_.product_id()).skus(1).stock(), 18);
  EXPECT_TRUE(faults().empty());

  const v1::ShelfItem fewer = set_aside(1, 4, 5, 0);
  EXPECT_EQ(fewer.product().skus(0).stock(), 1);
  EXPECT_EQ(fewer.product().skus(1).stock(), 4);
  EXPECT_TRUE(faults().empty());
  end_room(host_, room_id_);
  const mall::v1::Product back = product_now(host_, product_.product_id());
  EXPECT_EQ(back.skus(0).stock(), 20);
  EXPECT_EQ(back.skus(1).stock(), 18);
  EXPECT_EQ(back.stock(), 38);
  EXPECT_TRUE(faults().empty());
}

TEST_P(LiveSpecsContract, PiecesSetAsideOfASpecificationThatIsGoneAreNotSoldAgain) {
  set_aside(5, 2);
  mall::v1::SaveProductRequest fewer;
  fewer.set_class_id(class_id_);
  fewer.set_request_id(request_id());
  const mall::v1::Product now = product_now(host_, product_.product_id());
  fewer.set_product_id(now.product_id());
  fewer.set_version(now.version());
  fewer.set_title(now.title());
  fewer.set_description(now.description());
  *fewer.mutable_pictures() = now.pictures();
  fewer.set_listed(true);
  *fewer.mutable_axes() = now.axes();
  fewer.mutable_axes(0)->mutable_values()->RemoveLast();
  *fewer.add_skus() = now.skus(0);
  fewer.mutable_skus(0)->set_stock_seen(now.skus(0).stock());
  call<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", fewer, host_.token);
  EXPECT_TRUE(faults().empty());
  start_room(host_, room_id_);
  end_room(host_, room_id_);
  EXPECT_EQ(product_now(host_, product_.product_id()).stock(), 20);
  EXPECT_TRUE(faults().empty());
}

TEST_P(LiveSpecsContract, AFlashSaleIsForOneSpecification) {
  start_room(host_, room_id_);
  auto wish = in_room<v1::OfferFlashSaleRequest>();
  wish.set_product_id(product_.product_id());
  wish.set_price_fen(990);
  wish.set_pieces(3);
  wish.set_per_person(1);
  wish.set_seconds(60);
  const auto offer = [&] {
    call<v1::OfferFlashSaleResponse>("kaibo.live.v1.OffersService/OfferFlashSale", wish,
                                     host_.token);
  };
  EXPECT_EQ(refusal_of(offer).field(), "sku_id");
  wish.set_request_id(request_id());
  wish.set_sku_id(sku(0));
  offer();
  EXPECT_EQ(item().flash_sale().sku_id(), sku(0));
  EXPECT_EQ(buy(purchase(sku(1), 2, 5590)).amount_fen(), 2 * 5590) << "the other costs what it did";
  EXPECT_EQ(buy(purchase(sku(0), 1, 990)).amount_fen(), 990);
  EXPECT_EQ(item().flash_sale().sold(), 1);
  EXPECT_TRUE(faults().empty());
}

TEST_P(LiveSpecsContract, ASimulatedAudienceBuysOfEach) {
  put(1990, 0);
  audience::v1::SetAudienceRequest choice = in_room<audience::v1::SetAudienceRequest>();
  choice.mutable_setup()->set_scenario("steady");
  choice.mutable_setup()->set_size(300);
  choice.mutable_setup()->set_difficulty(audience::v1::DIFFICULTY_EASY);
  choice.mutable_setup()->set_seed(7);
  call<audience::v1::SetAudienceResponse>("kaibo.audience.v1.AudienceService/SetAudience", choice,
                                          host_.token);
  start_room(host_, room_id_);
  explain(host_, room_id_, product_.product_id());
  for (int i = 0; i < 120; ++i) {
    now_.advance(1'000);
    fire_timers();
  }
  std::map<std::int64_t, std::int64_t> sold;
  for (const Event& event : events(Event::kRoomSale)) {
    const event::v1::RoomSale& sale = event.room_sale();
    EXPECT_TRUE(identity::is_simulated(sale.buyer_id()));
    EXPECT_EQ(sale.amount_fen(), (sale.sku_id() == sku(0) ? 1990 : 5590) * sale.quantity());
    sold[sale.sku_id()] += sale.quantity();
  }
  EXPECT_EQ(sold.size(), 2U);
  EXPECT_EQ(item().product().skus(0).stock(), 20 - sold[sku(0)]);
  EXPECT_EQ(item().product().skus(1).stock(), 20 - sold[sku(1)]);
  EXPECT_TRUE(faults().empty());
}

}  // namespace
}  // namespace kaibo::live
