#include "common/cluster/nodes.h"

#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/cluster/records.h"

namespace kaibo::cluster {

namespace {

/// Nodes are rows of the whole installation, so they are written on its first lane.
constexpr std::int64_t lane = 0;

base::Error taken(std::int32_t node) {
  const std::string number = std::to_string(node);
  return {base::Code::failed_precondition,
          {"节点编号 " + number + " 正被另一台服务器使用。请给每台服务器不同的 server.node。",
           "Node number " + number +
               " is in use by another server. Give each server its own server.node."}};
}

void take_number(db::Transaction& tx, const Nodes::Options& options) {
  if (records::renew(tx, options.node, options.holder)) return;
  if (records::seen_since(tx, options.node, tx.now() - options.dead_ms)) throw taken(options.node);
  records::replace(tx, options.node, options.holder);
}

}  // namespace

struct Nodes::Impl : std::enable_shared_from_this<Impl> {
  Impl(const Options& given, db::Database& the_database, async::Runtime& the_runtime,
       TakeOver the_take_over, ComeBack the_come_back)
      : options(given),
        database(the_database),
        runtime(the_runtime),
        take_over(std::move(the_take_over)),
        come_back(std::move(the_come_back)) {}

  const Options options;
  db::Database& database;
  async::Runtime& runtime;
  const TakeOver take_over;
  const ComeBack come_back;
  std::atomic<bool> stopped{false};

  void again();
  static Task<void> round(std::shared_ptr<Impl> self);
  static Task<void> bury(std::shared_ptr<Impl> self, std::int32_t node);
  static Task<void> round_then_again(std::shared_ptr<Impl> self);
};

Task<void> Nodes::Impl::round(std::shared_ptr<Impl> self) {
  const Options options = self->options;
  const bool ours = co_await self->database.write(lane, [options](db::Transaction& tx) {
    return records::renew(tx, options.node, options.holder);
  });
  if (!ours) {
    // Others took this node for dead, or it has been away for long: it comes back as it started.
    base::log(base::LogLevel::warning, "this node had been given up and enters anew");
    co_await self->database.write(lane,
                                  [options](db::Transaction& tx) { take_number(tx, options); });
    co_await self->come_back();
  }
  const std::vector<std::int32_t> dead =
      co_await self->database.read([options](db::Transaction& tx) {
        return records::unseen_since(tx, tx.now() - options.dead_ms);
      });
  for (const std::int32_t node : dead) co_await bury(self, node);
}

/// Its row goes last: should this node die, too, another one finishes it.
Task<void> Nodes::Impl::bury(std::shared_ptr<Impl> self, std::int32_t node) {
  const base::Millis dead_ms = self->options.dead_ms;
  const bool dead = co_await self->database.write(lane, [node, dead_ms](db::Transaction& tx) {
    return records::give_up(tx, node, tx.now() - dead_ms);
  });
  if (!dead) co_return;
  base::log(base::LogLevel::warning, "a node is dead; taking over", {{"node", node}});
  StillGone still_gone = [node](db::Transaction& tx) { return records::given_up(tx, node); };
  co_await self->take_over(node, std::move(still_gone));
  co_await self->database.write(
      lane, [node](db::Transaction& tx) { records::remove_given_up(tx, node); });
}

void Nodes::Impl::again() {
  if (stopped) return;
  runtime.after(0, static_cast<int>(options.renew_ms), [self = shared_from_this()] {
    if (self->stopped) return;
    self->runtime.spawn(0, [self] { return round_then_again(self); });
  });
}

Task<void> Nodes::Impl::round_then_again(std::shared_ptr<Impl> self) {
  try {
    co_await round(self);
  } catch (const std::exception& e) {
    base::log(base::LogLevel::warning, "this node could not renew its place among the others",
              {{"why", std::string_view(e.what())}});
  }
  self->again();
}

Nodes::Nodes(const Options& options, db::Database& database, async::Runtime& runtime,
             TakeOver take_over, ComeBack come_back)
    : impl_(std::make_shared<Impl>(options, database, runtime, std::move(take_over),
                                   std::move(come_back))) {}

Nodes::~Nodes() { stop(); }

void Nodes::enter() {
  impl_->database.write_now(
      lane, [options = impl_->options](db::Transaction& tx) { take_number(tx, options); });
}

void Nodes::start() { impl_->again(); }

void Nodes::stop() { impl_->stopped = true; }

Task<void> Nodes::round() { return Impl::round(impl_); }

}  // namespace kaibo::cluster
