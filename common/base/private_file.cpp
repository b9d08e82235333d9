#include "common/base/private_file.h"

#include <fmt/format.h>

#include <system_error>

#include "common/base/error.h"

namespace kaibo::base {

void require_private(const std::filesystem::path& file, std::string_view place) {
  using std::filesystem::perms;
  std::error_code error;
  const perms mode = std::filesystem::status(file, error).permissions();
  const bool is_open = (mode & (perms::group_all | perms::others_all)) != perms::none;
  if (error || mode == perms::unknown || !is_open) return;
  const auto bits = static_cast<unsigned>(mode & perms::mask);
  throw Error(
      Code::failed_precondition,
      {fmt::format("{}：文件 {} 里有密码或密钥，但别的用户也能读写它（权限 {:04o}）。请执行：chmod "
                   "600 {}",
                   place, file.string(), bits, file.string()),
       fmt::format("{}: the file {} holds a secret, but others may read or write it (mode {:04o}). "
                   "Run: chmod 600 {}",
                   place, file.string(), bits, file.string())});
}

}  // namespace kaibo::base
