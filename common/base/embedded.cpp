#include "common/base/embedded.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace kaibo::base {

std::string_view content_of(std::span<const Embedded> files, std::string_view name) {
  const auto found = std::ranges::find(files, name, &Embedded::name);
  if (found == files.end()) throw std::logic_error("no embedded file " + std::string(name));
  return found->content;
}

}  // namespace kaibo::base
