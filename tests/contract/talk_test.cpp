#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kaibo/access/v1/access.pb.h"
#include "tests/contract/practice.h"
#include "tests/support/refusal.h"
#include "tests/support/wait.h"

namespace kaibo::live {
namespace {

using base::Code;
using event::v1::Event;
using test::refusal_of;

constexpr const char* talk_service = "kaibo.live.v1.TalkService/";
constexpr const char* live_service = "kaibo.live.v1.LiveService/";

/// A live room with an owner, a second host, a moderator, an assistant and a viewer.
class TalkContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    owner_ = trainee("林晓燕");
    partner_ = trainee("陈雨桐");
    moderator_ = trainee("王芳");
    assistant_ = trainee("刘洋");
    viewer_ = trainee("周建国");
    open_shop(owner_, "橙心果园");
    product_ = list_product(owner_, 2990, 30);
    room_id_ = prepare_room(owner_, {product_.product_id()});
    save_crew(owner_, {{partner_, v1::CREW_ROLE_HOST},
                       {moderator_, v1::CREW_ROLE_MODERATOR},
                       {assistant_, v1::CREW_ROLE_ASSISTANT}});
    start_room(owner_, room_id_);
  }

  template <typename Request>
  Request about_room() {
    Request request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_room_id(room_id_);
    return request;
  }

  v1::Room save_crew(const Trainee& who,
                     const std::vector<std::pair<Trainee, v1::CrewRole>>& people) {
    auto request = about_room<v1::SaveCrewRequest>();
    for (const auto& [person, role] : people) {
      v1::CrewMember& member = *request.add_crew();
      member.set_user_id(person.user_id);
      member.set_role(role);
    }
    return call<v1::SaveCrewResponse>(live_service + std::string("SaveCrew"), request, who.token)
        .room();
  }

  v1::Room hand_over(const Trainee& who, const Trainee& to) {
    auto request = about_room<v1::HandOverRequest>();
    request.set_to_user_id(to.user_id);
    return call<v1::HandOverResponse>(live_service + std::string("HandOver"), request, who.token)
        .room();
  }

  v1::Room pause(const Trainee& who, bool paused) {
    auto request = about_room<v1::PauseRoomRequest>();
    request.set_paused(paused);
    return call<v1::PauseRoomResponse>(live_service + std::string("PauseRoom"), request, who.token)
        .room();
  }

