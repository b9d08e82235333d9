#include "services/live/prepare/handlers.h"
#include "services/live/live.h"
#include "services/live/review/handlers.h"
#include "services/live/video/handlers.h"

namespace kaibo::live {

namespace {

using db::Transaction;
using rpc::Call;

/// The crew's request as it is, the room as it is then.
template <typename Request, typename Response>
void register_edit(rpc::Dispatcher& dispatcher, Live& live, std::string_view method,
                   v1::Room (Rooms::*edit)(Transaction&, std::int64_t, const Request&)) {
  dispatcher.write<Request, Response>(
      method, [&live, edit](const Call& call, Transaction& tx, const Request& request) {
        Response response;
        *response.mutable_room() = (live.rooms.*edit)(tx, call.user_id(), request);
        return response;
      });
}

void register_start_and_end(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.write<v1::StartRoomRequest, v1::StartRoomResponse>(
      "kaibo.live.v1.LiveService/StartRoom",
      [&live](const Call& call, Transaction& tx, const v1::StartRoomRequest& request) {
        live.checklist.note(tx, call.user_id(), request);
        v1::StartRoomResponse response;
        *response.mutable_room() =
            live.rooms.start(tx, request.class_id(), call.user_id(), request.room_id());
        return response;
      });
  dispatcher.write<v1::EndRoomRequest, v1::EndRoomResponse>(
      "kaibo.live.v1.LiveService/EndRoom",
      [&live](const Call& call, Transaction& tx, const v1::EndRoomRequest& request) {
        v1::EndRoomResponse response;
        *response.mutable_room() =
            live.rooms.end(tx, request.class_id(), call.user_id(), request.room_id());
        return response;
      });
}

void register_crew(rpc::Dispatcher& dispatcher, Live& live) {
  register_edit<v1::SaveRoomRequest, v1::SaveRoomResponse>(
      dispatcher, live, "kaibo.live.v1.LiveService/SaveRoom", &Rooms::save);
  register_edit<v1::PutOnShelfRequest, v1::PutOnShelfResponse>(
      dispatcher, live, "kaibo.live.v1.LiveService/PutOnShelf", &Rooms::put_on_shelf);
  register_edit<v1::TakeOffShelfRequest, v1::TakeOffShelfResponse>(
      dispatcher, live, "kaibo.live.v1.LiveService/TakeOffShelf", &Rooms::take_off_shelf);
  register_edit<v1::SaveCrewRequest, v1::SaveCrewResponse>(
      dispatcher, live, "kaibo.live.v1.LiveService/SaveCrew", &Rooms::save_crew);
  register_edit<v1::HandOverRequest, v1::HandOverResponse>(
      dispatcher, live, "kaibo.live.v1.LiveService/HandOver", &Rooms::hand_over);
  register_edit<v1::PauseRoomRequest, v1::PauseRoomResponse>(
      dispatcher, live, "kaibo.live.v1.LiveService/PauseRoom", &Rooms::pause);
  register_start_and_end(dispatcher, live);
  dispatcher.write<v1::ExplainRequest, v1::ExplainResponse>(
      "kaibo.live.v1.LiveService/Explain",
      [&live](const Call& call, Transaction& tx, const v1::ExplainRequest& request) {
        live.rooms.explain(tx, request.class_id(), call.user_id(), request.room_id(),
                           request.product_id());
        return v1::ExplainResponse();
      });
}

void register_audience(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.task<v1::AddLikesRequest, v1::AddLikesResponse>(
      "kaibo.live.v1.LiveService/AddLikes",
      [&live](Call& call, const v1::AddLikesRequest& request) -> Task<v1::AddLikesResponse> {
        return live.add_likes(call.user_id(), request);
      });
  dispatcher.write<v1::BuyInRoomRequest, v1::BuyInRoomResponse>(
      "kaibo.live.v1.LiveService/BuyInRoom",
      [&live](const Call& call, Transaction& tx, const v1::BuyInRoomRequest& request) {
        v1::BuyInRoomResponse response;
        *response.mutable_order() = live.rooms.buy(tx, call.user_id(), request);
        return response;
      });
}

void register_reads(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.read<v1::ListRoomsRequest, v1::ListRoomsResponse>(
      "kaibo.live.v1.LiveService/ListRooms",
      [&live](const Call&, Transaction& tx, const v1::ListRoomsRequest& request) {
        v1::ListRoomsResponse response;
        for (v1::Room& room : live.rooms.list(tx, request.class_id(), request.host_id())) {
          *response.add_rooms() = std::move(room);
        }
        return response;
      });
  dispatcher.read<v1::GetRoomRequest, v1::GetRoomResponse>(
      "kaibo.live.v1.LiveService/GetRoom",
      [&live](const Call& call, Transaction& tx, const v1::GetRoomRequest& request) {
        v1::GetRoomResponse page;
        *page.mutable_room() = live.rooms.show(tx, request.class_id(), request.room_id());
        live.talk.fill(tx, request.class_id(), call.user_id(), page);
        live.offers.show(tx, request.class_id(), call.user_id(), page);
        return page;
      });
  dispatcher.read<v1::GetFiguresRequest, v1::GetFiguresResponse>(
      "kaibo.live.v1.LiveService/GetFigures",
      [&live](const Call&, Transaction& tx, const v1::GetFiguresRequest& request) {
        live.rooms.show(tx, request.class_id(), request.room_id());
        v1::GetFiguresResponse response;
        *response.mutable_figures() = live.figures(tx, request.class_id(), request.room_id());
        return response;
      });
}

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, Live& live) {
  register_crew(dispatcher, live);
  register_prepare_handlers(dispatcher, live);
  register_audience(dispatcher, live);
  register_reads(dispatcher, live);
  register_talk(dispatcher, live);
  register_offers(dispatcher, live.offers);
  register_video(dispatcher, live.video);
  register_review_handlers(dispatcher, live);
}

}  // namespace kaibo::live
