#include <gtest/gtest.h>

#include <set>

#include "kaibo/access/v1/access.pb.h"
#include "tests/contract/school.h"
#include "tests/support/cores.h"
#include "tests/support/fake_listener.h"
#include "tests/support/refusal.h"

namespace kaibo::identity {
namespace {

using namespace kaibo::access::v1;
using base::Code;
using test::refusal_of;

constexpr std::string_view service = "kaibo.identity.v1.IdentityService/";
constexpr base::Millis minute = 60'000;

std::string rpc(std::string_view name) { return std::string(service).append(name); }

class IdentityContract : public contract::SchoolTest {
 protected:
  void SetUp() override {
    SchoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    class_id_ = make_class("ZB2026");
    trainee_ = make_person("zb2026-01", "张三", {.class_id = class_id_, .role = ROLE_TRAINEE});
  }

  base::Error refused_sign_in(const std::string& account, const std::string& password) {
    return refusal_of([&] { sign_in(account, password); });
  }

  v1::SignInResponse sign_in_by_name(const std::string& code, const std::string& name) {
    v1::SignInRequest request;
    request.set_class_code(code);
    request.set_name(name);
    request.set_password("correct-horse");
    return call<v1::SignInResponse>(rpc("SignIn"), request);
  }

  void change_password(const std::string& token, const std::string& from, const std::string& to) {
    v1::ChangePasswordRequest request;
    request.set_present_password(from);
    request.set_new_password(to);
    call<v1::ChangePasswordResponse>(rpc("ChangePassword"), request, token);
  }

  std::vector<v1::Session> list_sessions(const std::string& token) {
    const auto response =
        call<v1::ListSessionsResponse>(rpc("ListSessions"), v1::ListSessionsRequest(), token);
    return {response.sessions().begin(), response.sessions().end()};
  }

  std::shared_ptr<test::FakeListener> listen(std::int64_t user_id, std::int64_t session_id) {
    auto listener = std::make_shared<test::FakeListener>(0, user_id, session_id);
    test::on_core(runtime_, 0, [&] { hub_.add(listener); });
    return listener;
  }

