#include "services/mall/after_sale/handlers.h"

#include "kaibo/access/v1/access.pb.h"
#include "services/classroom/rules.h"

namespace kaibo::mall {

namespace {

using db::Transaction;
using rpc::Call;

AfterSales::Viewer viewer_of(const Call& call, std::int64_t class_id) {
  const rpc::Caller& caller = call.signed_in();
  return {.user_id = caller.user_id,
          .is_staff = classroom::is_staff(call.signed_in(), class_id),
          .is_instructor = caller.holds(class_id, access::v1::ROLE_INSTRUCTOR)};
}

void register_after_sale_steps(rpc::Dispatcher& dispatcher, AfterSales& after_sales) {
  dispatcher.write<v1::AskAfterSaleRequest, v1::AskAfterSaleResponse>(
      "kaibo.mall.v1.AfterSaleService/AskAfterSale",
      [&after_sales](const Call& call, Transaction& tx, const v1::AskAfterSaleRequest& request) {
        v1::AskAfterSaleResponse response;
        *response.mutable_after_sale() = after_sales.ask(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::StepAfterSaleRequest, v1::StepAfterSaleResponse>(
      "kaibo.mall.v1.AfterSaleService/StepAfterSale",
      [&after_sales](const Call& call, Transaction& tx, const v1::StepAfterSaleRequest& request) {
        v1::StepAfterSaleResponse response;
        *response.mutable_after_sale() = after_sales.step(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::DecideAfterSaleRequest, v1::DecideAfterSaleResponse>(
      "kaibo.mall.v1.AfterSaleService/DecideAfterSale",
      [&after_sales](const Call& call, Transaction& tx, const v1::DecideAfterSaleRequest& request) {
        v1::DecideAfterSaleResponse response;
        *response.mutable_after_sale() = after_sales.decide(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SayInAfterSaleRequest, v1::SayInAfterSaleResponse>(
      "kaibo.mall.v1.AfterSaleService/SayInAfterSale",
      [&after_sales](const Call& call, Transaction& tx, const v1::SayInAfterSaleRequest& request) {
        v1::SayInAfterSaleResponse response;
        *response.mutable_after_sale() =
            after_sales.say(tx, viewer_of(call, request.class_id()), request);
        return response;
      });
}

void register_after_sale_reads(rpc::Dispatcher& dispatcher, AfterSales& after_sales) {
  dispatcher.read<v1::GetAfterSaleChoicesRequest, v1::GetAfterSaleChoicesResponse>(
      "kaibo.mall.v1.AfterSaleService/GetAfterSaleChoices",
      [&after_sales](const Call& call, Transaction& tx,
                     const v1::GetAfterSaleChoicesRequest& request) {
        return after_sales.choices(tx, call.user_id(), request);
      });
  dispatcher.read<v1::GetAfterSaleRequest, v1::GetAfterSaleResponse>(
      "kaibo.mall.v1.AfterSaleService/GetAfterSale",
      [&after_sales](const Call& call, Transaction& tx, const v1::GetAfterSaleRequest& request) {
        v1::GetAfterSaleResponse response;
        *response.mutable_after_sale() = after_sales.show(
            tx, viewer_of(call, request.class_id()), request.class_id(), request.after_sale_id());
        return response;
      });
  dispatcher.read<v1::ListAfterSalesRequest, v1::ListAfterSalesResponse>(
      "kaibo.mall.v1.AfterSaleService/ListAfterSales",
      [&after_sales](const Call& call, Transaction& tx, const v1::ListAfterSalesRequest& request) {
        return after_sales.list(tx, call.user_id(), request);
      });
  dispatcher.read<v1::ListDisputesRequest, v1::ListDisputesResponse>(
      "kaibo.mall.v1.AfterSaleService/ListDisputes",
      [&after_sales](const Call& call, Transaction& tx, const v1::ListDisputesRequest& request) {
        return after_sales.disputes(tx, viewer_of(call, request.class_id()), request.class_id());
      });
}

}  // namespace

void register_after_sales(rpc::Dispatcher& dispatcher, Mall& mall) {
  register_after_sale_steps(dispatcher, mall.after_sales);
  register_after_sale_reads(dispatcher, mall.after_sales);
}

}  // namespace kaibo::mall
