#include "services/classroom/handlers.h"

#include <memory>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/observe/audit.h"
#include "common/rpc/codec.h"
#include "common/rpc/requests.h"
#include "kaibo/access/v1/access.pb.h"
#include "kaibo/classroom/v1/classroom.pb.h"
#include "services/classroom/rules.h"
#include "services/classroom/scenario/handlers.h"
#include "services/classroom/secret_request.h"
#include "services/classroom/uploads/handlers.h"

namespace kaibo::classroom {
namespace {

using base::Code;
using base::Error;
using rpc::Call;

constexpr std::string_view service = "kaibo.classroom.v1.ClassroomService/";

v1::ClassClock to_message(const journal::StreamClock& clock) {
  v1::ClassClock message;
  message.set_real_at(clock.real_at);
  message.set_class_at(clock.class_at);
  message.set_speed_percent(clock.speed_percent);
  message.set_paused(clock.paused);
  return message;
}

v1::CourseRules to_message(const Profile& profile) {
  const auto number = [](std::int64_t value) { return static_cast<std::int32_t>(value); };
  v1::CourseRules rules;
  rules.set_shop_name_max(number(profile.mall.shop_name.max));
  rules.set_introduction_max(number(profile.mall.introduction_max));
  rules.set_title_max(number(profile.mall.title.max));
  rules.set_good_title(number(profile.mall.good_title));
  rules.set_pictures_max(number(profile.mall.pictures.max));
  rules.set_good_pictures(number(profile.mall.good_pictures));
  rules.set_description_max(number(profile.mall.description_max));
  rules.mutable_banned_words()->Assign(profile.mall.banned_words.begin(),
                                       profile.mall.banned_words.end());
  rules.mutable_couriers()->Assign(profile.mall.couriers.begin(), profile.mall.couriers.end());
  rules.set_room_title_max(number(profile.live.title.max));
  rules.set_notice_max(number(profile.live.notice_max));
  rules.set_comment_max(number(profile.live.comment_max));
  rules.set_video_bytes_max(profile.mall.product_video.max_bytes());
  rules.set_video_seconds_max(number(profile.mall.product_video.max_seconds));
  return rules;
}

/// Whom the caller wishes to add; refuses the first whom they may not.
std::vector<NewMember> wishes_of(const rpc::Caller& caller, const v1::AddMembersRequest& request) {
  std::vector<NewMember> wishes;
  for (const v1::NewMember& member : request.members()) {
    wishes.push_back({.name = member.name(),
                      .account = member.account(),
                      .role = member.role(),
                      .id_card = member.id_card(),
                      .teaches = member.teaches()});
    if (!may_add(caller, member.role())) {
      throw Error(
          Code::permission_denied,
          {"班级助理只能添加学员；讲师和助理请由培训机构添加。",
           "Assistants add trainees only; the institution adds instructors and assistants."},
          "members[" + std::to_string(wishes.size() - 1) + "].role");
    }
  }
  return wishes;
}

/// The RPCs of the classroom service. The dispatcher keeps it alive as long as it may be called.
class Handlers {
 public:
  explicit Handlers(const HandlerParts& parts) : parts_(parts) {}

  v1::CreateClassResponse create(const Call& call, db::Transaction& tx,
                                 const v1::CreateClassRequest& request);
  v1::ListClassesResponse list(const Call& call, db::Transaction& tx);
  v1::GetClassResponse get(db::Transaction& tx, const v1::GetClassRequest& request);
  v1::ListMembersResponse members(const Call& call, db::Transaction& tx,
                                  const v1::ListMembersRequest& request);
  v1::RevealIdCardResponse reveal(const Call& call, db::Transaction& tx,
                                  const v1::RevealIdCardRequest& request);
  v1::SetClassClockResponse set_clock(const Call& call, db::Transaction& tx,
                                      const v1::SetClassClockRequest& request);
  Task<v1::AddMembersResponse> add(Call& call, const v1::AddMembersRequest& request);
  Task<v1::ResetPasswordResponse> reset_password(Call& call,
                                                 const v1::ResetPasswordRequest& request);

