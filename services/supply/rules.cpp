#include "services/supply/rules.h"

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::supply::rules {

void check_good(const classroom::MallRules& rules, const v1::Good& good) {
  const auto length = static_cast<std::int64_t>(base::utf8_length(good.title()));
  base::require(rules.title.holds(length), "good.title",
                {"货品名称的长度不合要求", "The good's title is too short or too long"});
  base::require(!good.category().empty(), "good.category", {"请填写货品类目", "Name a category"});
  base::require(
      rules.pictures.holds(good.pictures_size()), "good.pictures",
      {"请上传货品图片（数量与宝贝相同）", "Upload as many pictures as a product may have"});
  base::require(rules.price_fen.holds(good.supply_price_fen()), "good.supply_price_fen",
                {"供货价超出范围", "The supply price is out of bounds"});
  base::require(
      good.suggested_price_fen() >= good.supply_price_fen() &&
          rules.price_fen.holds(good.suggested_price_fen()),
      "good.suggested_price_fen",
      {"建议售价不能低于供货价", "The suggested price must not lie below the supply price"});
  base::require(good.stock() >= 0 && good.stock() <= rules.max_stock, "good.stock",
                {"库存超出范围", "The stock is out of bounds"});
  base::require(good.min_quantity() >= 1, "good.min_quantity",
                {"起订量至少为 1", "The minimum quantity is at least 1"});
}

}  // namespace kaibo::supply::rules
