#include <gtest/gtest.h>

#include "tests/contract/practice.h"
#include "tests/support/refusal.h"

namespace kaibo::assessment {
namespace {

using base::Code;
using test::refusal_of;

class AssessmentContract : public contract::PracticeTest {
 protected:
  void SetUp() override {
    PracticeTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    trainee_ = trainee("林晓燕");
  }

  static v1::SheetItem item_of(const v1::Sheet& sheet, const std::string& id) {
    for (const v1::SheetSection& section : sheet.sections()) {
      for (const v1::SheetItem& item : section.items()) {
        if (item.id() == id) return item;
      }
    }
    ADD_FAILURE() << "no line " << id;
    return {};
  }

  v1::Sheet mark(const std::string& item, int points_tenths, const std::string& reason) {
    v1::SaveMarksRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_trainee_id(trainee_.user_id);
    request.set_version(sheet_of(trainee_).version());
    v1::NewMark& wish = *request.add_marks();
    wish.set_item_id(item);
    wish.set_points_tenths(points_tenths);
    wish.set_reason(reason);
    return call<v1::SaveMarksResponse>("kaibo.assessment.v1.AssessmentService/SaveMarks", request,
                                       instructor_)
        .sheet();
  }

  v1::Sheet submit() {
    v1::SubmitSheetRequest request;
    request.set_class_id(class_id_);
    request.set_request_id(request_id());
    request.set_trainee_id(trainee_.user_id);
    request.set_version(sheet_of(trainee_).version());
    return call<v1::SubmitSheetResponse>("kaibo.assessment.v1.AssessmentService/SubmitSheet",
                                         request, instructor_)
        .sheet();
  }

  v1::Sheet progress() {
    v1::GetMyProgressRequest request;
    request.set_class_id(class_id_);
    return call<v1::GetMyProgressResponse>("kaibo.assessment.v1.AssessmentService/GetMyProgress",
                                           request, trainee_.token)
        .sheet();
  }

