#include "tests/contract/practice.h"

#include <algorithm>

#include "generated/embedded/agenda_schema.h"
#include "generated/embedded/assessment_schema.h"
#include "generated/embedded/audience_schema.h"
#include "generated/embedded/live_schema.h"
#include "generated/embedded/mall_schema.h"
#include "generated/embedded/supply_schema.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/classroom/happened.h"
#include "tests/support/png.h"

namespace kaibo::contract {

void PracticeTest::SetUp() {
  SchoolTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  db_->migrate("agenda", embedded::agenda_schema);
  db_->migrate("mall", embedded::mall_schema);
  db_->migrate("supply", embedded::supply_schema);
  db_->migrate("live", embedded::live_schema);
  db_->migrate("audience", embedded::audience_schema);
  db_->migrate("assessment", embedded::assessment_schema);
  mall_ = std::make_unique<mall::Mall>(ids_, *identity_, *classroom_);
  supply_ = std::make_unique<supply::Supply>(ids_, *identity_, *classroom_, *mall_);
  live_ = std::make_unique<live::Live>(live::Settings{}, live::Live::Parts{.ids = ids_,
                                                                           .identity = *identity_,
                                                                           .classroom = *classroom_,
                                                                           .mall = *mall_,
                                                                           .database = *db_,
                                                                           .runtime = runtime_,
                                                                           .hub = hub_,
                                                                           .clock = now_,
                                                                           .limiter = limiter_});
  audience_ = std::make_unique<audience::Audience>(
      audience::Audience::Parts{.ids = ids_, .classroom = *classroom_, .live = *live_}, 10);
  live_->rooms.on_started(
      [this](db::Transaction& tx, std::int64_t class_id, const live::v1::Room& room) {
        audience_->room_started(tx, class_id, room);
      });
  assessment_ = std::make_unique<assessment::Assessment>(
      assessment::Assessment::Parts{.rubrics = rubrics_,
                                    .ids = ids_,
                                    .identity = *identity_,
                                    .classroom = *classroom_,
                                    .clock = now_},
      10);
  agenda_ = std::make_unique<agenda::Agenda>(*db_, runtime_, now_);
  mall_->register_timers(*agenda_);
  supply_->register_timers(*agenda_);
  live_->register_timers(*agenda_);
  audience_->register_timers(*agenda_);
  mall::register_handlers(*dispatcher_, *mall_, *classroom_, limiter_);
  supply::register_handlers(*dispatcher_, {.supply = *supply_,
                                           .classroom = *classroom_,
                                           .database = *db_,
                                           .files = *files_,
                                           .picture_pool = picture_pool_});
  live::register_handlers(*dispatcher_, *live_);
  audience::register_handlers(*dispatcher_, *audience_);
  assessment::register_handlers(*dispatcher_, *assessment_);
  class_id_ = make_class("ZB2026");
  instructor_ =
      make_signed_in("js01", "沈老师",
                     {.class_id = class_id_, .role = access::v1::ROLE_INSTRUCTOR, .teaches = true});
}

PracticeTest::Trainee PracticeTest::trainee(const std::string& name) {
  const std::string account = "xy-" + std::to_string(++requests_);
  Trainee made;
  made.user_id =
      make_person(account, name, {.class_id = class_id_, .role = access::v1::ROLE_TRAINEE});
  made.token = sign_in(account, "correct-horse");
  return made;
}

std::string PracticeTest::request_id() { return "request-" + std::to_string(++requests_); }

std::string PracticeTest::picture(const Trainee& owner) {
  const files::Picture stored = files_->put(test::png(120, 120, ++pictures_));
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    files::claim(tx, picture_limits_, owner.user_id, stored);
  });
  return stored.id;
}

void PracticeTest::open_shop(const Trainee& owner, const std::string& name) {
  mall::v1::OpenShopRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_name(name);
  request.set_category("水果");
  call<mall::v1::OpenShopResponse>("kaibo.mall.v1.MallService/OpenShop", request, owner.token);
}

mall::v1::Product PracticeTest::list_product(const Trainee& seller, std::int64_t price_fen,
                                             int stock) {
  mall::v1::SaveProductRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  // No two sellers write titles alike; and in letters, for a long number is somebody's account.
  std::string own = std::to_string(std::hash<std::string>()(seller.token));
  std::ranges::transform(own, own.begin(), [](char c) { return static_cast<char>(c - '0' + 'a'); });
  request.set_title("赣南脐橙 5斤装 " + own + " " + request.request_id());
  request.set_description(
      "早上摘、下午发，中等果一箱约十二到十五个，皮薄好剥，有坏果当天拍照按个赔。");
  request.add_pictures(picture(seller));
  request.add_pictures(picture(seller));
  request.set_price_fen(price_fen);
  request.set_stock(stock);
  request.set_listed(true);
  return call<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", request,
                                             seller.token)
      .product();
}

