#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/live/v1/offers.pb.h"
#include "services/classroom/classroom.h"
#include "services/live/offers/records.h"
#include "services/mall/mall.h"

namespace kaibo::live {

/// 福袋: 已发 → 参与中 → 已开奖 | 作废, drawn by a timer in real time. Whoever comments the phrase
/// takes part, or whoever follows the host. Prizes are set aside when the bag is issued and given
/// out or back exactly once. The draw can be repeated by anybody from its event (v1::Bag says how).
class Bags {
 public:
  Bags(base::IdSource& ids, classroom::Classroom& classroom, mall::Mall& mall)
      : ids_(ids), classroom_(classroom), mall_(mall) {}

  /// The host pays. Throws invalid_argument for fields against the rules, failed_precondition when
  /// the wallet does not hold the prizes.
  v1::Bag issue(db::Transaction& tx, std::int64_t actor, std::int64_t host_id,
                const v1::IssueBagRequest& given);
  /// Throws failed_precondition for one that is drawn or void, not_found.
  void withdraw(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                std::int64_t room_id, std::int64_t bag_id);
  void void_in_room(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id);

  struct Comment {
    std::int64_t user_id = 0;
    std::string_view name;
    std::string_view text;
  };
  /// Somebody other than the host has commented: who says the phrase of an open bag takes part.
  void heard(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
             const Comment& comment);

  /// A follower takes part; of no effect for somebody who does already. Throws failed_precondition
  /// for a bag that asks for a phrase or is over, and for the host.
  void join(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id, std::int64_t bag_id,
            const v1::BagPerson& person);

  /// The oldest first, with those who take part; the seed only of those that are drawn.
  std::vector<v1::Bag> of_room(db::Transaction& tx, std::int64_t room_id);

  void register_timers(agenda::Agenda& agenda);

 private:
  offer_records::Bag require(db::Transaction& tx, std::int64_t class_id, std::int64_t room_id,
                             std::int64_t bag_id);
  void enter(db::Transaction& tx, std::int64_t class_id, const v1::Bag& bag,
             const v1::BagPerson& person);
  void set_prizes_aside(db::Transaction& tx, std::int64_t class_id, offer_records::Bag& stored);
  void draw(db::Transaction& tx, std::int64_t class_id, const offer_records::Bag& stored);
  void award(db::Transaction& tx, std::int64_t class_id, const offer_records::Bag& stored,
             std::int64_t winner_id);
  void give_back(db::Transaction& tx, std::int64_t class_id, const offer_records::Bag& stored,
                 std::int64_t prizes);
  bool make_void(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                 const offer_records::Bag& stored);

  base::IdSource& ids_;
  classroom::Classroom& classroom_;
  mall::Mall& mall_;
};

}  // namespace kaibo::live
