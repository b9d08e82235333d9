#include "tests/support/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "tests/support/folder.h"
#include "tests/support/png.h"

namespace kaibo::test {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds patience{30};
constexpr std::string_view ready = "Kaibo is ready at http://localhost:";

/// ctest names the build folder; started by hand, the test lies in it.
std::string program() {
  const char* build = std::getenv("KAIBO_BUILD");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  const auto folder = build != nullptr
                          ? std::filesystem::path(build) / "bin"
                          : std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return folder / "kaibo";
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The program with a command of one or several words.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words = {program()};
  std::istringstream in(command);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void add_pointers(std::vector<char*>& pointers, const std::vector<std::string>& words) {
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
}

/// Starts a program whose two outputs go to these files.
pid_t spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
            int output, int errors) {
  std::vector<char*> arguments;
  add_pointers(arguments, words);
  std::vector<char*> variables;
  for (char** inherited = environ; *inherited != nullptr; ++inherited) {
    variables.push_back(*inherited);
  }
  add_pointers(variables, environment);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    // Does not survive a crash of the tests.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    dup2(output, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(127);
  }
  if (pid < 0) throw std::runtime_error("no process");
  return pid;
}

int open_for_append(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot write " + path.string());
  return file;
}

Person read_person(const json::value& value) {
  return {.user_id = value.at("user_id").as_int64(),
          .account = json::value_to<std::string>(value.at("account")),
          .name = json::value_to<std::string>(value.at("name")),
          .token = json::value_to<std::string>(value.at("token"))};
}

PracticeClass read_class(const json::value& value) {
  PracticeClass made;
  made.class_id = value.at("class_id").as_int64();
  made.code = json::value_to<std::string>(value.at("code"));
  for (const json::value& person : value.at("people").as_array()) {
    if (person.at("role").as_string() == "instructor") {
      made.instructor = read_person(person);
    } else {
      made.trainees.push_back(read_person(person));
    }
  }
  return made;
}

Outcome outcome_of(const Answer& answer) {
  Outcome outcome{.status = answer.status, .code = {}, .message = {}, .body = answer.body};
  if (answer.status == 0 || answer.status == 200) return outcome;
  const json::value error = json::parse(answer.body);
  outcome.code = json::value_to<std::string>(error.at("code"));
  outcome.message = json::value_to<std::string>(error.at("message"));
  return outcome;
}

}  // namespace

Kaibo::Kaibo(std::string database) : Kaibo(Setup{.database = std::move(database)}) {}

Kaibo::Kaibo(Setup setup)
    : setup_(std::move(setup)),
      folder_(new_folder(setup_.parent.empty() ? std::filesystem::temp_directory_path()
                                               : setup_.parent)) {}

std::string Kaibo::database_url() const {
  return on_sqlite() ? "sqlite:" + (folder_ / "data" / "kaibo.db").string() : setup_.database;
}

