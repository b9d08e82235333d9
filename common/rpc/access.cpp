#include "common/rpc/access.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "kaibo/access/v1/access.pb.h"

namespace kaibo::rpc {

namespace {

namespace access = kaibo::access::v1;

struct RoleName {
  std::string_view zh;
  std::string_view en;
};
/// By the number of the role.
constexpr std::array<RoleName, access::Role_ARRAYSIZE> role_names = {{
    {"", ""},
    {"学员", "trainee"},
    {"讲师", "instructor"},
    {"班级助理", "class assistant"},
    {"培训机构", "training institution"},
    {"主管部门", "supervising authority"},
    {"管理员", "administrator"},
}};

unsigned bit(int role) {
  return role > 0 && role < access::Role_ARRAYSIZE ? 1U << static_cast<unsigned>(role) : 0U;
}

unsigned role_set(const google::protobuf::RepeatedField<int>& roles) {
  unsigned set = 0;
  for (const int role : roles) set |= bit(role);
  return set;
}

struct Names {
  std::vector<std::string_view> zh;
  std::vector<std::string_view> en;
};

Names names_of(unsigned set) {
  Names names;
  for (int role = 1; role < access::Role_ARRAYSIZE; ++role) {
    if ((set & bit(role)) == 0) continue;
    names.zh.push_back(role_names.at(static_cast<std::size_t>(role)).zh);
    names.en.push_back(role_names.at(static_cast<std::size_t>(role)).en);
  }
  return names;
}

/// "trainee, instructor or class assistant".
std::string any_of(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

base::Text refusal_text(unsigned in_class, unsigned anywhere) {
  const Names here = names_of(in_class);
  const Names everywhere = names_of(anywhere);
  base::Text who;
  if (!here.zh.empty()) {
    who.zh = fmt::format("本班的{}", fmt::join(here.zh, "、"));
    who.en = "the " + any_of(here.en) + " of this class";
  }
  if (!everywhere.zh.empty()) {
    if (!who.zh.empty()) {
      who.zh += "，以及";
      who.en += ", and the ";
    } else {
      who.en = "the ";
    }
    who.zh += fmt::format("{}", fmt::join(everywhere.zh, "、"));
    who.en += any_of(everywhere.en);
  }
  return {fmt::format("您不能做这个操作：只有{}可以。", who.zh),
          fmt::format("You may not do this: only {} may.", who.en)};
}

}  // namespace

AccessRule::AccessRule(const google::protobuf::MethodDescriptor& method) {
  const access::Access& rule = method.options().GetExtension(access::access);
  anyone_ = rule.anyone();
  signed_in_ = rule.signed_in();
  in_class_ = role_set(rule.in_class());
  anywhere_ = role_set(rule.anywhere());
  refusal_ = refusal_text(in_class_, anywhere_);
}

bool AccessRule::allows(const Caller* caller, std::int64_t class_id) const {
  if (anyone_) return true;
  if (caller == nullptr) return false;
  if (signed_in_) return true;
  for (const Grant& grant : caller->grants) {
    const bool whole_school = grant.class_id == 0;
    if (whole_school && (anywhere_ & bit(grant.role)) != 0) return true;
    if (!whole_school && grant.class_id == class_id && (in_class_ & bit(grant.role)) != 0) {
      return true;
    }
  }
  return false;
}

void AccessRule::require(const Caller* caller, std::int64_t class_id) const {
  if (allows(caller, class_id)) return;
  if (caller == nullptr) {
    throw base::Error(base::Code::unauthenticated, {"请先登录。", "Please sign in first."});
  }
  throw base::Error(base::Code::permission_denied, refusal_);
}

}  // namespace kaibo::rpc
