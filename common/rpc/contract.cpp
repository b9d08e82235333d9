#include "common/rpc/contract.h"

#include <google/protobuf/descriptor.pb.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "generated/embedded/contract.h"
#include "kaibo/access/v1/access.pb.h"

namespace kaibo::rpc {

Contract::Contract() {
  // The options of our own are read as what they are only once their type is known.
  google::protobuf::LinkMessageReflection<kaibo::access::v1::Access>();
  const std::string_view bytes = embedded::contract.front().content;
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw std::logic_error("the embedded contract is broken");
  }
  for (const google::protobuf::FileDescriptorProto& file : set.file()) {
    const google::protobuf::FileDescriptor* built = pool_.BuildFile(file);
    if (built == nullptr) throw std::logic_error("the contract is broken in " + file.name());
    if (file.package().starts_with("kaibo.")) files_.push_back(built);
  }
}

std::vector<const google::protobuf::MethodDescriptor*> Contract::methods() const {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const google::protobuf::FileDescriptor* file : files_) {
    for (int s = 0; s < file->service_count(); ++s) {
      const google::protobuf::ServiceDescriptor* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) methods.push_back(service->method(m));
    }
  }
  return methods;
}

const google::protobuf::Descriptor& Contract::message(const std::string& full_name) const {
  const google::protobuf::Descriptor* message = pool_.FindMessageTypeByName(full_name);
  if (message == nullptr) throw std::logic_error("the contract has no message " + full_name);
  return *message;
}

std::string method_name(const google::protobuf::MethodDescriptor& method) {
  return method.service()->full_name() + "/" + method.name();
}

}  // namespace kaibo::rpc
