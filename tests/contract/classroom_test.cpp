#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "kaibo/access/v1/access.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "tests/contract/school.h"
#include "tests/support/refusal.h"

namespace kaibo::classroom {
namespace {

using namespace kaibo::access::v1;
using base::Code;
using test::refusal_of;

constexpr std::string_view card_number = "11010519491231002X";

std::string rpc(std::string_view name) {
  return std::string("kaibo.classroom.v1.ClassroomService/").append(name);
}

class ClassroomContract : public contract::SchoolTest {
 protected:
  void SetUp() override {
    SchoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    class_id_ = make_class("ZB2026");
    office_ = make_signed_in("office", "张主任", {.class_id = 0, .role = ROLE_INSTITUTION});
  }

  v1::AddMembersRequest list_of(int count, const std::string& request_id) {
    v1::AddMembersRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id);
    for (int i = 0; i < count; ++i) {
      v1::NewMember& member = *request.add_members();
      member.set_name("学员" + std::to_string(i));
      member.set_role(ROLE_TRAINEE);
    }
    return request;
  }

  v1::AddMembersResponse add(const v1::AddMembersRequest& request) {
    return call<v1::AddMembersResponse>(rpc("AddMembers"), request, office_);
  }

  /// Adds one person; `request_id` is made from the name.
  v1::NewAccount add_one(const std::string& name, Role role, const std::string& card = {},
                         const std::string& account = {}) {
    v1::AddMembersRequest request;
    request.set_class_id(class_id_);
    request.set_request_id("request-" + std::to_string(++requests_));
    v1::NewMember& member = *request.add_members();
    member.set_name(name);
    member.set_role(role);
    member.set_id_card(card);
    member.set_account(account);
    return add(request).accounts(0);
  }

  std::vector<v1::Member> members(const std::string& token) {
    v1::ListMembersRequest request;
    request.set_class_id(class_id_);
    const auto response = call<v1::ListMembersResponse>(rpc("ListMembers"), request, token);
    return {response.members().begin(), response.members().end()};
  }

  std::int64_t count(const std::string& sql) {
    return db_->read_now([&](db::Transaction& tx) { return tx.query(sql).front().integer(0); });
  }

  v1::ClassClock set_clock(const std::string& token, std::int32_t speed, bool paused) {
    v1::SetClassClockRequest request;
    request.set_class_id(class_id_);
    request.set_request_id("request-" + std::to_string(++requests_));
    request.set_speed_percent(speed);
    request.set_paused(paused);
    return call<v1::SetClassClockResponse>(rpc("SetClassClock"), request, token).clock();
  }

