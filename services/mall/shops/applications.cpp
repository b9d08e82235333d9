#include "services/mall/shops/applications.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;
using shop_records::StoredApplication;
using shop_rules::Step;

/// The state after the step. Throws failed_precondition when it is not allowed.
v1::ApplicationState next_state(v1::ApplicationState state, Step step) {
  if (const auto next = shop_rules::after(state, step)) return *next;
  throw Error(Code::failed_precondition,
              {"申请现在的状态不能做这一步，请刷新后再看",
               "The application's state does not allow this step; reload and look again"});
}

classroom::Heard heard(const v1::Application& application) {
  return {classroom::user_topic(application.owner_id()), classroom::staff_topic};
}

v1::ApplicationForm tidied(v1::ApplicationForm form) {
  form.set_name(base::tidy(form.name()));
  form.set_introduction(base::tidy(form.introduction()));
  for (v1::Paper& paper : *form.mutable_papers()) paper.set_content(base::tidy(paper.content()));
  return form;
}

/// Logo and pictures of papers must be the applicant's own uploads.
void check_pictures(db::Transaction& tx, std::int64_t owner_id,
                    const classroom::RegistrationRules& rules, const v1::ApplicationForm& form) {
  base::require(form.logo().empty() || files::holds(tx, owner_id, form.logo()), "logo",
                {"请重新上传店标", "Upload the logo again"});
  const classroom::ShopKind* kind = rules.kind(form.kind());
  if (kind == nullptr) return;
  for (const classroom::PaperRule& rule : kind->papers) {
    const auto paper = std::ranges::find(form.papers(), rule.key, &v1::Paper::key);
    if (!rule.picture || paper == form.papers().end() || paper->content().empty()) continue;
    base::require(files::holds(tx, owner_id, paper->content()), "papers",
                  {"请重新上传" + rule.name.zh, "Upload it again: " + rule.name.en});
  }
}

void tell_decided(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  const v1::Application& application) {
  event::v1::Event event;
  event::v1::ApplicationDecided& said = *event.mutable_application_decided();
  said.set_owner_id(application.owner_id());
  said.set_name(application.form().name());
  said.set_approved(application.state() == v1::APPLICATION_STATE_APPROVED);
  said.set_reason(application.reason());
  for (const v1::Fault& fault : application.faults()) said.add_fault_kinds(fault.kind());
  said.set_deposit_fen(application.deposit_fen());
  classroom::happened(tx, class_id, actor, heard(application), event);
}

}  // namespace

std::optional<v1::Application> Applications::of_owner(db::Transaction& tx, std::int64_t class_id,
                                                      std::int64_t owner_id) {
  const auto found = shop_records::application_of(tx, class_id, owner_id);
  if (!found) return std::nullopt;
  return shown(tx, class_id, *found);
}

StoredApplication Applications::own(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t owner_id) {
  Shops::require_none(tx, class_id, owner_id);
  if (auto found = shop_records::application_of(tx, class_id, owner_id)) return *std::move(found);
  StoredApplication fresh;
  fresh.application.set_owner_id(owner_id);
  return fresh;
}

v1::Application Applications::keep(db::Transaction& tx, std::int64_t class_id,
                                   const v1::Application& before, const StoredApplication& now) {
  if (!shop_records::store(tx, class_id, now, before)) {
    throw Error(Code::aborted, {"申请刚刚在别处改过，请刷新后再看",
                                "The application was changed elsewhere just now; reload"});
  }
  return shown(tx, class_id, now);
}

v1::Application Applications::save(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t owner_id, const v1::ApplicationForm& form) {
  StoredApplication stored = own(tx, class_id, owner_id);
  const v1::Application before = stored.application;
  stored.application.set_state(next_state(before.state(), Step::save));
  *stored.application.mutable_form() = tidied(form);
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  shop_rules::check_draft(profile.mall, stored.application.form());
  check_pictures(tx, owner_id, profile.shop.registration, stored.application.form());
  return keep(tx, class_id, before, stored);
}

