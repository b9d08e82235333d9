#include "loadtest/idlers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace kaibo::load {
namespace {

/// So many open at the same time.
constexpr std::size_t at_once = 64;

}  // namespace

class Idlers::Idler : public SocketListener {
 public:
  Idler(boost::asio::io_context& io, const Target& target, Figures& figures, const Account& account,
        std::int64_t class_id)
      : figures_(figures),
        user_id_(account.user_id),
        class_id_(class_id),
        realtime_(io, {target.host, target.port, account.source}, account.token, *this) {}

  Task<void> open() {
    try {
      co_await realtime_.open();
    } catch (const ConnectionLost& e) {
      figures_.fault(fmt::format("idle socket of {}: {}", user_id_, e.what()));
      co_return;
    }
    realtime_.subscribe(class_id_, "class", -1);
    realtime_.subscribe(class_id_, "user:" + std::to_string(user_id_), -1);
  }
  bool is_open() const { return realtime_.is_open(); }
  void leave() { realtime_.drop(); }

  void on_subscribed(const realtime::v1::Subscribed& subscribed) override {
    if (subscribed.has_error()) figures_.fault("an idle socket may not hear " + subscribed.topic());
  }
  void on_event(const std::string&) override {
    figures_.fault("an idle socket heard something in a class where nothing happens");
  }
  void on_lost(const std::string& why, std::optional<int>) override {
    figures_.fault(fmt::format("idle socket of {} lost: {}", user_id_, why));
  }

 private:
  Figures& figures_;
  std::int64_t user_id_;
  std::int64_t class_id_;
  Realtime realtime_;
};

Idlers::Idlers(boost::asio::io_context& io, Target target, Figures& figures)
    : io_(io), target_(std::move(target)), figures_(figures) {}

Idlers::~Idlers() = default;

Task<void> Idlers::open_some(std::span<const std::unique_ptr<Idler>> idlers) {
  for (const std::unique_ptr<Idler>& idler : idlers) co_await idler->open();
}

Task<void> Idlers::open(std::span<const ProvisionedClass> classes, int count) {
  for (const ProvisionedClass& one : classes) {
    for (const Account& person : one.people) {
      if (static_cast<int>(idlers_.size()) == count) break;
      idlers_.push_back(std::make_unique<Idler>(io_, target_, figures_, person, one.class_id));
    }
  }
  const std::span<const std::unique_ptr<Idler>> all(idlers_);
  const std::size_t each = all.size() / at_once + 1;
  Crowd opening(io_);
  for (std::size_t first = 0; first < all.size(); first += each) {
    opening.start(open_some(all.subspan(first, std::min(each, all.size() - first))));
  }
  co_await opening.over();
}

std::int64_t Idlers::held() const {
  return std::ranges::count_if(
      idlers_, [](const std::unique_ptr<Idler>& idler) { return idler->is_open(); });
}

void Idlers::leave() {
  for (const std::unique_ptr<Idler>& idler : idlers_) idler->leave();
}

}  // namespace kaibo::load
