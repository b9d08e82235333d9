// Adding people to a class: checks of a whole list first, then all of it or nothing.
#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "services/classroom/classroom.h"
#include "services/classroom/happened.h"
#include "services/classroom/records.h"
#include "services/classroom/rules.h"

namespace kaibo::classroom {

using base::Code;
using base::Error;

/// A checked line of the list.
struct Classroom::Line {
  std::string field;
  NewMember wish;
  /// Set when the person has an account already.
  std::optional<identity::Person> known;
};

namespace {

/// Lines in one call; a class and its staff fit well.
constexpr std::size_t max_lines = 100;

std::string quoted(const std::string& name) { return "“" + name + "”"; }

/// Two lines, or a line and a stored person, mean the same person.
Error same_person(const std::string& what_zh, const std::string& what_en, const std::string& one,
                  const std::string& other, std::string field) {
  return {Code::already_exists,
          {quoted(one) + "和" + quoted(other) + "的" + what_zh + "相同，请核对名单。",
           one + " and " + other + " have the same " + what_en + "; please check the list."},
          std::move(field)};
}

NewMember check_wish(const NewMember& line, const std::string& field) {
  const bool class_role = line.role == access::v1::ROLE_TRAINEE ||
                          line.role == access::v1::ROLE_INSTRUCTOR ||
                          line.role == access::v1::ROLE_ASSISTANT;
  base::require(class_role, field + ".role",
                {"请选择身份：学员、讲师或班级助理。",
                 "Please choose a role: trainee, instructor or assistant."});
  NewMember wish{.name = identity::check_name(line.name, field + ".name"),
                 .account = identity::normal_account(line.account),
                 .role = line.role,
                 .id_card = {},
                 .teaches = line.teaches && line.role == access::v1::ROLE_INSTRUCTOR};
  if (!wish.account.empty()) {
    identity::check_account(wish.account, field + ".account");
  }
  if (!line.id_card.empty()) {
    wish.id_card = identity::check_id_card(line.id_card, field + ".id_card");
  }
  return wish;
}

/// Who a line means, if they have an account already. A line that fits two people, or a person of
/// another name, is a slip in the list.
std::optional<identity::Person> find_known(identity::Identity& identity, db::Transaction& tx,
                                           const NewMember& wish, const std::string& field) {
  std::optional<identity::Person> by_account;
  std::optional<identity::Person> by_card;
  if (!wish.account.empty()) {
    by_account = identity.find_by_account(tx, wish.account);
  }
  if (!wish.id_card.empty()) {
    by_card = identity.find_by_id_card(tx, wish.id_card);
  }
  if (by_card && by_card->name != wish.name) {
    throw same_person("身份证号", "ID-card number", wish.name, by_card->name, field + ".id_card");
  }
  if (by_account && by_account->name != wish.name) {
    throw same_person("账号", "account", wish.name, by_account->name, field + ".account");
  }
  if (by_account && !wish.id_card.empty()) {
    const std::string card = identity.id_card_of(tx, by_account->user_id);
    const bool other_card = !card.empty() && card != wish.id_card;
    if (other_card || (by_card && by_card->user_id != by_account->user_id)) {
      throw Error(Code::already_exists,
                  {"账号 " + wish.account + " 属于另一位" + quoted(wish.name) +
                       "（身份证号不同），请换一个账号。",
                   "The account " + wish.account + " belongs to another " + wish.name +
                       " with another ID card; please choose another account."},
                  field + ".account");
    }
  }
  return by_card ? by_card : by_account;
}

event::v1::Event member_added(const Added& added, int role) {
  event::v1::Event event;
  event::v1::MemberAdded& body = *event.mutable_member_added();
  body.set_user_id(added.user_id);
  body.set_name(added.name);
  body.set_role(static_cast<access::v1::Role>(role));
  return event;
}

}  // namespace

std::vector<Classroom::Line> Classroom::check_lines(db::Transaction& tx, const ClassRecord& record,
                                                    std::span<const NewMember> wishes) {
  base::require(!wishes.empty() && wishes.size() <= max_lines, "members",
                {"名单要有 1 到 " + std::to_string(max_lines) + " 人，人多请分批添加。",
                 "A list has 1 to " + std::to_string(max_lines) + " people; add more in parts."});
  std::vector<Line> lines;
  for (const NewMember& wish : wishes) {
    Line line{.field = "members[" + std::to_string(lines.size()) + "]", .wish = {}, .known = {}};
    line.wish = check_wish(wish, line.field);
    line.known = find_known(identity_, tx, line.wish, line.field);
    for (const Line& other : lines) {
      const NewMember& before = other.wish;
      if (!line.wish.id_card.empty() && line.wish.id_card == before.id_card) {
        throw same_person("身份证号", "ID-card number", line.wish.name, before.name,
                          line.field + ".id_card");
      }
      const bool same_account = !line.wish.account.empty() && line.wish.account == before.account;
      const bool same_known =
          line.known && other.known && line.known->user_id == other.known->user_id;
      if (same_account || same_known) {
        throw same_person("账号", "account", line.wish.name, before.name, line.field + ".account");
      }
    }
    lines.push_back(std::move(line));
  }
  for (const Line& line : lines) {
    const std::vector<identity::Role> roles =
        line.known ? identity_.roles_of(tx, line.known->user_id) : std::vector<identity::Role>();
    for (const identity::Role& held : roles) {
      // A trainee who is also staff would score themselves.
      const bool clash = held.role == line.wish.role || held.role == access::v1::ROLE_TRAINEE ||
                         line.wish.role == access::v1::ROLE_TRAINEE;
      if (held.class_id == record.class_id && clash) {
        throw Error(Code::already_exists,
                    {quoted(line.wish.name) + "（账号 " + line.known->account +
                         "）已经在这个班里，请从名单中去掉。",
                     line.wish.name + " (account " + line.known->account +
                         ") is in this class already; please take them off the list."},
                    line.field);
      }
    }
  }
  return lines;
}

void Classroom::take_places(db::Transaction& tx, const ClassRecord& record,
                            std::span<const Line> lines) {
  const Profile& profile = profile_of(tx, record.class_id);
  const auto trainees = std::count_if(lines.begin(), lines.end(), [](const Line& line) {
    return line.wish.role == access::v1::ROLE_TRAINEE;
  });
  const std::int64_t max_trainees = profile.classroom.max_trainees;
  if (trainees > 0 && !records::take_trainee_places(tx, record.class_id, trainees, max_trainees)) {
    const std::string max = std::to_string(max_trainees);
    const std::string now = std::to_string(record.trainees);
    throw Error(Code::failed_precondition,
                {"每班最多 " + max + " 名学员，本班已有 " + now + " 名，这次又要加 " +
                     std::to_string(trainees) + " 名。请减少人数或另开一个班。",
                 "A class has at most " + max + " trainees; this one has " + now + " and " +
                     std::to_string(trainees) +
                     " more would be added. Add fewer, or open another "
                     "class."},
                "members", profile.article("classroom.max_trainees"));
  }
  const auto lecturers =
      std::count_if(lines.begin(), lines.end(), [](const Line& line) { return line.wish.teaches; });
  const std::int64_t max_lecturers = profile.classroom.lecturers.max;
  if (lecturers > 0 &&
      !records::take_lecturer_places(tx, record.class_id, lecturers, max_lecturers)) {
    const std::string max = std::to_string(max_lecturers);
    throw Error(Code::failed_precondition,
                {"每班最多 " + max + " 名授课讲师；不授课的讲师请不要勾选“授课”。",
                 "A class has at most " + max +
                     " teaching instructors; others are added as not "
                     "teaching."},
                "members", profile.article("classroom.lecturers"));
  }
}

std::string Classroom::free_account(db::Transaction& tx, const ClassRecord& record,
                                    std::span<const Line> lines) {
  for (;;) {
    std::string account = account_for(record.code, records::take_number(tx, record.class_id));
    const bool wished = std::any_of(lines.begin(), lines.end(), [&account](const Line& line) {
      return line.wish.account == account;
    });
    if (!wished && !identity_.find_by_account(tx, account)) {
      return account;
    }
  }
}

std::vector<bool> Classroom::plan_members(db::Transaction& tx, std::int64_t class_id,
                                          std::span<const NewMember> wishes) {
  std::vector<bool> needs_password;
  for (const Line& line : check_lines(tx, require_class(tx, class_id), wishes)) {
    needs_password.push_back(!line.known);
  }
  return needs_password;
}

std::vector<Added> Classroom::add_members(db::Transaction& tx, std::int64_t class_id,
                                          std::span<const NewMember> wishes,
                                          std::span<const InitialPassword> passwords,
                                          std::int64_t actor) {
  const ClassRecord record = require_class(tx, class_id);
  const std::vector<Line> lines = check_lines(tx, record, wishes);
  take_places(tx, record, lines);
  std::vector<Added> all;
  for (const Line& line : lines) {
    Added added{.user_id = 0, .name = line.wish.name, .account = {}, .is_new = !line.known};
    if (line.known) {
      added.user_id = line.known->user_id;
      added.account = line.known->account;
      if (!line.wish.id_card.empty()) {
        identity_.set_id_card(tx, added.user_id, line.wish.id_card, actor);
      }
    } else {
      added.account =
          line.wish.account.empty() ? free_account(tx, record, lines) : line.wish.account;
      added.user_id = identity_.create_person(tx, {.account = added.account,
                                                   .name = added.name,
                                                   .password_hash = passwords[all.size()].hash,
                                                   .must_change_password = true,
                                                   .id_card = line.wish.id_card});
    }
    identity_.grant(tx, added.user_id,
                    {.class_id = class_id, .role = line.wish.role, .teaches = line.wish.teaches},
                    actor);
    happened(tx, class_id, actor, {.topic = class_topic, .also = {}},
             member_added(added, line.wish.role));
    all.push_back(std::move(added));
  }
  return all;
}

}  // namespace kaibo::classroom
