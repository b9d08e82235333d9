#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/async/task.h"
#include "common/media/broadcast.h"
#include "common/rpc/call.h"
#include "kaibo/realtime/v1/video.pb.h"

namespace kaibo::media {

/// A place of a stream that has a picture.
struct Channel {
  std::int64_t stream = 0;
  std::int64_t id = 0;
  auto operator<=>(const Channel&) const = default;
};

/// Who sends a picture, as the mechanism sees them. Lives on the core of its connection.
class Sender {
 public:
  virtual ~Sender() = default;
  /// What a browser recorded, as it comes; nothing at all says that a new stream begins. Throws
  /// base::Error when the sender must stop: invalid_argument for what is no video,
  /// resource_exhausted for too much of it, aborted when somebody else sends now,
  /// failed_precondition when there is nothing to send to any more.
  virtual void receive(std::string_view bytes) = 0;
  /// Whether this person may still send; throws base::Error when not.
  virtual Task<void> look_again() = 0;
  virtual realtime::v1::VideoReport report() = 0;
  /// The connection has ended.
  virtual void gone() = 0;
};

/// A recording as it is sent: its file, and its media type.
struct StoredVideo {
  std::filesystem::path path;
  std::string_view type;
};

/// Who may send, watch and look back: what the doors /video/send, /video/watch and /recordings/<id>
/// ask. On any core.
class Doors {
 public:
  virtual ~Doors() = default;
  /// Throws base::Error that says why not.
  virtual Task<std::shared_ptr<Sender>> send(std::shared_ptr<const rpc::Caller> caller,
                                             Channel channel) = 0;
  /// Throws base::Error: permission_denied, not_found when there is no picture, unimplemented when
  /// it goes to another node.
  virtual Task<std::shared_ptr<Broadcast>> watch(std::shared_ptr<const rpc::Caller> caller,
                                                 Channel channel) = 0;
  /// Nothing when there is no such recording for this person.
  virtual Task<std::optional<StoredVideo>> recording(std::shared_ptr<const rpc::Caller> caller,
                                                     std::int64_t id) = 0;
};

}  // namespace kaibo::media