  std::int64_t class_id_ = 0;
  std::int64_t trainee_ = 0;
};
KAIBO_ON_EVERY_DATABASE(IdentityContract);

TEST_P(IdentityContract, SigningInTellsWhoOneIsAndSetsAClosedCookie) {
  const std::string token = sign_in("ＺＢ2026-01", "correct-horse");
  EXPECT_EQ(token.size(), 43U);
  ASSERT_EQ(response_headers_.size(), 1U);
  EXPECT_EQ(response_headers_[0].first, "Set-Cookie");
  EXPECT_EQ(response_headers_[0].second,
            "kaibo_session=" + token + "; Path=/; HttpOnly; SameSite=Strict");
  const auto me = call<v1::GetMeResponse>(rpc("GetMe"), v1::GetMeRequest(), token).me();
  EXPECT_EQ(me.user_id(), trainee_);
  EXPECT_EQ(me.name(), "张三");
  ASSERT_EQ(me.memberships_size(), 1);
  EXPECT_EQ(me.memberships(0).class_name(), "直播一班");
  EXPECT_EQ(me.memberships(0).role(), ROLE_TRAINEE);
}

TEST_P(IdentityContract, TheTokenIsGivenOnlyWhenAskedForAndTheCookieIsMarkedSecureWithTls) {
  secure_ = true;
  EXPECT_EQ(sign_in_by_name("zb2026", "张三").token(), "");
  ASSERT_EQ(response_headers_.size(), 1U);
  EXPECT_TRUE(response_headers_[0].second.starts_with("__Host-kaibo_session="));
  EXPECT_TRUE(response_headers_[0].second.ends_with("; Secure"));
}

TEST_P(IdentityContract, EachSignInMakesANewTokenOfWhichOnlyAHashIsStored) {
  const std::string first = sign_in("zb2026-01", "correct-horse");
  const std::string second = sign_in("zb2026-01", "correct-horse");
  EXPECT_NE(first, second);
  db_->read_now([&](db::Transaction& tx) {
    for (const db::Row row : tx.query("SELECT token_hash FROM identity_session")) {
      EXPECT_NE(row.text(0), first);
      EXPECT_NE(row.text(0), second);
    }
  });
}

TEST_P(IdentityContract, AnUnknownAccountIsRefusedInTheWordsOfAWrongPassword) {
  const base::Error wrong = refused_sign_in("zb2026-01", "wrong-password");
  const base::Error unknown = refused_sign_in("nobody", "wrong-password");
  EXPECT_EQ(wrong.code(), Code::unauthenticated);
  EXPECT_EQ(unknown.code(), wrong.code());
  EXPECT_EQ(unknown.text().zh, wrong.text().zh);
  EXPECT_EQ(unknown.text().en, wrong.text().en);
  EXPECT_EQ(unknown.field(), wrong.field());
  EXPECT_EQ(refusal_of([&] { sign_in_by_name("NOCLASS", "张三"); }).text().zh, wrong.text().zh);
}

TEST_P(IdentityContract, TwoPeopleOfOneNameAreAskedForTheirAccount) {
  EXPECT_EQ(sign_in_by_name("ZB2026", " 张三").me().user_id(), trainee_);
  make_person("zb2026-02", "张三", {.class_id = class_id_, .role = ROLE_TRAINEE});
  const base::Error error = refusal_of([&] { sign_in_by_name("ZB2026", "张三"); });
  EXPECT_EQ(error.code(), Code::failed_precondition);
  EXPECT_NE(error.text().zh.find("账号"), std::string::npos);
  EXPECT_EQ(sign_in("zb2026-02", "correct-horse").size(), 43U);
}

TEST_P(IdentityContract, WrongPasswordsLockTheAccountForAWhileAndAreAudited) {
  for (int i = 0; i < settings_.max_failures; ++i) {
    EXPECT_EQ(refused_sign_in("zb2026-01", "wrong-password").code(), Code::unauthenticated);
  }
  EXPECT_EQ(refused_sign_in("zb2026-01", "correct-horse").code(), Code::resource_exhausted);
  EXPECT_EQ(audit_lines("identity.lock_out"), 1);
  now_.advance(settings_.lock_ms - 1);
  EXPECT_EQ(refused_sign_in("zb2026-01", "correct-horse").code(), Code::resource_exhausted);
  now_.advance(1);
  EXPECT_EQ(sign_in("zb2026-01", "correct-horse").size(), 43U);
}

TEST_P(IdentityContract, ARightPasswordForgivesTheWrongOnesBefore) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i < settings_.max_failures; ++i) refused_sign_in("zb2026-01", "wrong");
    EXPECT_EQ(sign_in("zb2026-01", "correct-horse").size(), 43U);
  }
}

TEST_P(IdentityContract, AnUnknownAccountLocksLikeAKnownOne) {
  std::vector<std::pair<Code, std::string>> known;
  std::vector<std::pair<Code, std::string>> unknown;
  for (int i = 0; i < settings_.max_failures + 2; ++i) {
    const base::Error a = refused_sign_in("zb2026-01", "wrong-password");
    const base::Error b = refused_sign_in("nobody", "wrong-password");
    known.emplace_back(a.code(), a.text().zh);
    unknown.emplace_back(b.code(), b.text().zh);
  }
  EXPECT_EQ(known, unknown);
}

TEST_P(IdentityContract, FailuresFromOneAddressAreBoundedWhateverTheAccounts) {
  for (int i = 0; i < settings_.address_failures.burst; ++i) {
    EXPECT_EQ(refused_sign_in("guess" + std::to_string(i), "wrong").code(), Code::unauthenticated);
  }
  EXPECT_EQ(refused_sign_in("zb2026-01", "correct-horse").code(), Code::resource_exhausted);
  peer_ = "10.0.0.4";
  EXPECT_EQ(sign_in("zb2026-01", "correct-horse").size(), 43U);
}

TEST_P(IdentityContract, SigningOutEndsTheTokenAndItsSocketAndNoOther) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  const std::string other = sign_in("zb2026-01", "correct-horse");
  const auto socket = listen(trainee_, find_caller(token)->session_id);
  const auto other_socket = listen(trainee_, find_caller(other)->session_id);
  call<v1::SignOutResponse>(rpc("SignOut"), v1::SignOutRequest(), token);
  EXPECT_EQ(response_headers_.at(0).second,
            "kaibo_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_EQ(find_caller(token), nullptr);
  EXPECT_NE(find_caller(other), nullptr);
  test::settle(runtime_);
  ASSERT_EQ(socket->closed().size(), 1U);
  EXPECT_EQ(socket->closed()[0], (std::pair{Code::unauthenticated, -1}));
  EXPECT_TRUE(other_socket->closed().empty());
}

