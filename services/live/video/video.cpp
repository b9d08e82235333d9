#include "services/live/video/video.h"

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "common/base/log.h"
#include "common/media/webm_reader.h"
#include "common/rpc/connect.h"
#include "services/live/tell.h"
#include "services/live/video/recording.h"
#include "services/live/video/rules.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

constexpr std::string_view webm = "video/webm";
/// Between two looks for recordings that are too old.
constexpr int upkeep_ms = 10 * 60 * 1000;
constexpr std::int64_t bytes_of_token = 1024;

}  // namespace

/// The browser that sends a room's picture.
class HostSender final : public media::Sender {
 public:
  HostSender(Video& video, std::shared_ptr<Stage> stage, std::int64_t user_id,
             const classroom::VideoRules& rules)
      : video_(video),
        stage_(std::move(stage)),
        user_id_(user_id),
        rules_(rules),
        rate_key_("video:" + std::to_string(user_id)),
        turn_(++stage_->turn) {}

  void receive(std::string_view bytes) override {
    require_turn();
    const auto size = static_cast<std::int64_t>(bytes.size());
    video_.parts_.limiter.take(rate_key_, video_rules::rate_of(rules_),
                               static_cast<int>(size / bytes_of_token + 1));
    received_ += size;
    if (bytes.empty()) reader_ = media::WebmReader();
    for (media::Piece& piece : reader_.feed(bytes)) {
      if (auto* head = std::get_if<media::StreamHead>(&piece)) {
        begin(std::move(*head));
      } else {
        const auto& cluster = std::get<media::Cluster>(piece);
        stage_->broadcast->add(cluster);
        if (recording_) recording_->add(cluster);
      }
    }
  }

  Task<void> look_again() override {
    require_turn();
    co_await video_.parts_.database.read(
        [this](db::Transaction& tx) { video_.require_may_send(tx, stage_->channel, user_id_); });
  }

  realtime::v1::VideoReport report() override {
    realtime::v1::VideoReport report;
    report.set_watching(stage_->broadcast->watching());
    report.set_received_bytes(received_);
    report.set_recording(recording_ && !recording_->problem());
    if (recording_ && recording_->problem()) {
      *report.mutable_problem() = rpc::realtime_error(*recording_->problem());
    }
    return report;
  }

  void gone() override {
    if (recording_) recording_->finish();
    if (stage_->turn != turn_) return;
    stage_->broadcast->pause();
    video_.wait_for_return(stage_, turn_, rules_.resume_ms);
  }

 private:
  void require_turn() const {
    if (stage_->broadcast->ended()) {
      throw Error(Code::failed_precondition, {"直播已经结束了。", "The broadcast is over."});
    }
    if (stage_->turn != turn_) {
      throw Error(Code::aborted,
                  {"画面已由另一个页面接管。", "Another page sends the picture of this room now."});
    }
  }

  void begin(media::StreamHead head) {
    if (recording_) recording_->finish();
    recording_.reset();
    stage_->broadcast->begin(head);
    if (!video_.storage_.records()) return;
    video_records::Recording begun;
    begun.class_id = stage_->channel.stream;
    begun.room_id = stage_->channel.id;
    begun.user_id = user_id_;
    recording_ = std::make_shared<Recording>(video_.storage_, std::move(head), std::move(begun));
  }

  Video& video_;
  const std::shared_ptr<Stage> stage_;
  const std::int64_t user_id_;
  const classroom::VideoRules rules_;
  const std::string rate_key_;
  const std::uint64_t turn_;
  media::WebmReader reader_;
  std::shared_ptr<Recording> recording_;
  std::int64_t received_ = 0;
};

Video::Video(const VideoSettings& settings, const Parts& parts, std::int32_t node)
    : parts_(parts),
      node_(node),
      stream_origins_(settings.stream_origins),
      storage_(settings,
               {.ids = parts.ids,
                .database = parts.database,
                .runtime = parts.runtime,
                .clock = parts.clock},
               node) {}

// ---- the doors

