#pragma once

#include <cstdint>
#include <string>

#include "tests/contract/practice.h"

namespace kaibo::contract {

/// A host with a shop, a live room of theirs with one product on its shelf, and a viewer.
class RoomTest : public PracticeTest {
 protected:
  /// Without the room: prepare() makes it.
  void SetUp() override;
  void prepare(const mall::v1::Product& product);

  /// A request about the room, with an id of its own where it has one.
  template <typename Request>
  Request in_room() {
    Request request;
    request.set_class_id(class_id_);
    request.set_room_id(room_id_);
    if constexpr (requires { request.set_request_id(""); }) request.set_request_id(request_id());
    return request;
  }
  /// The seq of the comment.
  std::int64_t comment(const Trainee& who, const std::string& text);
  void presence(const Trainee& who, bool present);

  Trainee host_;
  Trainee viewer_;
  mall::v1::Product product_;
  std::int64_t room_id_ = 0;
};

}  // namespace kaibo::contract
