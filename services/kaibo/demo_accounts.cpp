#include "services/kaibo/demo_accounts.h"

#include <fstream>
#include <iterator>
#include <string>

#include <google/protobuf/util/json_util.h>

#include "common/base/error.h"

namespace kaibo {

namespace {

std::filesystem::path file_in(const std::filesystem::path& data) {
  return data / "demo-accounts.json";
}

}  // namespace

std::vector<identity::v1::DemoAccount> read_demo_accounts(const std::filesystem::path& data) {
  std::ifstream file(file_in(data), std::ios::binary);
  if (!file) return {};
  const std::string content((std::istreambuf_iterator<char>(file)), {});
  identity::v1::GetServerInfoResponse info;
  if (!google::protobuf::util::JsonStringToMessage(content, &info).ok()) {
    const std::string name = file_in(data).string();
    throw base::Error(base::Code::failed_precondition, {name + " 已损坏", name + " is damaged"});
  }
  return {info.demo_accounts().begin(), info.demo_accounts().end()};
}

void write_demo_accounts(const std::filesystem::path& data,
                         const std::vector<identity::v1::DemoAccount>& accounts) {
  identity::v1::GetServerInfoResponse info;
  for (const identity::v1::DemoAccount& account : accounts) *info.add_demo_accounts() = account;
  std::string content;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  (void)google::protobuf::util::MessageToJsonString(info, &content, options);
  std::ofstream(file_in(data), std::ios::binary) << content;
}

}  // namespace kaibo
