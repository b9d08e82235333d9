#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/classroom/profile.h"

namespace kaibo::classroom::words {

/// What the course's lists of words find in what a person says.
struct Found {
  /// The comment with masked words starred out.
  std::string text;
  /// The words found, as the lists write them.
  std::vector<std::string> caught;
  /// The crew must let it through.
  bool hold = false;
};

/// Capitals and spaces between the characters hide no word. Throws invalid_argument for a comment
/// that holds a refused word.
Found look(const TalkRules& rules, std::string_view text);

/// Whether a comment asks something of the host.
bool asks(const TalkRules& rules, std::string_view text);

}  // namespace kaibo::classroom::words
