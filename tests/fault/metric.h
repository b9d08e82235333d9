#pragma once

#include <cstdint>
#include <string>

#include "tests/support/raw_client.h"

namespace kaibo::test {

inline Answer get(std::uint16_t port, const std::string& path) {
  RawClient client(port);
  return client.ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/// The sum of a figure of /metrics over its labels.
inline double metric(std::uint16_t port, const std::string& name) {
  const std::string text = get(port, "/metrics").body;
  double sum = 0;
  for (auto at = text.find("\n" + name); at != std::string::npos;
       at = text.find("\n" + name, at + 1)) {
    const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    sum += std::stod(line.substr(line.rfind(' ')));
  }
  return sum;
}

}  // namespace kaibo::test
