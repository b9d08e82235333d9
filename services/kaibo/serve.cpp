#include "services/kaibo/serve.h"

#include <pthread.h>

#include <csignal>
#include <ctime>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/log.h"
#include "common/net/certificate.h"
#include "common/net/server.h"
#include "services/kaibo/demo_accounts.h"
#include "services/kaibo/neighbours.h"
#include "services/kaibo/program.h"

namespace kaibo {

namespace {

/// Blocks the stopping signals in this thread and all it will start, so that one place waits for
/// them.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

net::Options with_certificate(const Settings& settings, const base::Clock& clock) {
  net::Options options = settings.server;
  if (!settings.tls || !options.tls_certificate.empty()) return options;
  const net::Certificate own =
      net::own_certificate(settings.data / "tls", net::own_names(), clock.now());
  options.tls_certificate = own.chain;
  options.tls_key = own.key;
  return options;
}

/// Waits for a stopping signal; at most so long, where a time is given.
void wait_for_stop(const sigset_t& signals, std::optional<base::Millis> at_most) {
  if (!at_most) {
    int signal = 0;
    sigwait(&signals, &signal);
    return;
  }
  const timespec time{.tv_sec = *at_most / 1000, .tv_nsec = *at_most % 1000 * 1'000'000};
  sigtimedwait(&signals, nullptr, &time);
}

/// First only says so, for load balancers; then takes no new work, asks the sockets to come back
/// and finishes what was accepted. A second signal cuts the first part short.
void drain(Program& program, net::Server& server, const sigset_t& signals) {
  base::log(base::LogLevel::info, "stopping");
  server.announce_stop();
  wait_for_stop(signals, program.settings.drain_notice_ms);
  program.agenda.stop();
  const bool all_done = server.stop(program.settings.drain_ms);
  if (!all_done) base::log(base::LogLevel::warning, "some connections were cut off by the stop");
  // What is still queued resumes its callers, so the cores must outlive it.
  program.database->stop();
  if (program.neighbours) program.neighbours->stop();
}

/// Without an administrator somebody must become one: prints the one-time link.
void print_setup_link(Program& program, const std::string& address) {
  const auto token =
      program.database->write_now(classroom::school_stream, [&](db::Transaction& tx) {
        return program.identity.ensure_setup_token(tx, program.settings.node);
      });
  if (!token) return;
  std::cout << "First run: make the administrator's account at\n  " << address
            << "/setup?token=" << *token << "\n";
}

void print_demo(const std::vector<identity::v1::DemoAccount>& accounts) {
  if (accounts.empty()) return;
  std::cout << "Demo accounts (password " << accounts.front().password() << "):\n";
  for (const identity::v1::DemoAccount& account : accounts) {
    std::cout << "  " << account.account() << "  " << account.name() << "\n";
  }
}

}  // namespace

int serve(const Settings& settings, const Supervision& supervision) {
  const sigset_t signals = block_stop_signals();
  const base::SystemClock clock;
  Program program(settings, clock);
  std::vector<identity::v1::DemoAccount> accounts = read_demo_accounts(settings.data);
  program.register_handlers([accounts] { return accounts; });
  program.hub.on_presence(
      [&live = program.live](std::int64_t class_id, const std::string& topic, std::int64_t user_id,
                             bool present) { live.on_presence(class_id, topic, user_id, present); },
      settings.absence_ms);

  net::Server server(with_certificate(settings, clock),
                     {.runtime = program.runtime,
                      .database = *program.database,
                      .hub = program.hub,
                      .dispatcher = program.dispatcher,
                      .authenticator = program.sessions,
                      .files = program.files,
                      .metrics = program.metrics,
                      .clock = clock,
                      .may_listen = classroom::may_listen,
                      .video = &program.live.video,
                      .health = [&] { return program.vitals.health(); }});
  Supervisor supervisor(supervision, program.runtime,
                        [&program] { return program.database->figures(); });
  if (program.neighbours) program.neighbours->start();
  async::run_blocking([&program] { return program.live.end_visits(program.settings.node); });
  async::run_blocking([&program] { return program.live.video.recover(); });
  program.hub.on_published(
      [&live = program.live](const db::Entry& entry) { live.on_event(entry); });
  program.vitals.start();
  program.runtime.start();
  program.agenda.start(settings.agenda_interval_ms);
  program.live.video.begin_upkeep();
  server.start();

  const std::string address = std::string(settings.tls ? "https" : "http") +
                              "://localhost:" + std::to_string(server.port());
  supervisor.ready("serving " + address);
  std::cout << "Kaibo is ready at " << address << "\n";
  print_demo(accounts);
  if (accounts.empty()) print_setup_link(program, address);
  std::cout.flush();

  wait_for_stop(signals, std::nullopt);
  supervisor.stopping();
  drain(program, server, signals);
  supervisor.stop();
  program.runtime.stop();
  base::log(base::LogLevel::info, "stopped");
  return 0;
}

}  // namespace kaibo
