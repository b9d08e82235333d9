#include "kaibo/access/v1/access.pb.h"
#include "services/audience/audience.h"

namespace kaibo::audience {

namespace {

using db::Transaction;
using rpc::Call;

v1::Scenario shown(const Scenario& scenario) {
  v1::Scenario shown;
  shown.set_id(scenario.id);
  shown.set_name(scenario.name);
  shown.set_name_en(scenario.name_en);
  shown.set_about(scenario.about);
  shown.set_about_en(scenario.about_en);
  for (const Incident& incident : scenario.incidents) {
    v1::PlannedIncident& planned = *shown.add_incidents();
    planned.set_at_second(static_cast<std::int32_t>(incident.at_s));
    planned.set_kind(std::string(name_of(incident.kind)));
  }
  return shown;
}

void register_assignments(rpc::Dispatcher& dispatcher, Audience& audience) {
  dispatcher.read<v1::ListScenariosRequest, v1::ListScenariosResponse>(
      "kaibo.audience.v1.AudienceService/ListScenarios",
      [&audience](const Call&, Transaction&, const v1::ListScenariosRequest&) {
        v1::ListScenariosResponse response;
        for (const Scenario& scenario : audience.script().scenarios()) {
          *response.add_scenarios() = shown(scenario);
        }
        return response;
      });
  dispatcher.read<v1::ListAssignmentsRequest, v1::ListAssignmentsResponse>(
      "kaibo.audience.v1.AudienceService/ListAssignments",
      [&audience](const Call&, Transaction& tx, const v1::ListAssignmentsRequest& request) {
        v1::ListAssignmentsResponse response;
        for (v1::Assignment& one : audience.assignments(tx, request.class_id())) {
          *response.add_assignments() = std::move(one);
        }
        return response;
      });
  dispatcher.write<v1::AssignAudienceRequest, v1::AssignAudienceResponse>(
      "kaibo.audience.v1.AudienceService/AssignAudience",
      [&audience](const Call& call, Transaction& tx, const v1::AssignAudienceRequest& request) {
        v1::AssignAudienceResponse response;
        for (v1::Assignment& one : audience.assign(tx, call.user_id(), request)) {
          *response.add_assignments() = std::move(one);
        }
        return response;
      });
}

/// StartAudience and StopAudience.
template <typename Request, typename Response>
void register_order(rpc::Dispatcher& dispatcher, Audience& audience, std::string_view method,
                    v1::Audience (Audience::*carry_out)(Transaction&, const Audience::Order&)) {
  dispatcher.write<Request, Response>(
      method, [&audience, carry_out](const Call& call, Transaction& tx, const Request& request) {
        const Audience::Order order{.class_id = request.class_id(),
                                    .room_id = request.room_id(),
                                    .actor = call.user_id(),
                                    .by_instructor = call.signed_in().holds(
                                        request.class_id(), access::v1::ROLE_INSTRUCTOR)};
        Response response;
        *response.mutable_audience() = (audience.*carry_out)(tx, order);
        return response;
      });
}

void register_rooms(rpc::Dispatcher& dispatcher, Audience& audience) {
  dispatcher.read<v1::GetAudienceRequest, v1::GetAudienceResponse>(
      "kaibo.audience.v1.AudienceService/GetAudience",
      [&audience](const Call&, Transaction& tx, const v1::GetAudienceRequest& request) {
        return audience.show(tx, request.class_id(), request.room_id());
      });
  dispatcher.write<v1::SetAudienceRequest, v1::SetAudienceResponse>(
      "kaibo.audience.v1.AudienceService/SetAudience",
      [&audience](const Call& call, Transaction& tx, const v1::SetAudienceRequest& request) {
        v1::SetAudienceResponse response;
        *response.mutable_audience() = audience.set(tx, call.user_id(), request);
        return response;
      });
  register_order<v1::StartAudienceRequest, v1::StartAudienceResponse>(
      dispatcher, audience, "kaibo.audience.v1.AudienceService/StartAudience", &Audience::start);
  register_order<v1::StopAudienceRequest, v1::StopAudienceResponse>(
      dispatcher, audience, "kaibo.audience.v1.AudienceService/StopAudience", &Audience::stop);
}

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, Audience& audience) {
  register_assignments(dispatcher, audience);
  register_rooms(dispatcher, audience);
}

}  // namespace kaibo::audience
