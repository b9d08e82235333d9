#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/db/transaction.h"
#include "common/rpc/call.h"
#include "common/rpc/requests.h"
#include "common/security/secrets.h"

namespace kaibo::classroom {

/// A call that takes effect once, with an answer that holds passwords: content and answer are kept
/// in a form that is of no use to a reader of the database.
class SecretRequest {
 public:
  SecretRequest(const security::Sealer& sealer, const rpc::Call& call, std::string_view request_id,
                const std::string& content)
      : sealer_(sealer),
        request_id_(request_id),
        content_(sealer.lookup_hash(content)),
        context_("rpc_request.answer:" + std::to_string(call.user_id()) + "/" + request_id_),
        key_{.user_id = call.user_id(),
             .request_id = request_id_,
             .method = call.method,
             .content = content_} {
    rpc::check_request_id(request_id_);
  }
  SecretRequest(const SecretRequest&) = delete;
  SecretRequest& operator=(const SecretRequest&) = delete;

  template <typename Response>
  std::optional<Response> earlier(db::Transaction& tx) const {
    const std::optional<std::string> sealed = rpc::earlier_answer(tx, key_);
    if (!sealed) {
      return std::nullopt;
    }
    const std::optional<std::string> answer = sealer_.open_sealed(*sealed, context_);
    Response response;
    if (!answer || !response.ParseFromString(*answer)) {
      throw std::runtime_error("kept answer of request " + request_id_ + " does not open");
    }
    return response;
  }

  void remember(db::Transaction& tx, const google::protobuf::MessageLite& response) const {
    rpc::remember_answer(tx, key_, sealer_.seal(response.SerializeAsString(), context_));
  }

 private:
  const security::Sealer& sealer_;
  std::string request_id_;
  std::string content_;
  std::string context_;
  rpc::RequestKey key_;
};

}  // namespace kaibo::classroom
