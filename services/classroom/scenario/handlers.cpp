#include "services/classroom/scenario/handlers.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/journal/journal.h"
#include "common/rpc/codec.h"
#include "common/rpc/requests.h"
#include "kaibo/classroom/v1/scenario.pb.h"
#include "services/classroom/happened.h"

namespace kaibo::classroom {

namespace {

using rpc::Call;

/// Changes that are shown.
constexpr std::size_t newest_changes = 50;

v1::GetScenarioResponse get_scenario(Classroom& classroom, db::Transaction& tx,
                                     std::int64_t class_id) {
  v1::GetScenarioResponse response;
  *response.mutable_settings() = classroom.scenario(tx, class_id);
  std::vector<db::Entry> entries = journal::read_newest(
      tx, class_id, class_topic, event::v1::Event::kScenarioChanged, newest_changes);
  std::ranges::reverse(entries);
  for (const db::Entry& entry : entries) *response.add_changes() = event_of(entry);
  return response;
}

/// A task, as what this node remembers of the class is forgotten after the commit.
Task<v1::SetScenarioResponse> set_scenario(HandlerParts parts, Call& call,
                                           const v1::SetScenarioRequest& request) {
  rpc::check_request_id(request.request_id());
  const std::int64_t actor = call.user_id();
  const std::string content = rpc::canonical(request);
  const rpc::RequestKey key{.user_id = actor,
                            .request_id = request.request_id(),
                            .method = call.method,
                            .content = content};
  auto unit = [&](db::Transaction& tx) {
    v1::SetScenarioResponse response;
    const std::optional<std::string> earlier = rpc::earlier_answer(tx, key);
    if (earlier && response.ParseFromString(*earlier)) return response;
    parts.classroom.set_scenario(tx, request.class_id(), request.values(), actor);
    *response.mutable_settings() = parts.classroom.scenario(tx, request.class_id());
    rpc::remember_answer(tx, key, response.SerializeAsString());
    return response;
  };
  v1::SetScenarioResponse response = co_await parts.database.write(request.class_id(), unit);
  parts.classroom.scenario_changed(request.class_id());
  co_return response;
}

}  // namespace

void register_scenario(rpc::Dispatcher& dispatcher, const HandlerParts& parts) {
  dispatcher.read<v1::GetScenarioRequest, v1::GetScenarioResponse>(
      "kaibo.classroom.v1.ScenarioService/GetScenario",
      [&classroom = parts.classroom](const Call&, db::Transaction& tx,
                                     const v1::GetScenarioRequest& request) {
        return get_scenario(classroom, tx, request.class_id());
      });
  dispatcher.task<v1::SetScenarioRequest, v1::SetScenarioResponse>(
      "kaibo.classroom.v1.ScenarioService/SetScenario",
      [parts](Call& call, const v1::SetScenarioRequest& request) {
        return set_scenario(parts, call, request);
      });
}

}  // namespace kaibo::classroom