Kaibo::~Kaibo() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::vector<std::string> Kaibo::command_line(const std::string& command,
                                             const std::vector<std::string>& more) const {
  std::vector<std::string> words = setup_.under;
  const std::vector<std::string> own = words_of(command);
  words.insert(words.end(), own.begin(), own.end());
  words.insert(words.end(), {"--data", (folder_ / "data").string()});
  if (!setup_.database.empty()) words.insert(words.end(), {"--database", setup_.database});
  if (!config_.empty()) words.insert(words.end(), {"--config", config_.string()});
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void Kaibo::configure(std::string_view toml) {
  config_ = folder_ / "kaibo.toml";
  std::ofstream(config_) << toml;
}

Ended Kaibo::run(const std::string& command, const std::vector<std::string>& more) {
  return finish(command, command_line(command, more));
}

Ended Kaibo::run_plain(const std::string& command, const std::vector<std::string>& more) {
  std::vector<std::string> words = {program(), command};
  words.insert(words.end(), more.begin(), more.end());
  return finish(command, words);
}

Ended Kaibo::finish(const std::string& command, const std::vector<std::string>& words) {
  const std::filesystem::path printed = folder_ / (command + ".txt");
  std::filesystem::remove(printed);
  const int file = open_for_append(printed);
  const pid_t pid = spawn(words, setup_.environment, file, file);
  close(file);
  int status = 0;
  waitpid(pid, &status, 0);
  return {.code = exit_code_of(status), .output = read_file(printed)};
}

std::optional<Ended> Kaibo::run_for(milliseconds time, const std::string& command,
                                    const std::vector<std::string>& more) {
  const std::filesystem::path printed = folder_ / (command + ".txt");
  std::filesystem::remove(printed);
  const int file = open_for_append(printed);
  const pid_t pid = spawn(command_line(command, more), setup_.environment, file, file);
  close(file);
  int status = 0;
  const auto end = steady_clock::now() + time;
  pid_t ended = 0;
  while (ended == 0 && steady_clock::now() < end) {
    ended = waitpid(pid, &status, WNOHANG);
    if (ended == 0) poll(nullptr, 0, 1);
  }
  if (ended != 0) return Ended{.code = exit_code_of(status), .output = read_file(printed)};
  ::kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  return std::nullopt;
}

std::vector<PracticeClass> Kaibo::provision(int classes) {
  const std::filesystem::path file = folder_ / "people.json";
  const Ended ended =
      run("provision", {"--classes", std::to_string(classes), "--json", file.string()});
  if (ended.code != 0) throw std::runtime_error("kaibo provision: " + ended.output);
  const json::value people = json::parse(read_file(file));
  std::vector<PracticeClass> made;
  for (const json::value& one : people.at("classes").as_array()) made.push_back(read_class(one));
  return made;
}

void Kaibo::start() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const int errors = open_for_append(folder_ / "log");
  pid_ = spawn(command_line("serve", {"--port", "0"}), setup_.environment, ends[1], errors);
  close(ends[1]);
  close(errors);
  wait_until_ready(ends[0]);
  close(ends[0]);
}

void Kaibo::wait_until_ready(int output) {
  const auto deadline = steady_clock::now() + patience;
  std::string said;
  // The whole line: the port stands at its end.
  while (said.find(ready) == std::string::npos ||
         said.find('\n', said.find(ready)) == std::string::npos) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    pollfd wait{.fd = output, .events = POLLIN, .revents = 0};
    std::array<char, 4096> bytes{};
    const bool heard = left.count() > 0 && poll(&wait, 1, static_cast<int>(left.count())) > 0;
    const ssize_t size = heard ? read(output, bytes.data(), bytes.size()) : 0;
    if (size <= 0) {
      kill();
      throw std::runtime_error("kaibo serve did not become ready: " + said + log());
    }
    said.append(bytes.data(), static_cast<std::size_t>(size));
  }
  port_ = static_cast<std::uint16_t>(std::stoi(said.substr(said.find(ready) + ready.size())));
}

int Kaibo::stop() {
  if (pid_ == 0) return 0;
  ask_to_stop();
  return wait_for_end();
}

void Kaibo::ask_to_stop() const { ::kill(pid_, SIGTERM); }

int Kaibo::wait_for_end() {
  int status = 0;
  const auto deadline = steady_clock::now() + patience;
  pid_t ended = 0;
  while (ended == 0 && steady_clock::now() < deadline) {
    ended = waitpid(pid_, &status, WNOHANG);
    if (ended == 0) poll(nullptr, 0, 5);
  }
  if (ended == 0) {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
  pid_ = 0;
  return exit_code_of(status);
}

void Kaibo::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

std::string Kaibo::log() const { return read_file(folder_ / "log"); }

Answer Kaibo::get(std::string_view path) const {
  RawClient client(port_);
  return client.ask(
      fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path));
}

Caller::Caller(std::uint16_t port, std::string token) : port_(port), token_(std::move(token)) {}

