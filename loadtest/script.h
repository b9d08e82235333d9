#pragma once

#include <chrono>
#include <cstdint>
#include <variant>

namespace kaibo::load {

/// Share of a day of practice at which the market opens: until then everybody prepares.
inline constexpr double market_opens = 0.34;
/// Things that a person does while the market of a lesson is open.
inline constexpr double things_in_lesson = 45;

/// A day of practice, from the first page to the results.
struct Practice {
  /// What a person does while the market is open.
  double things = things_in_lesson;
};

/// A flash sale: everybody wants one product of one seller.
struct Rush {
  std::int32_t stock = 0;
  /// In each class.
  int buyers = 0;
  /// Orders that a buyer has under way at the same time.
  int clicks = 1;
};

/// A live room in each class. Its viewers wait neither for each other nor for answers.
struct Live {
  /// In each room.
  int viewers = 0;
  /// A second and room.
  double comments = 0;
  double likes = 0;
  double orders = 0;
};

/// Everybody signs in with their password.
struct Login {
  /// In each class.
  int trainees = 0;
};

/// What the people of a run do.
using Script = std::variant<Practice, Rush, Live, Login>;

/// Browsers of trainees that a script wants in a class of so many trainees. When there are more of
/// them than trainees, people have several open.
int browsers_in(const Script& script, int trainees);

/// Time that people need to come in before the script begins; what they do then is not measured.
std::chrono::milliseconds lead_of(const Script& script, int browsers);

}  // namespace kaibo::load
