#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/mall/shops/rules.h"
#include "tests/support/refusal.h"

namespace kaibo::mall {
namespace {

using shop_rules::FreightLine;
using shop_rules::Step;
using test::refusal_of;

const classroom::Profile& shop_course() {
  static const classroom::Profiles profiles;
  return *profiles.find("ecommerce-2020s");
}

v1::ApplicationForm good_form() {
  v1::ApplicationForm form;
  form.set_kind("individual");
  form.set_name("橙心果园");
  form.set_category("水果");
  form.set_introduction("自家果园，现摘现发，坏果包赔。");
  form.set_logo("logo");
  form.set_agreement_version(shop_course().shop.registration.agreement_version);
  for (const auto& [key, content] : {std::pair{"holder", "林晓燕"}, {"phone", "13800000000"}}) {
    v1::Paper& paper = *form.add_papers();
    paper.set_key(key);
    paper.set_content(content);
  }
  return form;
}

std::vector<std::string> fault_kinds(const v1::ApplicationForm& form,
                                     shop_rules::Facts facts = {.name_taken = false,
                                                                .wallet_fen = 500'000}) {
  std::vector<std::string> kinds;
  const auto found =
      shop_rules::faults(shop_course().mall, shop_course().shop.registration, form, facts);
  for (const v1::Fault& fault : found) kinds.push_back(fault.kind());
  return kinds;
}

TEST(ShopRules, AnApplicationMovesOnlyAsLaidDown) {
  using State = std::optional<v1::ApplicationState>;
  EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_UNSPECIFIED, Step::save),
            State(v1::APPLICATION_STATE_DRAFT));
  EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_REJECTED, Step::save),
            State(v1::APPLICATION_STATE_REJECTED));
  EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_REJECTED, Step::submit),
            State(v1::APPLICATION_STATE_SUBMITTED));
  EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_SUBMITTED, Step::withdraw),
            State(v1::APPLICATION_STATE_DRAFT));
  EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_SUBMITTED, Step::save), std::nullopt);
  EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_DRAFT, Step::pass), std::nullopt);
  for (const Step step : {Step::save, Step::submit, Step::pass, Step::reject, Step::withdraw}) {
    EXPECT_EQ(shop_rules::after(v1::APPLICATION_STATE_APPROVED, step), std::nullopt);
  }
}

