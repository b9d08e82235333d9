#pragma once

#include "common/rpc/dispatcher.h"
#include "services/live/video/video.h"

namespace kaibo::live {

/// The RPCs of the picture of a room and its recordings. `video` outlives the dispatcher.
void register_video(rpc::Dispatcher& dispatcher, Video& video);

}  // namespace kaibo::live
