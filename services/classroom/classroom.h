#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "common/journal/journal.h"
#include "common/rpc/call.h"
#include "services/classroom/profile.h"
#include "services/classroom/scenario/scenario.h"
#include "services/identity/identity.h"

namespace kaibo::classroom {

/// The journal stream of the school as a whole, where classes are founded.
inline constexpr std::int64_t school_stream = 0;

/// A class as it is stored.
struct ClassRecord {
  std::int64_t class_id = 0;
  std::string code;
  std::string name;
  std::string profile;
  std::int64_t created_at = 0;
  std::int64_t trainees = 0;
};

/// What a class is made of.
struct NewClass {
  std::string code;
  std::string name;
  /// Key of a course profile.
  std::string profile;
};

/// One line of a list of people to add.
struct NewMember {
  std::string name;
  /// Made from the class code when empty.
  std::string account;
  int role = 0;
  std::string id_card;
  bool teaches = false;
};

/// A person who was added.
struct Added {
  std::int64_t user_id = 0;
  std::string name;
  std::string account;
  /// They had no account before: `initial_password` of the same line is theirs.
  bool is_new = false;
};

/// What add_members gives to the line of a person without an account.
struct InitialPassword {
  std::string plain;
  std::string hash;
};

/// Classes, their people and their clock: operations that other services may call inside their own
/// transaction. Thread-safe.
class Classroom {
 public:
  /// All outlive the face.
  Classroom(const Profiles& profiles, identity::Identity& identity, base::IdSource& ids);

  /// Opens the school's own stream once. In a write on stream 0, at every start.
  void ensure_school(db::Transaction& tx);

  /// Founds a class: opens its journal and tells the school. In a write on stream 0. Throws
  /// already_exists when the code is taken, invalid_argument for a bad code, name or profile.
  ClassRecord create_class(db::Transaction& tx, const NewClass& wish, std::int64_t actor);

  std::optional<ClassRecord> find(db::Transaction& tx, std::int64_t class_id);
  /// `code` as a person types it.
  std::optional<ClassRecord> find_code(db::Transaction& tx, std::string_view code);
  /// Throws not_found.
  ClassRecord require_class(db::Transaction& tx, std::int64_t class_id);
  /// All classes, the newest first.
  std::vector<ClassRecord> list(db::Transaction& tx);

  /// The numbers this class runs by: its course profile with what its instructor has set, mostly
  /// from memory (Scenarios). Good for as long as this is. Throws not_found.
  const Profile& profile_of(db::Transaction& tx, std::int64_t class_id);
  /// See Scenarios::settings and Scenarios::set. Throw not_found.
  Scenarios::Settings scenario(db::Transaction& tx, std::int64_t class_id);
  void set_scenario(db::Transaction& tx, std::int64_t class_id, const Scenarios::Values& values,
                    std::int64_t actor);
  /// After the commit of a change.
  void scenario_changed(std::int64_t class_id) { scenarios_.forget(class_id); }

  /// The person with their role in the class. Throws not_found for anybody who is not in it.
  identity::Member require_member(db::Transaction& tx, std::int64_t class_id, std::int64_t user_id);
  /// In the order of role and account.
  std::vector<identity::Member> members(db::Transaction& tx, std::int64_t class_id);
  /// Those who are trainees, in the order of account.
  std::vector<identity::Member> trainees(db::Transaction& tx, std::int64_t class_id);

  /// Checks the lines, finds who has an account already, and says for which lines a password must
  /// be made. Changes nothing. Throws like add_members.
  std::vector<bool> plan_members(db::Transaction& tx, std::int64_t class_id,
                                 std::span<const NewMember> wishes);
  /// Adds people, all or none; those without an account get one with the password of their line. In
  /// a write on the class's stream. Throws invalid_argument for a bad line (field
  /// "members[2].id_card"), already_exists for a person who is twice in the list or in the class
  /// already, failed_precondition with the article when the course allows no more.
  std::vector<Added> add_members(db::Transaction& tx, std::int64_t class_id,
                                 std::span<const NewMember> wishes,
                                 std::span<const InitialPassword> passwords, std::int64_t actor);

  journal::StreamClock clock(db::Transaction& tx, std::int64_t class_id);
  /// Time of the class now, on which its deadlines run.
  base::Millis class_now(db::Transaction& tx, std::int64_t class_id);
  /// Changes the speed from now on; class time goes on from where it is. In a write on the class's
  /// stream.
  journal::StreamClock set_clock(db::Transaction& tx, std::int64_t class_id,
                                 std::int32_t speed_percent, bool paused, std::int64_t actor);

 private:
  struct Line;
  std::vector<Line> check_lines(db::Transaction& tx, const ClassRecord& record,
                                std::span<const NewMember> wishes);
  void take_places(db::Transaction& tx, const ClassRecord& record, std::span<const Line> lines);
  std::string free_account(db::Transaction& tx, const ClassRecord& record,
                           std::span<const Line> lines);

  const Profiles& profiles_;
  identity::Identity& identity_;
  base::IdSource& ids_;
  Scenarios scenarios_;
};

/// Whether the caller may hear a topic of a class: "class" and "room:<id>" every member,
/// "user:<id>" that person only, "staff" and "*" instructors and assistants of the class; the
/// office roles all but other people's "user:<id>".
bool may_listen(const rpc::Caller& caller, std::int64_t class_id, std::string_view topic);

}  // namespace kaibo::classroom
