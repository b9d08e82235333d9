#include "services/live/prepare/handlers.h"

#include <algorithm>
#include <string>

#include "services/classroom/rules.h"
#include "services/live/live.h"

namespace kaibo::live {

namespace {

using db::Transaction;
using rpc::Call;

/// Bytes that no proxy on the way makes smaller.
std::string noise(std::size_t bytes) {
  std::string made(bytes, '\0');
  std::uint32_t state = 0x9e3779b9;
  for (char& byte : made) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>(state >> 24);
  }
  return made;
}

void register_previews(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.write<v1::AnnounceRoomRequest, v1::AnnounceRoomResponse>(
      "kaibo.live.v1.PrepareService/AnnounceRoom",
      [&live](const Call& call, Transaction& tx, const v1::AnnounceRoomRequest& request) {
        v1::AnnounceRoomResponse response;
        *response.mutable_preview() =
            live.previews.announce(tx, request.class_id(), call.user_id(), request.room_id());
        return response;
      });
  dispatcher.write<v1::CancelPreviewRequest, v1::CancelPreviewResponse>(
      "kaibo.live.v1.PrepareService/CancelPreview",
      [&live](const Call& call, Transaction& tx, const v1::CancelPreviewRequest& request) {
        v1::CancelPreviewResponse response;
        *response.mutable_room() =
            live.previews.cancel(tx, request.class_id(), call.user_id(), request.room_id());
        return response;
      });
  dispatcher.write<v1::ReserveRoomRequest, v1::ReserveRoomResponse>(
      "kaibo.live.v1.PrepareService/ReserveRoom",
      [&live](const Call& call, Transaction& tx, const v1::ReserveRoomRequest& request) {
        v1::ReserveRoomResponse response;
        *response.mutable_preview() = live.previews.reserve(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::ListPreviewsRequest, v1::ListPreviewsResponse>(
      "kaibo.live.v1.PrepareService/ListPreviews",
      [&live](const Call& call, Transaction& tx, const v1::ListPreviewsRequest& request) {
        v1::ListPreviewsResponse response;
        for (v1::Preview& preview : live.previews.list(tx, request.class_id(), call.user_id())) {
          *response.add_previews() = std::move(preview);
        }
        return response;
      });
}

void register_scripts(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.read<v1::GetScriptRequest, v1::GetScriptResponse>(
      "kaibo.live.v1.PrepareService/GetScript",
      [&live](const Call& call, Transaction& tx, const v1::GetScriptRequest& request) {
        return live.scripts.show(tx, request.class_id(), request.room_id(), call.user_id(),
                                 classroom::is_staff(call.signed_in(), request.class_id()));
      });
  dispatcher.read<v1::CheckScriptRequest, v1::CheckScriptResponse>(
      "kaibo.live.v1.PrepareService/CheckScript",
      [&live](const Call& call, Transaction& tx, const v1::CheckScriptRequest& request) {
        v1::CheckScriptResponse response;
        *response.mutable_check() = live.scripts.check(tx, call.user_id(), request);
        return response;
      });
  dispatcher.write<v1::SaveScriptRequest, v1::SaveScriptResponse>(
      "kaibo.live.v1.PrepareService/SaveScript",
      [&live](const Call& call, Transaction& tx, const v1::SaveScriptRequest& request) {
        return live.scripts.save(tx, call.user_id(), request);
      });
  dispatcher.read<v1::ListScriptTemplatesRequest, v1::ListScriptTemplatesResponse>(
      "kaibo.live.v1.PrepareService/ListScriptTemplates",
      [](const Call&, Transaction&, const v1::ListScriptTemplatesRequest&) {
        v1::ListScriptTemplatesResponse response;
        for (v1::ScriptTemplate& one : script_templates()) {
          *response.add_templates() = std::move(one);
        }
        return response;
      });
}

void register_checklist(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.read<v1::GetChecklistRequest, v1::GetChecklistResponse>(
      "kaibo.live.v1.PrepareService/GetChecklist",
      [&live](const Call& call, Transaction& tx, const v1::GetChecklistRequest& request) {
        return live.checklist.show(tx, request.class_id(), call.user_id(), request.room_id());
      });
  dispatcher.read<v1::ProbeNetworkRequest, v1::ProbeNetworkResponse>(
      "kaibo.live.v1.PrepareService/ProbeNetwork",
      [&live](const Call& call, Transaction& tx, const v1::ProbeNetworkRequest& request) {
        const classroom::PrepareRules& rules =
            live.parts.classroom.profile_of(tx, request.class_id()).live.prepare;
        live.parts.limiter.take(
            "probe:" + std::to_string(call.user_id()),
            {.burst = rules.probe_rate.burst, .refill_ms = rules.probe_rate.refill_ms});
        const std::int64_t wanted =
            std::clamp<std::int64_t>(request.answer_bytes(), 0, rules.probe_bytes);
        v1::ProbeNetworkResponse response;
        response.set_payload(noise(static_cast<std::size_t>(wanted)));
        response.set_received_bytes(static_cast<std::int32_t>(request.payload().size()));
        return response;
      });
}

}  // namespace

void register_prepare_handlers(rpc::Dispatcher& dispatcher, Live& live) {
  register_previews(dispatcher, live);
  register_scripts(dispatcher, live);
  register_checklist(dispatcher, live);
  dispatcher.write<v1::SetShelfDetailsRequest, v1::SetShelfDetailsResponse>(
      "kaibo.live.v1.PrepareService/SetShelfDetails",
      [&live](const Call& call, Transaction& tx, const v1::SetShelfDetailsRequest& request) {
        v1::SetShelfDetailsResponse response;
        *response.mutable_room() = live.rooms.set_shelf_details(tx, call.user_id(), request);
        return response;
      });
}

}  // namespace kaibo::live