mall::v1::PlaceOrderRequest PracticeTest::order_for(const mall::v1::Product& product,
                                                    int quantity) {
  mall::v1::PlaceOrderRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  mall::v1::NewOrderLine& line = *request.add_lines();
  line.set_product_id(product.product_id());
  line.set_quantity(quantity);
  request.set_expected_amount_fen(product.price_fen() * quantity);
  request.mutable_address()->set_name("张三");
  request.mutable_address()->set_phone("13800000000");
  request.mutable_address()->set_text("实训楼 201");
  return request;
}

mall::v1::Order PracticeTest::place(const Trainee& buyer,
                                    const mall::v1::PlaceOrderRequest& request) {
  return call<mall::v1::PlaceOrderResponse>("kaibo.mall.v1.MallService/PlaceOrder", request,
                                            buyer.token)
      .order();
}

std::int64_t PracticeTest::place_for(std::int64_t buyer_id,
                                     const mall::v1::PlaceOrderRequest& request) {
  std::int64_t order_id = 0;
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    order_id = mall_->orders
                   .place(tx, {.class_id = class_id_,
                               .buyer_id = buyer_id,
                               .lines = request.lines(),
                               .address = request.address(),
                               .pay_now = true,
                               .expected_amount_fen = request.expected_amount_fen()})
                   .order_id();
  });
  return order_id;
}

mall::v1::Product PracticeTest::product_now(const Trainee& viewer, std::int64_t product_id) {
  mall::v1::GetProductRequest request;
  request.set_class_id(class_id_);
  request.set_product_id(product_id);
  return call<mall::v1::GetProductResponse>("kaibo.mall.v1.MallService/GetProduct", request,
                                            viewer.token)
      .product();
}

std::int64_t PracticeTest::balance(const Trainee& person) {
  mall::v1::GetWalletRequest request;
  request.set_class_id(class_id_);
  return call<mall::v1::GetWalletResponse>("kaibo.mall.v1.MallService/GetWallet", request,
                                           person.token)
      .balance_fen();
}

mall::v1::Order PracticeTest::ship(const Trainee& who, std::int64_t order_id) {
  mall::v1::ShipOrderRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_order_id(order_id);
  request.set_courier("中通快递");
  request.set_waybill("ZT20260001");
  return call<mall::v1::ShipOrderResponse>("kaibo.mall.v1.MallService/ShipOrder", request,
                                           who.token)
      .order();
}

std::int64_t PracticeTest::prepare_room(const Trainee& host,
                                        const std::vector<std::int64_t>& products) {
  live::v1::SaveRoomRequest room;
  room.set_class_id(class_id_);
  room.set_request_id(request_id());
  room.set_title("果园里的下午茶");
  const std::int64_t room_id =
      call<live::v1::SaveRoomResponse>("kaibo.live.v1.LiveService/SaveRoom", room, host.token)
          .room()
          .room_id();
  for (const std::int64_t product_id : products) {
    live::v1::PutOnShelfRequest put;
    put.set_class_id(class_id_);
    put.set_request_id(request_id());
    put.set_room_id(room_id);
    put.set_product_id(product_id);
    call<live::v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put, host.token);
  }
  return room_id;
}

void PracticeTest::start_room(const Trainee& host, std::int64_t room_id) {
  live::v1::StartRoomRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_room_id(room_id);
  call<live::v1::StartRoomResponse>("kaibo.live.v1.LiveService/StartRoom", request, host.token);
}

void PracticeTest::end_room(const Trainee& host, std::int64_t room_id) {
  live::v1::EndRoomRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_room_id(room_id);
  call<live::v1::EndRoomResponse>("kaibo.live.v1.LiveService/EndRoom", request, host.token);
}

void PracticeTest::explain(const Trainee& host, std::int64_t room_id, std::int64_t product_id) {
  live::v1::ExplainRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_room_id(room_id);
  request.set_product_id(product_id);
  call<live::v1::ExplainResponse>("kaibo.live.v1.LiveService/Explain", request, host.token);
}

assessment::v1::Sheet PracticeTest::sheet_of(const Trainee& trainee) {
  assessment::v1::GetSheetRequest request;
  request.set_class_id(class_id_);
  request.set_trainee_id(trainee.user_id);
  return call<assessment::v1::GetSheetResponse>("kaibo.assessment.v1.AssessmentService/GetSheet",
                                                request, instructor_)
      .sheet();
}

std::vector<event::v1::Event> PracticeTest::events(event::v1::Event::BodyCase kind) {
  std::vector<event::v1::Event> found;
  for (const db::Entry& entry : journal_of(class_id_)) {
    if (entry.kind == kind) found.push_back(classroom::event_of(entry));
  }
  return found;
}

std::vector<std::string> PracticeTest::faults() {
  return db_->read_now([](db::Transaction& tx) {
    std::vector<std::string> wrong = mall::check(tx);
    for (std::string& line : supply::check(tx)) wrong.push_back(std::move(line));
    for (std::string& line : live::check(tx)) wrong.push_back(std::move(line));
    return wrong;
  });
}

int PracticeTest::fire_timers() {
  int fired = 0;
  async::run_blocking([&]() -> Task<void> { fired = co_await agenda_->fire_due(); });
  return fired;
}

}  // namespace kaibo::contract
