// Bytes as a stranger may send them, in pieces as the network may cut them: the parser must hold
// its bounds, and must come to the same end as when all comes at once.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/net/request.h"
#include "common/net/request_parser.h"

namespace {

using kaibo::net::Request;
using kaibo::net::RequestParser;
using State = RequestParser::State;

constexpr std::size_t max_header = 2048;
constexpr std::size_t max_body = 512;

State parse(std::string_view bytes, std::size_t piece, Request& request) {
  RequestParser parser(max_header);
  parser.start(request);
  std::string waiting;
  bool bounded = false;
  while (!bytes.empty()) {
    const std::string_view now = bytes.substr(0, piece);
    bytes.remove_prefix(now.size());
    waiting += now;
    for (;;) {
      const State before = parser.state();
      if (before != State::header && before != State::body) return before;
      if (before == State::body && !bounded) {
        bounded = true;
        parser.limit_body(max_body);
        continue;
      }
      const std::size_t used = parser.feed(waiting);
      waiting.erase(0, used);
      if (request.body.size() > max_body && bounded) std::abort();
      if (waiting.empty() || (used == 0 && parser.state() == before)) break;
    }
  }
  return parser.state();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 16U + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Request cut;
  Request whole;
  const State by_pieces = parse(bytes, piece, cut);
  const State at_once = parse(bytes, bytes.size(), whole);
  if (by_pieces == State::done &&
      (at_once != State::done || cut.body != whole.body || cut.target != whole.target)) {
    std::abort();
  }
  return 0;
}
