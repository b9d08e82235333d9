#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/assessment/assessment.h"
#include "services/audience/audience.h"
#include "services/live/live.h"
#include "services/mall/mall.h"
#include "services/supply/supply.h"
#include "tests/contract/school.h"

namespace kaibo::contract {

/// A class that practises: a school with mall, live rooms and assessment, a few trainees and an
/// instructor.
class PracticeTest : public SchoolTest {
 protected:
  void SetUp() override;

  struct Trainee {
    std::int64_t user_id = 0;
    std::string token;
  };
  Trainee trainee(const std::string& name);

  /// A new id for a request.
  std::string request_id();
  /// A request to the class that has an id of its own.
  template <typename Request>
  Request named() {
    Request request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    return request;
  }
  /// A picture in the trainee's name.
  std::string picture(const Trainee& owner);
  void open_shop(const Trainee& owner, const std::string& name);
  /// A listed product of a trainee with a shop.
  mall::v1::Product list_product(const Trainee& seller, std::int64_t price_fen, int stock);
  mall::v1::PlaceOrderRequest order_for(const mall::v1::Product& product, int quantity);
  mall::v1::Order place(const Trainee& buyer, const mall::v1::PlaceOrderRequest& request);
  /// The same, paid at once, in the name of whoever does not sign in; its id.
  std::int64_t place_for(std::int64_t buyer_id, const mall::v1::PlaceOrderRequest& request);
  mall::v1::Product product_now(const Trainee& viewer, std::int64_t product_id);
  std::int64_t balance(const Trainee& person);
  /// PayOrder, CancelOrder, ConfirmReceipt.
  template <typename Request, typename Response>
  mall::v1::Order step(const std::string& method, const Trainee& who, std::int64_t order_id) {
    Request request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_order_id(order_id);
    return call<Response>("kaibo.mall.v1.MallService/" + method, request, who.token).order();
  }
  mall::v1::Order pay(const Trainee& who, std::int64_t order_id) {
    return step<mall::v1::PayOrderRequest, mall::v1::PayOrderResponse>("PayOrder", who, order_id);
  }
  mall::v1::Order cancel(const Trainee& who, std::int64_t order_id) {
    return step<mall::v1::CancelOrderRequest, mall::v1::CancelOrderResponse>("CancelOrder", who,
                                                                             order_id);
  }
  mall::v1::Order confirm(const Trainee& who, std::int64_t order_id) {
    return step<mall::v1::ConfirmReceiptRequest, mall::v1::ConfirmReceiptResponse>("ConfirmReceipt",
                                                                                   who, order_id);
  }
  mall::v1::Order ship(const Trainee& who, std::int64_t order_id);

  std::int64_t prepare_room(const Trainee& host, const std::vector<std::int64_t>& products);
  void start_room(const Trainee& host, std::int64_t room_id);
  void end_room(const Trainee& host, std::int64_t room_id);
  void explain(const Trainee& host, std::int64_t room_id, std::int64_t product_id);

  assessment::v1::Sheet sheet_of(const Trainee& trainee);

  /// Those of a kind that the class was told, in order.
  std::vector<event::v1::Event> events(event::v1::Event::BodyCase kind);
  /// What the books say is wrong.
  std::vector<std::string> faults();
  int fire_timers();

  std::int64_t class_id_ = 0;
  std::string instructor_;
  assessment::Rubrics rubrics_;
  std::unique_ptr<mall::Mall> mall_;
  std::unique_ptr<supply::Supply> supply_;
  std::unique_ptr<live::Live> live_;
  std::unique_ptr<audience::Audience> audience_;
  std::unique_ptr<assessment::Assessment> assessment_;
  std::unique_ptr<agenda::Agenda> agenda_;

 private:
  int requests_ = 0;
  std::uint32_t pictures_ = 0;
};

}  // namespace kaibo::contract