TEST_P(IdentityContract, ChangingThePasswordEndsEveryOtherSession) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  const std::string other = sign_in("zb2026-01", "correct-horse");
  const auto other_socket = listen(trainee_, find_caller(other)->session_id);
  change_password(token, "correct-horse", "battery-staple");
  EXPECT_NE(find_caller(token), nullptr);
  EXPECT_EQ(find_caller(other), nullptr);
  test::settle(runtime_);
  EXPECT_EQ(other_socket->closed().size(), 1U);
  EXPECT_EQ(refused_sign_in("zb2026-01", "correct-horse").code(), Code::unauthenticated);
  EXPECT_EQ(sign_in("zb2026-01", "battery-staple").size(), 43U);
  EXPECT_EQ(audit_lines("identity.change_password"), 1);
}

TEST_P(IdentityContract, ChangingThePasswordNeedsThePresentOneAndAGoodNewOne) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  const auto field = [&](const std::string& from, const std::string& to) {
    return refusal_of([&] { change_password(token, from, to); }).field();
  };
  EXPECT_EQ(field("wrong", "battery-staple"), "present_password");
  EXPECT_EQ(field("correct-horse", "short"), "new_password");
  EXPECT_EQ(field("correct-horse", "correct-horse"), "new_password");
  EXPECT_EQ(field("correct-horse", "12345678"), "new_password");
  EXPECT_EQ(refusal_of([&] { change_password(token, "wrong", "battery-staple"); }).code(),
            Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { change_password(token, "correct-horse", "battery-staple"); }).code(),
            Code::resource_exhausted)
      << "a stolen session must not try passwords without bound";
}

TEST_P(IdentityContract, SessionsAreListedAndEndedByTheirOwnerOnly) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  const std::string other = sign_in("zb2026-01", "correct-horse");
  const std::string stranger =
      make_signed_in("zb2026-02", "李四", {.class_id = class_id_, .role = ROLE_TRAINEE});
  const std::vector<v1::Session> sessions = list_sessions(token);
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_NE(sessions[0].present(), sessions[1].present());
  EXPECT_EQ(sessions[0].device(), "Firefox on a test");
  v1::EndSessionRequest request;
  request.set_session_id(find_caller(other)->session_id);
  EXPECT_EQ(refusal_of([&] {
              call<v1::EndSessionResponse>(rpc("EndSession"), request, stranger);
            }).code(),
            Code::not_found);
  EXPECT_NE(find_caller(other), nullptr);
  call<v1::EndSessionResponse>(rpc("EndSession"), request, token);
  EXPECT_EQ(find_caller(other), nullptr);
  EXPECT_EQ(list_sessions(token).size(), 1U);
}

TEST_P(IdentityContract, ASessionEndsAfterIdleTimeAndAfterItsLife) {
  const std::string idle = sign_in("zb2026-01", "correct-horse");
  now_.advance(settings_.idle_ms);
  EXPECT_EQ(find_caller(idle), nullptr);

  const std::string busy = sign_in("zb2026-01", "correct-horse");
  const base::Millis end = now_.now() + settings_.life_ms;
  while (now_.now() + 30 * minute < end) {
    now_.advance(30 * minute);
    ASSERT_NE(find_caller(busy), nullptr);
  }
  now_.advance(30 * minute);
  EXPECT_EQ(find_caller(busy), nullptr);
}

TEST_P(IdentityContract, LastUseIsWrittenOnlyEveryFewMinutes) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  const auto seen_at = [&] {
    return db_->read_now([](db::Transaction& tx) {
      return tx.query("SELECT MAX(seen_at) FROM identity_session").front().integer(0);
    });
  };
  const base::Millis start = now_.now();
  for (int i = 0; i < 10; ++i) {
    now_.advance(settings_.seen_interval_ms / 20);
    find_caller(token);
  }
  EXPECT_EQ(seen_at(), start);
  now_.advance(settings_.seen_interval_ms);
  find_caller(token);
  EXPECT_EQ(seen_at(), now_.now());
}

