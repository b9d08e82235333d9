#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/client.h"
#include "loadtest/loop.h"
#include "loadtest/provision.h"
#include "loadtest/report.h"
#include "loadtest/server_process.h"

namespace kaibo::load {

/// Which server a run wants.
struct Wanted {
  /// A running server and what its provisioning wrote; a server of our own when empty.
  std::string url;
  std::filesystem::path provision;
  /// Processes of the running server that are on this machine, to measure them.
  std::vector<int> pids;
  /// Data folder of the own server, kept; a temporary one when empty. Of a running server: where
  /// `kaibo check` looks.
  std::filesystem::path data;
  /// The program.
  std::filesystem::path kaibo;
};

/// The folder of a run: of a temporary one nothing is left when all went well.
class RunFolder {
 public:
  /// A temporary one when `wanted` is empty. Throws std::runtime_error.
  explicit RunFolder(const std::filesystem::path& wanted);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  void keep();
  std::filesystem::path data() const { return path_ / "data"; }
  std::filesystem::path log(const std::string& name) const { return path_ / (name + ".log"); }
  std::filesystem::path people() const { return path_ / "people.json"; }

 private:
  bool kept_;
  std::filesystem::path path_;
};

/// The server of a run and the classes in it: one of our own, made for the run, or a running one.
class Installation {
 public:
  /// The server is not ready yet. `wanted` outlives it. Throws std::exception when there is none,
  /// or too few classes.
  Installation(const Wanted& wanted, int classes, std::uint64_t connections);

  const Target& target() const { return target_; }
  /// As many as were asked for; people of a class share an address of their own where the server
  /// is on this machine, as a training room does.
  const std::vector<ProvisionedClass>& classes() const { return classes_; }

  /// Goes on when the server takes calls. Throws std::runtime_error when it does not.
  Task<void> ready(boost::asio::io_context& io);
  /// Our own server, when it should not have.
  bool has_ended() { return server_ && server_->has_ended(); }
  Usage usage() const;
  /// Stops our own server and looks at the data. What is wrong goes into the report.
  void take_down(Report& report);

 private:
  void start_server(int classes, std::uint64_t connections);
  void read_people(int classes);
  void run_check(const std::filesystem::path& data, Report& report);

  const Wanted& wanted_;
  RunFolder folder_;
  std::optional<ServerProcess> server_;
  Target target_;
  std::vector<ProvisionedClass> classes_;
};

}  // namespace kaibo::load
