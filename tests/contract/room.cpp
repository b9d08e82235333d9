#include "tests/contract/room.h"

namespace kaibo::contract {

void RoomTest::SetUp() {
  PracticeTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  host_ = trainee("林晓燕");
  viewer_ = trainee("周建国");
  open_shop(host_, "橙心果园");
}

void RoomTest::prepare(const mall::v1::Product& product) {
  product_ = product;
  room_id_ = prepare_room(host_, {product_.product_id()});
}

std::int64_t RoomTest::comment(const Trainee& who, const std::string& text) {
  auto request = in_room<live::v1::PostCommentRequest>();
  request.set_text(text);
  call<live::v1::PostCommentResponse>("kaibo.live.v1.LiveService/PostComment", request, who.token);
  return journal_of(class_id_).back().seq;
}

void RoomTest::presence(const Trainee& who, bool present) {
  db_->write_now(class_id_, [&](db::Transaction& tx) {
    live_->rooms.presence(tx, class_id_, room_id_, who.user_id, present);
  });
}

}  // namespace kaibo::contract
