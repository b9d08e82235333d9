#include "loadtest/installation.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace kaibo::load {
namespace {

namespace fs = std::filesystem;

/// Until a new server takes calls.
constexpr std::chrono::seconds ready_patience{60};

std::string last_lines(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  constexpr std::size_t kept = 2000;
  std::string all = text.str();
  if (all.size() > kept) all.erase(0, all.find('\n', all.size() - kept) + 1);
  return all;
}

/// The address of a training room, for connections within this machine: every room has one of its
/// own, so that neither the ports of one address nor the server's limits on one address are what a
/// run meets. Empty when the server is elsewhere.
std::string address_of_room(const Target& target, std::size_t number) {
  constexpr std::size_t in_each = 250;
  if (!target.host.starts_with("127.")) return {};
  return fmt::format("127.{}.{}.{}", 1 + number / (in_each * in_each), number / in_each % in_each,
                     1 + number % in_each);
}

}  // namespace

RunFolder::RunFolder(const fs::path& wanted) : kept_(!wanted.empty()), path_(wanted) {
  if (kept_) {
    fs::create_directories(path_);
    return;
  }
  std::string name = (fs::temp_directory_path() / "kaibo-load-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (!kept_) fs::remove_all(path_, ignored);
}

void RunFolder::keep() {
  if (!kept_) std::fprintf(stderr, "data and logs stay in %s\n", path_.c_str());
  kept_ = true;
}

Installation::Installation(const Wanted& wanted, int classes, std::uint64_t connections)
    : wanted_(wanted), folder_(wanted.url.empty() ? wanted.data : fs::path()) {
  if (wanted.url.empty()) start_server(classes, connections);
  target_ = parse_url(server_ ? server_->url() : wanted.url);
  read_people(classes);
}

void Installation::start_server(int classes, std::uint64_t connections) {
  if (!fs::exists(wanted_.kaibo)) {
    throw std::runtime_error("the program is not beside this one: build the target kaibo first");
  }
  fs::create_directories(folder_.data());
  std::fprintf(stderr, "making %d classes\n", classes);
  const int made =
      run_program({wanted_.kaibo.string(), "provision", "--data", folder_.data().string(),
                   "--classes", std::to_string(classes), "--json", folder_.people().string()},
                  folder_.log("provision"));
  if (made != 0) {
    folder_.keep();
    throw std::runtime_error(fmt::format("kaibo provision ended with {}:\n{}", made,
                                         last_lines(folder_.log("provision"))));
  }
  server_.emplace(wanted_.kaibo, folder_.data(), folder_.log("server"), connections);
}

void Installation::read_people(int classes) {
  const fs::path file = server_ ? folder_.people() : wanted_.provision;
  for (ProvisionedClass& one : read_provision(file)) {
    if (static_cast<int>(classes_.size()) == classes) break;
    const std::string source = address_of_room(target_, classes_.size());
    for (Account& person : one.people) person.source = source;
    classes_.push_back(std::move(one));
  }
  if (static_cast<int>(classes_.size()) < classes) {
    throw std::runtime_error(fmt::format("{} names {} classes, and this run needs {}",
                                         file.string(), classes_.size(), classes));
  }
}

Task<void> Installation::ready(boost::asio::io_context& io) {
  const Time give_up = Clock::now() + ready_patience;
  while (Clock::now() < give_up && !has_ended()) {
    try {
      Http http(io, target_, {});
      const Outcome outcome = co_await http.get("/readyz");
      if (outcome.code.empty()) co_return;
    } catch (const ConnectionLost&) {
      // It does not listen yet.
    }
    co_await sleep_until(Clock::now() + std::chrono::milliseconds(50));
  }
  folder_.keep();
  throw std::runtime_error("the server did not become ready:\n" +
                           last_lines(folder_.log("server")));
}

Usage Installation::usage() const {
  if (server_) return usage_of(server_->pid());
  Usage all;
  for (const int pid : wanted_.pids) all.add(usage_of(pid));
  return all;
}

void Installation::run_check(const fs::path& data, Report& report) {
  std::fprintf(stderr, "kaibo check\n");
  report.check_exit =
      run_program({wanted_.kaibo.string(), "check", "--data", data.string()}, folder_.log("check"));
  if (report.check_exit != 0) report.check_output = last_lines(folder_.log("check"));
}

void Installation::take_down(Report& report) {
  if (server_) {
    const int exit_code = server_->stop();
    if (exit_code != 0) {
      report.discrepancies.push_back(
          fmt::format("the server ended with {} when it was asked to stop", exit_code));
    }
    run_check(folder_.data(), report);
  } else if (!wanted_.data.empty()) {
    run_check(wanted_.data, report);
  }
  if (!report.is_clean()) folder_.keep();
}

}  // namespace kaibo::load
