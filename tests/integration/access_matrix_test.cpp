#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/rpc/contract.h"
#include "kaibo/access/v1/access.pb.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

namespace pb = google::protobuf;
namespace role = kaibo::access::v1;

constexpr std::int64_t no_such_class = 999;
constexpr std::string_view sign_out = "kaibo.identity.v1.IdentityService/SignOut";

struct Grant {
  /// 0: for the whole school.
  std::int64_t class_id;
  role::Role role;
};

/// Somebody who tries every door.
struct Visitor {
  std::string who;
  std::string token;
  bool signed_in = false;
  std::vector<Grant> grants;
};

std::string name_of(const pb::MethodDescriptor& method) {
  return fmt::format("{}/{}", method.service()->full_name(), method.name());
}

/// Every RPC of the contract; signing out comes last, as it ends the visit.
std::vector<const pb::MethodDescriptor*> all_methods() {
  static const rpc::Contract contract;
  std::vector<const pb::MethodDescriptor*> methods = contract.methods();
  std::ranges::partition(methods, [](const auto* method) { return name_of(*method) != sign_out; });
  return methods;
}

bool has(const pb::RepeatedField<int>& roles, int wanted) {
  return std::ranges::find(roles, wanted) != roles.end();
}

/// The rule as the contract's comments put it, read a second time and independently of the server.
bool may(const Visitor& visitor, const pb::MethodDescriptor& method, std::int64_t class_id) {
  const role::Access& rule = method.options().GetExtension(role::access);
  if (rule.anyone()) return true;
  if (!visitor.signed_in) return false;
  if (rule.signed_in()) return true;
  return std::ranges::any_of(visitor.grants, [&](const Grant& grant) {
    return grant.class_id == 0 ? has(rule.anywhere(), grant.role)
                               : grant.class_id == class_id && has(rule.in_class(), grant.role);
  });
}

/// An empty request that names only the class.
std::string request_for(const pb::MethodDescriptor& method, std::int64_t class_id) {
  const pb::FieldDescriptor* field = method.input_type()->FindFieldByName("class_id");
  if (field == nullptr) return {};
  pb::DynamicMessageFactory factory;
  const std::unique_ptr<pb::Message> request(factory.GetPrototype(method.input_type())->New());
  request->GetReflection()->SetInt64(request.get(), field, class_id);
  return request->SerializeAsString();
}

bool is_refusal(const Outcome& outcome) {
  return outcome.code == "unauthenticated" || outcome.code == "permission_denied";
}

class AccessMatrix : public ::testing::Test {
 protected:
  void SetUp() override {
    classes_ = kaibo_.provision(2);
    own_ = classes_[0].class_id;
    other_ = classes_[1].class_id;
    visitors_ = {{.who = "nobody", .token = {}, .signed_in = false, .grants = {}},
                 {.who = "a wrong token", .token = "wrong", .signed_in = false, .grants = {}},
                 visitor("trainee", classes_[0].trainees[0], {{own_, role::ROLE_TRAINEE}}),
                 visitor("instructor", classes_[0].instructor, {{own_, role::ROLE_INSTRUCTOR}})};
    const auto appoint = [this](std::string who, std::size_t number, Grant grant) {
      appointed_.push_back({classes_[1].trainees[number].user_id, grant});
      visitors_.push_back(visitor(std::move(who), classes_[1].trainees[number], {grant}));
    };
    appoint("assistant", 1, {own_, role::ROLE_ASSISTANT});
    appoint("institution", 2, {0, role::ROLE_INSTITUTION});
    appoint("authority", 3, {0, role::ROLE_AUTHORITY});
    appoint("administrator", 4, {0, role::ROLE_ADMINISTRATOR});
    write_appointments();
    kaibo_.start();
  }

  static Visitor visitor(std::string who, const Person& person, std::vector<Grant> grants) {
    return {.who = std::move(who),
            .token = person.token,
            .signed_in = true,
            .grants = std::move(grants)};
  }

  /// `kaibo provision` makes trainees and instructors; these get another role instead.
  void write_appointments() {
    const base::SystemClock clock;
    const auto db = db::Database::open({.url = kaibo_.database_url()}, clock, nullptr);
    db->write_now(0, [this](db::Transaction& tx) {
      for (const auto& [user_id, grant] : appointed_) {
        tx.execute("UPDATE identity_grant SET class_id = ?, role = ? WHERE user_id = ?",
                   grant.class_id, static_cast<int>(grant.role), user_id);
      }
    });
    db->stop();
  }

