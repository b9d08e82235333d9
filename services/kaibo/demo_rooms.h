#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/clock.h"
#include "services/kaibo/program.h"

namespace kaibo {

/// The live rooms of the demo: one that was, and one that the class may look forward to.
class DemoRooms {
 public:
  /// What they need of the demo. All that is referred to outlives them; products may come later.
  struct Story {
    Program& program;
    std::int64_t class_id = 0;
    /// By account, and by the story's key.
    const std::map<std::string, std::int64_t>& people;
    const std::map<std::string, mall::v1::Product>& products;
    base::Millis now = 0;
    /// Plans an action.
    std::function<void(base::Millis when, std::function<void()> action)> at;
    /// Uploads a picture in a person's name; its id.
    std::function<std::string(std::int64_t user_id, const std::string& file)> upload;
  };
  explicit DemoRooms(Story story) : story_(std::move(story)) {}

  /// One room: what happened in it, or what is announced of it.
  void plan(const boost::json::object& wish);

 private:
  template <typename Unit>
  auto write(Unit unit) {
    return story_.program.database->write_now(story_.class_id, unit);
  }
  std::int64_t person(const boost::json::object& object, std::string_view key) const;

  /// A room the class may look forward to: announced, and reserved by some.
  void plan_preview(const boost::json::object& wish, const std::string& key);
  void set_room_stock(const boost::json::object& wish, const std::string& key);
  void prepare_room(const boost::json::object& wish, base::Millis planned);
  void plan_audience(const boost::json::object& wish, const std::string& key, base::Millis start);
  void buy(const boost::json::object& wish, const std::string& room);

  const Story story_;
  std::map<std::string, std::int64_t> rooms_;
  std::map<std::string, std::int64_t> live_prices_;
};

}  // namespace kaibo