  /// Returns whether it was held back.
  bool say(const Trainee& who, const std::string& text, std::int64_t reply_to = 0) {
    auto request = about_room<v1::PostCommentRequest>();
    request.set_text(text);
    request.set_reply_to(reply_to);
    now_.advance(1'000);
    return call<v1::PostCommentResponse>(live_service + std::string("PostComment"), request,
                                         who.token)
        .held();
  }
  /// Returns the comment's seq.
  std::int64_t said(const Trainee& who, const std::string& text) {
    EXPECT_FALSE(say(who, text));
    return journal_of(class_id_).back().seq;
  }

  void remove(const Trainee& who, std::int64_t seq) {
    auto request = about_room<v1::DeleteCommentRequest>();
    request.set_comment_seq(seq);
    call<v1::DeleteCommentResponse>(talk_service + std::string("DeleteComment"), request,
                                    who.token);
  }
  void pin(const Trainee& who, std::int64_t seq) {
    auto request = about_room<v1::PinCommentRequest>();
    request.set_comment_seq(seq);
    call<v1::PinCommentResponse>(talk_service + std::string("PinComment"), request, who.token);
  }
  void mute(const Trainee& who, const Trainee& whom, int minutes) {
    auto request = about_room<v1::MutePersonRequest>();
    request.set_user_id(whom.user_id);
    request.set_minutes(minutes);
    call<v1::MutePersonResponse>(talk_service + std::string("MutePerson"), request, who.token);
  }
  void mute_room(const Trainee& who, bool muted) {
    auto request = about_room<v1::MuteRoomRequest>();
    request.set_muted(muted);
    call<v1::MuteRoomResponse>(talk_service + std::string("MuteRoom"), request, who.token);
  }
  void mark_answered(const Trainee& who, std::int64_t seq) {
    auto request = about_room<v1::MarkAnsweredRequest>();
    request.set_comment_seq(seq);
    call<v1::MarkAnsweredResponse>(talk_service + std::string("MarkAnswered"), request, who.token);
  }
  void decide(const Trainee& who, std::int64_t held_id, bool allow) {
    auto request = about_room<v1::DecideHeldRequest>();
    request.set_held_id(held_id);
    request.set_allow(allow);
    call<v1::DecideHeldResponse>(talk_service + std::string("DecideHeld"), request, who.token);
  }
  int follow(const Trainee& who, const Trainee& owner, bool following) {
    auto request = about_room<v1::FollowRequest>();
    request.set_owner_id(owner.user_id);
    request.set_following(following);
    return call<v1::FollowResponse>(talk_service + std::string("Follow"), request, who.token)
        .followers();
  }
  v1::Room stop(const std::string& token, const std::string& reason) {
    auto request = about_room<v1::StopRoomRequest>();
    request.set_reason(reason);
    return call<v1::StopRoomResponse>(talk_service + std::string("StopRoom"), request, token)
        .room();
  }
  std::vector<std::string> remarks(const std::string& token) {
    v1::ListRemarksRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    const auto reply =
        call<v1::ListRemarksResponse>(talk_service + std::string("ListRemarks"), request, token);
    std::vector<std::string> texts;
    for (const v1::Remark& remark : reply.remarks()) texts.push_back(remark.text());
    return texts;
  }

  v1::GetRoomResponse page(const Trainee& who) {
    v1::GetRoomRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetRoomResponse>(live_service + std::string("GetRoom"), request, who.token);
  }
  v1::GetTalkResponse desk(const std::string& token) {
    v1::GetTalkRequest request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    return call<v1::GetTalkResponse>(talk_service + std::string("GetTalk"), request, token);
  }

  /// Of this kind, in order.
  Trainee owner_;
  Trainee partner_;
  Trainee moderator_;
  Trainee assistant_;
  Trainee viewer_;
  mall::v1::Product product_;
  std::int64_t room_id_ = 0;
};
KAIBO_ON_EVERY_DATABASE(TalkContract);

TEST_P(TalkContract, TheOwnerChoosesTheCrewAndEverybodySeesIt) {
  const v1::Room room = page(viewer_).room();
  ASSERT_EQ(room.crew_size(), 3);
  EXPECT_EQ(room.crew(0).name(), "陈雨桐");
  EXPECT_EQ(page(moderator_).standing().role(), v1::CREW_ROLE_MODERATOR);
  EXPECT_EQ(page(owner_).standing().role(), v1::CREW_ROLE_HOST);
  EXPECT_EQ(page(viewer_).standing().role(), v1::CREW_ROLE_UNSPECIFIED);
  EXPECT_EQ(refusal_of([&] { save_crew(partner_, {}); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { save_crew(owner_, {{owner_, v1::CREW_ROLE_HOST}}); }).code(),
            Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] {
              save_crew(owner_, {{{.user_id = 4711, .token = {}}, v1::CREW_ROLE_MODERATOR}});
            }).code(),
            Code::invalid_argument);
  const Event saved = events(Event::kCrewSaved).back();
  EXPECT_EQ(saved.also(), "class") << "whoever is invited hears it wherever they are";
  ASSERT_EQ(saved.crew_saved().crew_size(), 3);
  EXPECT_EQ(saved.crew_saved().crew(1).name(), "王芳");
}

