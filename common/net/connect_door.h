#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/async/task.h"
#include "common/base/error.h"
#include "common/net/context.h"
#include "common/net/origin.h"
#include "common/net/request.h"
#include "common/net/response.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"

namespace kaibo::net {

/// One RPC over HTTP, from its header to its answer.
struct HttpCall {
  rpc::Call call;
  const rpc::Method* method = nullptr;
  rpc::Format format = rpc::Format::json;
  /// The request message of a GET; that of a POST is the body.
  std::string message;
  std::size_t max_body = 0;
};

/// The Connect protocol's unary calls (connectrpc.com/docs/protocol): POST /<method>, and GET for
/// methods without side effects.
class ConnectDoor {
 public:
  explicit ConnectDoor(Context& context) : context_(context) {}

  /// Whether a path names an RPC, existing or not.
  static bool is_rpc(const Request& request);
  /// Checks all that the header tells, before the body is read. False when the call is refused: the
  /// response is then complete.
  Task<bool> open(const Request& request, const Client& client, HttpCall& call, Response& response);
  /// Runs the call.
  Task<void> run(HttpCall& call, const Request& request, Response& response);

  /// Answers with an error in Connect's form, in the language that the client prefers. `status` 0:
  /// the one of the error's code.
  void refuse(const base::Error& error, const Request& request, Response& response,
              int status = 0) const;

 private:
  void check_method(const Request& request, HttpCall& call) const;
  void check_post(const Request& request, HttpCall& call) const;
  void check_get(const Request& request, HttpCall& call) const;
  void set_deadline(const Request& request, HttpCall& call) const;

  Context& context_;
};

/// Answers a browser's question whether a page of another origin may call (CORS), and marks answers
/// to pages of listed origins as readable.
void answer_preflight(const Request& request, const Options& options, Response& response);
void allow_origin(const Request& request, const Options& options, Response& response);

}  // namespace kaibo::net
