#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace kaibo::rpc {

/// The whole contract as the build compiled it in, with its comments: what the program promises,
/// whether or not anything is registered. Its descriptors are its own, not those of the generated
/// classes, and live as long as it does.
class Contract {
 public:
  Contract();

  /// All files under proto/kaibo.
  const std::vector<const google::protobuf::FileDescriptor*>& files() const { return files_; }
  /// All methods, in the order of the files' names and of their lines.
  std::vector<const google::protobuf::MethodDescriptor*> methods() const;
  /// Throws std::logic_error when the contract has no such message.
  const google::protobuf::Descriptor& message(const std::string& full_name) const;

 private:
  google::protobuf::DescriptorPool pool_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
};

/// "kaibo.mall.v1.MallService/PlaceOrder".
std::string method_name(const google::protobuf::MethodDescriptor& method);

}  // namespace kaibo::rpc