  void try_door(const Visitor& visitor, const pb::MethodDescriptor& method, std::int64_t class_id) {
    Caller caller(kaibo_.port(), visitor.token);
    const Outcome outcome = caller.call(name_of(method), request_for(method, class_id));
    const std::string what = fmt::format("{} as {} in class {}: {} {} {}", name_of(method),
                                         visitor.who, class_id == own_ ? "own" : "other",
                                         outcome.status, outcome.code, outcome.message);
    ++tried_;
    EXPECT_NE(outcome.status, 0) << what;
    EXPECT_NE(outcome.status, 500) << what;
    if (!may(visitor, method, class_id)) {
      ++refused_;
      EXPECT_EQ(outcome.code, visitor.signed_in ? "permission_denied" : "unauthenticated") << what;
    } else if (!method.options().GetExtension(role::access).anyone()) {
      // Signing in and claiming the administrator's account have such refusals of their own.
      EXPECT_FALSE(is_refusal(outcome)) << what;
    }
  }

  Kaibo kaibo_;
  std::vector<PracticeClass> classes_;
  std::int64_t own_ = 0;
  std::int64_t other_ = 0;
  std::vector<Visitor> visitors_;
  std::vector<std::pair<std::int64_t, Grant>> appointed_;
  int tried_ = 0;
  int refused_ = 0;
};

TEST_F(AccessMatrix, EveryDoorOpensForExactlyThoseTheContractNames) {
  const auto methods = all_methods();
  ASSERT_GE(methods.size(), 50U);
  for (const Visitor& visitor : visitors_) {
    for (const pb::MethodDescriptor* method : methods) {
      try_door(visitor, *method, own_);
      if (method->input_type()->FindFieldByName("class_id") == nullptr) continue;
      try_door(visitor, *method, other_);
      try_door(visitor, *method, no_such_class);
    }
  }
  RecordProperty("tried", tried_);
  RecordProperty("refused", refused_);
  EXPECT_GT(refused_, 300);
  EXPECT_GT(tried_ - refused_, 150);
}

TEST_F(AccessMatrix, AClassOfOthersAndOneThatDoesNotExistAreRefusedInTheSameWords) {
  const Visitor& trainee = visitors_[2];
  Caller caller(kaibo_.port(), trainee.token);
  for (const pb::MethodDescriptor* method : all_methods()) {
    if (may(trainee, *method, other_)) continue;
    const Outcome others = caller.call(name_of(*method), request_for(*method, other_));
    const Outcome none = caller.call(name_of(*method), request_for(*method, no_such_class));
    EXPECT_EQ(others.body, none.body) << name_of(*method);
  }
}

TEST_F(AccessMatrix, WhatChangesSomethingIsNotAnsweredByGet) {
  RawClient client(kaibo_.port());
  for (const pb::MethodDescriptor* method : all_methods()) {
    const bool is_read =
        method->options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS;
    const Answer answer =
        client.ask(fmt::format("GET /{}?connect=v1&encoding=json&message=%7B%7D HTTP/1.1\r\nHost: "
                               "localhost\r\nAuthorization: Bearer {}\r\n\r\n",
                               name_of(*method), classes_[0].trainees[0].token));
    EXPECT_EQ(answer.status == 405, !is_read) << name_of(*method) << " " << answer.status;
  }
}

TEST_F(AccessMatrix, AnOperationTheContractDoesNotHaveIsUnimplemented) {
  Caller caller(kaibo_.port(), classes_[0].instructor.token);
  for (const std::string_view method :
       {"kaibo.mall.v1.MallService/GiveAwayEverything", "kaibo.mall.v1.MallService/",
        "kaibo.mall.v1.mallservice/GetShop", "grpc.reflection.v1.ServerReflection/List"}) {
    const Outcome outcome = caller.call(method, {});
    EXPECT_EQ(outcome.status, 404) << method;
    EXPECT_EQ(outcome.code, "unimplemented") << method;
  }
}

}  // namespace
}  // namespace kaibo::test