TEST_P(TalkContract, EachRoleDoesItsPartAndNoMore) {
  explain(assistant_, room_id_, product_.product_id());
  explain(moderator_, room_id_, 0);
  EXPECT_EQ(refusal_of([&] { explain(viewer_, room_id_, 0); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { pause(moderator_, true); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { mute_room(assistant_, true); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { mute_room(viewer_, true); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { end_room(moderator_, room_id_); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { desk(viewer_.token); }).code(), Code::permission_denied);
  desk(assistant_.token);
  desk(instructor_);
  end_room(partner_, room_id_);
}

TEST_P(TalkContract, TheCrewIsNoAudience) {
  const auto come = [&](const Trainee& who) {
    db_->write_now(class_id_, [&](db::Transaction& tx) {
      live_->rooms.presence(tx, class_id_, room_id_, who.user_id, true);
    });
  };
  const std::int64_t looker_on =
      make_person("js02", "周评委", {.class_id = class_id_, .role = access::v1::ROLE_INSTRUCTOR});
  come(moderator_);
  come(partner_);
  come({.user_id = looker_on, .token = {}});
  EXPECT_TRUE(events(Event::kViewerEntered).empty());
  come(viewer_);
  EXPECT_EQ(events(Event::kViewerEntered).size(), 1U);
}

TEST_P(TalkContract, HostsTakeTurnsInOneBroadcast) {
  EXPECT_EQ(page(viewer_).room().presenter_id(), owner_.user_id);
  EXPECT_EQ(refusal_of([&] { hand_over(owner_, moderator_); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { hand_over(moderator_, partner_); }).code(), Code::permission_denied);
  pause(owner_, true);
  const v1::Room room = hand_over(owner_, partner_);
  EXPECT_EQ(room.presenter_name(), "陈雨桐");
  EXPECT_EQ(room.paused_since(), 0) << "whoever goes on air is there";
  hand_over(partner_, partner_);
  const std::vector<Event> changes = events(Event::kPresenterChanged);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].presenter_changed().from_id(), owner_.user_id);
  EXPECT_EQ(changes[0].presenter_changed().to_id(), partner_.user_id);
  EXPECT_EQ(refusal_of([&] { save_crew(owner_, {}); }).code(), Code::failed_precondition)
      << "the host on air cannot be taken out";

  open_shop(partner_, "雨桐茶铺");
  const std::int64_t second = prepare_room(partner_, {});
  EXPECT_EQ(refusal_of([&] { start_room(partner_, second); }).code(), Code::failed_precondition)
      << "nobody is on air twice";
  hand_over(partner_, owner_);
  start_room(partner_, second);
  EXPECT_EQ(refusal_of([&] { hand_over(owner_, partner_); }).code(), Code::failed_precondition);
}

TEST_P(TalkContract, APauseIsToldOnceAndTheRoomStaysLive) {
  EXPECT_NE(pause(owner_, true).paused_since(), 0);
  pause(owner_, true);
  EXPECT_EQ(events(Event::kRoomPaused).size(), 1U);
  say(viewer_, "主播去哪了");
  EXPECT_EQ(pause(partner_, false).paused_since(), 0);
  EXPECT_EQ(events(Event::kRoomPaused).size(), 2U);
}

TEST_P(TalkContract, ADeletedCommentIsHiddenFromAllAndKeptAsEvidence) {
  const std::int64_t first = said(viewer_, "第一条");
  const std::int64_t bad = said(viewer_, "骗人的");
  pin(moderator_, bad);
  ASSERT_TRUE(page(viewer_).room().has_pinned());
  remove(moderator_, bad);
  remove(moderator_, bad);
  const v1::GetRoomResponse shown = page(viewer_);
  ASSERT_EQ(shown.comments_size(), 1);
  EXPECT_EQ(shown.comments(0).seq(), first);
  EXPECT_FALSE(shown.room().has_pinned()) << "what is deleted is pinned no longer";
  EXPECT_EQ(events(Event::kCommentDeleted).size(), 1U) << "it is told once";
  EXPECT_EQ(events(Event::kCommentPosted).back().comment_posted().text(), "骗人的");
  const v1::GetTalkResponse evidence = desk(instructor_);
  ASSERT_EQ(evidence.deleted_size(), 1);
  EXPECT_EQ(evidence.deleted(0).text(), "骗人的");
  EXPECT_EQ(desk(owner_.token).deleted_size(), 0) << "for the teachers only";
  EXPECT_EQ(refusal_of([&] { pin(moderator_, bad); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { remove(viewer_, first); }).code(), Code::permission_denied);
  EXPECT_EQ(refusal_of([&] { remove(moderator_, 1); }).code(), Code::not_found)
      << "an event that is no comment";
}

TEST_P(TalkContract, OneCommentIsPinnedAtATime) {
  const std::int64_t first = said(viewer_, "包邮吗？");
  const std::int64_t second = said(owner_, "全场包邮");
  pin(moderator_, first);
  pin(owner_, second);
  EXPECT_EQ(page(viewer_).room().pinned().text(), "全场包邮");
  pin(owner_, second);
  EXPECT_EQ(events(Event::kCommentPinned).size(), 2U);
  pin(moderator_, 0);
  EXPECT_FALSE(page(viewer_).room().has_pinned());
}

TEST_P(TalkContract, AMutedPersonIsToldHowLongAndSpeaksAgainAfterwards) {
  mute(moderator_, viewer_, 1);
  const base::Error refused = refusal_of([&] { say(viewer_, "我就要说"); });
  EXPECT_EQ(refused.code(), Code::failed_precondition);
  EXPECT_NE(refused.text().zh.find("59 秒"), std::string::npos) << refused.text().zh;
  EXPECT_GT(page(viewer_).standing().muted_until(), 0);
  ASSERT_EQ(desk(moderator_.token).muted_size(), 1);
  now_.advance(60'000);
  say(viewer_, "又能说了");
  EXPECT_EQ(page(viewer_).standing().muted_until(), 0);
  EXPECT_EQ(desk(moderator_.token).muted_size(), 0);

  mute(moderator_, viewer_, -1);
  now_.advance(3'600'000);
  EXPECT_EQ(refusal_of([&] { say(viewer_, "还不行"); }).code(), Code::failed_precondition);
  mute(owner_, viewer_, 0);
  say(viewer_, "谢谢");
}

TEST_P(TalkContract, OnlyViewersAreMutedAndOnlyForATimeFromTheList) {
  EXPECT_EQ(refusal_of([&] { mute(moderator_, owner_, 10); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { mute(owner_, moderator_, 10); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { mute(moderator_, viewer_, 7); }).code(), Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { mute(assistant_, viewer_, 10); }).code(), Code::permission_denied);
}

TEST_P(TalkContract, InAMutedRoomOnlyTheCrewSpeaks) {
  mute_room(moderator_, true);
  EXPECT_EQ(refusal_of([&] { say(viewer_, "喂"); }).code(), Code::failed_precondition);
  say(assistant_, "请看小黄车");
  EXPECT_TRUE(page(viewer_).room().muted());
  mute_room(moderator_, true);
  EXPECT_EQ(events(Event::kRoomMuted).size(), 1U);
  mute_room(owner_, false);
  say(viewer_, "好了");
}

// RT-6: what the crew decides holds for the very next comment, also of the same batch.
TEST_P(TalkContract, NoCommentStandsBehindAMuteWhileCommentsFly) {
  std::atomic<int> posted = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> voices;
    for (int voice = 0; voice < 3; ++voice) {
      voices.emplace_back([&] {
        for (int i = 0; refused < 20; ++i) {
          try {
            db_->write_now(class_id_, [&](db::Transaction& tx) {
              live_->talk.say(tx, class_id_, {viewer_.user_id, "周建国"},
                              {.room_id = room_id_, .text = "第 " + std::to_string(i) + " 条"});
            });
            ++posted;
          } catch (const base::Error& error) {
            EXPECT_EQ(error.code(), Code::failed_precondition);
            ++refused;
          }
        }
      });
    }
    EXPECT_TRUE(test::wait_until([&] { return posted > 30; }));
    mute(moderator_, viewer_, 10);
  }
  const std::int64_t muted = events(Event::kPersonMuted).front().seq();
  const std::vector<Event> comments = events(Event::kCommentPosted);
  EXPECT_EQ(std::ssize(comments), posted);
  for (const Event& comment : comments) EXPECT_LT(comment.seq(), muted);
}

TEST_P(TalkContract, WordsAreStarredHeldBackOrRefusedAsTheCourseSays) {
  say(viewer_, "他妈的真好吃");
  EXPECT_EQ(events(Event::kCommentPosted).back().comment_posted().text(), "***真好吃");
  const Event masked = events(Event::kWordsCaught).back();
  EXPECT_EQ(masked.topic(), "staff") << "only the teachers read it as it was";
  EXPECT_EQ(masked.words_caught().text(), "他妈的真好吃");
  EXPECT_EQ(refusal_of([&] { say(viewer_, "来赌博吗"); }).code(), Code::invalid_argument);

  const std::size_t posted = events(Event::kCommentPosted).size();
  EXPECT_TRUE(say(viewer_, "加 微信便宜"));
  EXPECT_EQ(events(Event::kCommentPosted).size(), posted);
  const v1::GetTalkResponse waiting = desk(moderator_.token);
  ASSERT_EQ(waiting.held_size(), 1);
  EXPECT_EQ(waiting.held(0).text(), "加 微信便宜");
  EXPECT_EQ(refusal_of([&] { decide(assistant_, waiting.held(0).held_id(), true); }).code(),
            Code::permission_denied);
  decide(moderator_, waiting.held(0).held_id(), true);
  const Event allowed = events(Event::kCommentPosted).back();
  EXPECT_EQ(allowed.comment_posted().text(), "加 微信便宜");
  EXPECT_EQ(allowed.actor(), viewer_.user_id);
  EXPECT_EQ(refusal_of([&] { decide(owner_, waiting.held(0).held_id(), false); }).code(),
            Code::failed_precondition);

  EXPECT_TRUE(say(viewer_, "刷单找我"));
  decide(owner_, desk(owner_.token).held(0).held_id(), false);
  EXPECT_EQ(events(Event::kCommentPosted).size(), posted + 1);
  EXPECT_EQ(desk(owner_.token).held_size(), 0);
  EXPECT_FALSE(say(owner_, "不要加微信")) << "a host waits for nobody";
  EXPECT_EQ(events(Event::kWordsCaught).size(), 4U);
}

TEST_P(TalkContract, AQuestionStaysOpenUntilTheCrewAnswersIt) {
  const std::int64_t price = said(viewer_, "多少钱一斤？");
  const std::int64_t post = said(viewer_, "包邮吗");
  said(viewer_, "买了");
  said(owner_, "谁要试吃？");
  const v1::GetTalkResponse open = desk(moderator_.token);
  ASSERT_EQ(open.questions_size(), 2);
  EXPECT_EQ(open.questions(0).seq(), price);

  say(viewer_, "@周建国 我也想知道", price);
  EXPECT_EQ(desk(moderator_.token).questions_size(), 2) << "a viewer's reply answers nothing";
  say(moderator_, "@周建国 十五块", price);
  EXPECT_EQ(events(Event::kCommentPosted).back().comment_posted().reply_to(), price);
  mark_answered(owner_, post);
  mark_answered(owner_, post);
  EXPECT_EQ(desk(moderator_.token).questions_size(), 0);
  const std::vector<Event> answers = events(Event::kQuestionAnswered);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].question_answered().comment_seq(), price);
  EXPECT_EQ(answers[0].question_answered().asker_id(), viewer_.user_id);
  EXPECT_TRUE(page(viewer_).comments(0).answered());
  EXPECT_EQ(refusal_of([&] { say(moderator_, "@谁 在", 999'999); }).code(), Code::not_found);
}

TEST_P(TalkContract, TheNoticeChangesWhileTheRoomIsLive) {
  auto request = about_room<v1::SetNoticeRequest>();
  request.set_notice("今天下单送福袋");
  const auto set = [&](const Trainee& who) {
    request.set_request_id(request_id());
    call<v1::SetNoticeResponse>(talk_service + std::string("SetNotice"), request, who.token);
  };
  set(moderator_);
  EXPECT_EQ(page(viewer_).room().notice(), "今天下单送福袋");
  EXPECT_EQ(events(Event::kRoomSaved).back().room_saved().notice(), "今天下单送福袋");
  EXPECT_EQ(events(Event::kRoomSaved).back().room_saved().title(), "果园里的下午茶");
  EXPECT_EQ(refusal_of([&] { set(assistant_); }).code(), Code::permission_denied);
  request.set_notice(std::string(2'000, 'x'));
  EXPECT_EQ(refusal_of([&] { set(owner_); }).code(), Code::invalid_argument);
}

TEST_P(TalkContract, AShopKnowsItsFollowers) {
  EXPECT_EQ(follow(viewer_, owner_, true), 1);
  EXPECT_EQ(follow(viewer_, owner_, true), 1);
  EXPECT_EQ(follow(moderator_, owner_, true), 2);
  EXPECT_EQ(events(Event::kFollowed).size(), 2U);
  EXPECT_TRUE(page(viewer_).standing().following());
  EXPECT_EQ(page(viewer_).standing().followers(), 2);
  EXPECT_EQ(follow(viewer_, owner_, false), 1);
  EXPECT_FALSE(page(viewer_).standing().following());
  EXPECT_EQ(refusal_of([&] { follow(owner_, owner_, true); }).code(), Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { follow(viewer_, partner_, true); }).code(), Code::not_found);
}

TEST_P(TalkContract, RemarksAreReadByTheCrewAfterTheEndAndByNobodyElse) {
  auto request = about_room<v1::AddRemarkRequest>();
  request.set_text("讲价格时先说产地会更好");
  now_.advance(12'000);
  const v1::Remark remark =
      call<v1::AddRemarkResponse>(talk_service + std::string("AddRemark"), request, instructor_)
          .remark();
  EXPECT_EQ(remark.at() - page(viewer_).room().started_at(), 12'000);
  EXPECT_EQ(remarks(instructor_).size(), 1U);
  EXPECT_TRUE(remarks(owner_.token).empty());
  EXPECT_EQ(events(Event::kRemarked).back().topic(), "staff");
  request.set_request_id(request_id());
  EXPECT_EQ(refusal_of([&] {
              call<v1::AddRemarkResponse>(talk_service + std::string("AddRemark"), request,
                                          viewer_.token);
            }).code(),
            Code::permission_denied);
  end_room(owner_, room_id_);
  EXPECT_EQ(remarks(owner_.token), std::vector<std::string>{"讲价格时先说产地会更好"});
  EXPECT_EQ(remarks(moderator_.token).size(), 1U);
  EXPECT_TRUE(remarks(viewer_.token).empty());
}

TEST_P(TalkContract, AnInstructorStopsABroadcastForAReasonThatAllSee) {
  EXPECT_EQ(refusal_of([&] { stop(instructor_, " "); }).code(), Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { stop(owner_.token, "不想播了"); }).code(), Code::permission_denied);
  stop(instructor_, "宣称有治疗功效，属于虚假宣传");
  const v1::Room room = page(viewer_).room();
  EXPECT_EQ(room.state(), v1::ROOM_STATE_ENDED);
  EXPECT_EQ(room.stop_reason(), "宣称有治疗功效，属于虚假宣传");
  EXPECT_EQ(room.stopped_by(), "沈老师");
  EXPECT_EQ(events(Event::kRoomEnded).back().room_ended().stopped_by(), "沈老师");
  EXPECT_EQ(refusal_of([&] { stop(instructor_, "再停一次"); }).code(), Code::failed_precondition);
  EXPECT_EQ(refusal_of([&] { say(viewer_, "怎么停了"); }).code(), Code::failed_precondition);
}

}  // namespace
}  // namespace kaibo::live
