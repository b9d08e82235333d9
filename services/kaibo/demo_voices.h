#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "services/kaibo/program.h"

namespace kaibo {

/// What the people of the demo say to each other in its mall: talks of buyers with shops, and
/// reviews.
class DemoVoices {
 public:
  using Ids = std::map<std::string, std::int64_t>;

  /// `people` by account, `orders` by the story's key, which may be placed later. All outlive it.
  DemoVoices(Program& program, std::int64_t class_id, const Ids& people, const Ids& orders)
      : program_(program), class_id_(class_id), people_(people), orders_(orders) {}

  /// Hands `at` what is said, and how many minutes ago.
  using At = std::function<void(std::int64_t minutes_ago, std::function<void()> action)>;
  void plan(const boost::json::object& story, const At& at);

 private:
  /// One line of a talk, by its buyer or for its shop.
  void say(const boost::json::object& talk, const boost::json::object& line);
  void rate(const boost::json::object& talk);
  /// Of the first line of an order, with the shop's reply where there is one.
  void review(const boost::json::object& wish);
  std::int64_t person(const boost::json::object& object, std::string_view key) const;
  mall::v1::Chat talk_of(db::Transaction& tx, const boost::json::object& talk);

  Program& program_;
  std::int64_t class_id_;
  const Ids& people_;
  const Ids& orders_;
};

}  // namespace kaibo