  /// A trainee whose truth is known: a shop, three well-made products, half an hour live with each
  /// explained for more than two minutes, one buyer.
  void practise() {
    open_shop(trainee_, "橙心果园");
    std::vector<std::int64_t> products;
    for (int i = 0; i < 3; ++i) products.push_back(list_product(trainee_, 1000, 10).product_id());
    const std::int64_t room = prepare_room(trainee_, products);
    start_room(trainee_, room);
    for (const std::int64_t product : products) {
      explain(trainee_, room, product);
      now_.advance(130'000);
    }
    const Trainee buyer = trainee("周建国");
    db_->write_now(class_id_, [&](db::Transaction& tx) {
      live::v1::BuyInRoomRequest request;
      request.set_class_id(class_id_);
      request.set_room_id(room);
      request.set_product_id(products[0]);
      request.set_quantity(1);
      request.set_expected_price_fen(1000);
      *request.mutable_address() = order_for(product_now(buyer, products[0]), 1).address();
      live_->rooms.buy(tx, buyer.user_id, request);
    });
    now_.advance(30 * 60'000 - 3 * 130'000);
    end_room(trainee_, room);
  }

  Trainee trainee_;
};
KAIBO_ON_EVERY_DATABASE(AssessmentContract);

TEST_P(AssessmentContract, AScriptedTraineeGetsExactlyTheExpectedPoints) {
  EXPECT_EQ(sheet_of(trainee_).score_tenths(), 0);
  practise();
  const v1::Sheet sheet = sheet_of(trainee_);
  EXPECT_EQ(item_of(sheet, "A1").proposed_tenths(), 40);
  EXPECT_EQ(item_of(sheet, "A2").proposed_tenths(), 90);
  EXPECT_EQ(item_of(sheet, "B1").proposed_tenths(), 10);
  EXPECT_EQ(item_of(sheet, "B2").proposed_tenths(), 10);
  EXPECT_EQ(item_of(sheet, "C1").proposed_tenths(), 100);
  EXPECT_EQ(item_of(sheet, "C2").proposed_tenths(), 90);
  EXPECT_EQ(item_of(sheet, "C5").proposed_tenths(), 10);
  EXPECT_EQ(item_of(sheet, "C7").proposed_tenths(), 20);
  EXPECT_EQ(sheet.score_tenths(), 370);
  EXPECT_FALSE(sheet.passed());
}

TEST_P(AssessmentContract, EachProposedLineOpensTheEventsBehindIt) {
  practise();
  v1::ListEvidenceRequest request;
  request.set_class_id(class_id_);
  request.set_trainee_id(trainee_.user_id);
  request.set_item_id("A2");
  const auto evidence = call<v1::ListEvidenceResponse>(
      "kaibo.assessment.v1.AssessmentService/ListEvidence", request, instructor_);
  ASSERT_EQ(evidence.events_size(), 3);
  for (const event::v1::Event& event : evidence.events()) {
    EXPECT_TRUE(event.has_product_listed());
    EXPECT_EQ(event.actor(), trainee_.user_id);
    EXPECT_GT(event.seq(), 0);
  }
}

TEST_P(AssessmentContract, AMarkThatDepartsFromTheProposalNeedsAReasonAndIsAudited) {
  open_shop(trainee_, "橙心果园");
  EXPECT_EQ(refusal_of([&] { mark("A1", 20, ""); }).code(), Code::invalid_argument);
  EXPECT_EQ(refusal_of([&] { mark("A1", 41, "多给一点"); }).code(), Code::invalid_argument);
  const v1::Sheet changed = mark("A1", 20, "店铺介绍抄了同学的");
  EXPECT_EQ(item_of(changed, "A1").points_tenths(), 20);
  EXPECT_EQ(item_of(changed, "A1").proposed_tenths(), 40);
  EXPECT_EQ(item_of(changed, "A1").marked_by(), "沈老师");
  EXPECT_EQ(changed.state(), v1::SHEET_STATE_DRAFT);
  EXPECT_EQ(audit_lines("assessment.mark"), 1);
  EXPECT_EQ(mark("C6", 40, "").score_tenths(), 60);
}

TEST_P(AssessmentContract, ASheetChangedElsewhereIsNotOverwritten) {
  v1::SaveMarksRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_trainee_id(trainee_.user_id);
  request.set_version(0);
  v1::NewMark& wish = *request.add_marks();
  wish.set_item_id("C6");
  wish.set_points_tenths(30);
  mark("C6", 50, "");
  EXPECT_EQ(refusal_of([&] {
              call<v1::SaveMarksResponse>("kaibo.assessment.v1.AssessmentService/SaveMarks",
                                          request, instructor_);
            }).code(),
            Code::aborted);
  EXPECT_EQ(item_of(sheet_of(trainee_), "C6").points_tenths(), 50);
}

TEST_P(AssessmentContract, TheTraineeSeesMarksOnlyWhenTheSheetIsSubmitted) {
  practise();
  mark("C6", 50, "");
  EXPECT_EQ(progress().score_tenths(), 370);
  EXPECT_EQ(progress().state(), v1::SHEET_STATE_PROPOSED);
  for (const auto& [item, points] : {std::pair{"B3", 30}, {"D2", 60}, {"E1", 60}, {"F1", 40}}) {
    mark(item, points, "");
  }
  const v1::Sheet submitted = submit();
  EXPECT_EQ(submitted.state(), v1::SHEET_STATE_SUBMITTED);
  EXPECT_EQ(submitted.score_tenths(), 610);
  EXPECT_TRUE(submitted.passed());
  EXPECT_EQ(progress().score_tenths(), 610);
  EXPECT_EQ(item_of(progress(), "C6").points_tenths(), 50);
}

TEST_P(AssessmentContract, ASubmittedSheetStaysAsItWasUntilItIsReopenedForAReason) {
  open_shop(trainee_, "橙心果园");
  submit();
  list_product(trainee_, 1000, 10);
  EXPECT_EQ(sheet_of(trainee_).score_tenths(), 40);
  EXPECT_EQ(item_of(sheet_of(trainee_), "A2").proposed_tenths(), 30);
  EXPECT_EQ(refusal_of([&] { mark("C6", 50, ""); }).code(), Code::failed_precondition);

  v1::ReopenSheetRequest request;
  request.set_class_id(class_id_);
  request.set_request_id(request_id());
  request.set_trainee_id(trainee_.user_id);
  request.set_version(sheet_of(trainee_).version());
  const auto reopen = [&] {
    return call<v1::ReopenSheetResponse>("kaibo.assessment.v1.AssessmentService/ReopenSheet",
                                         request, instructor_)
        .sheet();
  };
  EXPECT_EQ(refusal_of(reopen).code(), Code::invalid_argument);
  request.set_request_id(request_id());
  request.set_reason("漏看了一件商品");
  EXPECT_EQ(reopen().score_tenths(), 70);
}

TEST_P(AssessmentContract, TheBoardShowsEveryTraineeWithTheSheetsScore) {
  practise();
  v1::GetBoardRequest request;
  request.set_class_id(class_id_);
  const auto board = call<v1::GetBoardResponse>("kaibo.assessment.v1.AssessmentService/GetBoard",
                                                request, instructor_);
  ASSERT_EQ(board.tiles_size(), 2);
  const v1::Tile& tile = board.tiles(0);
  EXPECT_EQ(tile.name(), "林晓燕");
  EXPECT_TRUE(tile.shop_open());
  EXPECT_EQ(tile.listed_products(), 3);
  EXPECT_EQ(tile.paid_orders(), 1);
  EXPECT_EQ(tile.live_minutes(), 30);
  EXPECT_EQ(tile.live_room_id(), 0);
  EXPECT_EQ(tile.score_tenths(), 370);
  EXPECT_EQ(board.pass_tenths(), 600);
  EXPECT_EQ(board.tiles(1).score_tenths(), 0);
}

}  // namespace
}  // namespace kaibo::assessment
