#include "common/net/refusals.h"

namespace kaibo::net {

using base::Code;
using base::Error;

Error unknown_method() {
  return {Code::unimplemented,
          {"没有这个操作，请刷新页面后再试。",
           "There is no such operation. Reload the page and try again."}};
}

Error foreign_page() {
  return {Code::permission_denied,
          {"这个请求来自别的网站，已被拒绝。请从本系统的网页操作。",
           "This request comes from another site and was refused. Use this server's own pages."}};
}

Error body_too_large() {
  return {
      Code::resource_exhausted,
      {"内容太大了，请减小后再试。", "The content is too large. Make it smaller and try again."}};
}

Error not_signed_in() { return {Code::unauthenticated, {"请重新登录。", "Please sign in again."}}; }

Error too_many_calls() {
  return {Code::resource_exhausted,
          {"操作太快了，请等前面的操作完成后再试。",
           "Too many operations at once. Wait until the others are done."}};
}

Error too_many_topics() {
  return {
      Code::resource_exhausted,
      {"打开的页面太多了，请关掉几个。", "Too many pages are open at once. Close some of them."}};
}

Error topic_refused() {
  return {Code::permission_denied,
          {"您不能查看这里的动态。", "You may not follow what happens here."}};
}

Error too_slow_to_listen() {
  return {Code::resource_exhausted,
          {"网络太慢，页面正在重新连接。", "The network is too slow. The page is reconnecting."}};
}

Error restarting() {
  return {Code::unavailable,
          {"服务器正在重启，请稍候，页面会自动重新连接。",
           "The server is restarting. The page reconnects by itself."}};
}

Error video_over() {
  return {Code::failed_precondition, {"画面已经结束。", "The picture is over."}};
}

Error malformed() {
  return {Code::invalid_argument,
          {"收到了无法识别的数据，请刷新页面。",
           "Data arrived that the server does not understand. Reload the page."}};
}

}  // namespace kaibo::net
