#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/journal/projection.h"
#include "common/rpc/dispatcher.h"
#include "kaibo/audience/v1/audience.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "services/audience/engine.h"
#include "services/audience/records.h"
#include "services/audience/scene.h"
#include "services/audience/script.h"
#include "services/classroom/classroom.h"
#include "services/live/live.h"

namespace kaibo::audience {

/// The simulated audiences (模拟观众) of live rooms. While one runs, a durable timer lets it act
/// once a second: what it does follows from its script, its seed and the room's journal, and
/// happens through the live rooms' own operations, all of a tick in one unit of work. After a
/// standstill it makes up a few seconds and leaves out the rest. Thread-safe.
class Audience {
 public:
  struct Parts {
    base::IdSource& ids;
    classroom::Classroom& classroom;
    live::Live& live;
  };
  /// `rooms_kept`: rooms whose scenes stay in memory.
  Audience(const Parts& parts, std::size_t rooms_kept);

  const Script& script() const { return script_; }

  std::vector<v1::Assignment> assignments(db::Transaction& tx, std::int64_t class_id);
  /// Throws invalid_argument for a setup against the rules, not_found for somebody who is no
  /// trainee of the class.
  std::vector<v1::Assignment> assign(db::Transaction& tx, std::int64_t actor,
                                     const v1::AssignAudienceRequest& wish);

  v1::GetAudienceResponse show(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  /// Throws permission_denied for whoever is not the room's host, failed_precondition where an
  /// instructor has laid it down, while it runs and for an ended room.
  v1::Audience set(db::Transaction& tx, std::int64_t host_id, const v1::SetAudienceRequest& wish);

  struct Order {
    std::int64_t class_id = 0;
    std::int64_t room_id = 0;
    std::int64_t actor = 0;
    /// Instructors may order it for every room.
    bool by_instructor = false;
  };
  /// Each throws permission_denied for other people's rooms, failed_precondition while the room is
  /// not live. What is so already stays so.
  v1::Audience start(db::Transaction& tx, const Order& order);
  v1::Audience stop(db::Transaction& tx, const Order& order);

  /// Lets in the audience that waits for the room to go live: connect to Rooms::on_started.
  void room_started(db::Transaction& tx, std::int64_t class_id, const live::v1::Room& room);

  void register_timers(agenda::Agenda& agenda);

 private:
  Scene scene(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  /// What an instructor has laid down for the trainee.
  std::optional<v1::Setup> laid_down(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t trainee_id);
  Good good_of(db::Transaction& tx, std::int64_t room_id, const live::v1::ShelfItem& item);
  /// The shelf as the audience sees it: what can be bought.
  std::vector<Good> goods_of(db::Transaction& tx, std::int64_t class_id,
                             const live::v1::Room& room);
  live::v1::Room require(db::Transaction& tx, const Order& order);
  v1::Audience shown(db::Transaction& tx, std::int64_t class_id, const live::v1::Room& room);
  void begin(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             const v1::Setup& setup);
  void plan_tick(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);
  void tick(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);

  /// The parcels of a simulated buyer are there: decides whether and when they confirm and review.
  void arrived(db::Transaction& tx, std::int64_t class_id, const mall::v1::Order& order);
  void confirm(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);
  void review(db::Transaction& tx, std::int64_t class_id, std::int64_t order_id);

  Parts parts_;
  Script script_;
  journal::Projections<Scene> scenes_;
};

void register_handlers(rpc::Dispatcher& dispatcher, Audience& audience);

}  // namespace kaibo::audience
