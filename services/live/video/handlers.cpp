#include "services/live/video/handlers.h"

namespace kaibo::live {

void register_video(rpc::Dispatcher& dispatcher, Video& video) {
  using db::Transaction;
  using rpc::Call;
  dispatcher.read<v1::GetVideoRequest, v1::GetVideoResponse>(
      "kaibo.live.v1.VideoService/GetVideo",
      [&video](const Call&, Transaction& tx, const v1::GetVideoRequest& request) {
        return video.show(tx, request.class_id(), request.room_id());
      });
  dispatcher.write<v1::SetStreamUrlRequest, v1::SetStreamUrlResponse>(
      "kaibo.live.v1.VideoService/SetStreamUrl",
      [&video](const Call& call, Transaction& tx, const v1::SetStreamUrlRequest& request) {
        video.set_stream_url(tx, call.user_id(), request);
        return v1::SetStreamUrlResponse();
      });
  dispatcher.read<v1::ListRecordingsRequest, v1::ListRecordingsResponse>(
      "kaibo.live.v1.VideoService/ListRecordings",
      [&video](const Call&, Transaction& tx, const v1::ListRecordingsRequest& request) {
        return video.recordings(tx, request.class_id(), request.room_id());
      });
}

}  // namespace kaibo::live
