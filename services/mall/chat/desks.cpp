#include "services/mall/chat/desks.h"

#include <algorithm>
#include <optional>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/chat/records.h"
#include "services/mall/chat/rules.h"

namespace kaibo::mall {

namespace {

v1::Desk tidied_desk(v1::Desk desk) {
  for (std::string& answer : *desk.mutable_quick_answers()) answer = base::tidy(answer);
  desk.set_automatic_answer(base::tidy(desk.automatic_answer()));
  return desk;
}

}  // namespace

bool Desks::speaks_for(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                       std::int64_t person_id) {
  if (person_id == owner_id) return true;
  const std::vector<std::int64_t> helpers = chat_records::helpers(tx, shop_id);
  return std::ranges::find(helpers, person_id) != helpers.end();
}

void Desks::require_voice(db::Transaction& tx, std::int64_t shop_id, std::int64_t owner_id,
                          std::int64_t person_id) {
  if (speaks_for(tx, shop_id, owner_id, person_id)) return;
  throw base::Error(base::Code::permission_denied,
                    {"只有店主和店主请的客服可以做这一步",
                     "Only the shop's owner and the helpers they chose may do this"});
}

std::vector<std::int64_t> Desks::shops_of(db::Transaction& tx, std::int64_t class_id,
                                          std::int64_t person_id) {
  std::vector<std::int64_t> shops = chat_records::helped_by(tx, class_id, person_id);
  const std::optional<v1::Shop> own = shops_.of_owner(tx, class_id, person_id);
  if (own) shops.insert(shops.begin(), own->shop_id());
  return shops;
}

v1::DeskFigures Desks::figures(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  return chat_rules::figures(classroom_.profile_of(tx, class_id).mall.chat,
                             chat_records::consultations_of_shop(tx, shop_id), tx.now());
}

v1::GetDeskResponse Desks::show(db::Transaction& tx, std::int64_t person_id,
                                const v1::GetDeskRequest& wish) {
  const v1::Shop shop = shops_.require(tx, wish.class_id(), wish.shop_id());
  require_voice(tx, shop.shop_id(), shop.owner_id(), person_id);
  v1::GetDeskResponse response;
  *response.mutable_desk() = chat_records::desk(tx, shop.shop_id());
  add_names(tx, *response.mutable_desk());
  *response.mutable_figures() = figures(tx, wish.class_id(), shop.shop_id());
  const classroom::ChatRules& numbers = classroom_.profile_of(tx, wish.class_id()).mall.chat;
  response.set_quick_answers_max(static_cast<std::int32_t>(numbers.quick_answers_max));
  response.set_quick_answer_max(static_cast<std::int32_t>(numbers.quick_answer_max));
  response.set_automatic_answer_max(static_cast<std::int32_t>(numbers.text_max));
  response.set_helpers_max(static_cast<std::int32_t>(numbers.helpers_max));
  if (person_id != shop.owner_id()) return response;
  for (const identity::Member& member : classroom_.trainees(tx, wish.class_id())) {
    if (member.person.user_id == person_id) continue;
    v1::DeskHelper& classmate = *response.add_classmates();
    classmate.set_user_id(member.person.user_id);
    classmate.set_name(member.person.name);
  }
  return response;
}

v1::Desk Desks::save(db::Transaction& tx, std::int64_t owner_id, const v1::SaveDeskRequest& wish) {
  const v1::Shop shop = shops_.require_own(tx, wish.class_id(), owner_id);
  v1::Desk desk = tidied_desk(wish.desk());
  chat_rules::check_desk(classroom_.profile_of(tx, wish.class_id()).mall.chat, desk);
  const std::vector<identity::Member> trainees = classroom_.trainees(tx, wish.class_id());
  for (const v1::DeskHelper& helper : desk.helpers()) {
    const bool is_classmate = helper.user_id() != owner_id &&
                              std::ranges::any_of(trainees, [&](const identity::Member& member) {
                                return member.person.user_id == helper.user_id();
                              });
    base::require(is_classmate, "helpers",
                  {"客服只能请同班的其他学员", "Helpers are other trainees of the class"});
  }
  chat_records::store(tx, wish.class_id(), shop.shop_id(), desk);
  watcher().read_words(tx, {.class_id = wish.class_id(),
                            .person_id = owner_id,
                            .place = "chat",
                            .id = shop.shop_id(),
                            .text = desk.automatic_answer()});
  add_names(tx, desk);
  return desk;
}

void Desks::add_names(db::Transaction& tx, v1::Desk& desk) {
  for (v1::DeskHelper& helper : *desk.mutable_helpers()) {
    helper.set_name(identity_.name_of(tx, helper.user_id()));
  }
}

}  // namespace kaibo::mall
