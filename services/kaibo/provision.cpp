#include "services/kaibo/provision.h"

#include <sys/stat.h>

#include <boost/json.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/access/v1/access.pb.h"
#include "services/kaibo/program.h"

namespace kaibo {

namespace {

namespace json = boost::json;

constexpr std::string_view profile = "live-hunan-2021";
constexpr std::string_view password = "practice-2026";

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

json::object person_of(Program& program, std::int64_t class_id, const classroom::Added& added,
                       int role) {
  const std::string token = program.database->write_now(class_id, [&](db::Transaction& tx) {
    return program.identity.start_session(tx, added.user_id, "load run");
  });
  return {{"user_id", added.user_id},
          {"account", added.account},
          {"name", added.name},
          {"role", role == access::v1::ROLE_INSTRUCTOR ? "instructor" : "trainee"},
          {"password", password},
          {"token", token}};
}

json::object make_class(Program& program, int number, const std::string& hash) {
  const std::string code = "LOAD" + std::to_string(number);
  const std::int64_t class_id =
      program.database->write_now(classroom::school_stream, [&](db::Transaction& tx) {
        return program.classroom
            .create_class(
                tx, {.code = code, .name = "练习班 " + code, .profile = std::string(profile)}, 0)
            .class_id;
      });
  std::vector<classroom::NewMember> lines;
  const auto trainees = program.profiles.find(profile)->classroom.max_trainees;
  for (int i = 1; i <= trainees; ++i) {
    lines.push_back({.name = "学员" + two_digits(i),
                     .account = {},
                     .role = access::v1::ROLE_TRAINEE,
                     .id_card = {},
                     .teaches = false});
  }
  lines.push_back({.name = "讲师",
                   .account = {},
                   .role = access::v1::ROLE_INSTRUCTOR,
                   .id_card = {},
                   .teaches = true});
  const std::vector<classroom::InitialPassword> passwords(
      lines.size(), {.plain = std::string(password), .hash = hash});
  const std::vector<classroom::Added> added =
      program.database->write_now(class_id, [&](db::Transaction& tx) {
        return program.classroom.add_members(tx, class_id, lines, passwords, 0);
      });
  json::array people;
  for (std::size_t i = 0; i < added.size(); ++i) {
    people.push_back(person_of(program, class_id, added[i], lines[i].role));
  }
  return {{"class_id", class_id}, {"code", code}, {"people", std::move(people)}};
}

}  // namespace

void provision(const Settings& settings, int classes, const std::filesystem::path& file) {
  const base::SystemClock clock;
  Program program(settings, clock);
  const std::string hash = program.passwords.hash_now(password);
  json::array made;
  for (int i = 1; i <= classes; ++i) made.push_back(make_class(program, i, hash));
  umask(S_IRWXG | S_IRWXO);
  std::ofstream(file) << json::serialize(json::object{{"classes", std::move(made)}}) << "\n";
}

}  // namespace kaibo