TEST_P(IdentityContract, RolesAreFreshAfterForgetAndBelievedInBetween) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  EXPECT_FALSE(find_caller(token)->holds(0, ROLE_AUTHORITY));
  db_->write_now(0, [&](db::Transaction& tx) {
    identity_->grant(tx, trainee_, {.class_id = 0, .role = ROLE_AUTHORITY}, 0);
  });
  sessions_->forget({&trainee_, 1});
  EXPECT_TRUE(find_caller(token)->holds(0, ROLE_AUTHORITY));
  EXPECT_EQ(find_caller(token), find_caller(token)) << "from memory: the very same object";
}

TEST_P(IdentityContract, ASessionEndedOnAnotherNodeIsNoticedWithinTheCacheTime) {
  const std::string token = sign_in("zb2026-01", "correct-horse");
  ASSERT_NE(find_caller(token), nullptr);
  db_->write_now(0, [&](db::Transaction& tx) { identity_->end_sessions(tx, trainee_, 0); });
  now_.advance(settings_.cache_ms);
  EXPECT_EQ(find_caller(token), nullptr);
  EXPECT_EQ(sessions_->cached(), 0U);
}

TEST_P(IdentityContract, TheMemoryOfSessionsIsBounded) {
  settings_.cached_sessions = 32;
  std::vector<std::string> tokens;
  for (int i = 0; i < 80; ++i) tokens.push_back(sign_in("zb2026-01", "correct-horse"));
  for (const std::string& token : tokens) EXPECT_NE(find_caller(token), nullptr);
  EXPECT_LE(sessions_->cached(), 32U);
}

TEST_P(IdentityContract, TheFirstAdministratorNeedsTheOneTimeToken) {
  const auto setup = [&](int node = 0) {
    return db_->write_now(
        0, [&](db::Transaction& tx) { return identity_->ensure_setup_token(tx, node); });
  };
  const auto needed = [&] {
    return call<v1::GetServerInfoResponse>(rpc("GetServerInfo"), v1::GetServerInfoRequest())
        .setup_needed();
  };
  EXPECT_TRUE(needed());
  const std::string old_token = setup().value();
  const std::string token = setup().value();
  const std::string token_of_another_node = setup(1).value();
  v1::ClaimAdministratorRequest request;
  request.set_account("Boss");
  request.set_name("王校长");
  request.set_password("a-long-password");
  for (const std::string& wrong : {std::string(), std::string("guess"), old_token}) {
    request.set_setup_token(wrong);
    EXPECT_EQ(refusal_of([&] {
                call<v1::ClaimAdministratorResponse>(rpc("ClaimAdministrator"), request);
              }).code(),
              Code::permission_denied);
  }
  request.set_setup_token(token);
  const auto response = call<v1::ClaimAdministratorResponse>(rpc("ClaimAdministrator"), request);
  EXPECT_EQ(response.me().account(), "boss");
  EXPECT_EQ(response_headers_.size(), 1U) << "signed in at once";
  EXPECT_FALSE(needed());
  EXPECT_EQ(setup(), std::nullopt);
  request.set_account("boss2");
  request.set_setup_token(token_of_another_node);
  EXPECT_EQ(refusal_of([&] {
              call<v1::ClaimAdministratorResponse>(rpc("ClaimAdministrator"), request);
            }).code(),
            Code::failed_precondition);
  EXPECT_EQ(sign_in("boss", "a-long-password").size(), 43U);
}

TEST_P(IdentityContract, NamesComeInOneGoAndUnknownIdsAreLeftOut) {
  std::vector<std::int64_t> ids{trainee_, 42};
  for (int i = 0; i < 60; ++i) {
    ids.push_back(make_person("person" + std::to_string(i), "学员" + std::to_string(i),
                              {.class_id = class_id_, .role = ROLE_TRAINEE}));
  }
  const auto names =
      db_->read_now([&](db::Transaction& tx) { return identity_->names_of(tx, ids); });
  EXPECT_EQ(names.size(), 61U);
  EXPECT_EQ(names.at(trainee_), "张三");
  EXPECT_EQ(names.at(ids.back()), "学员59");
}

TEST_P(IdentityContract, ARoleIsGivenOnceWithAnAuditLine) {
  const std::int64_t before = audit_lines("identity.grant");
  const auto give = [&] {
    return db_->write_now(0, [&](db::Transaction& tx) {
      return identity_->grant(tx, trainee_, {.class_id = 0, .role = ROLE_INSTITUTION}, 0);
    });
  };
  EXPECT_TRUE(give());
  EXPECT_FALSE(give());
  EXPECT_EQ(audit_lines("identity.grant"), before + 1);
}

}  // namespace
}  // namespace kaibo::identity