TEST(ShopRules, AGoodApplicationHasNoFaultAndEachFaultIsNamed) {
  EXPECT_TRUE(fault_kinds(good_form()).empty());
  const auto changed = [](auto change) {
    v1::ApplicationForm form = good_form();
    change(form);
    return fault_kinds(form);
  };
  using Kinds = std::vector<std::string>;
  EXPECT_EQ(changed([](auto& form) { form.set_name("橙"); }), Kinds{"name"});
  EXPECT_EQ(changed([](auto& form) { form.set_name("橙心官方旗舰店"); }),
            (Kinds{"name_word", "name_word"}));
  EXPECT_EQ(changed([](auto& form) { form.set_category("飞机"); }), Kinds{"category"});
  EXPECT_EQ(changed([](auto& form) { form.set_introduction("短"); }), Kinds{"introduction"});
  EXPECT_EQ(changed([](auto& form) { form.clear_logo(); }), Kinds{"logo"});
  EXPECT_EQ(changed([](auto& form) { form.clear_papers(); }), (Kinds{"paper", "paper"}));
  EXPECT_EQ(changed([](auto& form) { form.set_agreement_version(0); }), Kinds{"agreement"});
  EXPECT_EQ(changed([](auto& form) { form.set_kind("bank"); }), Kinds{"kind"});
  EXPECT_EQ(fault_kinds(good_form(), {.name_taken = true, .wallet_fen = 500'000}),
            Kinds{"name_taken"});
  EXPECT_EQ(fault_kinds(good_form(), {.name_taken = false, .wallet_fen = 9'999}), Kinds{"deposit"});
}

TEST(ShopRules, ACompanyIsAskedForItsPapers) {
  v1::ApplicationForm form = good_form();
  form.set_kind("company");
  EXPECT_EQ(fault_kinds(form), (std::vector<std::string>(4, "paper")));
}

/// First units, their price, further units, theirs, free from.
v1::FreightRule freight_rule(int first, std::int64_t first_fen, int more, std::int64_t more_fen,
                             std::int64_t free_from = 0) {
  v1::FreightRule made;
  made.set_first_units(first);
  made.set_first_fen(first_fen);
  made.set_more_units(more);
  made.set_more_fen(more_fen);
  made.set_free_from_fen(free_from);
  return made;
}

v1::ShopSettings two_templates() {
  v1::ShopSettings settings;
  v1::FreightTemplate& pieces = *settings.add_freight_templates();
  pieces.set_template_id(1);
  pieces.set_name("按件");
  pieces.set_by(v1::FREIGHT_BY_PIECE);
  *pieces.add_rules() = freight_rule(1, 500, 1, 200, 9'900);
  pieces.mutable_rules(0)->add_regions("湖南");
  *pieces.add_rules() = freight_rule(1, 1'000, 2, 500);
  v1::FreightTemplate& weight = *settings.add_freight_templates();
  weight.set_template_id(2);
  weight.set_name("按重量");
  weight.set_by(v1::FREIGHT_BY_WEIGHT);
  *weight.add_rules() = freight_rule(1'000, 800, 500, 300);
  return settings;
}

std::int64_t freight(std::string_view region, const std::vector<FreightLine>& lines) {
  const v1::ShopSettings settings = two_templates();
  return shop_rules::freight_fen(settings.freight_templates(), region, lines);
}

TEST(ShopRules, FreightGoesByPieceWeightAndRegion) {
  const auto pieces = [](std::int64_t n, std::int64_t fen = 100) {
    return FreightLine{.template_id = 1, .weight_grams = 0, .pieces = n, .fen = fen};
  };
  const auto grams = [](std::int64_t weight, std::int64_t n) {
    return FreightLine{.template_id = 2, .weight_grams = weight, .pieces = n, .fen = 100};
  };
  EXPECT_EQ(freight("湖南", {pieces(1)}), 500);
  EXPECT_EQ(freight("湖南", {pieces(3)}), 900);
  EXPECT_EQ(freight("北京", {pieces(1)}), 1'000);
  EXPECT_EQ(freight("", {pieces(2)}), 1'500) << "a part of the further units counts as all";
  EXPECT_EQ(freight("", {pieces(3)}), 1'500);
  EXPECT_EQ(freight("", {grams(500, 2)}), 800);
  EXPECT_EQ(freight("", {grams(501, 2)}), 1'100);
  EXPECT_EQ(freight("湖南", {pieces(1), pieces(2)}), 900) << "lines of one template go together";
  EXPECT_EQ(freight("湖南", {pieces(1), grams(500, 1)}), 500 + 800);
}

TEST(ShopRules, FreightIsFreeFromAnAmountOnAndWithoutTemplates) {
  const std::vector<FreightLine> dear{
      {.template_id = 1, .weight_grams = 0, .pieces = 1, .fen = 9'900}};
  EXPECT_EQ(freight("湖南", dear), 0);
  EXPECT_EQ(freight("北京", dear), 1'000) << "only where the rule says so";
  EXPECT_EQ(shop_rules::freight_fen({}, "湖南", dear), 0);
}

TEST(ShopRules, AProductWithoutATemplateGoesByTheFirst) {
  EXPECT_EQ(freight("湖南", {{.template_id = 77, .weight_grams = 0, .pieces = 1, .fen = 100}}),
            500);
}

TEST(ShopRules, SettingsAreRefusedNamingWhatIsWrong) {
  const auto refused = [](const v1::ShopSettings& settings) {
    return refusal_of([&] { shop_rules::check_settings(shop_course().shop, settings, {7}); })
        .field();
  };
  EXPECT_NO_THROW(shop_rules::check_settings(shop_course().shop, two_templates(), {}));
  v1::ShopSettings settings = two_templates();
  settings.mutable_freight_templates(0)->mutable_rules()->RemoveLast();
  EXPECT_EQ(refused(settings), "freight_templates") << "none for everywhere else";
  settings = two_templates();
  settings.mutable_freight_templates(0)->mutable_rules(0)->add_regions("湖南");
  EXPECT_EQ(refused(settings), "freight_templates") << "a region twice";
  settings = two_templates();
  settings.mutable_freight_templates(0)->mutable_rules(0)->set_more_units(0);
  EXPECT_EQ(refused(settings), "freight_templates");
  settings = two_templates();
  settings.add_categories()->set_name("脐橙");
  settings.mutable_categories(0)->add_product_ids(7);
  EXPECT_NO_THROW(shop_rules::check_settings(shop_course().shop, settings, {7}));
  settings.mutable_categories(0)->add_product_ids(8);
  EXPECT_EQ(refused(settings), "categories") << "another shop's product";
}

TEST(ShopRules, APageShowsItsOwnShopOnly) {
  v1::Page page;
  v1::PageBlock& grid = *page.add_blocks();
  grid.set_kind(v1::BLOCK_KIND_GRID);
  grid.add_product_ids(7);
  grid.set_category_id(3);
  EXPECT_NO_THROW(shop_rules::check_page(shop_course().shop, page, {7}, {3}));
  EXPECT_EQ(refusal_of([&] { shop_rules::check_page(shop_course().shop, page, {8}, {3}); }).field(),
            "page");
  EXPECT_EQ(refusal_of([&] { shop_rules::check_page(shop_course().shop, page, {7}, {}); }).field(),
            "page");
  page.add_blocks()->set_kind(v1::BLOCK_KIND_BANNER);
  EXPECT_EQ(refusal_of([&] { shop_rules::check_page(shop_course().shop, page, {7}, {3}); }).field(),
            "page")
      << "a banner without a picture";
}

}  // namespace
}  // namespace kaibo::mall
