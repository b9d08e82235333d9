#include "tests/support/redis_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "tests/support/loopback.h"
#include "tests/support/wait.h"

namespace kaibo::test {

namespace {

constexpr const char* server = "/usr/bin/redis-server";

bool answers(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  const bool connected =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return connected;
}

}  // namespace

bool RedisServer::installed() { return access(server, X_OK) == 0; }

RedisServer::RedisServer() : port_(free_port()) { start(); }

RedisServer::~RedisServer() {
  if (pid_ != 0) kill();
}

void RedisServer::kill() {
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void RedisServer::freeze() { ::kill(pid_, SIGSTOP); }
void RedisServer::thaw() { ::kill(pid_, SIGCONT); }

void RedisServer::start() {
  const std::string port = std::to_string(port_);
  const std::string folder = folder_.path().string();
  pid_ = fork();
  if (pid_ == 0) {
    // Does not survive a crash of the tests.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    execl(server, server, "--bind", "127.0.0.1", "--port", port.c_str(), "--save", "",
          "--appendonly", "no", "--dir", folder.c_str(), nullptr);
    _exit(127);
  }
  if (!wait_until([this] { return answers(port_); })) throw std::runtime_error("no Redis");
}

}  // namespace kaibo::test
