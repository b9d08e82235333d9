#include "common/observe/health.h"

#include <algorithm>
#include <stdexcept>

namespace kaibo::observe {

void Health::add(std::string_view name) {
  const auto* fault = std::ranges::find(faults, name, &Fault::name);
  if (fault == faults.end()) throw std::logic_error("no such fault: " + std::string(name));
  found_.push_back(fault);
}

Standing Health::standing() const {
  Standing worst = Standing::ready;
  for (const Fault* fault : found_) worst = std::max(worst, fault->standing);
  return worst;
}

std::string Health::text() const {
  if (found_.empty()) return "ready";
  std::string text = standing() == Standing::unready ? "not ready" : "degraded";
  std::string_view before = ": ";
  for (const Fault* fault : found_) {
    text.append(before).append(fault->words);
    before = "; ";
  }
  return text;
}

}  // namespace kaibo::observe
