#include "loadtest/provision.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "kaibo/access/v1/access.pb.h"

namespace kaibo::load {
namespace {

namespace json = boost::json;

/// Protobuf's JSON writes 64-bit numbers as text, other writers as numbers.
std::int64_t number(const json::value& value) {
  return value.is_string() ? std::stoll(std::string(value.get_string()))
                           : json::value_to<std::int64_t>(value);
}

bool names_instructor(const json::value& role) {
  if (!role.is_string()) return number(role) == access::v1::ROLE_INSTRUCTOR;
  std::string word(role.get_string());
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
  return word.ends_with("instructor");
}

Account read_person(const json::value& person) {
  return {.user_id = number(person.at("user_id")),
          .account = json::value_to<std::string>(person.at("account")),
          .name = json::value_to<std::string>(person.at("name")),
          .is_instructor = names_instructor(person.at("role")),
          .password = json::value_to<std::string>(person.at("password")),
          .token = json::value_to<std::string>(person.at("token")),
          .source = {}};
}

}  // namespace

std::vector<ProvisionedClass> read_provision(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<ProvisionedClass> classes;
  try {
    const json::value read = json::parse(text.str());
    for (const json::value& one : read.at("classes").as_array()) {
      ProvisionedClass made{.class_id = number(one.at("class_id")), .people = {}};
      for (const json::value& person : one.at("people").as_array()) {
        made.people.push_back(read_person(person));
      }
      classes.push_back(std::move(made));
    }
  } catch (const std::exception& e) {
    throw std::runtime_error(path.string() + " is not what kaibo provision writes: " + e.what());
  }
  return classes;
}

}  // namespace kaibo::load
