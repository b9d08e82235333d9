#pragma once

#include "common/files/blobs.h"
#include "tests/support/child.h"

namespace kaibo::test {

/// The S3-compatible store of s3_server.mjs, which works out every signature on its own. Found from
/// the repository's root, where the tests run.
class S3Server {
 public:
  S3Server();

  /// The next requests find it overloaded.
  void be_busy(int requests) const;
  void freeze() const { child_.freeze(); }
  void thaw() const { child_.thaw(); }

  /// With which it is content.
  files::S3Options options() const;

 private:
  int port_ = 0;
  Child child_;
};

}  // namespace kaibo::test
