#include "services/audience/wording.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "common/base/text.h"

namespace kaibo::audience {

namespace {

/// Of its price, what a wrong price is.
constexpr std::int64_t wrong_price_divisor = 10;

/// "赣南脐橙" of "赣南脐橙 现摘现发 5斤装"; a long first word is cut.
std::string short_title(const std::string& title) {
  constexpr std::size_t most = 10;
  const std::string first = title.substr(0, title.find(' '));
  std::size_t end = 0;
  for (std::size_t count = 0; end < first.size(); ++count) {
    if (count == most) break;
    do ++end;
    while (end < first.size() && (static_cast<unsigned char>(first[end]) & 0xC0) == 0x80);
  }
  return first.substr(0, end);
}

/// "29.9" of 2990 fen: as people say it.
std::string spoken_yuan(std::int64_t fen) {
  std::string text = base::yuan(fen);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::string filled(std::string text, const Good* good) {
  if (good == nullptr) return text;
  const std::array<std::pair<std::string_view, std::string>, 5> places = {{
      {"{product}", short_title(good->title)},
      {"{price}", spoken_yuan(good->price_fen)},
      {"{yuan}", std::to_string(good->price_fen / 100)},
      {"{stock}", std::to_string(good->stock)},
      {"{wrong}", spoken_yuan(std::max<std::int64_t>(good->price_fen / wrong_price_divisor, 1))},
  }};
  for (const auto& [place, value] : places) {
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place)) {
      text.replace(at, place.size(), value);
    }
  }
  return text;
}

bool fits_good(const Line& line, const Good* good) {
  if (good == nullptr) {
    return line.categories.empty() && line.words.empty() && line.zh.find('{') == std::string::npos;
  }
  const bool of_category =
      line.categories.empty() ||
      std::ranges::find(line.categories, good->category) != line.categories.end();
  const bool of_title =
      line.words.empty() || std::ranges::any_of(line.words, [&](const std::string& word) {
        return good->title.find(word) != std::string::npos;
      });
  return of_category && of_title && (line.stock_below == 0 || good->stock < line.stock_below);
}

bool fits(const Line& line, Character who, const Good* good) {
  return line.who.test(static_cast<std::size_t>(who)) && fits_good(line, good);
}

}  // namespace kaibo::audience