  std::int64_t class_id_ = 0;
  std::string office_;
  int requests_ = 0;
};
KAIBO_ON_EVERY_DATABASE(ClassroomContract);

TEST_P(ClassroomContract, AClassIsFoundedOnceWithItsOwnJournalAndTheSchoolHearsOfIt) {
  v1::CreateClassRequest request;
  request.set_request_id("11111111-aaaa");
  request.set_code("ds2026");
  request.set_name("电商二班");
  request.set_profile("ecommerce-2020s");
  const auto made =
      call<v1::CreateClassResponse>(rpc("CreateClass"), request, office_).class_info();
  const auto again =
      call<v1::CreateClassResponse>(rpc("CreateClass"), request, office_).class_info();
  EXPECT_EQ(made.class_id(), again.class_id());
  EXPECT_EQ(made.code(), "DS2026");
  EXPECT_EQ(made.max_trainees(), 30);
  EXPECT_EQ(made.clock().speed_percent(), 100);
  EXPECT_EQ(journal_of(made.class_id()).size(), 0U);
  const auto school = journal_of(school_stream);
  ASSERT_EQ(school.size(), 2U);
  event::v1::Event event;
  event.ParseFromString(school[1].body);
  EXPECT_EQ(event.class_created().code(), "DS2026");

  request.set_request_id("22222222-aaaa");
  EXPECT_EQ(refusal_of([&] {
              call<v1::CreateClassResponse>(rpc("CreateClass"), request, office_);
            }).code(),
            Code::already_exists);
  request.set_code("DS2027");
  request.set_profile("no-such-course");
  EXPECT_EQ(refusal_of([&] {
              call<v1::CreateClassResponse>(rpc("CreateClass"), request, office_);
            }).field(),
            "profile");
}

TEST_P(ClassroomContract, AddedPeopleSignInWithTheirInitialPasswordAndChooseTheirOwnFirst) {
  const v1::AddMembersResponse response = add(list_of(3, "11111111-bbbb"));
  ASSERT_EQ(response.accounts_size(), 3);
  EXPECT_EQ(response.accounts(0).account(), "zb2026-01");
  EXPECT_EQ(response.accounts(2).account(), "zb2026-03");
  identity::v1::SignInRequest request;
  request.set_class_code("zb2026");
  request.set_name("学员1");
  request.set_password(response.accounts(1).initial_password());
  const auto me =
      call<identity::v1::SignInResponse>("kaibo.identity.v1.IdentityService/SignIn", request).me();
  EXPECT_EQ(me.user_id(), response.accounts(1).user_id());
  EXPECT_TRUE(me.must_change_password());
  const auto entries = journal_of(class_id_);
  ASSERT_EQ(entries.size(), 3U);
  event::v1::Event event;
  event.ParseFromString(entries[2].body);
  EXPECT_EQ(event.member_added().name(), "学员2");
  EXPECT_EQ(entries[2].topic, "class");
}

TEST_P(ClassroomContract, TheSameRequestAgainGivesTheSameAccountsOnce) {
  const v1::AddMembersRequest request = list_of(5, "11111111-cccc");
  const v1::AddMembersResponse first = add(request);
  const v1::AddMembersResponse second = add(request);
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(first.accounts(0).initial_password().size(), 10U);
  EXPECT_EQ(count("SELECT COUNT(*) FROM identity_grant WHERE role = 1"), 5);
  EXPECT_EQ(journal_of(class_id_).size(), 5U);
  v1::AddMembersRequest other = list_of(4, "11111111-cccc");
  EXPECT_EQ(refusal_of([&] { add(other); }).code(), Code::invalid_argument);
}

TEST_P(ClassroomContract, InitialPasswordsAreNotReadableInTheKeptAnswer) {
  const std::string password = add(list_of(1, "11111111-dddd")).accounts(0).initial_password();
  const std::string answer = db_->read_now([](db::Transaction& tx) {
    return tx.query("SELECT answer FROM rpc_request WHERE request_id = '11111111-dddd'")
        .front()
        .text(0);
  });
  EXPECT_FALSE(answer.empty());
  EXPECT_EQ(answer.find(password), std::string::npos);
}

TEST_P(ClassroomContract, TheThirtySixthTraineeIsRefusedByItsArticle) {
  EXPECT_EQ(add(list_of(34, "11111111-eeee")).accounts_size(), 34);
  const base::Error two_more = refusal_of([&] { add(list_of(2, "22222222-eeee")); });
  EXPECT_EQ(two_more.code(), Code::failed_precondition);
  EXPECT_EQ(two_more.rule(), "003 四1");
  EXPECT_NE(two_more.text().zh.find("35"), std::string::npos);
  EXPECT_EQ(count("SELECT COUNT(*) FROM identity_grant WHERE role = 1"), 34) << "all or none";
  add_one("第三十五人", ROLE_TRAINEE);
  EXPECT_EQ(refusal_of([&] { add_one("第三十六人", ROLE_TRAINEE); }).rule(), "003 四1");
  EXPECT_EQ(add_one("讲师", ROLE_INSTRUCTOR).account(), "zb2026-36") << "staff take no place";
}

TEST_P(ClassroomContract, AtMostTwoInstructorsTeach) {
  v1::AddMembersRequest request = list_of(3, "11111111-ffff");
  for (v1::NewMember& member : *request.mutable_members()) {
    member.set_role(ROLE_INSTRUCTOR);
    member.set_teaches(true);
  }
  EXPECT_EQ(refusal_of([&] { add(request); }).rule(), "003 四2");
  request.mutable_members(2)->set_teaches(false);
  EXPECT_EQ(add(request).accounts_size(), 3);
}

TEST_P(ClassroomContract, APersonMayNotBeTwiceInAClassAndBothNamesAreSaid) {
  add_one("张三", ROLE_TRAINEE, std::string(card_number));
  const base::Error other_name =
      refusal_of([&] { add_one("李四", ROLE_TRAINEE, "11010519491231002x"); });
  EXPECT_EQ(other_name.code(), Code::already_exists);
  EXPECT_NE(other_name.text().zh.find("张三"), std::string::npos);
  EXPECT_NE(other_name.text().zh.find("李四"), std::string::npos);
  EXPECT_EQ(other_name.field(), "members[0].id_card");
  EXPECT_EQ(refusal_of([&] { add_one("张三", ROLE_TRAINEE, std::string(card_number)); }).code(),
            Code::already_exists);
  EXPECT_EQ(refusal_of([&] { add_one("张三", ROLE_ASSISTANT, std::string(card_number)); }).code(),
            Code::already_exists)
      << "a trainee who assists would score themselves";

  v1::AddMembersRequest request = list_of(2, "11111111-gggg");
  request.mutable_members(0)->set_id_card("34052419800101001X");
  request.mutable_members(1)->set_id_card("34052419800101001x");
  const base::Error twice = refusal_of([&] { add(request); });
  EXPECT_NE(twice.text().zh.find("学员0"), std::string::npos);
  EXPECT_NE(twice.text().zh.find("学员1"), std::string::npos);
  EXPECT_EQ(twice.field(), "members[1].id_card");
}

TEST_P(ClassroomContract, AKnownPersonIsTakenOverWithoutANewPasswordAndSeesTheClassAtOnce) {
  const v1::NewAccount first = add_one("张三", ROLE_TRAINEE, std::string(card_number));
  const std::string token = sign_in(first.account(), first.initial_password());
  ASSERT_NE(find_caller(token), nullptr);
  class_id_ = make_class("ZB2027");
  const v1::NewAccount second = add_one("张三", ROLE_TRAINEE, std::string(card_number));
  EXPECT_EQ(second.user_id(), first.user_id());
  EXPECT_EQ(second.account(), first.account());
  EXPECT_EQ(second.initial_password(), "");
  EXPECT_TRUE(find_caller(token)->holds(class_id_, ROLE_TRAINEE));
  const auto classes =
      call<v1::ListClassesResponse>(rpc("ListClasses"), v1::ListClassesRequest(), token);
  EXPECT_EQ(classes.classes_size(), 2);
}

TEST_P(ClassroomContract, AnAccountOfSomebodyElseIsNotTakenOver) {
  add_one("张三", ROLE_TRAINEE, std::string(card_number), "zhangsan");
  class_id_ = make_class("ZB2027");
  EXPECT_EQ(refusal_of([&] { add_one("李四", ROLE_TRAINEE, {}, "zhangsan"); }).code(),
            Code::already_exists);
  EXPECT_EQ(
      refusal_of([&] { add_one("张三", ROLE_TRAINEE, "34052419800101001X", "zhangsan"); }).field(),
      "members[0].account");
}

TEST_P(ClassroomContract, IdCardNumbersAreMaskedForStaffAndHiddenFromTrainees) {
  const v1::NewAccount trainee = add_one("张三", ROLE_TRAINEE, std::string(card_number));
  const v1::NewAccount assistant = add_one("赵敏", ROLE_ASSISTANT);
  const std::string seen_by_staff =
      members(sign_in(assistant.account(), assistant.initial_password())).at(0).id_card_masked();
  EXPECT_EQ(seen_by_staff, "110***********002X");
  for (const v1::Member& member : members(sign_in(trainee.account(), trainee.initial_password()))) {
    EXPECT_EQ(member.id_card_masked(), "");
  }
}

TEST_P(ClassroomContract, IdCardNumbersAreSealedAtRest) {
  const v1::NewAccount trainee = add_one("张三", ROLE_TRAINEE, std::string(card_number));
  const std::string stored = db_->read_now([&](db::Transaction& tx) {
    const db::Rows rows =
        tx.query("SELECT id_card_sealed, id_card_hash FROM identity_person WHERE user_id = ?",
                 trainee.user_id());
    return rows.front().text(0) + rows.front().text(1);
  });
  EXPECT_GT(stored.size(), 64U);
  EXPECT_EQ(stored.find(card_number), std::string::npos);
  if (!on_sqlite()) return;
  const std::string path = options_.url.substr(std::string("sqlite:").size());
  std::string bytes;
  for (const std::string& file : {path, path + "-wal"}) {
    std::ifstream in(file, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_NE(bytes.find("张三"), std::string::npos) << "the file is the right one";
  EXPECT_EQ(bytes.find(card_number), std::string::npos);
  EXPECT_EQ(bytes.find("19491231002"), std::string::npos);
}

TEST_P(ClassroomContract, AWholeNumberIsShownForAReasonAndToTheAuditTrail) {
  const v1::NewAccount trainee = add_one("张三", ROLE_TRAINEE, std::string(card_number));
  v1::RevealIdCardRequest request;
  request.set_class_id(class_id_);
  request.set_user_id(trainee.user_id());
  const auto reveal = [&] {
    return call<v1::RevealIdCardResponse>(rpc("RevealIdCard"), request, office_).id_card();
  };
  EXPECT_EQ(refusal_of(reveal).field(), "reason");
  EXPECT_EQ(audit_lines("classroom.reveal_id_card"), 0);
  request.set_reason("核对结业证书");
  EXPECT_EQ(reveal(), card_number);
  EXPECT_EQ(audit_lines("classroom.reveal_id_card"), 1);
  request.set_class_id(make_class("ZB2027"));
  EXPECT_EQ(refusal_of(reveal).code(), Code::not_found) << "not a member of that class";
}

TEST_P(ClassroomContract, AResetPasswordReplacesTheOldOneEndsSessionsAndLiftsALockOut) {
  const v1::NewAccount trainee = add_one("张三", ROLE_TRAINEE);
  const v1::NewAccount assistant = add_one("赵敏", ROLE_ASSISTANT);
  const std::string token = sign_in(trainee.account(), trainee.initial_password());
  const std::string staff = sign_in(assistant.account(), assistant.initial_password());
  for (int i = 0; i < settings_.max_failures; ++i) {
    refusal_of([&] { sign_in(trainee.account(), "wrong"); });
  }
  v1::ResetPasswordRequest request;
  request.set_class_id(class_id_);
  request.set_request_id("11111111-hhhh");
  request.set_user_id(trainee.user_id());
  const auto reset = [&] {
    return call<v1::ResetPasswordResponse>(rpc("ResetPassword"), request, staff).initial_password();
  };
  const std::string password = reset();
  EXPECT_EQ(reset(), password) << "the same request gives the same answer";
  EXPECT_EQ(find_caller(token), nullptr);
  EXPECT_EQ(refusal_of([&] { sign_in(trainee.account(), trainee.initial_password()); }).code(),
            Code::unauthenticated);
  EXPECT_EQ(sign_in(trainee.account(), password).size(), 43U);
  EXPECT_EQ(audit_lines("classroom.reset_password"), 1);

  request.set_request_id("22222222-hhhh");
  request.set_user_id(assistant.user_id());
  EXPECT_EQ(refusal_of(reset).code(), Code::permission_denied);
  request.set_user_id(find_caller(office_)->user_id);
  EXPECT_EQ(refusal_of(reset).code(), Code::not_found);
}

TEST_P(ClassroomContract, AnAssistantAddsTraineesAndNobodyHigher) {
  const v1::NewAccount assistant = add_one("赵敏", ROLE_ASSISTANT);
  office_ = sign_in(assistant.account(), assistant.initial_password());
  EXPECT_EQ(add_one("张三", ROLE_TRAINEE).account(), "zb2026-02");
  EXPECT_EQ(refusal_of([&] { add_one("李四", ROLE_INSTRUCTOR); }).code(), Code::permission_denied);
}

TEST_P(ClassroomContract, NobodyGetsAnOfficeRoleThroughAClass) {
  for (const Role role : {ROLE_UNSPECIFIED, ROLE_INSTITUTION, ROLE_AUTHORITY, ROLE_ADMINISTRATOR}) {
    EXPECT_EQ(refusal_of([&] { add_one("李四", role); }).field(), "members[0].role");
  }
}

TEST_P(ClassroomContract, TheClassClockGoesOnWithoutAJumpAndTheClassHearsOfIt) {
  const v1::NewAccount instructor = add_one("陈老师", ROLE_INSTRUCTOR);
  const std::string token = sign_in(instructor.account(), instructor.initial_password());
  const auto class_now = [&] {
    return db_->read_now([&](db::Transaction& tx) { return classroom_->class_now(tx, class_id_); });
  };
  const base::Millis start = class_now();
  now_.advance(1'000);
  set_clock(token, 10'000, false);
  EXPECT_EQ(class_now(), start + 1'000);
  now_.advance(1'000);
  EXPECT_EQ(class_now(), start + 101'000);
  set_clock(token, 10'000, true);
  now_.advance(60'000);
  EXPECT_EQ(class_now(), start + 101'000);
  const v1::ClassClock clock = set_clock(token, 100, false);
  EXPECT_EQ(clock.class_at(), start + 101'000);
  for (const std::int32_t speed : {0, 99, 100'001, -100}) {
    EXPECT_EQ(refusal_of([&] { set_clock(token, speed, false); }).field(), "speed_percent");
  }
  const auto entries = journal_of(class_id_);
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[3].kind, event::v1::Event::kClassClockSetFieldNumber);
}

TEST_P(ClassroomContract, EverybodyListsTheirOwnClassesAndTheOfficeAll) {
  const v1::NewAccount trainee = add_one("张三", ROLE_TRAINEE);
  make_class("ZB2027");
  const auto list = [&](const std::string& token) {
    return call<v1::ListClassesResponse>(rpc("ListClasses"), v1::ListClassesRequest(), token);
  };
  EXPECT_EQ(list(office_).classes_size(), 2);
  const auto own = list(sign_in(trainee.account(), trainee.initial_password()));
  ASSERT_EQ(own.classes_size(), 1);
  EXPECT_EQ(own.classes(0).class_id(), class_id_);
  EXPECT_EQ(own.classes(0).trainees(), 1);
  EXPECT_EQ(own.classes(0).max_trainees(), 35);
}

TEST_P(ClassroomContract, MembersOfAnotherClassAreNotFound) {
  const v1::NewAccount trainee = add_one("张三", ROLE_TRAINEE);
  const std::int64_t other = make_class("ZB2027");
  EXPECT_EQ(refusal_of([&] {
              db_->read_now([&](db::Transaction& tx) {
                classroom_->require_member(tx, other, trainee.user_id());
              });
            }).code(),
            Code::not_found);
  const auto member = db_->read_now([&](db::Transaction& tx) {
    return classroom_->require_member(tx, class_id_, trainee.user_id());
  });
  EXPECT_EQ(member.person.name, "张三");
  EXPECT_EQ(refusal_of([&] {
              db_->read_now([&](db::Transaction& tx) { classroom_->profile_of(tx, 42); });
            }).code(),
            Code::not_found);
}

}  // namespace
}  // namespace kaibo::classroom
