#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kaibo::observe {

/// How well a node serves, from best to worst.
enum class Standing {
  /// 200 "ready".
  ready,
  /// 200 "degraded": it serves, but somebody should look.
  degraded,
  /// 503 "not ready": a load balancer sends nobody here.
  unready,
};

/// Something that can be wrong with a node, and what follows from it.
struct Fault {
  std::string_view name;
  Standing standing = Standing::ready;
  /// What is wrong, for the operator.
  std::string_view words;
};

/// The truth table of /readyz: the worst of what holds decides, everything that holds is named.
/// README.md tells it to people.
inline constexpr std::array<Fault, 7> faults = {{
    {"draining", Standing::unready, "this node is stopping"},
    {"database", Standing::unready, "the database cannot commit"},
    {"lanes", Standing::unready, "no lane of the database answers"},
    {"lane", Standing::degraded, "a lane of the database does not answer, some classes wait"},
    {"schema", Standing::degraded, "another program has changed the schema, update this one"},
    {"disk", Standing::degraded, "little space is left in the data folder"},
    {"redis", Standing::degraded, "Redis is away"},
}};

/// What is wrong with a node at one moment.
class Health {
 public:
  /// `name` is one of `faults`; throws std::logic_error for another.
  void add(std::string_view name);

  Standing standing() const;
  /// "ready", or "degraded: " or "not ready: " with the words of all that holds.
  std::string text() const;

 private:
  std::vector<const Fault*> found_;
};

}  // namespace kaibo::observe
