#include "tests/support/s3_server.h"

#include <stdexcept>
#include <string>

#include "tests/support/loopback.h"
#include "tests/support/raw_client.h"
#include "tests/support/wait.h"

namespace kaibo::test {

S3Server::S3Server()
    : port_(free_port()), child_({"node", "tests/support/s3_server.mjs", std::to_string(port_)}) {
  if (!wait_until([this] { return listens(port_); })) throw std::runtime_error("no S3 store");
}

void S3Server::be_busy(int requests) const {
  RawClient client(static_cast<std::uint16_t>(port_));
  const std::string line = "GET /busy/" + std::to_string(requests) + " HTTP/1.1\r\n";
  if (client.ask(line + "Host: localhost\r\n\r\n").status != 200) {
    throw std::runtime_error("the S3 store does not listen to its test");
  }
}

files::S3Options S3Server::options() const {
  return {.url = "http://127.0.0.1:" + std::to_string(port_) + "/kaibo",
          .region = "cn-test-1",
          .access_key = "KAIBOTEST",
          .secret_key = "secret/of+the+tests"};
}

}  // namespace kaibo::test
