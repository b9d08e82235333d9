#include "loadtest/trainee.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kaibo::load {
namespace {

// The day, in shares of its length.
constexpr double arrival = 0.04;
constexpr double shops_open = 0.06;
constexpr double first_product = 0.14;
constexpr double market_closes = 0.92;
constexpr int logo_width = 120;
constexpr double supplied_shops = 0.5;
constexpr double promoting_shops = 0.5;
constexpr double sized_products = 0.3;
constexpr double largest_stock = 100'000;

constexpr std::array goods = {"怀化芷江蜜橘", "安化黑茶",   "炎陵黄桃", "永顺腊肉",
                              "湘西莓茶",     "宁乡花猪肉", "华容芥菜", "江永香柚"};

}  // namespace

Trainee::Trainee(Stage& stage, World& world, Account account, std::uint64_t seed, int number)
    : Person(stage, world, std::move(account), seed), number_(number) {}

Task<void> Trainee::play() {
  return std::visit([this](const auto& script) { return play(script); }, stage().script);
}

Task<void> Trainee::play(const Practice& practice) {
  co_await until(arrival * chance());
  co_await open_pages();
  co_await until(shops_open + 0.06 * chance());
  co_await open_shop();
  const int count = static_cast<int>(between(1, 3));
  for (int i = 0; i < count; ++i) {
    co_await until(first_product + 0.06 * i + 0.05 * chance());
    co_await publish(i, practice);
  }
  if (happens(supplied_shops)) co_await copy_good();
  if (happens(promoting_shops)) co_await promote();
  const double mean = (market_closes - market_opens) / practice.things;
  for (double now = market_opens + think(mean); now < market_closes; now += think(mean)) {
    co_await until(now);
    co_await do_something(now);
  }
  co_await end_room();
  co_await until(market_closes + 0.06 * chance());
  co_await look_back();
}

Task<void> Trainee::open_pages() {
  co_await arrive();
  // Some pages show what has been, most begin with now.
  subscribe("class", number_ % 4 == 0 ? 0 : -1);
  subscribe("user:" + std::to_string(me()), -1);
  co_await call(rpcs::get_my_progress, assessment::v1::GetMyProgressRequest());
  const auto rooms = co_await call(rpcs::list_rooms, live::v1::ListRoomsRequest());
  if (rooms) {
    for (const live::v1::Room& room : rooms->rooms()) {
      note_room(room.room_id(), room.host_id(), room.state());
    }
  }
  const auto purse = co_await call(rpcs::get_wallet, mall::v1::GetWalletRequest());
  if (purse) money_at_start_ = purse->balance_fen();
}

Task<std::optional<mall::v1::GetWalletResponse>> Trainee::look_in_purse() {
  auto answer = co_await call(rpcs::get_wallet, mall::v1::GetWalletRequest());
  co_return answer;
}

Task<void> Trainee::open_shop() {
  const auto form = co_await call(rpcs::get_shop, mall::v1::GetShopRequest());
  if (!form) co_return;
  expect(!form->categories().empty(), rpcs::get_shop.name, "no categories to choose from");
  if (form->categories().empty()) co_return;
  category_ = any_of(form->categories());
  mall::v1::OpenShopRequest request;
  if (happens(0.5)) request.set_logo(co_await upload(logo_width));
  request.set_name(fmt::format("乡里好物{}号店", number_ + 1));
  request.set_category(category_);
  request.set_introduction("自家种的、自家做的，乡里乡亲放心吃。");
  const std::string name = request.name();
  const auto answer = co_await call(rpcs::open_shop, std::move(request));
  if (!answer) co_return;
  expect(answer->shop().name() == name && answer->shop().owner_id() == me(), rpcs::open_shop.name,
         "another shop");
  world().shop_opened(me());
}

Task<std::optional<mall::v1::Product>> Trainee::save_new(mall::v1::SaveProductRequest request) {
  const mall::v1::SaveProductRequest asked = request;
  const auto answer = co_await call(rpcs::save_product, std::move(request));
  if (!answer) co_return std::nullopt;
  const mall::v1::Product& product = answer->product();
  expect(product.title() == asked.title() && product.price_fen() == asked.price_fen() &&
             product.stock() == asked.stock() && product.listed() == asked.listed(),
         rpcs::save_product.name, "another product");
  world().product_saved(product, asked.stock());
  co_return product;
}

Task<void> Trainee::offer(std::string title, std::int64_t price_fen, std::int32_t stock) {
  mall::v1::SaveProductRequest request;
  request.add_pictures(co_await upload(product_width));
  request.set_title(std::move(title));
  request.set_price_fen(price_fen);
  request.set_stock(stock);
  request.set_listed(true);
  const auto product = co_await save_new(std::move(request));
  if (product) products_.push_back(*product);
}

