#include "tests/support/redis_server.h"

#include <unistd.h>

#include <stdexcept>

#include "tests/support/loopback.h"
#include "tests/support/wait.h"

namespace kaibo::test {

namespace {

constexpr const char* server = "/usr/bin/redis-server";

}  // namespace

bool RedisServer::installed() { return ::access(server, X_OK) == 0; }

RedisServer::RedisServer() : port_(free_port()) { start(); }

void RedisServer::start() {
  child_.emplace(std::vector<std::string>{server, "--bind", "127.0.0.1", "--port",
                                          std::to_string(port_), "--save", "", "--appendonly", "no",
                                          "--dir", folder_.path().string()});
  if (!wait_until([this] { return listens(port_); })) throw std::runtime_error("no Redis");
}

}  // namespace kaibo::test
