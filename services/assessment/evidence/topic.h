#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/event/v1/event.pb.h"
#include "services/identity/simulated.h"

/// What all topics of the evidence share. A topic is a class with
///     void apply(const event::v1::Event& event, const RoomOwners& owners);
///     static constexpr std::array<Measure<Topic>, N> measures;
/// and stands in the list `Topics` of services/assessment/evidence.h: nothing else needs to know
/// it.
namespace kaibo::assessment {

/// What was counted of one trainee, and the journal lines it rests on.
struct Measured {
  std::int64_t value = 0;
  /// Ascending.
  std::vector<std::int64_t> seqs;
};

/// Of whom something is to be counted.
struct Asked {
  std::int64_t trainee_id = 0;
  /// The number some measures need, e.g. the seconds a product must be explained.
  std::int64_t argument = 0;
  /// Closes what is still going on.
  base::Millis now = 0;
};

/// Something a topic counts, under the name a rubric calls it by.
template <typename Topic>
struct Measure {
  std::string_view name;
  Measured (Topic::*count)(const Asked& asked) const;
};

/// Whose room a room is.
class RoomOwners {
 public:
  void apply(const event::v1::Event& event);
  /// 0 for a room never seen.
  std::int64_t of(std::int64_t room_id) const;

 private:
  std::map<std::int64_t, std::int64_t> owner_by_room_;
};

/// Whether marks see a buyer in what somebody does with a seller: neither the seller nor a
/// simulated person is one.
template <typename Deal>
bool has_buyer(const Deal& deal) {
  return deal.buyer_id() != deal.seller_id() && !identity::is_simulated(deal.buyer_id());
}

/// Whose shop it happened in: what helpers do there counts for its owner. Journals from before
/// there were any do not say it: the actor's.
template <typename Said>
std::int64_t seller_of(const event::v1::Event& event, const Said& said) {
  return said.seller_id() != 0 ? said.seller_id() : event.actor();
}

/// With its journal lines in order.
Measured sorted(Measured measured);

/// One for each person or thing, by its journal line.
Measured one_each(const std::map<std::int64_t, std::int64_t>& seq_by_id);

/// 1, by that journal line; nothing where it is 0.
Measured once(std::int64_t seq);

/// What is known under `key`, or nothing yet.
template <typename Known>
const Known& known_of(const std::map<std::int64_t, Known>& all, std::int64_t key) {
  static const Known nothing;
  const auto found = all.find(key);
  return found == all.end() ? nothing : found->second;
}

}  // namespace kaibo::assessment