Task<std::shared_ptr<media::Sender>> Video::send(std::shared_ptr<const rpc::Caller> caller,
                                                 media::Channel channel) {
  const std::int64_t user_id = caller->user_id;
  co_await parts_.database.read(
      [this, channel, user_id](db::Transaction& tx) { require_may_send(tx, channel, user_id); });
  const Entry entry = stage_of(channel);
  try {
    const classroom::VideoRules rules = co_await parts_.database.write(
        channel.stream, [this, channel, user_id, is_new = entry.is_new](db::Transaction& tx) {
          return put_on_air(tx, channel, user_id, is_new);
        });
    co_return std::make_shared<HostSender>(*this, entry.stage, user_id, rules);
  } catch (...) {
    if (entry.stage->turn == 0) end_stage(entry.stage);
    throw;
  }
}

classroom::VideoRules Video::put_on_air(db::Transaction& tx, media::Channel channel,
                                        std::int64_t user_id, bool is_new) {
  require_may_send(tx, channel, user_id);
  const classroom::VideoRules rules = parts_.classroom.profile_of(tx, channel.stream).live.video;
  video_records::OnAir now = video_records::on_air(tx, channel.stream, channel.id);
  // Whoever comes back in time goes on, and nobody need be told.
  if (!is_new && now.user_id == user_id && now.node == node_) return rules;
  now.user_id = user_id;
  now.node = node_;
  now.started_at = tx.now();
  video_records::set_on_air(tx, now);
  event::v1::Event event;
  event::v1::VideoStarted& said = *event.mutable_video_started();
  said.set_room_id(channel.id);
  said.set_user_id(user_id);
  said.set_name(parts_.identity.name_of(tx, user_id));
  said.set_node(node_);
  tell_room(tx, channel.stream, user_id, channel.id, event);
  return rules;
}

Task<std::shared_ptr<media::Broadcast>> Video::watch(std::shared_ptr<const rpc::Caller> caller,
                                                     media::Channel channel) {
  if (!classroom::may_listen(*caller, channel.stream, classroom::room_topic(channel.id))) {
    throw Error(Code::permission_denied,
                {"您不能观看这里的直播。", "You may not watch this broadcast."});
  }
  if (const auto stage = find_stage(channel)) co_return stage->broadcast;
  const video_records::OnAir now = co_await parts_.database.read([channel](db::Transaction& tx) {
    return video_records::on_air(tx, channel.stream, channel.id);
  });
  if (now.user_id == 0 || now.node == node_) {
    throw Error(Code::not_found, {"这里现在没有画面。", "There is no picture here now."});
  }
  throw Error(Code::unimplemented,
              {"画面在另一台服务器上，这里看不到。请从和主播相同的地址进入。",
               "The picture is at another server and cannot be seen here: come in by the same "
               "address as the host."});
}

Task<std::optional<media::StoredVideo>> Video::recording(std::shared_ptr<const rpc::Caller> caller,
                                                         std::int64_t id) {
  const auto found = co_await parts_.database.read(
      [id](db::Transaction& tx) { return video_records::find(tx, id); });
  const bool allowed = found && classroom::may_listen(*caller, found->class_id,
                                                      classroom::room_topic(found->room_id));
  if (!allowed) co_return std::nullopt;
  co_return media::StoredVideo{.path = storage_.path_of(found->class_id, id), .type = webm};
}

/// Any host of the crew may, so that one takes over from another without a gap.
void Video::require_may_send(db::Transaction& tx, media::Channel channel, std::int64_t user_id) {
  parts_.rooms.require_crew(tx, channel.stream, user_id, channel.id, rules::Duty::present);
  parts_.rooms.require_live(tx, channel.stream, channel.id);
}

// ---- on air and off

Video::Entry Video::stage_of(media::Channel channel) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Stage>& stage = stages_[channel];
  const bool is_new = stage == nullptr;
  if (is_new) stage = std::make_shared<Stage>(channel, parts_.runtime);
  return {.stage = stage, .is_new = is_new};
}

std::shared_ptr<Stage> Video::find_stage(media::Channel channel) const {
  const std::lock_guard lock(mutex_);
  const auto found = stages_.find(channel);
  return found == stages_.end() ? nullptr : found->second;
}

void Video::wait_for_return(const std::shared_ptr<Stage>& stage, std::uint64_t turn,
                            int resume_ms) {
  parts_.runtime.after(async::Runtime::this_core(), resume_ms, [this, stage, turn] {
    if (stage->turn == turn) end_stage(stage);
  });
}

void Video::end_stage(const std::shared_ptr<Stage>& stage) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = stages_.find(stage->channel);
    if (found == stages_.end() || found->second != stage) return;
    stages_.erase(found);
  }
  stage->broadcast->end();
  parts_.runtime.spawn(0, [this, channel = stage->channel] { return take_off_air(channel); });
}

