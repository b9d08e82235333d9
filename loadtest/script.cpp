#include "loadtest/script.h"

namespace kaibo::load {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_lead{5000};
constexpr milliseconds lead_of_each{8};

}  // namespace

int browsers_in(const Script& script, int trainees) {
  // One of them sells, or is the host.
  if (const auto* rush = std::get_if<Rush>(&script)) return rush->buyers + 1;
  if (const auto* live = std::get_if<Live>(&script)) return live->viewers + 1;
  if (const auto* login = std::get_if<Login>(&script)) return login->trainees;
  return trainees;
}

milliseconds lead_of(const Script& script, int browsers) {
  if (!std::holds_alternative<Live>(script)) return milliseconds(0);
  return shortest_lead + lead_of_each * browsers;
}

}  // namespace kaibo::load