v1::Application Applications::submit(db::Transaction& tx, std::int64_t class_id,
                                     std::int64_t owner_id, const v1::ApplicationForm& form) {
  save(tx, class_id, owner_id, form);
  const classroom::RegistrationRules& rules = classroom_.profile_of(tx, class_id).shop.registration;
  StoredApplication stored = own(tx, class_id, owner_id);
  v1::Application& application = stored.application;
  const v1::Application before = application;
  application.set_state(next_state(before.state(), Step::submit));
  application.set_attempts(before.attempts() + 1);
  application.set_submitted_at(tx.now());
  application.clear_reason();
  stored.decided_by = 0;
  add_faults(tx, class_id, application);
  if (application.form().agreement_version() == rules.agreement_version) {
    application.set_agreed_version(rules.agreement_version);
    application.set_agreed_at(tx.now());
  }
  if (application.faults().empty()) hold_deposit(tx, class_id, application);
  keep(tx, class_id, before, stored);

  event::v1::Event event;
  event::v1::ShopApplied& said = *event.mutable_shop_applied();
  said.set_owner_id(owner_id);
  said.set_owner_name(identity_.name_of(tx, owner_id));
  said.set_name(application.form().name());
  said.set_kind(application.form().kind());
  said.set_attempt(application.attempts());
  said.set_agreement_version(application.agreed_version());
  classroom::happened(tx, class_id, owner_id, heard(application), event);

  if (!application.faults().empty()) return reject(tx, class_id, 0, std::move(stored));
  if (!rules.review) return pass(tx, class_id, 0, std::move(stored));
  return shown(tx, class_id, stored);
}

v1::Application Applications::withdraw(db::Transaction& tx, std::int64_t class_id,
                                       std::int64_t owner_id) {
  StoredApplication stored = own(tx, class_id, owner_id);
  const v1::Application before = stored.application;
  stored.application.set_state(next_state(before.state(), Step::withdraw));
  give_back_deposit(tx, class_id, stored.application);
  event::v1::Event event;
  event.mutable_application_withdrawn()->set_owner_id(owner_id);
  event.mutable_application_withdrawn()->set_name(before.form().name());
  classroom::happened(tx, class_id, owner_id, heard(before), event);
  return keep(tx, class_id, before, stored);
}

v1::Application Applications::review(db::Transaction& tx, std::int64_t instructor_id,
                                     const v1::ReviewApplicationRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  auto found = shop_records::application_of(tx, class_id, wish.owner_id());
  if (!found) {
    throw Error(Code::not_found, {"没有这份开店申请", "There is no such application"});
  }
  StoredApplication stored = *std::move(found);
  if (stored.application.attempts() != wish.attempts()) {
    throw Error(Code::aborted,
                {"学员刚刚重新提交了申请，请刷新后再审核",
                 "Another attempt was handed in just now; reload before you decide"});
  }
  const std::string reason = base::tidy(wish.reason());
  const std::int64_t most = classroom_.profile_of(tx, class_id).shop.registration.reason_max;
  base::require(base::utf8_length(reason) <= most, "reason",
                {"理由最多 " + std::to_string(most) + " 个字",
                 "The reason has at most " + std::to_string(most) + " characters"});
  base::require(wish.approved() || !reason.empty(), "reason",
                {"驳回时请写明理由，学员才知道怎么改",
                 "Say why you reject it, so that the trainee knows what to change"});
  stored.application.set_reason(reason);
  stored.decided_by = instructor_id;
  return wish.approved() ? pass(tx, class_id, instructor_id, std::move(stored))
                         : reject(tx, class_id, instructor_id, std::move(stored));
}

v1::Application Applications::pass(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                                   StoredApplication stored) {
  v1::Application& application = stored.application;
  const v1::Application before = application;
  application.set_state(next_state(before.state(), Step::pass));
  application.set_decided_at(tx.now());
  const v1::ApplicationForm& form = application.form();
  shops_.open(tx, class_id, application.owner_id(),
              {.name = form.name(),
               .category = form.category(),
               .introduction = form.introduction(),
               .logo = form.logo(),
               .kind = form.kind()});
  tell_decided(tx, class_id, actor, application);
  return keep(tx, class_id, before, stored);
}

v1::Application Applications::reject(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                                     StoredApplication stored) {
  v1::Application& application = stored.application;
  const v1::Application before = application;
  application.set_state(next_state(before.state(), Step::reject));
  application.set_decided_at(tx.now());
  give_back_deposit(tx, class_id, application);
  tell_decided(tx, class_id, actor, application);
  return keep(tx, class_id, before, stored);
}

