#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/database.h"
#include "common/journal/hub.h"
#include "common/journal/projection.h"
#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/live/figures.h"
#include "services/live/merger.h"
#include "services/live/offers/offers.h"
#include "services/live/prepare/checklist.h"
#include "services/live/prepare/previews.h"
#include "services/live/prepare/scripts.h"
#include "services/live/review/reviews.h"
#include "services/live/rooms.h"
#include "services/live/talk/followers.h"
#include "services/live/talk/remarks.h"
#include "services/live/talk/talk.h"
#include "services/live/video/video.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// The numbers of live rooms that are of the installation rather than of a class.
struct Settings {
  /// Likes of a room, and looks at its products, within so many milliseconds become one event.
  int like_merge_ms = 200;
  /// Rooms whose figures stay in memory.
  std::size_t figures_kept = 200;
  /// Of this server among those that share the database.
  std::int32_t node = 0;
  VideoSettings video;
};

/// The simulated live rooms (模拟直播), their figures and their audience.
struct Live {
  struct Parts {
    base::IdSource& ids;
    identity::Identity& identity;
    classroom::Classroom& classroom;
    mall::Mall& mall;
    db::Database& database;
    async::Runtime& runtime;
    journal::Hub& hub;
    const base::Clock& clock;
    security::RateLimiter& limiter;
  };
  Live(const Settings& settings, const Parts& given);

  /// Ends the visits that a node has left open, as it stopped while rooms were live: at its own
  /// start, or when it is dead. Asked in each unit of work whether it is `still_gone`. Again, it
  /// does nothing.
  using StillGone = std::function<bool(db::Transaction& tx)>;
  Task<void> end_visits(
      std::int32_t of_node, StillGone still_gone = [](db::Transaction&) { return true; });

  /// Lets those who are here enter their rooms once more where others have ended their visits.
  Task<void> resume_visits();

  /// What runs by time in a room.
  void register_timers(agenda::Agenda& agenda);

  /// Of all classes.
  static std::int64_t rooms_on_air(db::Transaction& tx);
  /// Rooms, in words, that hold stock of the mall although they are over. For `kaibo check`.
  static std::vector<std::string> check(db::Transaction& tx);

  /// As of now, counted from the room's events.
  v1::Figures figures(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);

  /// Adds a person's likes within the course profile's limits; answered when they are durable.
  Task<v1::AddLikesResponse> add_likes(std::int64_t user_id, v1::AddLikesRequest request);

  /// Notes that a person looks closely at a product; answered when it is durable.
  Task<v1::OpenProductResponse> open_product(std::int64_t user_id, v1::OpenProductRequest request);

  /// Whoever waited in a room enters it when it goes live, and a room that has ended has no picture
  /// any more: connect to Hub::on_published. On any thread.
  void on_event(const db::Entry& entry);

  /// Notes in the journal who came into a room and who left it: connect to Hub::on_presence. On a
  /// core's thread.
  void on_presence(std::int64_t class_id, const std::string& topic, std::int64_t user_id,
                   bool present);

  const std::int32_t node;
  Parts parts;
  Rooms rooms;
  Followers followers;
  Talk talk;
  Offers offers;
  Remarks remarks;
  Previews previews;
  Scripts scripts;
  Checklist checklist;
  Merger<v1::AddLikesRequest, v1::AddLikesResponse> likes;
  Merger<v1::OpenProductRequest, v1::OpenProductResponse> looks;
  Video video;
  journal::Projections<RoomTally> tallies;
  Reviews reviews;
};

void register_handlers(rpc::Dispatcher& dispatcher, Live& live);
/// Those of what is said in rooms; part of the above.
void register_talk(rpc::Dispatcher& dispatcher, Live& live);

/// What is wrong in the books of the rooms, in words; empty when all agrees. For `kaibo check`.
std::vector<std::string> check(db::Transaction& tx);

}  // namespace kaibo::live
