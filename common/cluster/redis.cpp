#include "common/cluster/redis.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/time.h>

#include <array>
#include <boost/url/parse.hpp>
#include <vector>

#include "common/base/error.h"

namespace kaibo::cluster {

namespace {

timeval time_of(int ms) {
  return {.tv_sec = ms / 1000, .tv_usec = static_cast<suseconds_t>(ms % 1000) * 1000};
}

void require_no_error(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_ERROR) throw RedisFailed(std::string(reply.str, reply.len));
}

std::string_view text_of(const redisReply& reply) { return {reply.str, reply.len}; }

/// A message of a subscription; null for the answers of SUBSCRIBE and PING.
bool is_message(const redisReply& reply) {
  return reply.type == REDIS_REPLY_ARRAY && reply.elements == 3 &&
         reply.element[0]->type == REDIS_REPLY_STRING && text_of(*reply.element[0]) == "message";
}

}  // namespace

RedisUrl parse_redis_url(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(boost::core::string_view(url.data(), url.size()));
  if (!parsed || parsed->scheme() != "redis" || parsed->host().empty()) {
    throw base::Error(base::Code::invalid_argument,
                      {"Redis 的地址应写成 redis://[:密码@]主机[:端口]",
                       "The address of Redis is redis://[:password@]host[:port]"});
  }
  RedisUrl result;
  result.host = parsed->host();
  if (parsed->port_number() != 0) result.port = parsed->port_number();
  result.password = parsed->password();
  return result;
}

void Redis::Free::operator()(redisContext* context) const { redisFree(context); }
void Redis::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

Redis::Redis(const RedisUrl& url, int timeout_ms)
    : context_(redisConnectWithTimeout(url.host.c_str(), url.port, time_of(timeout_ms))) {
  if (!context_) throw RedisFailed("out of memory");
  if (context_->err != 0) fail();
  if (redisSetTimeout(context_.get(), time_of(timeout_ms)) != REDIS_OK) fail();
  if (!url.password.empty()) {
    const std::array<std::string_view, 2> words{"AUTH", url.password};
    command(words);
  }
  const std::array<std::string_view, 1> ping{"PING"};
  command(ping);
}

void Redis::command(std::span<const std::string_view> words) {
  append(words);
  reply();
}

void Redis::append(std::span<const std::string_view> words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string_view word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  const int count = static_cast<int>(words.size());
  if (redisAppendCommandArgv(context_.get(), count, texts.data(), sizes.data()) != REDIS_OK) fail();
}

void Redis::flush() {
  int done = 0;
  while (done == 0) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) fail();
  }
}

void Redis::reply() {
  void* answer = nullptr;
  if (redisGetReply(context_.get(), &answer) != REDIS_OK) fail();
  const Reply reply(static_cast<redisReply*>(answer));
  require_no_error(*reply);
}

bool Redis::listen(int wake_fd, int timeout_ms, const Heard& heard) {
  std::array<pollfd, 2> wanted{pollfd{context_->fd, POLLIN, 0}, pollfd{wake_fd, POLLIN, 0}};
  poll(wanted.data(), wanted.size(), timeout_ms);
  if (wanted[0].revents == 0) return false;
  if (redisBufferRead(context_.get()) != REDIS_OK) fail();
  while (true) {
    void* answer = nullptr;
    if (redisGetReplyFromReader(context_.get(), &answer) != REDIS_OK) fail();
    if (answer == nullptr) return true;
    const Reply reply(static_cast<redisReply*>(answer));
    require_no_error(*reply);
    if (is_message(*reply)) heard(text_of(*reply->element[1]), text_of(*reply->element[2]));
  }
}

void Redis::fail() const {
  throw RedisFailed(context_->err != 0 ? context_->errstr : "the connection was lost");
}

}  // namespace kaibo::cluster