void Applications::hold_deposit(db::Transaction& tx, std::int64_t class_id,
                                v1::Application& application) {
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  const std::int64_t fen = profile.shop.registration.kind(application.form().kind())->deposit_fen;
  application.set_deposit_fen(fen);
  if (fen == 0) return;
  ledger_.pay(tx,
              {.class_id = class_id,
               .from = {.owner_id = application.owner_id(), .account = Account::wallet},
               .to = {.owner_id = application.owner_id(), .account = Account::deposit},
               .fen = fen,
               .cause = "deposit",
               .order_id = 0},
              profile.mall.initial_money_fen);
}

void Applications::give_back_deposit(db::Transaction& tx, std::int64_t class_id,
                                     v1::Application& application) {
  const std::int64_t fen = application.deposit_fen();
  application.set_deposit_fen(0);
  if (fen == 0) return;
  ledger_.move(tx, {.class_id = class_id,
                    .from = {.owner_id = application.owner_id(), .account = Account::deposit},
                    .to = {.owner_id = application.owner_id(), .account = Account::wallet},
                    .fen = fen,
                    .cause = "deposit_back",
                    .order_id = 0});
}

std::vector<v1::Application> Applications::of_class(db::Transaction& tx, std::int64_t class_id) {
  std::vector<v1::Application> all;
  for (const StoredApplication& stored : shop_records::applications(tx, class_id)) {
    all.push_back(shown(tx, class_id, stored));
  }
  return all;
}

v1::Shop Applications::open_at_once(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t owner_id, const Shops::Form& form) {
  const classroom::RegistrationRules& rules = classroom_.profile_of(tx, class_id).shop.registration;
  const classroom::ShopKind* kind = rules.kind(form.kind);
  if (rules.review || kind == nullptr || !kind->papers.empty()) {
    throw Error(Code::failed_precondition,
                {"本班开店需要提交申请，请到“我的店铺”填写开店申请",
                 "In this class a shop is applied for; fill in the application in “My shop”"});
  }
  v1::ApplicationForm application;
  application.set_kind(form.kind);
  application.set_name(form.name);
  application.set_category(form.category);
  application.set_introduction(form.introduction);
  application.set_logo(form.logo);
  application.set_agreement_version(rules.agreement_version);
  const v1::Application decided = submit(tx, class_id, owner_id, application);
  if (decided.state() != v1::APPLICATION_STATE_APPROVED) {
    const v1::Fault& fault = decided.faults(0);
    throw Error(fault.kind() == "name_taken" ? Code::already_exists : Code::invalid_argument,
                {fault.zh(), fault.en()}, fault.kind().starts_with("name") ? "name" : fault.kind());
  }
  return shops_.require_own(tx, class_id, owner_id);
}

void Applications::add_faults(db::Transaction& tx, std::int64_t class_id,
                              v1::Application& application) {
  const classroom::Profile& profile = classroom_.profile_of(tx, class_id);
  const v1::ApplicationForm& form = application.form();
  const std::int64_t owner = application.owner_id();
  const shop_rules::Facts facts{
      .name_taken = Shops::name_taken(tx, class_id, form.name()) ||
                    shop_records::name_applied_for(tx, class_id, form.name(), owner),
      .wallet_fen =
          ledger_.balances(tx, class_id, owner, profile.mall.initial_money_fen).wallet_fen};
  application.clear_faults();
  for (v1::Fault& fault :
       shop_rules::faults(profile.mall, profile.shop.registration, form, facts)) {
    *application.add_faults() = std::move(fault);
  }
}

v1::Application Applications::shown(db::Transaction& tx, std::int64_t class_id,
                                    const StoredApplication& stored) {
  v1::Application application = stored.application;
  application.set_owner_name(identity_.name_of(tx, application.owner_id()));
  if (stored.decided_by != 0) {
    application.set_decided_by(identity_.name_of(tx, stored.decided_by));
  }
  // Once it waits or is approved, its own name and deposit are not held against it.
  const bool editable = application.state() == v1::APPLICATION_STATE_DRAFT ||
                        application.state() == v1::APPLICATION_STATE_REJECTED;
  if (editable) {
    add_faults(tx, class_id, application);
  } else {
    application.clear_faults();
  }
  return application;
}

}  // namespace kaibo::mall