Task<void> Trainee::publish(int number, const Practice& practice) {
  mall::v1::SaveProductRequest request;
  const std::int64_t pictures = happens(0.3) ? 2 : 1;
  for (std::int64_t i = 0; i < pictures; ++i) {
    const std::string id = co_await upload(product_width);
    if (!id.empty()) request.add_pictures(id);
  }
  if (request.pictures().empty()) co_return;
  const char* good = any_of(goods);
  request.set_title(fmt::format("{} 产地直发 {}斤装 第{}款", good, between(1, 9), number + 1));
  request.set_description(
      fmt::format("{}，当季采摘，现摘现发。冷藏可放七天，建议尽快食用，坏果包赔。", good));
  request.set_price_fen(between(590, 4990));
  // One product in four is scarce: it is going to be sold out.
  const double plenty =
      static_cast<double>(between(50, 200)) * std::max(practice.things / things_in_lesson, 1.0);
  request.set_stock(
      static_cast<std::int32_t>(happens(0.25) ? between(3, 8) : std::min(plenty, largest_stock)));
  request.set_listed(happens(0.7));
  // What is sold in live rooms has one size.
  const bool has_sizes = !hosts() && happens(sized_products);
  if (has_sizes) add_sizes(request);
  const auto saved = co_await save_new(std::move(request));
  if (!saved) co_return;
  mall::v1::Product product = *saved;
  if (!product.listed()) {
    mall::v1::SetProductListedRequest listing;
    listing.set_product_id(product.product_id());
    listing.set_listed(true);
    const auto listed = co_await call(rpcs::set_listed, std::move(listing));
    if (listed) {
      expect(listed->product().listed(), rpcs::set_listed.name, "not on the shelf");
      product = listed->product();
      world().product_listed(product.product_id(), true);
    }
  }
  if (!has_sizes) products_.push_back(std::move(product));
}

void Trainee::add_sizes(mall::v1::SaveProductRequest& request) {
  mall::v1::SpecAxis& axis = *request.add_axes();
  axis.set_name("规格");
  for (const char* size : {"小箱", "大箱"}) {
    axis.add_values(size);
    mall::v1::Sku& sku = *request.add_skus();
    sku.add_values(size);
    sku.set_price_fen(request.price_fen() * request.skus_size());
    sku.set_stock(request.stock() / 2);
  }
  request.set_stock(request.stock() / 2 * 2);
}

/// Money off from an amount on (满减), for a while: the budget is soon spent.
Task<void> Trainee::promote() {
  constexpr int times = 6;
  mall::v1::StartPromotionRequest request;
  mall::v1::PromotionWish& terms = *request.mutable_terms();
  terms.set_name("满十减二");
  terms.set_kind(mall::v1::PROMOTION_KIND_FULL);
  terms.add_steps()->set_threshold_fen(promotion_from_fen);
  terms.mutable_steps(0)->set_off_fen(promotion_off_fen);
  terms.set_budget_fen(times * promotion_off_fen);
  terms.set_valid_until_class_at(class_at_ + day_ms);
  const auto answer = co_await call(rpcs::start_promotion, std::move(request));
  if (!answer) co_return;
  expect(answer->promotion().seller_id() == me() &&
             answer->promotion().state() == mall::v1::PROMOTION_STATE_RUNNING,
         rpcs::start_promotion.name, "another promotion");
}

Task<void> Trainee::restock() {
  if (products_.empty()) co_return;
  const auto index =
      static_cast<std::size_t>(between(0, static_cast<std::int64_t>(products_.size()) - 1));
  mall::v1::GetProductRequest wish;
  wish.set_product_id(products_[index].product_id());
  const auto now = co_await call(rpcs::get_product, std::move(wish));
  if (!now) co_return;
  const mall::v1::Product& product = now->product();
  const auto more = static_cast<std::int32_t>(between(1, 10));
  mall::v1::SaveProductRequest request;
  request.set_product_id(product.product_id());
  request.set_title(product.title());
  request.set_description(product.description());
  *request.mutable_pictures() = product.pictures();
  request.set_price_fen(product.price_fen());
  request.set_version(product.version());
  request.set_listed(product.listed());
  request.set_stock_seen(product.stock());
  request.set_stock(product.stock() + more);
  const auto answer = co_await call(rpcs::save_product, std::move(request));
  if (!answer) co_return;
  expect(answer->product().version() > product.version(), rpcs::save_product.name, "old version");
  world().product_saved(answer->product(), more);
  products_[index] = answer->product();
}

Task<void> Trainee::do_something(double now) {
  if (hosts() && hosting_ != Hosting::ended && happens(0.6)) {
    co_await host(now);
  } else if (!to_ship_.empty() && happens(0.5)) {
    co_await ship();
  } else if (!to_confirm_.empty() && happens(0.4)) {
    co_await confirm();
  } else if (!to_pay_.empty() && happens(0.3)) {
    co_await pay_or_cancel();
  } else if (!to_settle_.empty() && happens(0.6)) {
    co_await settle_after_sale();
  } else if (!to_capture_.empty() && happens(0.6)) {
    co_await capture();
  } else if (!to_answer_.empty() && happens(0.6)) {
    co_await answer_in_chat();
  } else if (!bought_.empty() && happens(0.08)) {
    co_await ask_after_sale();
  } else if (room_ != 0 && happens(0.8)) {
    co_await act_in_room();
  } else if (room_ == 0 && !hosts() && !live_rooms_.empty() && happens(0.7)) {
    co_await enter_room();
  } else if (happens(0.04)) {
    co_await restock();
  } else {
    co_await browse();
  }
}

Task<void> Trainee::look_back() {
  if (room_ != 0) leave_room(room_last_seq_);
  mall::v1::ListOrdersRequest orders;
  orders.set_as_seller(true);
  co_await call(rpcs::list_orders, std::move(orders));
  const auto answer = co_await call(rpcs::get_my_progress, assessment::v1::GetMyProgressRequest());
  if (answer) {
    expect(answer->sheet().trainee_id() == me(), rpcs::get_my_progress.name, "of somebody else");
  }
}

void Trainee::on_happened(const event::v1::Event& event) {
  using event::v1::Event;
  class_at_ = event.class_at();
  switch (event.body_case()) {
    case Event::kRoomAnnounced: {
      const event::v1::RoomAnnounced& room = event.room_announced();
      note_room(room.room_id(), room.host_id(), room.state());
      break;
    }
    default:
      on_trade(event);
      on_room_event(event);
  }
}

}  // namespace kaibo::load