 private:
  v1::ClassInfo info(db::Transaction& tx, const ClassRecord& record);
  void require_may_reset(const rpc::Caller& caller, db::Transaction& tx, std::int64_t class_id,
                         std::int64_t user_id);
  v1::ResetPasswordResponse replace_password(const rpc::Caller& caller, db::Transaction& tx,
                                             const v1::ResetPasswordRequest& request,
                                             const InitialPassword& password,
                                             std::vector<std::int64_t>& ended);

  HandlerParts parts_;
};

v1::ClassInfo Handlers::info(db::Transaction& tx, const ClassRecord& record) {
  const Profile& profile = parts_.classroom.profile_of(tx, record.class_id);
  v1::ClassInfo message;
  message.set_class_id(record.class_id);
  message.set_code(record.code);
  message.set_name(record.name);
  message.set_course(profile.course);
  message.set_profile(profile.key);
  *message.mutable_clock() = to_message(parts_.classroom.clock(tx, record.class_id));
  message.set_trainees(static_cast<std::int32_t>(record.trainees));
  message.set_max_trainees(static_cast<std::int32_t>(profile.classroom.max_trainees));
  return message;
}

v1::CreateClassResponse Handlers::create(const Call& call, db::Transaction& tx,
                                         const v1::CreateClassRequest& request) {
  const ClassRecord record = parts_.classroom.create_class(
      tx, {.code = request.code(), .name = request.name(), .profile = request.profile()},
      call.user_id());
  v1::CreateClassResponse response;
  *response.mutable_class_info() = info(tx, record);
  return response;
}

v1::ListClassesResponse Handlers::list(const Call& call, db::Transaction& tx) {
  const rpc::Caller& caller = call.signed_in();
  v1::ListClassesResponse response;
  if (in_office(caller)) {
    for (const ClassRecord& record : parts_.classroom.list(tx)) {
      *response.add_classes() = info(tx, record);
    }
    return response;
  }
  std::set<std::int64_t, std::greater<>> own;
  for (const rpc::Grant& grant : caller.grants) {
    own.insert(grant.class_id);
  }
  for (const std::int64_t class_id : own) {
    if (const std::optional<ClassRecord> record = parts_.classroom.find(tx, class_id)) {
      *response.add_classes() = info(tx, *record);
    }
  }
  return response;
}

v1::GetClassResponse Handlers::get(db::Transaction& tx, const v1::GetClassRequest& request) {
  v1::GetClassResponse response;
  *response.mutable_class_info() = info(tx, parts_.classroom.require_class(tx, request.class_id()));
  *response.mutable_rules() = to_message(parts_.classroom.profile_of(tx, request.class_id()));
  return response;
}

v1::ListMembersResponse Handlers::members(const Call& call, db::Transaction& tx,
                                          const v1::ListMembersRequest& request) {
  const rpc::Caller& caller = call.signed_in();
  const std::int64_t class_id = request.class_id();
  parts_.classroom.require_class(tx, class_id);
  std::unordered_map<std::int64_t, std::string> cards;
  if (is_staff(caller, class_id) || in_office(caller)) {
    cards = parts_.identity.id_cards_in_class(tx, class_id);
  }
  v1::ListMembersResponse response;
  for (const identity::Member& member : parts_.classroom.members(tx, class_id)) {
    v1::Member& message = *response.add_members();
    message.set_user_id(member.person.user_id);
    message.set_name(member.person.name);
    message.set_account(member.person.account);
    message.set_role(static_cast<access::v1::Role>(member.role));
    message.set_avatar(member.person.avatar);
    message.set_teaches(member.teaches);
    if (const auto card = cards.find(member.person.user_id); card != cards.end()) {
      message.set_id_card_masked(base::mask_id_card(card->second));
    }
  }
  return response;
}

v1::RevealIdCardResponse Handlers::reveal(const Call& call, db::Transaction& tx,
                                          const v1::RevealIdCardRequest& request) {
  const std::string reason = base::is_utf8(request.reason()) ? base::tidy(request.reason()) : "";
  const std::int64_t length = base::utf8_length(reason);
  base::require(length >= 2 && length <= 200, "reason",
                {"请写明查看身份证号的原因（2 到 200 个字），它会记入审计日志。",
                 "Please say why you need the number (2 to 200 characters); it goes to the audit "
                 "trail."});
  parts_.classroom.require_member(tx, request.class_id(), request.user_id());
  v1::RevealIdCardResponse response;
  response.set_id_card(parts_.identity.id_card_of(tx, request.user_id()));
  if (response.id_card().empty()) {
    throw Error(Code::not_found,
                {"这位成员没有登记身份证号。", "No ID-card number is on record for this member."});
  }
  observe::audit(tx, parts_.ids,
                 {.stream = request.class_id(),
                  .actor = call.user_id(),
                  .action = "classroom.reveal_id_card",
                  .subject = request.user_id(),
                  .before = "",
                  .after = "",
                  .why = reason});
  return response;
}

v1::SetClassClockResponse Handlers::set_clock(const Call& call, db::Transaction& tx,
                                              const v1::SetClassClockRequest& request) {
  v1::SetClassClockResponse response;
  *response.mutable_clock() = to_message(parts_.classroom.set_clock(
      tx, request.class_id(), request.speed_percent(), request.paused(), call.user_id()));
  return response;
}

Task<v1::AddMembersResponse> Handlers::add(Call& call, const v1::AddMembersRequest& request) {
  const SecretRequest once(parts_.sealer, call, request.request_id(), rpc::canonical(request));
  const std::int64_t actor = call.signed_in().user_id;
  const std::vector<NewMember> wishes = wishes_of(call.signed_in(), request);

  std::vector<bool> needs_password;
  auto look = [&](db::Transaction& tx) {
    auto earlier = once.earlier<v1::AddMembersResponse>(tx);
    if (!earlier) {
      needs_password = parts_.classroom.plan_members(tx, request.class_id(), wishes);
    }
    return earlier;
  };
  const std::optional<v1::AddMembersResponse> earlier = co_await parts_.database.read(look);
  if (earlier) {
    co_return *earlier;
  }
  std::vector<InitialPassword> passwords(wishes.size());
  for (std::size_t i = 0; i < passwords.size(); ++i) {
    if (needs_password[i]) {
      passwords[i].plain = security::make_initial_password();
      passwords[i].hash = co_await parts_.passwords.hash(passwords[i].plain);
    }
  }

  auto unit = [&](db::Transaction& tx) {
    if (auto answered = once.earlier<v1::AddMembersResponse>(tx)) {
      return *std::move(answered);
    }
    const std::vector<Added> all =
        parts_.classroom.add_members(tx, request.class_id(), wishes, passwords, actor);
    v1::AddMembersResponse response;
    for (std::size_t i = 0; i < all.size(); ++i) {
      v1::NewAccount& account = *response.add_accounts();
      account.set_user_id(all[i].user_id);
      account.set_name(all[i].name);
      account.set_account(all[i].account);
      if (all[i].is_new) {
        account.set_initial_password(passwords[i].plain);
      }
    }
    once.remember(tx, response);
    return response;
  };
  v1::AddMembersResponse response = co_await parts_.database.write(request.class_id(), unit);
  std::vector<std::int64_t> changed;
  for (const v1::NewAccount& account : response.accounts()) {
    changed.push_back(account.user_id());
  }
  parts_.sessions.forget(changed);
  co_return response;
}

void Handlers::require_may_reset(const rpc::Caller& caller, db::Transaction& tx,
                                 std::int64_t class_id, std::int64_t user_id) {
  parts_.classroom.require_member(tx, class_id, user_id);
  if (!may_reset_password(caller, parts_.identity.roles_of(tx, user_id))) {
    throw Error(Code::permission_denied,
                {"您只能重置学员的密码；讲师、助理和管理人员的密码请由培训机构或管理员重置。",
                 "You can reset passwords of trainees only; those of staff are reset by the "
                 "institution or an administrator."},
                "user_id");
  }
}

v1::ResetPasswordResponse Handlers::replace_password(const rpc::Caller& caller, db::Transaction& tx,
                                                     const v1::ResetPasswordRequest& request,
                                                     const InitialPassword& password,
                                                     std::vector<std::int64_t>& ended) {
  require_may_reset(caller, tx, request.class_id(), request.user_id());
  parts_.identity.reset_password(tx, request.user_id(), password.hash);
  ended = parts_.identity.end_sessions(tx, request.user_id(), 0);
  observe::audit(tx, parts_.ids,
                 {.stream = request.class_id(),
                  .actor = caller.user_id,
                  .action = "classroom.reset_password",
                  .subject = request.user_id(),
                  .before = "",
                  .after = "",
                  .why = ""});
  v1::ResetPasswordResponse response;
  response.set_initial_password(password.plain);
  return response;
}

Task<v1::ResetPasswordResponse> Handlers::reset_password(Call& call,
                                                         const v1::ResetPasswordRequest& request) {
  const SecretRequest once(parts_.sealer, call, request.request_id(), rpc::canonical(request));
  const std::shared_ptr<const rpc::Caller> caller = call.caller;
  auto look = [&](db::Transaction& tx) {
    auto earlier = once.earlier<v1::ResetPasswordResponse>(tx);
    if (!earlier) {
      require_may_reset(*caller, tx, request.class_id(), request.user_id());
    }
    return earlier;
  };
  const std::optional<v1::ResetPasswordResponse> earlier = co_await parts_.database.read(look);
  if (earlier) {
    co_return *earlier;
  }
  InitialPassword password{.plain = security::make_initial_password(), .hash = {}};
  password.hash = co_await parts_.passwords.hash(password.plain);

  std::vector<std::int64_t> ended;
  auto unit = [&](db::Transaction& tx) {
    if (auto answered = once.earlier<v1::ResetPasswordResponse>(tx)) {
      return *std::move(answered);
    }
    v1::ResetPasswordResponse response = replace_password(*caller, tx, request, password, ended);
    once.remember(tx, response);
    return response;
  };
  v1::ResetPasswordResponse response = co_await parts_.database.write(request.class_id(), unit);
  parts_.sessions.ended(request.user_id(), ended,
                        {Code::unauthenticated,
                         {"您的密码已由班级老师重置，请用新的初始密码登录。",
                          "Your password was reset; please sign in with the new initial one."}});
  co_return response;
}

std::string method(std::string_view name) { return std::string(service).append(name); }

}  // namespace

void register_handlers(rpc::Dispatcher& dispatcher, HandlerParts parts) {
  const auto h = std::make_shared<Handlers>(parts);
  dispatcher.write<v1::CreateClassRequest, v1::CreateClassResponse>(
      method("CreateClass"), [h](const Call& call, db::Transaction& tx, const auto& request) {
        return h->create(call, tx, request);
      });
  dispatcher.read<v1::ListClassesRequest, v1::ListClassesResponse>(
      method("ListClasses"),
      [h](const Call& call, db::Transaction& tx, const auto&) { return h->list(call, tx); });
  dispatcher.read<v1::GetClassRequest, v1::GetClassResponse>(
      method("GetClass"),
      [h](const Call&, db::Transaction& tx, const auto& request) { return h->get(tx, request); });
  dispatcher.read<v1::ListMembersRequest, v1::ListMembersResponse>(
      method("ListMembers"), [h](const Call& call, db::Transaction& tx, const auto& request) {
        return h->members(call, tx, request);
      });
  dispatcher.write<v1::RevealIdCardRequest, v1::RevealIdCardResponse>(
      method("RevealIdCard"), [h](const Call& call, db::Transaction& tx, const auto& request) {
        return h->reveal(call, tx, request);
      });
  dispatcher.write<v1::SetClassClockRequest, v1::SetClassClockResponse>(
      method("SetClassClock"), [h](const Call& call, db::Transaction& tx, const auto& request) {
        return h->set_clock(call, tx, request);
      });
  dispatcher.task<v1::AddMembersRequest, v1::AddMembersResponse>(
      method("AddMembers"), [h](Call& call, const auto& request) { return h->add(call, request); });
  dispatcher.task<v1::ResetPasswordRequest, v1::ResetPasswordResponse>(
      method("ResetPassword"),
      [h](Call& call, const auto& request) { return h->reset_password(call, request); });
  register_scenario(dispatcher, parts);
  register_uploads(dispatcher, parts);
}

}  // namespace kaibo::classroom
