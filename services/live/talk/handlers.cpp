#include "common/base/text.h"
#include "services/classroom/rules.h"
#include "services/live/live.h"

namespace kaibo::live {

namespace {

using db::Transaction;
using rpc::Call;

/// An operation of the crew whose answer says only that it is done.
template <typename Request, typename Response, typename Face>
void register_done(rpc::Dispatcher& dispatcher, Face& face, std::string_view method,
                   void (Face::*operation)(Transaction&, std::int64_t, const Request&)) {
  dispatcher.write<Request, Response>(
      method, [&face, operation](const Call& call, Transaction& tx, const Request& request) {
        (face.*operation)(tx, call.user_id(), request);
        return Response();
      });
}

void register_moderation(rpc::Dispatcher& dispatcher, Live& live) {
  register_done<v1::DeleteCommentRequest, v1::DeleteCommentResponse>(
      dispatcher, live.talk, "kaibo.live.v1.TalkService/DeleteComment", &Talk::remove);
  register_done<v1::PinCommentRequest, v1::PinCommentResponse>(
      dispatcher, live.talk, "kaibo.live.v1.TalkService/PinComment", &Talk::pin);
  register_done<v1::MutePersonRequest, v1::MutePersonResponse>(
      dispatcher, live.talk, "kaibo.live.v1.TalkService/MutePerson", &Talk::mute);
  register_done<v1::MuteRoomRequest, v1::MuteRoomResponse>(
      dispatcher, live.talk, "kaibo.live.v1.TalkService/MuteRoom", &Talk::mute_room);
  register_done<v1::MarkAnsweredRequest, v1::MarkAnsweredResponse>(
      dispatcher, live.talk, "kaibo.live.v1.TalkService/MarkAnswered", &Talk::mark_answered);
  register_done<v1::DecideHeldRequest, v1::DecideHeldResponse>(
      dispatcher, live.talk, "kaibo.live.v1.TalkService/DecideHeld", &Talk::decide);
  register_done<v1::SetNoticeRequest, v1::SetNoticeResponse>(
      dispatcher, live.rooms, "kaibo.live.v1.TalkService/SetNotice", &Rooms::set_notice);
  dispatcher.read<v1::GetTalkRequest, v1::GetTalkResponse>(
      "kaibo.live.v1.TalkService/GetTalk",
      [&live](const Call& call, Transaction& tx, const v1::GetTalkRequest& request) {
        const std::int64_t class_id = request.class_id();
        const std::int64_t room_id = request.room_id();
        if (!classroom::is_staff(call.signed_in(), class_id)) {
          live.rooms.require_crew(tx, class_id, call.user_id(), room_id, rules::Duty::assist);
          return live.talk.overview(tx, class_id, room_id);
        }
        live.rooms.require(tx, class_id, room_id);
        v1::GetTalkResponse response = live.talk.overview(tx, class_id, room_id);
        for (v1::Comment& comment : live.talk.deleted(tx, class_id, room_id)) {
          *response.add_deleted() = std::move(comment);
        }
        return response;
      });
}

void register_viewers(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.write<v1::PostCommentRequest, v1::PostCommentResponse>(
      "kaibo.live.v1.LiveService/PostComment",
      [&live](const Call& call, Transaction& tx, const v1::PostCommentRequest& request) {
        const classroom::Rate rate =
            live.parts.classroom.profile_of(tx, request.class_id()).live.comment_rate;
        live.parts.limiter.take("comment:" + std::to_string(call.user_id()),
                                {.burst = rate.burst, .refill_ms = rate.refill_ms});
        v1::PostCommentResponse response;
        response.set_held(live.talk.say(tx, request.class_id(),
                                        {call.user_id(), call.signed_in().name},
                                        {.room_id = request.room_id(),
                                         .text = base::tidy(request.text()),
                                         .reply_to = request.reply_to()}));
        return response;
      });
  dispatcher.write<v1::FollowRequest, v1::FollowResponse>(
      "kaibo.live.v1.TalkService/Follow",
      [&live](const Call& call, Transaction& tx, const v1::FollowRequest& request) {
        v1::FollowResponse response;
        response.set_followers(
            live.followers.follow(tx, {call.user_id(), call.signed_in().name}, request));
        return response;
      });
}

void register_onlookers(rpc::Dispatcher& dispatcher, Live& live) {
  dispatcher.write<v1::AddRemarkRequest, v1::AddRemarkResponse>(
      "kaibo.live.v1.TalkService/AddRemark",
      [&live](const Call& call, Transaction& tx, const v1::AddRemarkRequest& request) {
        v1::AddRemarkResponse response;
        *response.mutable_remark() = live.remarks.add(tx, call.user_id(), request);
        return response;
      });
  dispatcher.read<v1::ListRemarksRequest, v1::ListRemarksResponse>(
      "kaibo.live.v1.TalkService/ListRemarks",
      [&live](const Call& call, Transaction& tx, const v1::ListRemarksRequest& request) {
        v1::ListRemarksResponse response;
        for (v1::Remark& remark :
             live.remarks.list(tx, request.class_id(), request.room_id(), call.user_id(),
                               classroom::is_staff(call.signed_in(), request.class_id()))) {
          *response.add_remarks() = std::move(remark);
        }
        return response;
      });
  dispatcher.write<v1::StopRoomRequest, v1::StopRoomResponse>(
      "kaibo.live.v1.TalkService/StopRoom",
      [&live](const Call& call, Transaction& tx, const v1::StopRoomRequest& request) {
        v1::StopRoomResponse response;
        *response.mutable_room() = live.rooms.stop(tx, call.user_id(), request);
        return response;
      });
}

}  // namespace

void register_talk(rpc::Dispatcher& dispatcher, Live& live) {
  register_moderation(dispatcher, live);
  register_viewers(dispatcher, live);
  register_onlookers(dispatcher, live);
}

}  // namespace kaibo::live
