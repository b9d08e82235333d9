#include "common/rpc/access.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/rpc/contract.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "tests/support/refusal.h"

namespace kaibo::rpc {
namespace {

namespace access = kaibo::access::v1;
using base::Code;

constexpr std::int64_t own_class = 11;
constexpr std::int64_t other_class = 12;
const std::vector<int> all_roles = {access::ROLE_TRAINEE,   access::ROLE_INSTRUCTOR,
                                    access::ROLE_ASSISTANT, access::ROLE_INSTITUTION,
                                    access::ROLE_AUTHORITY, access::ROLE_ADMINISTRATOR};

AccessRule rule_of(const google::protobuf::ServiceDescriptor& service, const std::string& method) {
  return AccessRule(*service.FindMethodByName(method));
}

const google::protobuf::ServiceDescriptor& service(const std::string& name) {
  kaibo::mall::v1::Shop::descriptor();
  kaibo::identity::v1::Person::descriptor();
  kaibo::classroom::v1::ClassInfo::descriptor();
  return *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
}

Caller with(std::vector<Grant> grants) { return {.user_id = 7, .grants = std::move(grants)}; }

TEST(Access, AnyoneMayCallWhatIsOpenToAnyone) {
  const AccessRule rule = rule_of(service("kaibo.identity.v1.IdentityService"), "SignIn");
  EXPECT_FALSE(rule.needs_sign_in());
  EXPECT_TRUE(rule.allows(nullptr, 0));
}

TEST(Access, WhoeverIsSignedInMayCallWhatIsOpenToThem) {
  const AccessRule rule = rule_of(service("kaibo.identity.v1.IdentityService"), "GetMe");
  EXPECT_FALSE(rule.allows(nullptr, 0));
  const Caller nobody_special = with({});
  EXPECT_TRUE(rule.allows(&nobody_special, 0));
}

TEST(Access, ARoleCountsInItsOwnClassOnly) {
  const AccessRule rule = rule_of(service("kaibo.mall.v1.MallService"), "PlaceOrder");
  const Caller trainee = with({{own_class, access::ROLE_TRAINEE}});
  EXPECT_TRUE(rule.allows(&trainee, own_class));
  EXPECT_FALSE(rule.allows(&trainee, other_class));
  EXPECT_FALSE(rule.allows(&trainee, 0));
  const Caller instructor = with({{own_class, access::ROLE_INSTRUCTOR}});
  EXPECT_FALSE(rule.allows(&instructor, own_class));
}

TEST(Access, ARoleForTheWholeSchoolIsNoRoleInAClass) {
  const AccessRule rule = rule_of(service("kaibo.mall.v1.MallService"), "PlaceOrder");
  const Caller everywhere = with({{0, access::ROLE_TRAINEE}});
  EXPECT_FALSE(rule.allows(&everywhere, own_class));
  EXPECT_FALSE(rule.allows(&everywhere, 0));
}

TEST(Access, AnOfficeRoleHeldInOneClassIsNoOfficeRole) {
  const AccessRule rule = rule_of(service("kaibo.classroom.v1.ClassroomService"), "CreateClass");
  const Caller administrator = with({{0, access::ROLE_ADMINISTRATOR}});
  EXPECT_TRUE(rule.allows(&administrator, 0));
  const Caller pretender = with({{own_class, access::ROLE_ADMINISTRATOR}});
  EXPECT_FALSE(rule.allows(&pretender, 0));
  EXPECT_FALSE(rule.allows(&pretender, own_class));
}

TEST(Access, OneOfSeveralRolesIsEnough) {
  const AccessRule rule = rule_of(service("kaibo.mall.v1.MallService"), "GetShop");
  const Caller both = with({{other_class, access::ROLE_TRAINEE},
                            {0, access::ROLE_AUTHORITY},
                            {own_class, access::ROLE_INSTRUCTOR}});
  EXPECT_TRUE(rule.allows(&both, own_class));
  EXPECT_TRUE(rule.allows(&both, other_class));
}

TEST(Access, TheRefusalNamesWhoMay) {
  const AccessRule rule = rule_of(service("kaibo.classroom.v1.ClassroomService"), "AddMembers");
  const Caller trainee = with({{own_class, access::ROLE_TRAINEE}});
  const base::Error error = test::refusal_of([&] { rule.require(&trainee, own_class); });
  EXPECT_EQ(error.code(), Code::permission_denied);
  EXPECT_EQ(error.text().zh, "您不能做这个操作：只有本班的班级助理，以及培训机构、管理员可以。");
  EXPECT_EQ(error.text().en,
            "You may not do this: only the class assistant of this class, and the training "
            "institution or administrator may.");
  EXPECT_EQ(test::refusal_of([&] { rule.require(nullptr, own_class); }).code(),
            Code::unauthenticated);
}

/// The whole table, from what the contract says, word by word.
TEST(Access, EveryMethodLetsInExactlyWhomItsRuleNames) {
  const Contract contract;
  for (const google::protobuf::MethodDescriptor* method : contract.methods()) {
    SCOPED_TRACE(method_name(*method));
    const AccessRule rule(*method);
    const access::Access& said = method->options().GetExtension(access::access);
    EXPECT_EQ(rule.allows(nullptr, own_class), said.anyone());
    const bool is_open = said.anyone() || said.signed_in();
    for (const int role : all_roles) {
      SCOPED_TRACE(access::Role_Name(role));
      const auto names = [role](const google::protobuf::RepeatedField<int>& roles) {
        return std::ranges::find(roles, role) != roles.end();
      };
      const Caller in_class = with({{own_class, role}});
      const Caller in_other = with({{other_class, role}});
      const Caller anywhere = with({{0, role}});
      EXPECT_EQ(rule.allows(&in_class, own_class), is_open || names(said.in_class()));
      EXPECT_EQ(rule.allows(&in_other, own_class), is_open);
      EXPECT_EQ(rule.allows(&anywhere, own_class), is_open || names(said.anywhere()));
    }
  }
}

}  // namespace
}  // namespace kaibo::rpc
