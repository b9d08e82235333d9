#include "services/live/rules.h"

#include <algorithm>
#include <set>
#include <string>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::live::rules {

namespace {

void number_places(std::vector<records::ShelfRow>& shelf) {
  int place = 0;
  for (records::ShelfRow& row : shelf) row.place = ++place;
}

}  // namespace

bool may(v1::CrewRole role, Duty duty) {
  switch (duty) {
    case Duty::own:
      return false;
    case Duty::present:
      return role == v1::CREW_ROLE_HOST;
    case Duty::moderate:
      return role == v1::CREW_ROLE_HOST || role == v1::CREW_ROLE_MODERATOR;
    case Duty::assist:
      return role != v1::CREW_ROLE_UNSPECIFIED;
  }
  return false;
}

void check_room(const LiveRules& rules, const v1::SaveRoomRequest& room,
                const std::vector<std::string>& categories) {
  const std::string range = rules.title.text();
  base::require(
      rules.title.holds(base::utf8_length(room.title())), "title",
      {"直播间标题需要 " + range + " 个字", "The room's title needs " + range + " characters"});
  check_notice(rules, room.notice());
  const bool known =
      std::find(categories.begin(), categories.end(), room.category()) != categories.end();
  base::require(room.category().empty() || known, "category",
                {"请从列表里选择类目", "Choose the category from the list"});
  base::require(room.planned_at() >= 0, "planned_at",
                {"开播时间不对", "The planned time is wrong"});
}

void check_notice(const LiveRules& rules, std::string_view notice) {
  base::require(base::utf8_length(notice) <= rules.notice_max, "notice",
                {"公告最多 " + std::to_string(rules.notice_max) + " 个字",
                 "The notice has at most " + std::to_string(rules.notice_max) + " characters"});
}

void check_remark(const LiveRules& rules, std::string_view text, std::string_view field) {
  base::require(!text.empty(), field, {"请写几句话", "Write a few words"});
  base::require(base::utf8_length(text) <= rules.talk.remark_max, field,
                {"最多 " + std::to_string(rules.talk.remark_max) + " 个字",
                 "At most " + std::to_string(rules.talk.remark_max) + " characters"});
}

void check_crew(const LiveRules& rules, std::int64_t owner_id, const v1::SaveCrewRequest& wish) {
  base::require(wish.crew_size() <= rules.talk.crew_max, "crew",
                {"主播团队最多 " + std::to_string(rules.talk.crew_max) + " 人",
                 "A crew has at most " + std::to_string(rules.talk.crew_max) + " people"});
  std::set<std::int64_t> seen;
  for (const v1::CrewMember& member : wish.crew()) {
    base::require(member.user_id() != owner_id, "crew",
                  {"您自己就是主播，不用邀请", "You are a host already and need no invitation"});
    base::require(seen.insert(member.user_id()).second, "crew",
                  {"有人被邀请了两次", "Somebody was invited twice"});
    base::require(may(member.role(), Duty::assist) && v1::CrewRole_IsValid(member.role()), "crew",
                  {"请给每个人选一个角色", "Choose a role for everybody"});
  }
}

void check_comment(const LiveRules& rules, std::string_view text) {
  base::require(!text.empty(), "text", {"请先输入评论", "Write something first"});
  base::require(base::utf8_length(text) <= rules.comment_max, "text",
                {"评论最多 " + std::to_string(rules.comment_max) + " 个字",
                 "A comment has at most " + std::to_string(rules.comment_max) + " characters"});
}

void check_likes(const LiveRules& rules, std::int32_t count) {
  base::require(count >= 1 && count <= rules.likes_per_call, "count",
                {"一次最多点 " + std::to_string(rules.likes_per_call) + " 个赞",
                 "At most " + std::to_string(rules.likes_per_call) + " likes at a time"});
}

std::vector<Offered> offered(const v1::ShelfItem& item) {
  const auto row = [](std::int64_t sku_id, std::int64_t live_fen, std::int64_t own_fen,
                      std::int64_t stock) {
    return Offered{.sku_id = sku_id,
                   .price_fen = live_fen != 0 ? live_fen : own_fen,
                   .shop_price_fen = own_fen,
                   .stock = stock};
  };
  const mall::v1::Product& product = item.product();
  if (product.skus().empty()) {
    return {row(0, item.live_price_fen(), product.price_fen(), product.stock())};
  }
  std::vector<Offered> rows;
  for (int i = 0; i < product.skus_size(); ++i) {
    const mall::v1::Sku& sku = product.skus(i);
    rows.push_back(row(sku.sku_id(), item.skus(i).live_price_fen(), sku.price_fen(), sku.stock()));
  }
  return rows;
}

std::map<std::int64_t, std::int64_t> sku_prices(const classroom::MallRules& rules,
                                                const mall::v1::Product& product,
                                                const v1::PutOnShelfRequest& wish) {
  base::require(product.skus().empty() || wish.live_price_fen() == 0, "live_price_fen",
                {"有规格的宝贝请给每个规格定直播价",
                 "A product with specifications has a live price for each of them"});
  std::map<std::int64_t, std::int64_t> prices;
  std::set<std::int64_t> named;
  for (const v1::ShelfSku& wanted : wish.skus()) {
    const auto sku = std::ranges::find(product.skus(), wanted.sku_id(), &mall::v1::Sku::sku_id);
    base::require(sku != product.skus().end() && named.insert(wanted.sku_id()).second, "skus",
                  {"规格刚刚改过了，请刷新后再定直播价",
                   "The specifications have just changed; reload and set the prices again"});
    const std::int64_t fen = wanted.live_price_fen();
    base::require(fen == 0 || rules.price_fen.holds(fen), "skus",
                  {"直播价超出范围", "The live price is out of bounds"});
    if (fen != 0 && fen != sku->price_fen()) prices[wanted.sku_id()] = fen;
  }
  return prices;
}

std::vector<records::ShelfRow> shelf_with(const LiveRules& rules,
                                          std::vector<records::ShelfRow> shelf,
                                          records::ShelfRow row) {
  const auto same = std::find_if(shelf.begin(), shelf.end(), [&](const records::ShelfRow& other) {
    return other.product_id == row.product_id;
  });
  if (same == shelf.end() && static_cast<std::int64_t>(shelf.size()) >= rules.shelf_max) {
    throw base::Error(base::Code::failed_precondition,
                      {"小黄车最多放 " + std::to_string(rules.shelf_max) + " 件宝贝",
                       "The shelf holds at most " + std::to_string(rules.shelf_max) + " products"});
  }
  if (same != shelf.end()) {
    if (row.place == 0) row.place = same->place;
    shelf.erase(same);
  }
  const auto end = static_cast<int>(shelf.size());
  const int index = row.place == 0 ? end : std::clamp(row.place - 1, 0, end);
  shelf.insert(shelf.begin() + index, row);
  number_places(shelf);
  return shelf;
}

std::vector<records::ShelfRow> shelf_without(std::vector<records::ShelfRow> shelf,
                                             std::int64_t product_id) {
  std::erase_if(shelf, [&](const records::ShelfRow& row) { return row.product_id == product_id; });
  number_places(shelf);
  return shelf;
}

}  // namespace kaibo::live::rules
