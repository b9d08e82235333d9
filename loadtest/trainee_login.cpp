#include "loadtest/trainee.h"

namespace kaibo::load {

Task<void> Trainee::play(const Login&) {
  const double share = chance();
  co_await until(share);
  identity::v1::SignInRequest request;
  request.set_account(account().account);
  request.set_password(account().password);
  request.set_want_token(true);
  const auto answer = co_await call_patiently(rpcs::sign_in, std::move(request));
  if (!answer) co_return;
  took("signed in, all attempts together", stage().moment(share));
  expect(answer->me().user_id() == me() && !answer->token().empty(), rpcs::sign_in.name,
         "somebody else, or no session");
  use_token(answer->token());
  co_await open_pages();
}

}  // namespace kaibo::load
