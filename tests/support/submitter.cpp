#include "tests/support/submitter.h"

#include <chrono>
#include <thread>
#include <utility>

#include "common/async/task.h"

namespace kaibo::contract {

namespace {

Task<void> call(db::Database* database, std::int64_t stream, Submitter::Unit unit,
                std::shared_ptr<std::promise<void>> answer) {
  std::exception_ptr fault;
  try {
    co_await database->write(stream, std::move(unit));
  } catch (...) {
    fault = std::current_exception();
  }
  if (fault) {
    answer->set_exception(fault);
  } else {
    answer->set_value();
  }
}

}  // namespace

bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

Submitter::Submitter(db::Database& database) : database_(database), runtime_(1) {
  runtime_.start();
}

Submitter::~Submitter() {
  // Whoever still waits at the gate goes on.
  gate_ = {};
  // A lane that has just resumed a caller may not have let go of its executor yet.
  database_.stop();
  runtime_.stop();
}

std::future<void> Submitter::submit(std::int64_t stream, Unit unit) {
  auto answer = std::make_shared<std::promise<void>>();
  std::future<void> future = answer->get_future();
  runtime_.spawn(0, [database = &database_, stream, unit = std::move(unit), answer] {
    return call(database, stream, unit, answer);
  });
  return future;
}

void Submitter::close_gate(std::int64_t stream) {
  gate_ = {};
  auto entered = std::make_shared<std::promise<void>>();
  std::shared_future<void> opened = gate_.get_future().share();
  auto once = std::make_shared<bool>(false);
  gate_unit_ = submit(stream, [entered, opened, once](db::Transaction&) {
    if (!std::exchange(*once, true)) entered->set_value();
    opened.wait();
  });
  entered->get_future().wait();
}

void Submitter::open_gate() {
  gate_.set_value();
  gate_unit_.get();
}

bool Submitter::queued(std::size_t count) {
  return eventually([&] {
    std::size_t all = 0;
    for (const db::LaneFigures& lane : database_.figures()) all += lane.queued;
    return all == count;
  });
}

}  // namespace kaibo::contract
