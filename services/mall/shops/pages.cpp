#include "services/mall/shops/pages.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/mall/shops/records.h"
#include "services/mall/shops/rules.h"

namespace kaibo::mall {

namespace {

using base::Code;
using base::Error;

Error changed_elsewhere() {
  return {Code::aborted,
          {"页面刚刚在别处改过，请刷新后再改", "The page was changed elsewhere just now; reload"}};
}

std::set<std::string> pictures_of(const v1::Page& page) {
  std::set<std::string> pictures;
  for (const v1::PageBlock& block : page.blocks()) pictures.insert(block.picture());
  return pictures;
}

std::string texts_of(const v1::Page& page) {
  std::string texts;
  for (const v1::PageBlock& block : page.blocks()) {
    texts += block.title() + "\n" + block.text() + "\n";
  }
  return texts;
}

bool same(const v1::Page& one, const v1::Page& other) {
  return one.SerializeAsString() == other.SerializeAsString();
}

/// Products that the page's grids show, each once.
std::set<std::int64_t> recommended(const v1::Page& page, const v1::ShopSettings& settings) {
  std::set<std::int64_t> products;
  for (const v1::PageBlock& block : page.blocks()) {
    if (block.kind() != v1::BLOCK_KIND_GRID) continue;
    products.insert(block.product_ids().begin(), block.product_ids().end());
    for (const v1::ShopCategory& category : settings.categories()) {
      if (category.category_id() != block.category_id()) continue;
      products.insert(category.product_ids().begin(), category.product_ids().end());
    }
  }
  return products;
}

}  // namespace

template <typename Wish>
v1::Shop Pages::decorated(db::Transaction& tx, std::int64_t person_id, const Wish& wish) {
  return shops_.require_for(tx, wish.class_id(), person_id, wish.shop_id(),
                            v1::SHOP_RIGHT_DECORATION);
}

v1::PageDraft Pages::draft(db::Transaction& tx, std::int64_t person_id,
                           const v1::GetPageDraftRequest& wish) {
  return draft_of(tx, decorated(tx, person_id, wish).shop_id());
}

v1::PageDraft Pages::draft_of(db::Transaction& tx, std::int64_t shop_id) {
  shop_records::StoredDraft stored = shop_records::draft(tx, shop_id);
  const std::optional<v1::PageVersion> published = shop_records::version(tx, shop_id, 0);
  v1::PageDraft draft;
  draft.set_revision(stored.revision);
  draft.set_published_version(published ? published->version() : 0);
  draft.set_differs(!same(stored.page, published ? published->page() : v1::Page()));
  *draft.mutable_page() = std::move(stored.page);
  return draft;
}

v1::PageDraft Pages::save(db::Transaction& tx, std::int64_t person_id,
                          const v1::SavePageDraftRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const v1::Shop shop = decorated(tx, person_id, wish);
  v1::Page page = wish.page();
  for (v1::PageBlock& block : *page.mutable_blocks()) {
    block.set_title(base::tidy(block.title()));
    block.set_text(base::tidy(block.text()));
  }
  const std::vector<v1::Product> products = products_.of_shop(tx, class_id, shop.shop_id());
  std::set<std::int64_t> own;
  for (const v1::Product& product : products) own.insert(product.product_id());
  const v1::ShopSettings settings = settings_.of_shop(tx, shop.shop_id());
  std::set<std::int64_t> categories;
  for (const v1::ShopCategory& category : settings.categories()) {
    categories.insert(category.category_id());
  }
  shop_rules::check_page(classroom_.profile_of(tx, class_id).shop, page, own, categories);
  const std::set<std::string> known = pictures_of(shop_records::draft(tx, shop.shop_id()).page);
  for (const std::string& picture : pictures_of(page)) {
    base::require(
        picture.empty() || known.contains(picture) || files::holds(tx, person_id, picture), "page",
        {"有一张图片没有上传成功，请重新上传", "One picture is not uploaded; upload it again"});
  }
  if (!shop_records::store(tx, class_id, shop.shop_id(),
                           {.page = page, .revision = wish.revision() + 1})) {
    throw changed_elsewhere();
  }
  return draft_of(tx, shop.shop_id());
}

v1::PageDraft Pages::publish(db::Transaction& tx, std::int64_t person_id,
                             const v1::PublishPageRequest& wish) {
  const v1::Shop shop = decorated(tx, person_id, wish);
  const shop_records::StoredDraft draft = shop_records::draft(tx, shop.shop_id());
  if (draft.revision != wish.revision()) throw changed_elsewhere();
  if (draft.page.blocks().empty()) {
    throw Error(Code::failed_precondition,
                {"页面还是空的，先加几个模块再发布",
                 "The page is empty; add a block before you publish it"});
  }
  show_to_buyers(tx, {.class_id = wish.class_id(), .actor = person_id}, shop, draft.page);
  return draft_of(tx, shop.shop_id());
}

v1::PageDraft Pages::roll_back(db::Transaction& tx, std::int64_t person_id,
                               const v1::RollBackPageRequest& wish) {
  const std::int64_t class_id = wish.class_id();
  const v1::Shop shop = decorated(tx, person_id, wish);
  const std::optional<v1::PageVersion> earlier =
      wish.version() == 0 ? std::nullopt
                          : shop_records::version(tx, shop.shop_id(), wish.version());
  if (!earlier) {
    throw Error(Code::not_found, {"没有发布过这个版本", "This version was never published"});
  }
  const std::int64_t revision = shop_records::draft(tx, shop.shop_id()).revision;
  if (!shop_records::store(tx, class_id, shop.shop_id(),
                           {.page = earlier->page(), .revision = revision + 1})) {
    throw changed_elsewhere();
  }
  show_to_buyers(tx, {.class_id = class_id, .actor = person_id, .rolled_back_to = wish.version()},
                 shop, earlier->page());
  return draft_of(tx, shop.shop_id());
}

void Pages::show_to_buyers(db::Transaction& tx, const Showing& showing, const v1::Shop& shop,
                           const v1::Page& page) {
  const std::int64_t class_id = showing.class_id;
  const std::optional<v1::PageVersion> before = shop_records::version(tx, shop.shop_id(), 0);
  v1::PageVersion version;
  version.set_version(before ? before->version() + 1 : 1);
  version.set_published_at(tx.now());
  version.set_rolled_back_to(showing.rolled_back_to);
  *version.mutable_page() = page;
  shop_records::insert(tx, class_id, shop.shop_id(), version);

  const v1::ShopSettings settings = settings_.of_shop(tx, shop.shop_id());
  event::v1::Event event;
  event::v1::ShopPagePublished& said = *event.mutable_shop_page_published();
  said.set_shop_id(shop.shop_id());
  said.set_version(version.version());
  said.set_rolled_back_to(showing.rolled_back_to);
  said.set_seller_id(shop.owner_id());
  said.set_has_logo(!shop.logo().empty());
  said.set_blocks(page.blocks_size());
  said.set_banners(static_cast<std::int32_t>(
      std::ranges::count(page.blocks(), v1::BLOCK_KIND_BANNER, &v1::PageBlock::kind)));
  said.set_categories(settings.categories_size());
  said.set_recommended(static_cast<std::int32_t>(recommended(page, settings).size()));
  classroom::happened(tx, class_id, showing.actor, {classroom::class_topic, {}}, event);
  watcher().read_words(tx, {.class_id = class_id,
                            .person_id = shop.owner_id(),
                            .place = "page",
                            .id = shop.shop_id(),
                            .text = texts_of(page)});
}

std::vector<v1::PageVersion> Pages::versions(db::Transaction& tx, std::int64_t person_id,
                                             const v1::ListPageVersionsRequest& wish) {
  return shop_records::versions(tx, decorated(tx, person_id, wish).shop_id());
}

v1::GetShopFrontResponse Pages::front(db::Transaction& tx, std::int64_t class_id,
                                      std::int64_t shop_id) {
  v1::GetShopFrontResponse front;
  *front.mutable_shop() = shops_.require(tx, class_id, shop_id);
  v1::ShopSettings settings = settings_.of_shop(tx, shop_id);
  front.set_announcement(settings.announcement());
  *front.mutable_categories() = std::move(*settings.mutable_categories());
  if (const auto published = shop_records::version(tx, shop_id, 0)) {
    *front.mutable_page() = published->page();
  }
  v1::SearchProductsRequest wish;
  wish.set_class_id(class_id);
  wish.set_shop_id(shop_id);
  wish.set_limit(100);
  v1::SearchProductsResponse listed = products_.search(tx, wish);
  *front.mutable_products() = std::move(*listed.mutable_products());
  return front;
}

}  // namespace kaibo::mall
