#include "services/mall/shops/rules.h"

#include <algorithm>
#include <map>
#include <string>

#include "common/base/error.h"
#include "common/base/text.h"
#include "services/mall/rules.h"

namespace kaibo::mall::shop_rules {

namespace {

using classroom::PaperRule;
using classroom::Range;
using classroom::ShopKind;
using rules::fault;

std::string_view content_of(const v1::ApplicationForm& form, std::string_view key) {
  const auto found = std::ranges::find(form.papers(), key, &v1::Paper::key);
  return found == form.papers().end() ? std::string_view() : std::string_view(found->content());
}

void find_name_faults(const MallRules& mall, const RegistrationRules& rules,
                      const v1::ApplicationForm& form, bool taken, std::vector<v1::Fault>& found) {
  if (!mall.shop_name.holds(base::utf8_length(form.name()))) {
    found.push_back(
        fault("name", {"店铺名称需要 " + mall.shop_name.text() + " 个字",
                       "The shop's name needs " + mall.shop_name.text() + " characters"}));
  }
  if (taken) {
    found.push_back(fault("name_taken", {"这个店名已经有同学用了，请换一个",
                                         "A classmate uses this name already; choose another"}));
  }
  std::vector<std::string> claimed;
  for (const std::string& word : rules.name_words) {
    if (form.name().find(word) != std::string::npos) claimed.push_back(word);
  }
  for (std::string& word : claimed) {
    found.push_back(fault("name_word",
                          {"店名不能用“" + word + "”（冒充官方、其他平台或绝对化用语）",
                           "The name must not hold “" + word +
                               "”: it claims to be official, another platform or the best"},
                          {word}));
  }
}

void find_paper_faults(const ShopKind& kind, const v1::ApplicationForm& form,
                       std::vector<v1::Fault>& found) {
  for (const PaperRule& paper : kind.papers) {
    const std::string_view content = content_of(form, paper.key);
    if (paper.picture) {
      if (content.empty()) {
        found.push_back(
            fault("paper", {"缺少" + paper.name.zh, "Missing: " + paper.name.en}, {paper.key}));
      }
    } else if (!paper.characters.holds(base::utf8_length(content))) {
      const std::string wanted = paper.characters.text();
      found.push_back(fault("paper",
                            {paper.name.zh + "需要 " + wanted + " 个字",
                             paper.name.en + " needs " + wanted + " characters"},
                            {paper.key}));
    }
  }
}

void check_name(const ShopRules& rules, std::string_view name, std::string_view field) {
  base::require(rules.short_name.holds(base::utf8_length(name)), field,
                {"名称需要 " + rules.short_name.text() + " 个字",
                 "The name needs " + rules.short_name.text() + " characters"});
}

void check_own(const google::protobuf::RepeatedField<std::int64_t>& ids,
               const std::set<std::int64_t>& products, std::string_view field) {
  for (const std::int64_t id : ids) {
    base::require(products.contains(id), field,
                  {"只能选自己店里的宝贝", "Choose products of your own shop only"});
  }
}

void check_rule(const ShopRules& rules, const v1::FreightRule& rule) {
  base::require(
      rules.freight_units.holds(rule.first_units()) && rules.freight_units.holds(rule.more_units()),
      "freight_templates",
      {"首件（首重）和续件（续重）需要在 " + rules.freight_units.text() + " 之间",
       "First and further units must lie between " + rules.freight_units.text()});
  const Range fen{0, rules.freight_max_fen};
  base::require(
      fen.holds(rule.first_fen()) && fen.holds(rule.more_fen()) && rule.free_from_fen() >= 0,
      "freight_templates",
      {"运费需要在 ¥0 到 ¥" + base::yuan(rules.freight_max_fen) + " 之间",
       "Freight must lie between ¥0 and ¥" + base::yuan(rules.freight_max_fen)});
}

void check_template(const ShopRules& rules, const v1::FreightTemplate& freight) {
  check_name(rules, freight.name(), "freight_templates");
  base::require(freight.by() == v1::FREIGHT_BY_PIECE || freight.by() == v1::FREIGHT_BY_WEIGHT,
                "freight_templates", {"请选择按件或按重量计费", "Choose by piece or by weight"});
  std::set<std::string> named;
  for (const v1::FreightRule& rule : freight.rules()) {
    check_rule(rules, rule);
    for (const std::string& region : rule.regions()) {
      base::require(std::ranges::find(rules.regions, region) != rules.regions.end(),
                    "freight_templates",
                    {"请从列表里选择地区", "Choose the regions from the list"});
      base::require(named.insert(region).second, "freight_templates",
                    {"“" + region + "”在同一个模板里出现了两次",
                     "“" + region + "” stands twice in one template"});
    }
  }
  const auto everywhere_else = std::ranges::count_if(
      freight.rules(), [](const auto& rule) { return rule.regions().empty(); });
  base::require(everywhere_else == 1 && freight.rules().rbegin()->regions().empty(),
                "freight_templates",
                {"每个运费模板最后要有且只有一条“其他地区”",
                 "The last rule of each template, and no other, is for everywhere else"});
}

void check_block(const ShopRules& rules, const v1::PageBlock& block) {
  base::require(block.kind() != v1::BLOCK_KIND_UNSPECIFIED && v1::BlockKind_IsValid(block.kind()),
                "page", {"请选择模块类型", "Choose what the block shows"});
  base::require(
      base::utf8_length(block.title()) <= rules.short_name.max, "page",
      {"模块标题最多 " + std::to_string(rules.short_name.max) + " 个字",
       "A block's title has at most " + std::to_string(rules.short_name.max) + " characters"});
  base::require(
      base::utf8_length(block.text()) <= rules.block_text_max, "page",
      {"文字模块最多 " + std::to_string(rules.block_text_max) + " 个字",
       "A block's text has at most " + std::to_string(rules.block_text_max) + " characters"});
  base::require(block.product_ids_size() <= rules.grid_products_max, "page",
                {"一个模块最多放 " + std::to_string(rules.grid_products_max) + " 件宝贝",
                 "A block shows at most " + std::to_string(rules.grid_products_max) + " products"});
  const bool needs_picture =
      block.kind() == v1::BLOCK_KIND_BANNER || block.kind() == v1::BLOCK_KIND_PICTURE;
  base::require(
      !needs_picture || !block.picture().empty(), "page",
      {"请给横幅和图片模块上传图片", "Upload a picture for each banner and picture block"});
}

}  // namespace

std::optional<v1::ApplicationState> after(v1::ApplicationState state, Step step) {
  const bool editable = state == v1::APPLICATION_STATE_UNSPECIFIED ||
                        state == v1::APPLICATION_STATE_DRAFT ||
                        state == v1::APPLICATION_STATE_REJECTED;
  const bool waiting = state == v1::APPLICATION_STATE_SUBMITTED;
  switch (step) {
    case Step::save:
      if (!editable) return std::nullopt;
      return state == v1::APPLICATION_STATE_UNSPECIFIED ? v1::APPLICATION_STATE_DRAFT : state;
    case Step::submit:
      return editable ? std::optional(v1::APPLICATION_STATE_SUBMITTED) : std::nullopt;
    case Step::pass:
      return waiting ? std::optional(v1::APPLICATION_STATE_APPROVED) : std::nullopt;
    case Step::reject:
      return waiting ? std::optional(v1::APPLICATION_STATE_REJECTED) : std::nullopt;
    case Step::withdraw:
      return waiting ? std::optional(v1::APPLICATION_STATE_DRAFT) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<v1::Fault> faults(const MallRules& mall, const RegistrationRules& rules,
                              const v1::ApplicationForm& form, const Facts& facts) {
  std::vector<v1::Fault> found;
  const ShopKind* kind = rules.kind(form.kind());
  if (kind == nullptr) {
    found.push_back(fault("kind", {"请选择店铺类型", "Choose the kind of shop"}));
  } else {
    find_paper_faults(*kind, form, found);
    if (facts.wallet_fen < kind->deposit_fen) {
      const std::string deposit = base::yuan(kind->deposit_fen);
      found.push_back(fault("deposit", {"钱包里的钱不够交保证金 ¥" + deposit,
                                        "Your wallet does not hold the deposit of ¥" + deposit}));
    }
  }
  find_name_faults(mall, rules, form, facts.name_taken, found);
  if (std::ranges::find(mall.categories, form.category()) == mall.categories.end()) {
    found.push_back(
        fault("category", {"请从列表里选择主营类目", "Choose the main category from the list"}));
  }
  const Range introduction{rules.introduction_min, mall.introduction_max};
  if (!introduction.holds(base::utf8_length(form.introduction()))) {
    found.push_back(
        fault("introduction", {"店铺简介需要 " + introduction.text() + " 个字",
                               "The introduction needs " + introduction.text() + " characters"}));
  }
  if (rules.logo_needed && form.logo().empty()) {
    found.push_back(fault("logo", {"请上传店标", "Upload a logo"}));
  }
  if (form.agreement_version() != rules.agreement_version) {
    found.push_back(
        fault("agreement", {"请阅读并同意开店协议", "Read the agreement and accept it"}));
  }
  return found;
}

void check_draft(const MallRules& mall, const v1::ApplicationForm& form) {
  constexpr std::int64_t longest_text = 100;
  constexpr int most_papers = 10;
  base::require(base::utf8_length(form.introduction()) <= mall.introduction_max, "introduction",
                {"店铺简介太长了", "The introduction is too long"});
  base::require(base::utf8_length(form.name()) <= mall.shop_name.max, "name",
                {"店铺名称太长了", "The shop's name is too long"});
  base::require(form.papers_size() <= most_papers, "papers",
                {"资质材料太多了", "There are too many papers"});
  for (const v1::Paper& paper : form.papers()) {
    base::require(base::utf8_length(paper.content()) <= longest_text, "papers",
                  {"资质材料的内容太长了", "A paper's content is too long"});
  }
}

void check_settings(const ShopRules& rules, const v1::ShopSettings& settings,
                    const std::set<std::int64_t>& products) {
  base::require(
      base::utf8_length(settings.announcement()) <= rules.announcement_max, "announcement",
      {"店铺公告最多 " + std::to_string(rules.announcement_max) + " 个字",
       "The announcement has at most " + std::to_string(rules.announcement_max) + " characters"});
  if (settings.has_return_address()) rules::check_address(settings.return_address());
  base::require(settings.categories_size() <= rules.categories_max, "categories",
                {"店内分类最多 " + std::to_string(rules.categories_max) + " 个",
                 "A shop has at most " + std::to_string(rules.categories_max) + " categories"});
  std::set<std::string> names;
  for (const v1::ShopCategory& category : settings.categories()) {
    check_name(rules, category.name(), "categories");
    base::require(names.insert(category.name()).second, "categories",
                  {"店内分类“" + category.name() + "”重复了",
                   "There are two categories “" + category.name() + "”"});
    check_own(category.product_ids(), products, "categories");
  }
  base::require(
      settings.freight_templates_size() <= rules.freight_templates_max, "freight_templates",
      {"运费模板最多 " + std::to_string(rules.freight_templates_max) + " 个",
       "A shop has at most " + std::to_string(rules.freight_templates_max) + " freight templates"});
  for (const v1::FreightTemplate& freight : settings.freight_templates()) {
    check_template(rules, freight);
  }
}

void check_page(const ShopRules& rules, const v1::Page& page,
                const std::set<std::int64_t>& products, const std::set<std::int64_t>& categories) {
  base::require(page.blocks_size() <= rules.blocks_max, "page",
                {"页面最多 " + std::to_string(rules.blocks_max) + " 个模块",
                 "A page has at most " + std::to_string(rules.blocks_max) + " blocks"});
  for (const v1::PageBlock& block : page.blocks()) {
    check_block(rules, block);
    check_own(block.product_ids(), products, "page");
    base::require(block.category_id() == 0 || categories.contains(block.category_id()), "page",
                  {"这个店内分类已经不在了，请重新选择",
                   "This category of the shop is gone; choose another"});
  }
}

std::int64_t freight_fen(const google::protobuf::RepeatedPtrField<v1::FreightTemplate>& templates,
                         std::string_view region, std::span<const FreightLine> lines) {
  if (templates.empty()) return 0;
  struct Load {
    std::int64_t units = 0;
    std::int64_t fen = 0;
  };
  std::map<const v1::FreightTemplate*, Load> loads;
  for (const FreightLine& line : lines) {
    const auto named =
        std::ranges::find(templates, line.template_id, &v1::FreightTemplate::template_id);
    const v1::FreightTemplate& freight = named == templates.end() ? templates[0] : *named;
    Load& load = loads[&freight];
    const std::int64_t unit = freight.by() == v1::FREIGHT_BY_WEIGHT ? line.weight_grams : 1;
    load.units += unit * line.pieces;
    load.fen += line.fen;
  }
  std::int64_t sum = 0;
  for (const auto& [freight, load] : loads) {
    const auto rule = std::ranges::find_if(freight->rules(), [&](const v1::FreightRule& one) {
      return one.regions().empty() ||
             std::ranges::find(one.regions(), region) != one.regions().end();
    });
    if (rule == freight->rules().end()) continue;
    if (rule->free_from_fen() > 0 && load.fen >= rule->free_from_fen()) continue;
    const std::int64_t beyond = std::max<std::int64_t>(0, load.units - rule->first_units());
    const std::int64_t steps = (beyond + rule->more_units() - 1) / rule->more_units();
    sum += rule->first_fen() + steps * rule->more_fen();
  }
  return sum;
}

}  // namespace kaibo::mall::shop_rules
