#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/media/doors.h"
#include "common/security/limits.h"
#include "kaibo/live/v1/video.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/rooms.h"
#include "services/live/video/records.h"
#include "services/live/video/storage.h"

namespace kaibo::live {

/// The picture of a room at this node: from the first moment somebody sends until nobody has come
/// back in time.
struct Stage {
  Stage(media::Channel where, async::Runtime& runtime)
      : channel(where), broadcast(std::make_shared<media::Broadcast>(runtime)) {}
  const media::Channel channel;
  const std::shared_ptr<media::Broadcast> broadcast;
  /// Of the sender who may send: the latest.
  std::atomic<std::uint64_t> turn{0};
};

/// Pictures of live rooms: who may send and watch them, and what is kept of them. A room has one
/// sender; whoever comes later takes over, on any node. A picture is not passed on between nodes:
/// who watches must come to the sender's, which deploy/nginx/site.conf sees to. Thread-safe.
class Video final : public media::Doors {
 public:
  struct Parts {
    base::IdSource& ids;
    identity::Identity& identity;
    classroom::Classroom& classroom;
    Rooms& rooms;
    db::Database& database;
    async::Runtime& runtime;
    const base::Clock& clock;
    security::RateLimiter& limiter;
  };
  Video(const VideoSettings& settings, const Parts& parts, std::int32_t node);

  // media::Doors
  Task<std::shared_ptr<media::Sender>> send(std::shared_ptr<const rpc::Caller> caller,
                                            media::Channel channel) override;
  Task<std::shared_ptr<media::Broadcast>> watch(std::shared_ptr<const rpc::Caller> caller,
                                                media::Channel channel) override;
  Task<std::optional<media::StoredVideo>> recording(std::shared_ptr<const rpc::Caller> caller,
                                                    std::int64_t id) override;

  v1::GetVideoResponse show(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  void set_stream_url(db::Transaction& tx, std::int64_t user_id,
                      const v1::SetStreamUrlRequest& wish);
  v1::ListRecordingsResponse recordings(db::Transaction& tx, std::int64_t class_id,
                                        std::int64_t room_id);

  /// Before anything is served: what this node left undone when it stopped.
  Task<void> recover();
  /// Once the cores run: removes old recordings, now and then.
  void begin_upkeep();
  /// A room has ended. On any thread.
  void room_ended(std::int64_t class_id, std::int64_t room_id);

  /// How many rooms have a picture here, and how many people watch one.
  struct Figures {
    std::int64_t sending = 0;
    std::int64_t watching = 0;
  };
  Figures figures() const;

 private:
  friend class HostSender;

  struct Entry {
    std::shared_ptr<Stage> stage;
    bool is_new = false;
  };
  Entry stage_of(media::Channel channel);
  void require_may_send(db::Transaction& tx, media::Channel channel, std::int64_t user_id);
  classroom::VideoRules put_on_air(db::Transaction& tx, media::Channel channel,
                                   std::int64_t user_id, bool is_new);
  std::shared_ptr<Stage> find_stage(media::Channel channel) const;
  void wait_for_return(const std::shared_ptr<Stage>& stage, std::uint64_t turn, int resume_ms);
  void end_stage(const std::shared_ptr<Stage>& stage);
  Task<void> take_off_air(media::Channel channel);
  void announce_stop(db::Transaction& tx, const video_records::OnAir& was);
  Task<void> keep_up();

  const Parts parts_;
  const std::int32_t node_;
  const std::vector<std::string> stream_origins_;
  VideoStorage storage_;
  mutable std::mutex mutex_;
  std::map<media::Channel, std::shared_ptr<Stage>> stages_;
};

}  // namespace kaibo::live
