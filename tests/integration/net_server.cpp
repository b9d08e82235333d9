#include "tests/integration/net_server.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "common/base/error.h"
#include "generated/embedded/journal_schema.h"
#include "generated/embedded/rpc_schema.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/supply/v1/supply.pb.h"
#include "tests/support/databases.h"

namespace kaibo::test {
namespace {

void append_comment(db::Transaction& tx, std::int64_t room_id, const std::string& text) {
  event::v1::Event body;
  body.mutable_comment_posted()->set_text(text);
  db::Entry entry;
  entry.stream = class_id;
  entry.topic = "room:" + std::to_string(room_id);
  entry.actor = trainee_id;
  entry.kind = event::v1::Event::kCommentPosted;
  entry.body = body.SerializeAsString();
  tx.append(std::move(entry));
}

}  // namespace

NetServer::NetServer(net::Options options, std::uint16_t port) {
  db::Options store;
  store.url = contract::fresh_database();
  if (store.url.empty()) store.url = "sqlite:" + (folder.path() / "kaibo.db").string();
  database = db::Database::open(store, clock, &writer);
  database->migrate("journal", embedded::journal_schema);
  database->migrate("rpc", embedded::rpc_schema);
  database->write_now(class_id, [](db::Transaction& tx) { journal::open_stream(tx, class_id); });
  dispatcher = std::make_unique<rpc::Dispatcher>(*database, clock);
  add_handlers();
  authenticator.add(std::string(trainee_token), trainee_id, {{class_id, access::v1::ROLE_TRAINEE}});
  files =
      std::make_unique<files::Store>(files::in_folder(folder.path() / "files"), files::Limits{});
  options.listen = "127.0.0.1";
  options.port = port;
  server_ = std::make_unique<net::Server>(
      std::move(options),
      net::Parts{.runtime = runtime,
                 .database = *database,
                 .hub = hub,
                 .dispatcher = *dispatcher,
                 .authenticator = authenticator,
                 .files = *files,
                 .metrics = metrics,
                 .clock = clock,
                 .may_listen = [](const rpc::Caller& caller, std::int64_t stream,
                                  std::string_view) { return caller.holds(stream, 1); },
                 .health = [this] { return health; }});
  runtime.start();
  server_->start();
}

NetServer::~NetServer() {
  release = true;
  server_->stop(2000);
  database->stop();
  runtime.stop();
  server_.reset();
}

int NetServer::connections() const {
  const std::string text = metrics.text();
  const std::string_view line = "\nkaibo_connections ";
  return std::stoi(text.substr(text.find(line) + line.size()));
}

void NetServer::post_comments(int count, int unit, std::size_t text_bytes) {
  for (int i = 0; i < count; i += unit) {
    database->write_now(class_id, [&](db::Transaction& tx) {
      for (int k = i; k < std::min(i + unit, count); ++k) {
        append_comment(tx, 1, std::to_string(k) + std::string(text_bytes, '.'));
      }
    });
  }
}

void NetServer::add_handlers() {
  using rpc::Call;
  dispatcher->task<supply::v1::GetGoodRequest, supply::v1::GetGoodResponse>(
      get_good,
      [this](Call&,
             const supply::v1::GetGoodRequest& request) -> Task<supply::v1::GetGoodResponse> {
        const std::int64_t good = request.good_id();
        if (good == 13) {
          throw base::Error(base::Code::not_found, {"没有这件货。", "There is no such good."},
                            "good_id");
        }
        if (good == 500) throw std::runtime_error("secret detail");
        if (good == 99) {
          ++held;
          boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
          while (!release) {
            timer.expires_after(std::chrono::milliseconds(2));
            co_await timer.async_wait(boost::asio::use_awaitable);
          }
        }
        supply::v1::GetGoodResponse response;
        response.mutable_good()->set_good_id(good);
        co_return response;
      });
  dispatcher->write<live::v1::PostCommentRequest, live::v1::PostCommentResponse>(
      post_comment,
      [](const Call&, db::Transaction& tx, const live::v1::PostCommentRequest& request) {
        append_comment(tx, request.room_id(), request.text());
        return live::v1::PostCommentResponse();
      });
  dispatcher->write<mall::v1::PayOrderRequest, mall::v1::PayOrderResponse>(
      pay_order, [](const Call&, db::Transaction&, const mall::v1::PayOrderRequest&) {
        return mall::v1::PayOrderResponse();
      });
  dispatcher->task<identity::v1::SignInRequest, identity::v1::SignInResponse>(
      sign_in,
      [this](Call& call, const identity::v1::SignInRequest&) -> Task<identity::v1::SignInResponse> {
        saw_secure = call.secure;
        saw_peer = call.peer;
        call.response_headers.emplace_back("Set-Cookie", "kaibo_session=new; HttpOnly");
        co_return identity::v1::SignInResponse();
      });
  dispatcher->task<classroom::v1::UploadPictureRequest, classroom::v1::UploadPictureResponse>(
      upload,
      [](Call&, const classroom::v1::UploadPictureRequest& request)
          -> Task<classroom::v1::UploadPictureResponse> {
        classroom::v1::UploadPictureResponse response;
        response.mutable_picture()->set_bytes(static_cast<int>(request.content().size()));
        co_return response;
      });
}

}  // namespace kaibo::test
