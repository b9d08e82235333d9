#include "services/classroom/words.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "common/base/error.h"

namespace kaibo::classroom::words {

namespace {

constexpr std::string_view full_width_space = "\u3000";

/// A text without spaces and capitals, and for each of its bytes the one it stands for.
struct Plain {
  std::string text;
  std::vector<std::size_t> origin;
};

Plain plain(std::string_view text) {
  Plain made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ' ') continue;
    if (text.substr(at).starts_with(full_width_space)) {
      at += full_width_space.size() - 1;
      continue;
    }
    const bool capital = text[at] >= 'A' && text[at] <= 'Z';
    made.text += capital ? static_cast<char>(text[at] - 'A' + 'a') : text[at];
    made.origin.push_back(at);
  }
  return made;
}

bool is_first_byte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

/// Those of `words` that `text` holds.
std::vector<std::string> held(const Plain& text, std::span<const std::string> words) {
  std::vector<std::string> found;
  for (const std::string& word : words) {
    if (text.text.find(plain(word).text) != std::string::npos) found.push_back(word);
  }
  return found;
}

std::string starred(std::string_view text, const Plain& searched,
                    std::span<const std::string> words) {
  std::vector<bool> hidden(text.size());
  for (const std::string& word : words) {
    const std::string sought = plain(word).text;
    for (std::size_t at = searched.text.find(sought); at != std::string::npos;
         at = searched.text.find(sought, at + 1)) {
      for (std::size_t i = 0; i < sought.size(); ++i) hidden[searched.origin[at + i]] = true;
    }
  }
  std::string shown;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!hidden[at]) {
      shown += text[at];
    } else if (is_first_byte(text[at])) {
      shown += '*';
    }
  }
  return shown;
}

}  // namespace

Found look(const TalkRules& rules, std::string_view text) {
  const Plain searched = plain(text);
  base::require(held(searched, rules.refuse_words).empty(), "text",
                {"这句话里有不能说的词，没有发出去，请换个说法",
                 "This holds words that must not be said and was not sent; put it another way"});
  const std::vector<std::string> masked = held(searched, rules.mask_words);
  Found found{.text = starred(text, searched, masked), .caught = masked};
  const std::vector<std::string> held_back = held(searched, rules.hold_words);
  found.caught.insert(found.caught.end(), held_back.begin(), held_back.end());
  found.hold = !held_back.empty();
  return found;
}

bool asks(const TalkRules& rules, std::string_view text) {
  return !held(plain(text), rules.questions).empty();
}

}  // namespace kaibo::classroom::words
