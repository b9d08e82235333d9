#include "common/net/outbox.h"

#include <utility>

namespace kaibo::net {
namespace {

/// A message ends at this size or this number of frames, so that the client sees the first of them
/// before all have arrived.
constexpr std::size_t max_message_bytes = 128 * 1024;
constexpr std::size_t max_message_frames = 1024;
/// Memory for more waiting frames than these is given back.
constexpr std::size_t kept_capacity = 64;

}  // namespace

bool Outbox::push(journal::Frame frame, bool passing) {
  if (passing && half_full()) return false;
  const auto fits = [&] { return bytes_ == 0 || bytes_ + frame->size() <= max_bytes_; };
  if (!fits()) drop_passing();
  if (!fits()) return false;
  add(std::move(frame), passing);
  return true;
}

void Outbox::add(journal::Frame frame, bool passing) {
  bytes_ += frame->size();
  waiting_.push_back({std::move(frame), passing});
}

void Outbox::clear() {
  waiting_ = {};
  bytes_ = message_bytes_;
}

void Outbox::drop_passing() {
  std::erase_if(waiting_, [this](const Waiting& one) {
    if (one.passing) bytes_ -= one.frame->size();
    return one.passing;
  });
}

std::size_t Outbox::start_message(std::string buffer) {
  std::size_t frames = 0;
  while (frames < waiting_.size() && frames < max_message_frames &&
         message_bytes_ < max_message_bytes) {
    message_bytes_ += waiting_[frames].frame->size();
    ++frames;
  }
  joined_ = std::move(buffer);
  if (frames == 1) {
    single_ = std::move(waiting_.front().frame);
  } else {
    // Copied: handed on as a list of buffers, small frames would cost more.
    joined_.reserve(message_bytes_);
    for (std::size_t i = 0; i < frames; ++i) joined_ += *waiting_[i].frame;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(frames));
  if (waiting_.empty() && waiting_.capacity() > kept_capacity) waiting_ = {};
  return message_bytes_;
}

std::string_view Outbox::message() const {
  return single_ ? std::string_view(*single_) : std::string_view(joined_);
}

std::string Outbox::finish_message() {
  bytes_ -= std::exchange(message_bytes_, 0);
  single_.reset();
  return std::exchange(joined_, {});
}

}  // namespace kaibo::net
