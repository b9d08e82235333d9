#include "services/mall/rules.h"

#include <algorithm>

#include "common/base/error.h"
#include "common/base/text.h"

namespace kaibo::mall::rules {

namespace {

using classroom::Range;

void require_length(std::string_view text, Range range, std::string_view field,
                    const std::string& zh, const std::string& en) {
  const std::int64_t length = base::utf8_length(text);
  base::require(range.holds(length), field,
                {zh + "需要 " + range.text() + " 个字，现在是 " + std::to_string(length) + " 个字",
                 en + " needs " + range.text() + " characters; it has " + std::to_string(length)});
}

std::vector<std::string> words_in(const std::vector<std::string>& listed, std::string_view text) {
  std::vector<std::string> found;
  std::copy_if(listed.begin(), listed.end(), std::back_inserter(found),
               [&](const std::string& word) { return text.find(word) != std::string_view::npos; });
  return found;
}

std::string joined(const std::vector<std::string>& listed, std::string_view separator) {
  std::string text;
  for (const std::string& word : listed) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

}  // namespace

void check_shop(const MallRules& rules, std::string_view name, std::string_view category,
                std::string_view introduction) {
  require_length(name, rules.shop_name, "name", "店铺名称", "The shop's name");
  base::require(std::find(rules.categories.begin(), rules.categories.end(), category) !=
                    rules.categories.end(),
                "category", {"请从列表里选择主营类目", "Choose the main category from the list"});
  require_length(introduction, {0, rules.introduction_max}, "introduction", "店铺简介",
                 "The introduction");
}

void check_product(const MallRules& rules, const v1::SaveProductRequest& product) {
  check_texts(rules, product);
  base::require(rules.pictures.holds(product.pictures_size()), "pictures",
                {"请上传 " + rules.pictures.text() + " 张宝贝图片",
                 "Upload " + rules.pictures.text() + " pictures"});
  check_offer(rules, product.price_fen(), product.stock());
}

void check_texts(const MallRules& rules, const v1::SaveProductRequest& product) {
  require_length(product.title(), rules.title, "title", "宝贝标题", "The title");
  require_length(product.description(), {0, rules.description_max}, "description", "宝贝描述",
                 "The description");
}

void check_offer(const MallRules& rules, std::int64_t price_fen, std::int64_t stock) {
  const std::string lowest = base::yuan(rules.price_fen.min);
  const std::string highest = base::yuan(rules.price_fen.max);
  base::require(rules.price_fen.holds(price_fen), "price_fen",
                {"价格需要在 ¥" + lowest + " 到 ¥" + highest + " 之间",
                 "The price must lie between ¥" + lowest + " and ¥" + highest});
  base::require(stock >= 0 && stock <= rules.max_stock, "stock",
                {"库存需要在 0 到 " + std::to_string(rules.max_stock) + " 件之间",
                 "The stock must lie between 0 and " + std::to_string(rules.max_stock)});
}

void check_draft(const MallRules& rules, const v1::SaveProductRequest& product) {
  require_length(product.title(), {0, rules.title.max}, "title", "宝贝标题", "The title");
  require_length(product.description(), {0, rules.description_max}, "description", "宝贝描述",
                 "The description");
  base::require(product.pictures_size() <= rules.pictures.max, "pictures",
                {"图片太多了", "There are too many pictures"});
  base::require(product.price_fen() >= 0 && product.price_fen() <= rules.price_fen.max, "price_fen",
                {"价格超出范围", "The price is out of bounds"});
  base::require(product.stock() >= 0 && product.stock() <= rules.max_stock, "stock",
                {"库存超出范围", "The stock is out of bounds"});
}

v1::Fault fault(std::string kind, base::Text text, std::vector<std::string> words) {
  v1::Fault made;
  made.set_kind(std::move(kind));
  made.set_zh(std::move(text.zh));
  made.set_en(std::move(text.en));
  for (std::string& word : words) made.add_words(std::move(word));
  return made;
}

std::vector<v1::Fault> product_faults(const MallRules& rules, const v1::Product& product) {
  std::vector<v1::Fault> faults;
  if (product.pictures_size() < rules.good_pictures) {
    faults.push_back(fault("few_pictures",
                           {"图片少于 " + std::to_string(rules.good_pictures) + " 张，买家看不清楚",
                            "Fewer than " + std::to_string(rules.good_pictures) +
                                " pictures: buyers cannot see enough"}));
  }
  if (base::utf8_length(product.title()) < rules.good_title) {
    faults.push_back(
        fault("short_title",
              {"标题少于 " + std::to_string(rules.good_title) + " 个字，建议写上产地、品种、规格",
               "The title has fewer than " + std::to_string(rules.good_title) +
                   " characters: name origin, variety and size"}));
  }
  if (base::utf8_length(product.description()) < rules.good_description) {
    faults.push_back(fault(
        "short_description",
        {"描述少于 " + std::to_string(rules.good_description) + " 个字，请说清特点、吃法和保存",
         "The description has fewer than " + std::to_string(rules.good_description) +
             " characters: tell what is special, how to use and to keep it"}));
  }
  std::vector<std::string> banned =
      words_in(rules.banned_words, product.title() + "\n" + product.description());
  if (!banned.empty()) {
    faults.push_back(
        fault("banned_word",
              {"含有广告法禁用的绝对化用语：" + joined(banned, "、"),
               "Contains absolute words banned by the advertising law: " + joined(banned, ", ")},
              banned));
  }
  return faults;
}

std::vector<v1::NewOrderLine> merged_lines(
    const MallRules& rules, const google::protobuf::RepeatedPtrField<v1::NewOrderLine>& lines) {
  base::require(!lines.empty(), "lines", {"请先选择要买的宝贝", "Choose something to buy first"});
  base::require(lines.size() <= rules.max_lines, "lines",
                {"一张订单最多 " + std::to_string(rules.max_lines) + " 种宝贝",
                 "An order holds at most " + std::to_string(rules.max_lines) + " products"});
  std::vector<v1::NewOrderLine> merged;
  for (const v1::NewOrderLine& line : lines) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const v1::NewOrderLine& m) {
      return m.product_id() == line.product_id() && m.sku_id() == line.sku_id();
    });
    const std::int64_t before = same == merged.end() ? 0 : same->quantity();
    const std::int64_t quantity = before + line.quantity();
    base::require(line.quantity() >= 1 && quantity <= rules.max_quantity, "lines",
                  {"每种宝贝的数量需要在 1 到 " + std::to_string(rules.max_quantity) + " 之间",
                   "The quantity of each product must lie between 1 and " +
                       std::to_string(rules.max_quantity)});
    if (same == merged.end()) {
      merged.push_back(line);
    } else {
      same->set_quantity(static_cast<std::int32_t>(quantity));
    }
  }
  return merged;
}

