#include "services/supply/supply.h"

#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/files/store.h"
#include "services/classroom/happened.h"
#include "services/supply/records.h"
#include "services/supply/rules.h"

namespace kaibo::supply {

v1::Good Supply::add(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                     v1::Good good) {
  good.set_title(base::tidy(good.title()));
  good.set_description(base::tidy(good.description()));
  rules::check_good(classroom_.profile_of(tx, class_id).mall, good);
  for (const std::string& picture : good.pictures()) {
    base::require(
        files::holds(tx, actor, picture), "good.pictures",
        {"有一张图片没有上传成功，请重新上传", "One picture is not uploaded; upload it again"});
  }
  good.set_good_id(ids_.next());
  records::insert(tx, class_id, good);

  event::v1::Event event;
  event.mutable_good_added()->set_good_id(good.good_id());
  event.mutable_good_added()->set_title(good.title());
  classroom::happened(tx, class_id, actor, {classroom::class_topic, {}}, event);
  return good;
}

v1::Good Supply::require(db::Transaction& tx, std::int64_t class_id, std::int64_t good_id) {
  std::optional<v1::Good> good = records::find(tx, class_id, good_id);
  if (!good) {
    throw base::Error(base::Code::not_found,
                      {"货源市场里没有这件货品", "There is no such good in the supply market"});
  }
  return *std::move(good);
}

v1::SearchGoodsResponse Supply::search(db::Transaction& tx, std::int64_t class_id,
                                       std::string_view words, std::string_view category) {
  v1::SearchGoodsResponse found;
  for (v1::Good& good : records::search(tx, class_id, base::tidy(words), category)) {
    *found.add_goods() = std::move(good);
  }
  for (std::string& name : records::categories(tx, class_id)) {
    found.add_categories(std::move(name));
  }
  return found;
}

}  // namespace kaibo::supply
