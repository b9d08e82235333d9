#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/base/clock.h"

namespace kaibo::net {

/// PEM files: the certificate with those that vouch for it, and its private key.
struct Certificate {
  std::filesystem::path chain;
  std::filesystem::path key;
};

/// Names and addresses by which this machine can be reached: localhost, its host name (also with
/// ".local"), and the addresses of its network cards that are up.
std::vector<std::string> own_names();

/// A self-signed certificate (ECDSA P-256, 825 days) for `names`, so that phones in the room can
/// use their cameras after confirming it once. Kept in `folder`, and made anew only when a name is
/// missing in it or when it ends within 30 days. The key is readable by its owner only. Throws
/// base::Error when the folder cannot be written.
Certificate own_certificate(const std::filesystem::path& folder,
                            const std::vector<std::string>& names, base::Millis now);

}  // namespace kaibo::net
