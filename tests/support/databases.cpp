#include "tests/support/databases.h"

#include <arpa/inet.h>
#include <mysql_driver.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "cppconn/connection.h"
#include "cppconn/exception.h"
#include "cppconn/statement.h"
#include "tests/support/loopback.h"

namespace kaibo::contract {

namespace {

constexpr const char* server = "/usr/sbin/mariadbd";
constexpr const char* utf8 = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

}  // namespace

bool MariaDb::installed() { return ::access(server, X_OK) == 0; }

MariaDb* MariaDb::get() {
  if (!installed()) return nullptr;
  static MariaDb instance;
  return &instance;
}

MariaDb::MariaDb(std::vector<std::string> more) : MariaDb(std::move(more), Place()) {}

MariaDb::MariaDb(std::vector<std::string> more, Place place)
    : folder_(test::new_folder()),
      more_(std::move(more)),
      place_(std::move(place)),
      port_(test::free_port()) {
  // A Galera node makes tables of its own in it.
  std::filesystem::create_directory(folder_ / "mysql");
  start();
}

void MariaDb::start() {
  spawn();
  wait_until_ready();
}

void MariaDb::kill() { end(SIGKILL); }

void MariaDb::stop() { end(SIGTERM); }

void MariaDb::end(int signal) {
  if (pid_ == 0) return;
  ::kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

MariaDb::~MariaDb() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void MariaDb::spawn() {
  // An empty folder and no tables of rights: it starts at once, and anybody is root.
  std::vector<std::string> words = {
      server, "--no-defaults", "--datadir=" + folder_.string(),
      // A server that starts deletes the temporary tables it
      // finds there, also those of another.
      "--tmpdir=" + folder_.string(), "--socket=" + (folder_ / "socket").string(),
      "--log-error=" + (folder_ / "log").string(), "--bind-address=" + place_.host,
      "--port=" + std::to_string(port_), "--skip-networking=0", "--skip-grant-tables",
      "--skip-name-resolve", "--innodb-stats-persistent=0", "--innodb-flush-log-at-trx-commit=1",
      "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--max-allowed-packet=64M"};
  words.insert(words.begin(), place_.enter.begin(), place_.enter.end());
  if (getuid() == 0) words.emplace_back("--user=root");
  words.insert(words.end(), more_.begin(), more_.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    // Does not survive a crash of the tests.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(arguments.front(), arguments.data());
    _exit(127);
  }
}

void MariaDb::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(40);
  while (std::chrono::steady_clock::now() < deadline) {
    try {
      run("SELECT 1");
      return;
    } catch (const sql::SQLException&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  throw std::runtime_error("MariaDB did not start; its log is " + (folder_ / "log").string());
}

void MariaDb::run(const std::string& sql) {
  sql::ConnectOptionsMap options;
  options["hostName"] = "tcp://" + place_.host + ":" + std::to_string(port_);
  options["userName"] = "root";
  options["password"] = "secret";
  const std::unique_ptr<sql::Connection> connection(
      sql::mysql::get_driver_instance()->connect(options));
  const std::unique_ptr<sql::Statement> statement(connection->createStatement());
  statement->execute(sql);
}

std::string MariaDb::base_url() const {
  return "mysql://root:secret@" + place_.host + ":" + std::to_string(port_) + "/";
}

std::string MariaDb::create_database(const std::string& clauses) {
  const std::string name = "kaibo" + std::to_string(++databases_);
  run("CREATE DATABASE " + name + " " + clauses);
  return base_url() + name;
}

void DatabaseTest::SetUp() {
  if (on_sqlite()) {
    options_.url = "sqlite:" + (folder_.path() / "kaibo.db").string();
    return;
  }
  MariaDb* mariadb = MariaDb::get();
  if (mariadb == nullptr) {
    if (std::getenv("CI") != nullptr) FAIL() << "mariadbd is not installed";
    GTEST_SKIP() << "mariadbd is not installed: NOTHING of this was tested on MySQL";
  }
  options_.url = mariadb->create_database(utf8);
}

std::unique_ptr<db::Database> DatabaseTest::open(db::CommitObserver* observer) {
  return db::Database::open(options_, clock_, observer);
}

std::string fresh_database() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets it
  const char* chosen = std::getenv("KAIBO_TEST_DATABASE");
  if (chosen == nullptr || std::string_view(chosen) == "sqlite") return {};
  if (std::string_view(chosen) != "mysql") {
    throw std::runtime_error("KAIBO_TEST_DATABASE is neither sqlite nor mysql");
  }
  MariaDb* mariadb = MariaDb::get();
  if (mariadb == nullptr) {
    throw std::runtime_error("mariadbd is not installed: apt-get install mariadb-server-core");
  }
  return mariadb->create_database(utf8);
}

std::string engine_name(const ::testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::sqlite ? "SQLite" : "MySQL";
}

}  // namespace kaibo::contract
