#pragma once

#include <filesystem>
#include <vector>

#include "kaibo/identity/v1/identity.pb.h"

namespace kaibo {

/// The accounts a demo shows on its sign-in page; they stand in the data folder of a demo only.
/// Empty for any other data folder.
std::vector<identity::v1::DemoAccount> read_demo_accounts(const std::filesystem::path& data);
void write_demo_accounts(const std::filesystem::path& data,
                         const std::vector<identity::v1::DemoAccount>& accounts);

}  // namespace kaibo
