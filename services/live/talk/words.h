#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/classroom/profile.h"

namespace kaibo::live::words {

/// What the course's lists of words find in a comment.
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
Found look(const classroom::TalkRules& rules, std::string_view text);

/// Whether a comment asks something of the host.
bool asks(const classroom::TalkRules& rules, std::string_view text);

}  // namespace kaibo::live::words
