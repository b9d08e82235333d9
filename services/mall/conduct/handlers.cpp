#include "services/mall/conduct/handlers.h"

#include "services/classroom/rules.h"

namespace kaibo::mall {

using db::Transaction;
using rpc::Call;

void register_conduct(rpc::Dispatcher& dispatcher, Mall& mall) {
  Conduct& conduct = mall.conduct;
  dispatcher.read<v1::ListConductRulesRequest, v1::ListConductRulesResponse>(
      "kaibo.mall.v1.ConductService/ListConductRules",
      [&conduct](const Call&, Transaction& tx, const v1::ListConductRulesRequest& request) {
        return conduct.rules(tx, request.class_id());
      });
  dispatcher.read<v1::ListViolationsRequest, v1::ListViolationsResponse>(
      "kaibo.mall.v1.ConductService/ListViolations",
      [&conduct](const Call& call, Transaction& tx, const v1::ListViolationsRequest& request) {
        return conduct.list(tx, call.user_id(),
                            classroom::is_staff(call.signed_in(), request.class_id()), request);
      });
  dispatcher.write<v1::AppealViolationRequest, v1::AppealViolationResponse>(
      "kaibo.mall.v1.ConductService/AppealViolation",
      [&conduct](const Call& call, Transaction& tx, const v1::AppealViolationRequest& request) {
        v1::AppealViolationResponse response;
        *response.mutable_violation() = conduct.appeal(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::DecideViolationRequest, v1::DecideViolationResponse>(
      "kaibo.mall.v1.ConductService/DecideViolation",
      [&conduct](const Call& call, Transaction& tx, const v1::DecideViolationRequest& request) {
        v1::DecideViolationResponse response;
        *response.mutable_violation() = conduct.decide(tx, call.user_id(), request);
        return response;
      });
}

}  // namespace kaibo::mall
