#include "services/classroom/uploads/handlers.h"

#include <memory>
#include <optional>
#include <string>

#include "common/media/clip.h"
#include "common/rpc/requests.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "services/classroom/uploads/rules.h"

namespace kaibo::classroom {

namespace {

using rpc::Call;

/// The dispatcher keeps it alive as long as it may be called.
class UploadHandlers {
 public:
  explicit UploadHandlers(const HandlerParts& parts) : parts_(parts) {}

  Task<v1::UploadPictureResponse> picture(Call& call, const v1::UploadPictureRequest& request);
  Task<v1::UploadVideoResponse> video(Call& call, const v1::UploadVideoRequest& request);

 private:
  /// Stores what came, on the pool, and claims it for its sender: once for a request. `store` makes
  /// of the content what is claimed, `tell` writes that into the answer.
  template <typename Response, typename Request, typename Store, typename Tell>
  Task<Response> once(Call& call, const Request& request, Store store, Tell tell);

  HandlerParts parts_;
};

template <typename Response, typename Request, typename Store, typename Tell>
Task<Response> UploadHandlers::once(Call& call, const Request& request, Store store, Tell tell) {
  const std::int64_t user_id = call.signed_in().user_id;
  rpc::check_request_id(request.request_id());
  const std::string content = security::digest(request.content());
  const rpc::RequestKey key{.user_id = user_id,
                            .request_id = request.request_id(),
                            .method = call.method,
                            .content = content};
  auto look = [&key](db::Transaction& tx) { return rpc::earlier_answer(tx, key); };
  const std::optional<std::string> earlier = co_await parts_.database.read(look);
  Response response;
  if (earlier && response.ParseFromString(*earlier)) co_return response;
  parts_.limiter.take("upload:" + std::to_string(user_id), parts_.upload_rate);
  auto work = [&] { return store(request.content()); };
  const auto stored = co_await parts_.picture_pool.run(work);
  tell(stored, response);
  auto unit = [&](db::Transaction& tx) {
    if (rpc::earlier_answer(tx, key)) return;
    files::claim(tx, parts_.files.limits(), user_id, stored);
    rpc::remember_answer(tx, key, response.SerializeAsString());
  };
  co_await parts_.database.write(request.class_id(), unit);
  co_return response;
}

Task<v1::UploadPictureResponse> UploadHandlers::picture(Call& call,
                                                        const v1::UploadPictureRequest& request) {
  auto store = [this](const std::string& content) { return parts_.files.put(content); };
  auto tell = [](const files::Picture& stored, v1::UploadPictureResponse& response) {
    v1::Picture& picture = *response.mutable_picture();
    picture.set_id(stored.id);
    picture.set_width(stored.width);
    picture.set_height(stored.height);
    picture.set_bytes(static_cast<std::int32_t>(stored.bytes));
  };
  co_return co_await once<v1::UploadPictureResponse>(call, request, store, tell);
}

Task<v1::UploadVideoResponse> UploadHandlers::video(Call& call,
                                                    const v1::UploadVideoRequest& request) {
  auto look = [this, &request](db::Transaction& tx) {
    return parts_.classroom.profile_of(tx, request.class_id()).mall.product_video;
  };
  const ProductVideoRules rules = co_await parts_.database.read(look);
  std::int64_t duration_ms = 0;
  auto store = [this, &rules, &duration_ms](const std::string& content) {
    upload_rules::check_video_bytes(rules, static_cast<std::int64_t>(content.size()));
    const media::Clip clip = media::read_clip(content);
    upload_rules::check_video_length(rules, clip.duration_ms);
    duration_ms = clip.duration_ms;
    return parts_.files.put_video(clip.content, clip.type);
  };
  auto tell = [&duration_ms](const files::Video& stored, v1::UploadVideoResponse& response) {
    v1::Video& video = *response.mutable_video();
    video.set_id(stored.id);
    video.set_duration_ms(duration_ms);
    video.set_bytes(stored.bytes);
  };
  co_return co_await once<v1::UploadVideoResponse>(call, request, store, tell);
}

}  // namespace

void register_uploads(rpc::Dispatcher& dispatcher, const HandlerParts& parts) {
  const auto h = std::make_shared<UploadHandlers>(parts);
  dispatcher.task<v1::UploadPictureRequest, v1::UploadPictureResponse>(
      "kaibo.classroom.v1.ClassroomService/UploadPicture",
      [h](Call& call, const auto& request) { return h->picture(call, request); });
  dispatcher.task<v1::UploadVideoRequest, v1::UploadVideoResponse>(
      "kaibo.classroom.v1.ClassroomService/UploadVideo",
      [h](Call& call, const auto& request) { return h->video(call, request); });
}

}  // namespace kaibo::classroom