void check_address(const v1::Address& address) {
  // Widths of the address columns.
  require_length(address.name(), {1, 32}, "address.name", "收货人", "The receiver's name");
  require_length(address.phone(), {1, 20}, "address.phone", "联系电话", "The phone number");
  require_length(address.text(), {1, 120}, "address.text", "收货地址", "The address");
  require_length(address.region(), {0, 10}, "address.region", "地区", "The region");
}

void check_waybill(const MallRules& rules, std::string_view courier, std::string_view waybill) {
  base::require(
      std::find(rules.couriers.begin(), rules.couriers.end(), courier) != rules.couriers.end(),
      "courier", {"请从列表里选择快递公司", "Choose the courier from the list"});
  const bool characters = std::all_of(waybill.begin(), waybill.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
  base::require(characters && rules.waybill.holds(static_cast<std::int64_t>(waybill.size())),
                "waybill",
                {"快递单号是 " + rules.waybill.text() + " 位字母或数字",
                 "A waybill number has " + rules.waybill.text() + " letters or digits"});
}

void check_text(std::string_view text, Range range, std::string_view field) {
  base::require(range.holds(base::utf8_length(text)), field,
                {"请写 " + range.text() + " 个字", "Write " + range.text() + " characters"});
}

void check_stars(std::int32_t stars) {
  base::require(1 <= stars && stars <= 5, "stars", {"请给 1–5 颗星", "Give 1 to 5 stars"});
}

std::int32_t average_hundredths(std::int64_t stars, std::int64_t count) {
  if (count == 0) return 0;
  return static_cast<std::int32_t>((stars * 100 + count / 2) / count);
}

}  // namespace kaibo::mall::rules
