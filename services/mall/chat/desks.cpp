#include "services/mall/chat/desks.h"

#include <optional>
#include <string>

#include "common/base/text.h"
#include "services/mall/chat/records.h"
#include "services/mall/chat/rules.h"
#include "services/mall/shops/records.h"
#include "services/mall/shops/rights.h"

namespace kaibo::mall {

namespace {

v1::Desk tidied_desk(v1::Desk desk) {
  for (std::string& answer : *desk.mutable_quick_answers()) answer = base::tidy(answer);
  desk.set_automatic_answer(base::tidy(desk.automatic_answer()));
  return desk;
}

}  // namespace

std::vector<std::int64_t> Desks::shops_of(db::Transaction& tx, std::int64_t class_id,
                                          std::int64_t person_id) {
  std::vector<std::int64_t> shops;
  if (const std::optional<v1::Shop> own = shops_.of_owner(tx, class_id, person_id)) {
    shops.push_back(own->shop_id());
  }
  for (const shop_records::Helped& helped : shop_records::helped_by(tx, class_id, person_id)) {
    if (rights::may(helped.kind, v1::SHOP_RIGHT_CHATS)) shops.push_back(helped.shop_id);
  }
  return shops;
}

v1::DeskFigures Desks::figures(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id) {
  return chat_rules::figures(classroom_.profile_of(tx, class_id).mall.chat,
                             chat_records::consultations_of_shop(tx, shop_id), tx.now());
}

v1::GetDeskResponse Desks::show(db::Transaction& tx, std::int64_t person_id,
                                const v1::GetDeskRequest& wish) {
  const v1::Shop shop =
      shops_.require_for(tx, wish.class_id(), person_id, wish.shop_id(), v1::SHOP_RIGHT_CHATS);
  v1::GetDeskResponse response;
  *response.mutable_desk() = chat_records::desk(tx, shop.shop_id());
  *response.mutable_figures() = figures(tx, wish.class_id(), shop.shop_id());
  const classroom::ChatRules& numbers = classroom_.profile_of(tx, wish.class_id()).mall.chat;
  response.set_quick_answers_max(static_cast<std::int32_t>(numbers.quick_answers_max));
  response.set_quick_answer_max(static_cast<std::int32_t>(numbers.quick_answer_max));
  response.set_automatic_answer_max(static_cast<std::int32_t>(numbers.text_max));
  return response;
}

v1::Desk Desks::save(db::Transaction& tx, std::int64_t owner_id, const v1::SaveDeskRequest& wish) {
  const v1::Shop shop = shops_.require_own(tx, wish.class_id(), owner_id);
  v1::Desk desk = tidied_desk(wish.desk());
  chat_rules::check_desk(classroom_.profile_of(tx, wish.class_id()).mall.chat, desk);
  chat_records::store(tx, wish.class_id(), shop.shop_id(), desk);
  watcher().read_words(tx, {.class_id = wish.class_id(),
                            .person_id = owner_id,
                            .place = "chat",
                            .id = shop.shop_id(),
                            .text = desk.automatic_answer()});
  return desk;
}

}  // namespace kaibo::mall
