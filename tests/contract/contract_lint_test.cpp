#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/rpc/contract.h"
#include "kaibo/access/v1/access.pb.h"

/// What the linter of buf cannot know: the habits that are ours (proto/buf.yaml has the others).
namespace kaibo::rpc {
namespace {

namespace pb = google::protobuf;

/// A look at a sealed number: it creates nothing but an audit line, a second look is a second line,
/// and its answer must not be kept.
const std::set<std::string> looks = {"kaibo.classroom.v1.ClassroomService/RevealIdCard"};

class ContractLint : public ::testing::Test {
 protected:
  static bool is_read(const pb::MethodDescriptor& method) {
    return method.options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS;
  }
  static const access::v1::Access& rule_of(const pb::MethodDescriptor& method) {
    return method.options().GetExtension(access::v1::access);
  }
  static bool has(const pb::Descriptor& message, int number, const std::string& name,
                  pb::FieldDescriptor::Type type) {
    const pb::FieldDescriptor* field = message.FindFieldByNumber(number);
    return field != nullptr && field->name() == name && field->type() == type &&
           !field->is_repeated();
  }
  static std::string comment_before(const pb::Descriptor& message) {
    pb::SourceLocation location;
    return message.GetSourceLocation(&location) ? location.leading_comments : "";
  }

  Contract contract_;
};

TEST_F(ContractLint, ThereIsAContract) {
  EXPECT_GE(contract_.files().size(), 10U);
  EXPECT_GE(contract_.methods().size(), 50U);
}

TEST_F(ContractLint, EveryMethodSaysWhoMayCallIt) {
  for (const pb::MethodDescriptor* method : contract_.methods()) {
    const access::v1::Access& rule = rule_of(*method);
    EXPECT_TRUE(rule.anyone() || rule.signed_in() || rule.in_class_size() > 0 ||
                rule.anywhere_size() > 0)
        << method_name(*method);
  }
}

TEST_F(ContractLint, RolesOfAClassAreNotAskedForTheWholeSchoolNorTheOtherWayRound) {
  for (const pb::MethodDescriptor* method : contract_.methods()) {
    for (const int role : rule_of(*method).in_class()) {
      EXPECT_GE(role, access::v1::ROLE_TRAINEE) << method_name(*method);
      EXPECT_LE(role, access::v1::ROLE_ASSISTANT) << method_name(*method);
    }
    for (const int role : rule_of(*method).anywhere()) {
      EXPECT_GE(role, access::v1::ROLE_INSTITUTION) << method_name(*method);
    }
  }
}

TEST_F(ContractLint, ARuleAboutAClassGoesWithARequestThatNamesIt) {
  for (const pb::MethodDescriptor* method : contract_.methods()) {
    if (rule_of(*method).in_class_size() == 0) continue;
    EXPECT_TRUE(has(*method->input_type(), 1, "class_id", pb::FieldDescriptor::TYPE_INT64))
        << method_name(*method);
  }
}

TEST_F(ContractLint, WhatHasAnEffectInAClassTakesEffectOnce) {
  for (const pb::MethodDescriptor* method : contract_.methods()) {
    const bool is_of_a_class = rule_of(*method).in_class_size() > 0;
    if (!is_of_a_class || is_read(*method) || looks.contains(method_name(*method))) continue;
    EXPECT_TRUE(has(*method->input_type(), 2, "request_id", pb::FieldDescriptor::TYPE_STRING))
        << method_name(*method);
  }
}

TEST_F(ContractLint, TheseNamesMeanTheSameEverywhere) {
  for (const pb::MethodDescriptor* method : contract_.methods()) {
    const pb::Descriptor& request = *method->input_type();
    const pb::FieldDescriptor* class_id = request.FindFieldByName("class_id");
    const pb::FieldDescriptor* request_id = request.FindFieldByName("request_id");
    if (class_id != nullptr) {
      EXPECT_EQ(class_id->number(), 1) << request.full_name();
    }
    if (request_id != nullptr) {
      EXPECT_EQ(request_id->number(), 2) << request.full_name();
      EXPECT_FALSE(rule_of(*method).anyone()) << "of whom is the id? " << request.full_name();
      EXPECT_FALSE(is_read(*method)) << request.full_name();
    }
  }
}

TEST_F(ContractLint, MoneyTimesAndIdsAreWholeNumbersOf64Bits) {
  for (const pb::FileDescriptor* file : contract_.files()) {
    for (int m = 0; m < file->message_type_count(); ++m) {
      const pb::Descriptor& message = *file->message_type(m);
      for (int f = 0; f < message.field_count(); ++f) {
        const pb::FieldDescriptor& field = *message.field(f);
        const std::string& name = field.name();
        EXPECT_NE(field.cpp_type(), pb::FieldDescriptor::CPPTYPE_DOUBLE) << field.full_name();
        EXPECT_NE(field.cpp_type(), pb::FieldDescriptor::CPPTYPE_FLOAT) << field.full_name();
        if (name.ends_with("_fen") || name.ends_with("_at")) {
          EXPECT_EQ(field.type(), pb::FieldDescriptor::TYPE_INT64) << field.full_name();
        }
      }
    }
  }
}

TEST_F(ContractLint, EveryEventSaysOnWhichTopicItIsHeard) {
  const pb::Descriptor& event = contract_.message("kaibo.event.v1.Event");
  ASSERT_EQ(event.oneof_decl_count(), 1);
  const pb::OneofDescriptor& body = *event.oneof_decl(0);
  EXPECT_GE(body.field_count(), 25);
  for (int f = 0; f < body.field_count(); ++f) {
    const pb::Descriptor& kind = *body.field(f)->message_type();
    EXPECT_EQ(comment_before(kind).find(" Topic \""), 0U) << kind.full_name();
  }
}

TEST_F(ContractLint, TheHeaderOfAnEventIsTheOneTheServerWrites) {
  const pb::Descriptor& event = contract_.message("kaibo.event.v1.Event");
  const pb::Descriptor& header = contract_.message("kaibo.realtime.v1.EventHeader");
  int in_event = 0;
  for (int f = 0; f < event.field_count(); ++f) {
    if (event.field(f)->containing_oneof() == nullptr) ++in_event;
  }
  EXPECT_EQ(header.field_count(), in_event);
  for (int f = 0; f < header.field_count(); ++f) {
    const pb::FieldDescriptor& field = *header.field(f);
    EXPECT_TRUE(has(event, field.number(), field.name(), field.type())) << field.full_name();
  }
}

}  // namespace
}  // namespace kaibo::rpc
