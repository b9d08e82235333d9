#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/async/task.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/rpc/access.h"
#include "common/rpc/call.h"
#include "common/rpc/codec.h"

namespace kaibo::rpc {

/// One RPC of the contract as the dispatcher knows it.
struct Method {
  /// "kaibo.mall.v1.MallService/PlaceOrder".
  std::string name;
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  /// No side effects: may be called by GET, runs in a read transaction.
  bool is_read = false;
  /// Bytes.
  std::size_t max_request = 0;
  AccessRule access;
};

/// Every operation of the program, by name: decodes, checks access, runs the handler in the right
/// kind of transaction, encodes. The only place where any of that happens.
///
/// Three kinds of handler:
/// - read: `Response(const Call&, db::Transaction&, const Request&)` in a read transaction;
/// - write: the same in a unit of work on the lane of the request's class (lane 0 for requests
///   without `class_id`). With a `request_id`, the answer is kept with the effect, and the same id
///   again returns it; the same id with another request is refused with invalid_argument. As every
///   unit of work it may be run again, so it must not keep anything in what it captured;
/// - task: `Task<Response>(Call&, const Request&)` for what does more than one transaction
///   (hashing, pictures); keeps its own order, and its own answers if it wants them kept (see
///   requests.h).
///
/// All handlers are registered before the first call; from then on it is thread-safe.
class Dispatcher {
 public:
  /// Both outlive the dispatcher.
  Dispatcher(db::Database& database, const base::Clock& clock);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  template <typename Request, typename Response>
  void read(std::string_view method,
            std::function<Response(const Call&, db::Transaction&, const Request&)> handler) {
    add_unit(method, true, types<Request, Response>(), unit<Request, Response>(std::move(handler)));
  }

  template <typename Request, typename Response>
  void write(std::string_view method,
             std::function<Response(const Call&, db::Transaction&, const Request&)> handler) {
    add_unit(method, false, types<Request, Response>(),
             unit<Request, Response>(std::move(handler)));
  }

  template <typename Request, typename Response>
  void task(std::string_view method, std::function<Task<Response>(Call&, const Request&)> handler) {
    add_task(method, types<Request, Response>(),
             [handler = std::move(handler)](Call& call, const google::protobuf::Message& request)
                 -> Task<std::unique_ptr<google::protobuf::Message>> {
               Response response = co_await handler(call, static_cast<const Request&>(request));
               co_return std::make_unique<Response>(std::move(response));
             });
  }

  /// Told of every call when it is finished: the method's name, "ok" or the code's name, seconds.
  /// Set before the first call; must not block or throw.
  using Finished =
      std::function<void(std::string_view method, std::string_view code, double seconds)>;
  void on_finished(Finished finished);

  /// Throws std::logic_error naming every method of the contract that has no handler or no access
  /// rule, and every rule that asks for a class where the request has no `class_id`. Called once at
  /// start.
  void check_complete() const;

  /// Null when the contract has no such method.
  const Method* find(std::string_view name) const;
  /// In the order of their names.
  std::vector<const Method*> methods() const;

  /// Runs one call and returns the encoded response. Throws base::Error; internal faults are logged
  /// and come out as base::Error of code internal that names only the fault's id. `call`, `method`
  /// and `request` must outlive the call.
  Task<std::string> call(Call& call, const Method& method, std::string_view request, Format format);

 private:
  using UnitHandler = std::function<std::unique_ptr<google::protobuf::Message>(
      const Call&, db::Transaction&, const google::protobuf::Message&)>;
  using TaskHandler = std::function<Task<std::unique_ptr<google::protobuf::Message>>(
      Call&, const google::protobuf::Message&)>;
  /// An empty request and an empty response.
  struct Types {
    const google::protobuf::Message& request;
    const google::protobuf::Message& response;
  };

  template <typename Request, typename Response>
  static Types types() {
    return {Request::default_instance(), Response::default_instance()};
  }

  template <typename Request, typename Response>
  static UnitHandler unit(
      std::function<Response(const Call&, db::Transaction&, const Request&)> handler) {
    return [handler = std::move(handler)](const Call& call, db::Transaction& tx,
                                          const google::protobuf::Message& request) {
      return std::make_unique<Response>(handler(call, tx, static_cast<const Request&>(request)));
    };
  }

  void add_unit(std::string_view method, bool is_read, Types types, UnitHandler handler);
  void add_task(std::string_view method, Types types, TaskHandler handler);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::rpc
