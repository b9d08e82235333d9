#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "common/net/request.h"

namespace kaibo::net {

/// Turns the bytes of a connection into requests, one after the other. Stricter than RFC 9112 asks
/// where leniency lets two servers disagree about where a request ends: repeated lengths or hosts,
/// folded lines and unknown transfer encodings are bad.
class RequestParser {
 public:
  explicit RequestParser(std::size_t max_header_bytes);
  ~RequestParser();

  enum class State {
    header,  ///< more of the header is awaited
    body,    ///< the header is complete, more of the body is awaited
    done,    ///< the request is complete
    bad,     ///< not HTTP as we accept it
    header_too_large,
    body_too_large,
  };

  /// Starts over: what is fed next goes into `request`, which outlives the parsing.
  void start(Request& request);
  /// Takes what it can use and returns how much; the rest is to be fed again, with what follows it.
  /// Stops after the header, so that the body's bound can be set.
  std::size_t feed(std::string_view bytes);
  State state() const;
  /// Bytes the body may have; to be called once the header is complete.
  void limit_body(std::size_t bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaibo::net
