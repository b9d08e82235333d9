#include "services/classroom/rules.h"

#include <gtest/gtest.h>

#include "kaibo/access/v1/access.pb.h"
#include "services/classroom/classroom.h"
#include "tests/support/refusal.h"

namespace kaibo::classroom {
namespace {

using namespace kaibo::access::v1;
using test::refusal_of;

rpc::Caller caller(std::vector<rpc::Grant> grants) {
  return {.user_id = 7, .session_id = 1, .name = "张三", .grants = std::move(grants)};
}

TEST(ClassCode, IsTheSameHoweverItIsTyped) {
  EXPECT_EQ(normal_code(" zb２０２６ "), "ZB2026");
  check_code("ZB2026");
  for (const std::string wrong : {"ZB1", "直播2026", "ZB-2026", "ABCDEFGHIJKLMNOPQ"}) {
    EXPECT_EQ(refusal_of([&] { check_code(wrong); }).field(), "code") << wrong;
  }
}

TEST(Accounts, AreMadeOfCodeAndNumber) {
  EXPECT_EQ(account_for("ZB2026", 7), "zb2026-07");
  EXPECT_EQ(account_for("ZB2026", 35), "zb2026-35");
  EXPECT_EQ(account_for("ZB2026", 107), "zb2026-107");
}

TEST(ClassClock, GoesOnFromWhereItIsWhenItsSpeedChanges) {
  journal::StreamClock clock{.real_at = 1'000, .class_at = 50'000};
  const auto step = [&clock](base::Millis now, std::int32_t speed, bool paused) {
    const base::Millis before = clock.at(now);
    clock = change_speed(clock, now, speed, paused);
    EXPECT_EQ(clock.at(now), before);
  };
  step(2'000, 10'000, false);
  EXPECT_EQ(clock.at(3'000), 51'000 + 100'000);
  step(3'000, 10'000, true);
  EXPECT_EQ(clock.at(9'000), 151'000);
  step(9'000, 100'000, false);
  EXPECT_EQ(clock.at(9'001), 152'000);
  step(9'001, 100, false);
  EXPECT_EQ(clock.at(9'101), 152'100);
}

TEST(ClassClock, NeverGoesBackWhenTheServersDoes) {
  const journal::StreamClock clock{.real_at = 5'000, .class_at = 5'000, .speed_percent = 1000};
  const journal::StreamClock changed = change_speed(clock, 4'000, 100, false);
  EXPECT_GE(changed.at(4'000), 5'000);
}

TEST(Listening, OpensTheClassAndItsRoomsToItsMembers) {
  for (const Role role : {ROLE_TRAINEE, ROLE_INSTRUCTOR, ROLE_ASSISTANT}) {
    const rpc::Caller member = caller({{.class_id = 5, .role = role}});
    for (const std::string_view topic : {"class", "room:12", "user:7"}) {
      EXPECT_TRUE(may_listen(member, 5, topic)) << role << topic;
      EXPECT_FALSE(may_listen(member, 6, topic)) << role << topic;
    }
    for (const std::string_view topic :
         {"user:8", "user:", "user:77", "user:7 ", "room:", "room:x", "room:1x", "", "classes"}) {
      EXPECT_FALSE(may_listen(member, 5, topic)) << role << topic;
    }
    const bool staff = role != ROLE_TRAINEE;
    EXPECT_EQ(may_listen(member, 5, "staff"), staff);
    EXPECT_EQ(may_listen(member, 5, "*"), staff);
    EXPECT_FALSE(may_listen(member, 6, "*"));
  }
}

TEST(Listening, OpensEveryClassToTheOffice) {
  for (const Role role : {ROLE_INSTITUTION, ROLE_AUTHORITY, ROLE_ADMINISTRATOR}) {
    const rpc::Caller office = caller({{.class_id = 0, .role = role}});
    EXPECT_TRUE(may_listen(office, 5, "*"));
    EXPECT_TRUE(may_listen(office, 5, "class"));
    EXPECT_TRUE(may_listen(office, 5, "room:1"));
    EXPECT_FALSE(may_listen(office, 5, "user:8"));
  }
}

TEST(Listening, IsClosedToAnInstructorsRoleForTheWholeSchool) {
  EXPECT_FALSE(may_listen(caller({{.class_id = 0, .role = ROLE_INSTRUCTOR}}), 5, "class"));
  EXPECT_FALSE(may_listen(caller({}), 5, "class"));
}

TEST(ResetPassword, IsNoWayIntoAHigherAccount) {
  const rpc::Caller assistant = caller({{.class_id = 5, .role = ROLE_ASSISTANT}});
  const rpc::Caller institution = caller({{.class_id = 0, .role = ROLE_INSTITUTION}});
  const rpc::Caller administrator = caller({{.class_id = 0, .role = ROLE_ADMINISTRATOR}});
  const std::vector<identity::Role> trainee{{.class_id = 5, .role = ROLE_TRAINEE}};
  const std::vector<identity::Role> teaches_elsewhere{{.class_id = 5, .role = ROLE_TRAINEE},
                                                      {.class_id = 6, .role = ROLE_INSTRUCTOR}};
  const std::vector<identity::Role> office{{.class_id = 5, .role = ROLE_TRAINEE},
                                           {.class_id = 0, .role = ROLE_ADMINISTRATOR}};
  EXPECT_TRUE(may_reset_password(assistant, trainee));
  EXPECT_FALSE(may_reset_password(assistant, teaches_elsewhere));
  EXPECT_FALSE(may_reset_password(assistant, office));
  EXPECT_TRUE(may_reset_password(institution, teaches_elsewhere));
  EXPECT_FALSE(may_reset_password(institution, office));
  EXPECT_TRUE(may_reset_password(administrator, office));
}

TEST(AddingMembers, LetsAssistantsAddTraineesOnly) {
  const rpc::Caller assistant = caller({{.class_id = 5, .role = ROLE_ASSISTANT}});
  EXPECT_TRUE(may_add(assistant, ROLE_TRAINEE));
  EXPECT_FALSE(may_add(assistant, ROLE_INSTRUCTOR));
  EXPECT_FALSE(may_add(assistant, ROLE_ASSISTANT));
  EXPECT_TRUE(may_add(caller({{.class_id = 0, .role = ROLE_INSTITUTION}}), ROLE_INSTRUCTOR));
}

}  // namespace
}  // namespace kaibo::classroom
