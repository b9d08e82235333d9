#include "common/net/outbox.h"

#include <algorithm>
#include <memory>
#include <string>
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

journal::Frame Joiner::join(std::span<const QueuedFrame> frames) {
  if (frames.size() == 1) return frames.front().frame;
  if (std::ranges::equal(frames, parts_, {}, &QueuedFrame::frame)) return whole_;
  parts_.clear();
  std::size_t bytes = 0;
  for (const QueuedFrame& one : frames) {
    parts_.push_back(one.frame);
    bytes += one.frame->size();
  }
  // Copied: handed on as a list of buffers, small frames would cost more.
  std::string whole;
  whole.reserve(bytes);
  for (const journal::Frame& part : parts_) whole += *part;
  whole_ = std::make_shared<const std::string>(std::move(whole));
  return whole_;
}

void Joiner::clear() {
  parts_.clear();
  whole_.reset();
}

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
  bytes_ = message_ ? message_->size() : 0;
}

void Outbox::drop_passing() {
  std::erase_if(waiting_, [this](const QueuedFrame& one) {
    if (one.passing) bytes_ -= one.frame->size();
    return one.passing;
  });
}

std::size_t Outbox::start_message(Joiner& joiner) {
  std::size_t frames = 0;
  std::size_t bytes = 0;
  while (frames < waiting_.size() && frames < max_message_frames && bytes < max_message_bytes) {
    bytes += waiting_[frames].frame->size();
    ++frames;
  }
  message_ = joiner.join(std::span(waiting_).first(frames));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(frames));
  if (waiting_.empty() && waiting_.capacity() > kept_capacity) waiting_ = {};
  return bytes;
}

void Outbox::finish_message() {
  bytes_ -= message_->size();
  message_.reset();
}

}  // namespace kaibo::net