Task<void> Video::take_off_air(media::Channel channel) {
  co_await parts_.database.write(channel.stream, [this, channel](db::Transaction& tx) {
    const video_records::OnAir was = video_records::on_air(tx, channel.stream, channel.id);
    // Meanwhile somebody may send again, here or to another node.
    if (was.user_id != 0 && was.node == node_ && !find_stage(channel)) announce_stop(tx, was);
  });
}

void Video::announce_stop(db::Transaction& tx, const video_records::OnAir& was) {
  if (!video_records::stop(tx, was)) return;
  event::v1::Event event;
  event.mutable_video_stopped()->set_room_id(was.room_id);
  tell_room(tx, was.class_id, was.user_id, was.room_id, event);
}

void Video::room_ended(std::int64_t class_id, std::int64_t room_id) {
  if (const auto stage = find_stage({.stream = class_id, .id = room_id})) end_stage(stage);
}

Task<void> Video::recover() {
  co_await storage_.recover();
  const auto left = co_await parts_.database.read(
      [this](db::Transaction& tx) { return video_records::on_air_at(tx, node_); });
  for (const video_records::OnAir& was : left) {
    co_await parts_.database.write(was.class_id,
                                   [this, was](db::Transaction& tx) { announce_stop(tx, was); });
  }
}

void Video::begin_upkeep() {
  parts_.runtime.spawn(0, [this] { return keep_up(); });
}

Task<void> Video::keep_up() {
  try {
    while (co_await storage_.forget_old() > 0) {
    }
  } catch (const std::exception& e) {
    base::log(base::LogLevel::warning, "old recordings cannot be removed", {{"why", e.what()}});
  }
  parts_.runtime.after(0, upkeep_ms, [this] { begin_upkeep(); });
}

Video::Figures Video::figures() const {
  Figures figures;
  const std::lock_guard lock(mutex_);
  for (const auto& [channel, stage] : stages_) {
    ++figures.sending;
    figures.watching += stage->broadcast->watching();
  }
  return figures;
}

// ---- what pages ask

v1::GetVideoResponse Video::show(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id) {
  parts_.rooms.show(tx, class_id, room_id);
  const video_records::OnAir now = video_records::on_air(tx, class_id, room_id);
  v1::GetVideoResponse response;
  v1::Video& video = *response.mutable_video();
  video.set_user_id(now.user_id);
  video.set_started_at(now.started_at);
  video.set_stream_url(now.stream_url);
  const classroom::VideoRules& rules = parts_.classroom.profile_of(tx, class_id).live.video;
  v1::VideoWish& wish = *response.mutable_wish();
  wish.set_height(rules.height);
  wish.set_kbit(rules.kbit);
  wish.set_key_frame_ms(rules.key_frame_ms);
  wish.set_resume_ms(rules.resume_ms);
  return response;
}

void Video::set_stream_url(db::Transaction& tx, std::int64_t user_id,
                           const v1::SetStreamUrlRequest& wish) {
  video_rules::check_stream_url(wish.stream_url(), stream_origins_);
  parts_.rooms.require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::assist);
  video_records::set_stream_url(tx, wish.class_id(), wish.room_id(), wish.stream_url());
  event::v1::Event event;
  event.mutable_stream_url_set()->set_room_id(wish.room_id());
  event.mutable_stream_url_set()->set_url(wish.stream_url());
  tell_room(tx, wish.class_id(), user_id, wish.room_id(), event);
}

v1::ListRecordingsResponse Video::recordings(db::Transaction& tx, std::int64_t class_id,
                                             std::int64_t room_id) {
  parts_.rooms.show(tx, class_id, room_id);
  v1::ListRecordingsResponse response;
  for (const video_records::Recording& row : video_records::of_room(tx, class_id, room_id)) {
    v1::Recording& recording = *response.add_recordings();
    recording.set_recording_id(row.recording_id);
    recording.set_url("/recordings/" + std::to_string(row.recording_id));
    recording.set_starts_at(row.starts_at);
    recording.set_duration_ms(row.duration_ms);
    recording.set_mime(row.mime);
    recording.set_bytes(row.bytes);
    recording.set_user_id(row.user_id);
    recording.set_user_name(parts_.identity.name_of(tx, row.user_id));
  }
  return response;
}

}  // namespace kaibo::live
