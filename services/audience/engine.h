#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "kaibo/audience/v1/audience.pb.h"
#include "services/audience/scene.h"
#include "services/audience/script.h"
#include "services/audience/wording.h"

/// What a simulated audience does, as a pure function: no clock and no chance of its own. Chances
/// are drawn from the seed, the person and the second, so that the same seed, script and doings of
/// the host give the same audience.
namespace kaibo::audience::engine {

/// What an audience is made by. Refers to what it is given, which outlives it.
struct Plan {
  const Script& script;
  const Scenario& scenario;
  const Demand& demand;
  std::int64_t size = 0;
  std::uint64_t seed = 0;
};
/// `setup` is checked already; the plan refers to the script.
Plan plan_of(const Script& script, const v1::Setup& setup);

/// By the seed and the weights of the scenario.
Character character_of(const Plan& plan, std::int64_t person);

/// A comment. With keywords it is a question that wants an answer.
struct Saying {
  std::int64_t person = 0;
  std::string text;
  /// In English.
  std::string gloss;
  /// Set for a question: window and points as the difficulty has them, without number and seq.
  v1::Question question;
  std::string line;

  bool is_question() const { return !question.keywords().empty(); }
};

/// An order that somebody wants to place in the room.
struct Purchase {
  std::int64_t person = 0;
  std::int64_t product_id = 0;
  /// 0 for a product without specifications.
  std::int64_t sku_id = 0;
  std::int32_t quantity = 0;
  /// Of one piece.
  std::int64_t price_fen = 0;
};

/// Taking part in a lucky bag.
struct Joining {
  std::int64_t person = 0;
  std::int64_t bag_id = 0;
  /// What has to be said; empty where one has to follow.
  std::string phrase;
};

/// A question whose time is over, or which was answered.
struct Closing {
  v1::Question question;
  bool answered = false;
  base::Millis after = 0;
  /// Zero where it was missed.
  Scene::Answer answer;
  /// The order whose money they ask back now, as nobody answered; 0 for none.
  std::int64_t refund_of = 0;
};

/// All that the audience does in a span of time, persons by their numbers.
struct Doings {
  std::vector<std::int64_t> entered;
  std::vector<std::int64_t> left;
  int bored = 0;
  /// What one of the bored said.
  std::string bored_line;
  std::string bored_gloss;
  /// Incidents that begin, by their index in the scenario.
  std::vector<int> incidents;
  std::vector<Saying> sayings;
  /// Likes by person, each once.
  std::vector<std::pair<std::int64_t, std::int32_t>> likes;
  std::vector<std::int64_t> follows;
  /// Coupons by who takes them.
  std::vector<std::pair<std::int64_t, std::int64_t>> claims;
  std::vector<Joining> joins;
  std::vector<Purchase> purchases;
  std::vector<Closing> closings;
};

/// What the audience does in the seconds (from, to] since its start. `goods` is the shelf in its
/// order.
Doings act(const Plan& plan, Scene scene, std::vector<Good> goods, std::int64_t from,
           std::int64_t to);

}  // namespace kaibo::audience::engine
