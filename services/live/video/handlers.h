#pragma once

#include "common/rpc/dispatcher.h"
#include "services/live/video/video.h"

namespace kaibo::live {

void register_video(rpc::Dispatcher& dispatcher, Video& video);

}  // namespace kaibo::live
