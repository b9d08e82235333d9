#include "services/classroom/classroom.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/text.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "services/classroom/happened.h"
#include "services/classroom/records.h"
#include "services/classroom/rules.h"

namespace kaibo::classroom {
namespace {

using base::Code;
using base::Error;

/// A class's name, tidy.
std::string check_class_name(std::string_view typed) {
  base::require(base::is_utf8(typed), "name",
                {"班级名称里有无法识别的字符，请重新输入。",
                 "The name has characters that cannot be read; please type it again."});
  std::string name = base::tidy(typed);
  const std::int64_t length = base::utf8_length(name);
  base::require(length >= 2 && length <= 60 && name.find('\n') == std::string::npos, "name",
                {"班级名称要有 2 到 60 个字。", "A class name has 2 to 60 characters."});
  return name;
}

}  // namespace

Classroom::Classroom(const Profiles& profiles, identity::Identity& identity, base::IdSource& ids)
    : profiles_(profiles), identity_(identity), ids_(ids), scenarios_(profiles) {}

void Classroom::ensure_school(db::Transaction& tx) {
  try {
    journal::stream_clock(tx, school_stream);
  } catch (const Error& error) {
    if (error.code() != Code::not_found) {
      throw;
    }
    journal::open_stream(tx, school_stream);
  }
}

ClassRecord Classroom::create_class(db::Transaction& tx, const NewClass& wish, std::int64_t actor) {
  ClassRecord record{.class_id = ids_.next(),
                     .code = normal_code(wish.code),
                     .name = check_class_name(wish.name),
                     .profile = wish.profile,
                     .created_at = tx.now(),
                     .trainees = 0};
  check_code(record.code);
  base::require(profiles_.find(record.profile) != nullptr, "profile",
                {"没有这种课程，请从列表中选择。", "There is no such course; please choose one."});
  try {
    records::insert_class(tx, record);
  } catch (const db::DuplicateKey&) {
    throw Error(Code::already_exists,
                {"班级代码 " + record.code + " 已经有班级使用，请换一个。",
                 "The class code " + record.code + " is taken; please choose another."},
                "code");
  }
  journal::open_stream(tx, record.class_id);
  event::v1::Event event;
  event.mutable_class_created()->set_code(record.code);
  event.mutable_class_created()->set_name(record.name);
  happened(tx, school_stream, actor, {.topic = class_topic, .also = {}}, event);
  return record;
}

std::optional<ClassRecord> Classroom::find(db::Transaction& tx, std::int64_t class_id) {
  return records::class_by_id(tx, class_id);
}

std::optional<ClassRecord> Classroom::find_code(db::Transaction& tx, std::string_view code) {
  return records::class_by_code(tx, normal_code(code));
}

ClassRecord Classroom::require_class(db::Transaction& tx, std::int64_t class_id) {
  std::optional<ClassRecord> record = records::class_by_id(tx, class_id);
  if (!record) {
    throw Error(
        Code::not_found,
        {"没有找到这个班级，请确认链接是否正确。", "There is no such class. Check the link."},
        "class_id");
  }
  return *std::move(record);
}

std::vector<ClassRecord> Classroom::list(db::Transaction& tx) { return records::classes(tx); }

const Profile& Classroom::profile_of(db::Transaction& tx, std::int64_t class_id) {
  if (const Profile* known = scenarios_.recall(tx.now(), class_id)) return *known;
  return scenarios_.look_up(tx, class_id, require_class(tx, class_id).profile);
}

Scenarios::Settings Classroom::scenario(db::Transaction& tx, std::int64_t class_id) {
  return scenarios_.settings(tx, class_id, require_class(tx, class_id).profile);
}

void Classroom::set_scenario(db::Transaction& tx, std::int64_t class_id,
                             const Scenarios::Values& values, std::int64_t actor) {
  scenarios_.set(tx, class_id, require_class(tx, class_id).profile, values, actor);
}

identity::Member Classroom::require_member(db::Transaction& tx, std::int64_t class_id,
                                           std::int64_t user_id) {
  for (const identity::Role& role : identity_.roles_of(tx, user_id)) {
    if (role.class_id == class_id && class_id != 0) {
      return {.person = identity_.find(tx, user_id).value(),
              .role = role.role,
              .teaches = role.teaches};
    }
  }
  throw Error(Code::not_found,
              {"班里没有这个人，请刷新名单后再试。",
               "There is no such person in the class; reload the list and try again."},
              "user_id");
}

std::vector<identity::Member> Classroom::members(db::Transaction& tx, std::int64_t class_id) {
  return identity_.members_of(tx, class_id);
}

std::vector<identity::Member> Classroom::trainees(db::Transaction& tx, std::int64_t class_id) {
  std::vector<identity::Member> all = members(tx, class_id);
  std::erase_if(
      all, [](const identity::Member& member) { return member.role != access::v1::ROLE_TRAINEE; });
  return all;
}

journal::StreamClock Classroom::clock(db::Transaction& tx, std::int64_t class_id) {
  return journal::stream_clock(tx, class_id);
}

base::Millis Classroom::class_now(db::Transaction& tx, std::int64_t class_id) {
  return journal::stream_clock(tx, class_id).at(tx.now());
}

journal::StreamClock Classroom::set_clock(db::Transaction& tx, std::int64_t class_id,
                                          std::int32_t speed_percent, bool paused,
                                          std::int64_t actor) {
  const Range& speeds = profile_of(tx, class_id).classroom.clock_speed_percent;
  base::require(speeds.holds(speed_percent), "speed_percent",
                {"班级时钟的速度要在 " + std::to_string(speeds.min / 100) + " 倍到 " +
                     std::to_string(speeds.max / 100) + " 倍之间。",
                 "The class clock runs at " + std::to_string(speeds.min / 100) + " to " +
                     std::to_string(speeds.max / 100) + " times real time."});
  const journal::StreamClock clock =
      change_speed(journal::stream_clock(tx, class_id), tx.now(), speed_percent, paused);
  journal::set_stream_clock(tx, class_id, clock);
  event::v1::Event event;
  event::v1::ClassClockSet& body = *event.mutable_class_clock_set();
  body.set_speed_percent(clock.speed_percent);
  body.set_paused(clock.paused);
  body.set_real_at(clock.real_at);
  body.set_class_at(clock.class_at);
  happened(tx, class_id, actor, {.topic = class_topic, .also = {}}, event);
  return clock;
}

}  // namespace kaibo::classroom