Outcome Caller::call(std::string_view method, const std::string& request) {
  try {
    if (!client_) client_ = std::make_unique<RawClient>(port_);
  } catch (const std::runtime_error&) {
    return {};
  }
  std::string head = fmt::format(
      "POST /{} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/proto\r\n", method);
  if (!token_.empty()) head += "Authorization: Bearer " + token_ + "\r\n";
  head += fmt::format("Content-Length: {}\r\n\r\n", request.size());
  const Answer answer = client_->ask(head + request);
  const auto connection = answer.headers.find("connection");
  const bool closes = connection != answer.headers.end() && connection->second == "close";
  if (answer.status == 0 || closes) client_.reset();
  return outcome_of(answer);
}

std::string Caller::expect_ok(std::string_view method, const Outcome& outcome) {
  if (outcome.ok()) return outcome.body;
  throw std::runtime_error(
      fmt::format("{}: {} {} {}", method, outcome.status, outcome.code, outcome.message));
}

std::string new_request_id() {
  static std::atomic<int> given{0};
  return fmt::format("request-{:06}", ++given);
}

Stall open_stall(Caller& seller, std::int64_t class_id, int stock) {
  classroom::v1::UploadPictureRequest picture;
  picture.set_class_id(class_id);
  picture.set_request_id(new_request_id());
  picture.set_content(png(120, 120, 1));
  const auto stored = seller.ask<classroom::v1::UploadPictureResponse>(
      "kaibo.classroom.v1.ClassroomService/UploadPicture", picture);

  mall::v1::OpenShopRequest shop;
  shop.set_class_id(class_id);
  shop.set_request_id(new_request_id());
  shop.set_name("乡里好物");
  shop.set_category("水果");
  seller.ask<mall::v1::OpenShopResponse>("kaibo.mall.v1.MallService/OpenShop", shop);

  mall::v1::SaveProductRequest wish;
  wish.set_class_id(class_id);
  wish.set_request_id(new_request_id());
  wish.set_title("怀化芷江蜜橘 产地直发 五斤装");
  wish.add_pictures(stored.picture().id());
  wish.set_price_fen(10);
  wish.set_stock(stock);
  wish.set_listed(true);
  Stall stall;
  stall.product =
      seller.ask<mall::v1::SaveProductResponse>("kaibo.mall.v1.MallService/SaveProduct", wish)
          .product();

  live::v1::SaveRoomRequest room;
  room.set_class_id(class_id);
  room.set_request_id(new_request_id());
  room.set_title("乡味上新");
  room.set_category("水果");
  stall.room_id = seller.ask<live::v1::SaveRoomResponse>("kaibo.live.v1.LiveService/SaveRoom", room)
                      .room()
                      .room_id();
  live::v1::PutOnShelfRequest put;
  put.set_class_id(class_id);
  put.set_request_id(new_request_id());
  put.set_room_id(stall.room_id);
  put.set_product_id(stall.product.product_id());
  seller.ask<live::v1::PutOnShelfResponse>("kaibo.live.v1.LiveService/PutOnShelf", put);
  live::v1::StartRoomRequest begin;
  begin.set_class_id(class_id);
  begin.set_request_id(new_request_id());
  begin.set_room_id(stall.room_id);
  seller.ask<live::v1::StartRoomResponse>("kaibo.live.v1.LiveService/StartRoom", begin);
  return stall;
}

mall::v1::PlaceOrderRequest order_for(std::int64_t class_id, const mall::v1::Product& product) {
  mall::v1::PlaceOrderRequest request;
  request.set_class_id(class_id);
  request.set_request_id(new_request_id());
  mall::v1::NewOrderLine& line = *request.add_lines();
  line.set_product_id(product.product_id());
  line.set_quantity(1);
  request.set_expected_amount_fen(product.price_fen());
  request.set_pay_now(true);
  request.mutable_address()->set_name("张三");
  request.mutable_address()->set_phone("13800000000");
  request.mutable_address()->set_text("实训楼 201");
  return request;
}

}  // namespace kaibo::test
