#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/db/transaction.h"
#include "kaibo/classroom/v1/scenario.pb.h"
#include "services/classroom/profile.h"

namespace kaibo::classroom {

/// A number of the course profile that an instructor may set otherwise for a class.
struct Setting {
  /// Its place in the profile: "mall.unpaid_minutes".
  std::string key;
  std::string group;
  std::string unit;
  Range range;
  base::Text name;
};

/// All of them, as settings.json lists them. Immutable.
const std::vector<Setting>& scenario_settings();

/// A class's own numbers, by key of their setting.
using OwnValues = std::map<std::string, std::int64_t, std::less<>>;

/// What a profile's text says at a place; 1 and 0 for true and false. Throws std::runtime_error
/// where there is no number.
std::int64_t number_at(std::string_view profile_text, std::string_view key);
/// The same text with the class's own numbers.
std::string with_own_values(std::string_view profile_text, const OwnValues& own);

/// What each class runs by: its course profile with the numbers that its instructor has set. A
/// change holds for what starts after it: at once on the node it came by, within look_again_ms on
/// the others. Thread-safe.
class Scenarios {
 public:
  static constexpr base::Millis look_again_ms = 1000;

  /// `profiles` outlive it.
  explicit Scenarios(const Profiles& profiles) : profiles_(profiles) {}

  /// Null when the class was not looked up lately.
  const Profile* recall(base::Millis now, std::int64_t class_id) const;
  /// Good for as long as this is, also after a change. Throws std::runtime_error when the program
  /// has no such profile.
  const Profile& look_up(db::Transaction& tx, std::int64_t class_id, const std::string& profile);
  /// After the commit of a change.
  void forget(std::int64_t class_id);

  using Settings = google::protobuf::RepeatedPtrField<v1::ScenarioSetting>;
  /// All settings with the course's values and the class's.
  Settings settings(db::Transaction& tx, std::int64_t class_id, const std::string& profile) const;

  using Values = google::protobuf::RepeatedPtrField<v1::ScenarioValue>;
  /// Sets these and tells the class what is other now. In a write on the class's stream. Throws
  /// invalid_argument with the setting's key as field for one that is unknown or out of range, and
  /// what parse_profile throws when the numbers do not go together.
  void set(db::Transaction& tx, std::int64_t class_id, const std::string& profile,
           const Values& values, std::int64_t actor) const;

 private:
  struct Known {
    const Profile* profile = nullptr;
    base::Millis looked_at = 0;
  };

  const Profiles& profiles_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::int64_t, Known> known_;
  /// By course and own values. Never dropped, as units of work may hold them: there are as many as
  /// instructors have ever set since the start.
  std::map<std::pair<std::string, std::string>, std::unique_ptr<const Profile>> made_;
};

}  // namespace kaibo::classroom
