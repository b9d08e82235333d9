#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kaibo/event/v1/event.pb.h"
#include "services/audience/engine.h"
#include "services/audience/scene.h"

namespace kaibo::audience {

/// A room without a server: a host who acts, and the audience that answers second by second.
class Rehearsal {
 public:
  static constexpr std::int64_t host = 7;
  static constexpr base::Millis start = 1'900'000'000'000;

  Rehearsal(const Script& script, const std::string& scenario, std::int32_t size,
            v1::Difficulty difficulty, std::int64_t seed, std::vector<Good> goods);

  /// What the host does at a second.
  void explain(std::int64_t product_id);
  void comment(const std::string& text);
  /// Joined by the phrase; by following when it is empty.
  void issue_bag(std::int64_t bag_id, const std::string& phrase, std::int64_t seconds);
  void issue_coupon(std::int64_t coupon_id, std::int64_t off_fen, std::int32_t total);

  /// Lets so many seconds pass; `every_second` is the host's behaviour.
  void run(std::int64_t seconds, const std::function<void(std::int64_t)>& every_second = {});

  const engine::Plan& plan() const { return plan_; }
  const Scene& scene() const { return scene_; }
  /// All that was done, in order of seconds.
  const std::vector<engine::Doings>& doings() const { return doings_; }
  std::vector<engine::Saying> sayings() const;
  std::vector<engine::Saying> questions() const;
  /// Every action as a line of text.
  std::string told() const;

 private:
  void happen(std::int64_t actor, const event::v1::Event& event);
  void follow(const engine::Doings& doings);
  base::Millis now() const { return start + second_ * 1000; }

  engine::Plan plan_;
  Scene scene_;
  std::vector<Good> goods_;
  std::vector<engine::Doings> doings_;
  std::int64_t second_ = 0;
  std::int64_t seq_ = 0;
  std::int64_t orders_ = 0;
};

}  // namespace kaibo::audience
