#include "services/kaibo/archive/chain.h"

#include <boost/json.hpp>
#include <cstdlib>

#include "common/base/error.h"
#include "common/base/sha256.h"

namespace kaibo::archive {

namespace {

constexpr std::string_view before_hash = "{\"hash\":\"";
constexpr std::string_view before_event = "\",\"event\":";
constexpr std::string_view after_event = "}";

std::string line_of(std::string_view hash, std::string_view event) {
  std::string line(before_hash);
  return line.append(hash).append(before_event).append(event).append(after_event);
}

/// 0 when there is none.
std::int64_t seq_of(std::string_view event) {
  boost::json::error_code error;
  const boost::json::value value =
      boost::json::parse(boost::json::string_view(event.data(), event.size()), error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* seq = object == nullptr ? nullptr : object->if_contains("seq");
  const auto* text = seq == nullptr ? nullptr : seq->if_string();
  // 64-bit numbers are texts in the JSON of protobuf.
  return text == nullptr ? 0 : std::strtoll(text->c_str(), nullptr, 10);
}

}  // namespace

void Chain::advance(std::string_view event) {
  base::Sha256 hash;
  hash.add(head_);
  hash.add(event);
  head_ = hash.hex();
  ++lines_;
}

std::string Chain::append(std::string_view event) {
  advance(event);
  return line_of(head_, event);
}

void Chain::check(std::string_view line) {
  const std::size_t frame =
      before_hash.size() + head_.size() + before_event.size() + after_event.size();
  if (line.size() > frame) {
    const std::string_view event = line.substr(frame - after_event.size(), line.size() - frame);
    advance(event);
    if (line == line_of(head_, event) && seq_of(event) == lines_) return;
  } else {
    ++lines_;
  }
  const std::string number = std::to_string(lines_);
  throw base::Error(base::Code::data_loss,
                    {"流水第 " + number + " 行与上一行接不上：有行被改动、删除或调换",
                     "Line " + number +
                         " of the journal does not follow from the line before: a line was "
                         "changed, taken out or moved"});
}

}  // namespace kaibo::archive
