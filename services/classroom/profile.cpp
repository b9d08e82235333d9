#include "services/classroom/profile.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <set>

#include "common/base/text.h"
#include "generated/embedded/classroom_profiles.h"
#include "services/classroom/section.h"

namespace kaibo::classroom {
namespace {

namespace json = boost::json;

ClassRules read_class(Section section) {
  ClassRules rules{.max_trainees = section.number("max_trainees"),
                   .lecturers = section.range("lecturers"),
                   .class_hours = section.number("class_hours"),
                   .clock_speed_percent = section.range("clock_speed_percent")};
  section.finish();
  return rules;
}

CouponRules read_coupons(Section section) {
  CouponRules rules{.name_max = section.number("name_max"),
                    .most_off_fen = section.number("most_off_fen"),
                    .percent = section.range("percent"),
                    .max_total = section.number("max_total"),
                    .max_per_person = section.number("max_per_person"),
                    .max_days = section.number("max_days")};
  section.finish();
  return rules;
}

void require_kind(const Section& section, std::string_view key, std::string_view kind) {
  const std::set<std::string_view> known{"limited_price", "bundle", "full", "coupon"};
  section.require(known.contains(kind), key, "没有这种促销。", "names no kind of promotion.");
}

PromotionPair read_pair(Section section) {
  PromotionPair pair{.kind = section.text("kind"), .other = section.text("other")};
  require_kind(section, "kind", pair.kind);
  require_kind(section, "other", pair.other);
  section.finish();
  return pair;
}

PromotionRules read_promotions(Section section) {
  PromotionRules rules{.name_max = section.number("name_max"),
                       .max_running = section.number("max_running"),
                       .max_days = section.number("max_days"),
                       .percent = section.range("percent"),
                       .max_per_person = section.number("max_per_person"),
                       .bundle_products = section.range("bundle_products"),
                       .max_steps = section.number("max_steps"),
                       .budget_fen = section.range("budget_fen"),
                       .order = section.texts("order"),
                       .together = {}};
  for (const std::string& kind : rules.order) require_kind(section, "order", kind);
  for (const Section& pair : section.sections("together")) {
    rules.together.push_back(read_pair(pair));
  }
  section.finish();
  return rules;
}

OfferRules read_offers(Section section) {
  OfferRules rules{.max_flash_lead_seconds = section.number("max_flash_lead_seconds"),
                   .flash_seconds = section.range("flash_seconds"),
                   .bag_seconds = section.range("bag_seconds"),
                   .bag_winners_max = section.number("bag_winners_max"),
                   .bag_prize_fen = section.range("bag_prize_fen"),
                   .bag_phrase_max = section.number("bag_phrase_max"),
                   .bag_coupon_days = section.number("bag_coupon_days")};
  section.finish();
  return rules;
}

OrderRules read_orders(Section section) {
  const OrderRules rules{.price_change_percent = section.range("price_change_percent"),
                         .reason_max = section.number("reason_max"),
                         .remark_max = section.number("remark_max"),
                         .checkout_shops = section.number("checkout_shops")};
  section.finish();
  return rules;
}

CourierRules read_courier(Section section) {
  const CourierRules rules{.collect_minutes = section.range("collect_minutes"),
                           .transit_minutes = section.range("transit_minutes"),
                           .delivering_minutes = section.range("delivering_minutes"),
                           .delivered_minutes = section.range("delivered_minutes"),
                           .delay_percent = section.number("delay_percent"),
                           .delay_minutes = section.range("delay_minutes")};
  section.finish();
  return rules;
}

AfterSaleRules read_after_sale(Section section) {
  AfterSaleRules rules{.ask_days = section.number("ask_days"),
                       .most_for_a_line = section.number("most_for_a_line"),
                       .answer_refund_hours = section.number("answer_refund_hours"),
                       .answer_return_hours = section.number("answer_return_hours"),
                       .send_back_days = section.number("send_back_days"),
                       .receive_days = section.number("receive_days"),
                       .resend_hours = section.number("resend_hours"),
                       .confirm_days = section.number("confirm_days"),
                       .appeal_days = section.number("appeal_days"),
                       .refund_again_minutes = section.range("refund_again_minutes"),
                       .pictures_max = section.number("pictures_max"),
                       .text_max = section.number("text_max"),
                       .reasons = section.texts("reasons")};
  section.finish();
  return rules;
}

ChatRules read_chat(Section section) {
  const ChatRules rules{.text_max = section.number("text_max"),
                        .in_time_seconds = section.number("in_time_seconds"),
                        .automatic_minutes = section.number("automatic_minutes"),
                        .quick_answers_max = section.number("quick_answers_max"),
                        .quick_answer_max = section.number("quick_answer_max"),
                        .helpers_max = section.number("helpers_max"),
                        .say_rate = section.rate("say_rate")};
  section.finish();
  return rules;
}

BuyerReviewRules read_buyer_reviews(Section section) {
  const BuyerReviewRules rules{.text_max = section.number("text_max"),
                               .pictures_max = section.number("pictures_max"),
                               .reply_max = section.number("reply_max"),
                               .days = section.number("days"),
                               .automatic_stars = section.number("automatic_stars")};
  section.finish();
  return rules;
}

BrowsingRules read_browsing(Section section) {
  BrowsingRules rules{.favourites_max = section.small("favourites_max"),
                      .footprints_max = section.small("footprints_max")};
  section.finish();
  return rules;
}

ProductVideoRules read_product_video(Section section) {
  const ProductVideoRules rules{.max_mb = section.number("max_mb"),
                                .max_seconds = section.number("max_seconds")};
  // What the contract lets through, UploadVideo.
  section.require(rules.max_mb <= 32, "max_mb", "不能超过 32", "must not exceed 32");
  section.finish();
  return rules;
}

MallRules read_mall(Section section) {
  MallRules rules{.initial_money_fen = section.number("initial_money_fen"),
                  .unpaid_minutes = section.number("unpaid_minutes"),
                  .ship_hours = section.number("ship_hours"),
                  .confirm_days = section.number("confirm_days"),
                  .categories = section.texts("categories"),
                  .shop_name = section.range("shop_name"),
                  .introduction_max = section.number("introduction_max"),
                  .title = section.range("title"),
                  .pictures = section.range("pictures"),
                  .product_video = read_product_video(section.section("product_video")),
                  .description_max = section.number("description_max"),
                  .price_fen = section.range("price_fen"),
                  .max_stock = section.number("max_stock"),
                  .good_title = section.number("good_title"),
                  .good_pictures = section.number("good_pictures"),
                  .good_description = section.number("good_description"),
                  .banned_words = section.texts("banned_words"),
                  .couriers = section.texts("couriers"),
                  .waybill = section.range("waybill"),
                  .max_lines = section.number("max_lines"),
                  .max_quantity = section.number("max_quantity"),
                  .orders = read_orders(section.section("orders")),
                  .courier = read_courier(section.section("courier")),
                  .after_sale = read_after_sale(section.section("after_sale")),
                  .chat = read_chat(section.section("chat")),
                  .reviews = read_buyer_reviews(section.section("reviews")),
                  .coupons = read_coupons(section.section("coupons")),
                  .promotions = read_promotions(section.section("promotions")),
                  .browsing = read_browsing(section.section("browsing")),
                  .conduct = read_conduct(section.section("conduct")),
                  .view_again_minutes = section.number("view_again_minutes")};
  section.finish();
  return rules;
}

SupplyRules read_supply(Section section) {
  SupplyRules rules{.supplier_name = section.range("supplier_name"),
                    .introduction_max = section.number("introduction_max"),
                    .specification_max = section.number("specification_max"),
                    .reason_max = section.number("reason_max"),
                    .freight_max_fen = section.number("freight_max_fen"),
                    .usual_percent = section.number("usual_percent"),
                    .percent = section.range("percent"),
                    .fixed_fen = section.range("fixed_fen"),
                    .own_cap = section.number("own_cap"),
                    .platform_fee_percent = section.number("platform_fee_percent"),
                    .return_days = section.number("return_days"),
                    .accept_minutes = section.number("accept_minutes"),
                    .prepare_minutes = section.number("prepare_minutes"),
                    .late_percent = section.number("late_percent"),
                    .late_minutes = section.number("late_minutes"),
                    .short_percent = section.number("short_percent"),
                    .inspect_minutes = section.number("inspect_minutes"),
                    .reject_percent = section.number("reject_percent"),
                    .minutes_max = section.number("minutes_max"),
                    .incident_percent = section.number("incident_percent")};
  section.finish();
  return rules;
}

PaperRule read_paper(Section section) {
  PaperRule rule{.key = section.text("key"),
                 .name = section.both(),
                 .picture = section.flag("picture"),
                 .characters = section.range("characters")};
  section.finish();
  return rule;
}

ShopKind read_kind(Section section) {
  ShopKind kind{.key = section.text("key"),
                .name = section.both(),
                .deposit_fen = section.number("deposit_fen"),
                .papers = {}};
  for (const Section& paper : section.sections("papers")) kind.papers.push_back(read_paper(paper));
  section.finish();
  return kind;
}

RegistrationRules read_registration(Section section) {
  RegistrationRules rules{.review = section.flag("review"),
                          .kinds = {},
                          .agreement_version = 0,
                          .agreement = {},
                          .introduction_min = section.number("introduction_min"),
                          .logo_needed = section.flag("logo_needed"),
                          .name_words = section.texts("name_words"),
                          .reason_max = section.number("reason_max")};
  for (const Section& kind : section.sections("kinds")) rules.kinds.push_back(read_kind(kind));
  Section agreement = section.section("agreement");
  rules.agreement_version = agreement.small("version");
  rules.agreement = agreement.both();
  agreement.finish();
  section.finish();
  return rules;
}

AttributeRule read_attribute(Section section) {
  AttributeRule rule{.name = section.text("name"),
                     .required = section.flag("required"),
                     .values = section.any_texts("values")};
  section.finish();
  return rule;
}

/// Categories of one group ask for the same.
void read_group(Section section, std::vector<ProductCategory>& categories) {
  const std::string group = section.text("group");
  std::vector<AttributeRule> attributes;
  for (const Section& attribute : section.sections("attributes")) {
    attributes.push_back(read_attribute(attribute));
  }
  for (const std::string& name : section.texts("names")) {
    categories.push_back({.group = group, .name = name, .attributes = attributes});
  }
  section.finish();
}

CatalogRules read_catalog(Section section) {
  CatalogRules rules{.categories = {},
                     .attribute_max = section.number("attribute_max"),
                     .code_max = section.number("code_max"),
                     .max_weight_grams = section.number("max_weight_grams"),
                     .axes_max = section.number("axes_max"),
                     .axis_values_max = section.number("axis_values_max"),
                     .axis_text_max = section.number("axis_text_max"),
                     .skus_max = section.number("skus_max"),
                     .import_rows = section.small("import_rows")};
  for (const Section& group : section.sections("groups")) read_group(group, rules.categories);
  section.finish();
  return rules;
}

ShopRules read_shop(Section section) {
  ShopRules rules{.registration = read_registration(section.section("registration")),
                  .catalog = read_catalog(section.section("catalog")),
                  .regions = section.texts("regions"),
                  .announcement_max = section.number("announcement_max"),
                  .categories_max = section.number("categories_max"),
                  .freight_templates_max = section.number("freight_templates_max"),
                  .short_name = section.range("short_name"),
                  .freight_units = section.range("freight_units"),
                  .freight_max_fen = section.number("freight_max_fen"),
                  .blocks_max = section.number("blocks_max"),
                  .block_text_max = section.number("block_text_max"),
                  .grid_products_max = section.number("grid_products_max")};
  section.finish();
  return rules;
}

TalkRules read_talk(Section section) {
  TalkRules rules{.crew_max = section.number("crew_max"),
                  .questions = section.texts("questions"),
                  .mask_words = section.texts("mask_words"),
                  .hold_words = section.texts("hold_words"),
                  .refuse_words = section.texts("refuse_words"),
                  .mute_minutes = section.numbers("mute_minutes"),
                  .remark_max = section.number("remark_max")};
  section.finish();
  return rules;
}

VideoRules read_video(Section section) {
  const VideoRules rules{.height = section.small("height"),
                         .kbit = section.small("kbit"),
                         .max_kbit = section.small("max_kbit"),
                         .key_frame_ms = section.small("key_frame_ms"),
                         .resume_ms = section.small("resume_ms")};
  section.finish();
  return rules;
}

PrepareRules read_prepare(Section section) {
  PrepareRules rules{.announce_ahead_minutes = section.range("announce_ahead_minutes"),
                     .overdue_minutes = section.number("overdue_minutes"),
                     .script_minutes = section.range("script_minutes"),
                     .script_rows = section.number("script_rows"),
                     .script_words = section.number("script_words"),
                     .script_who = section.number("script_who"),
                     .selling_points = section.range("selling_points"),
                     .selling_point = section.number("selling_point"),
                     .shelf_least = section.number("shelf_least"),
                     .checklist = section.texts("checklist"),
                     .checklist_by_host = section.texts("checklist_by_host"),
                     .upload_kbps = section.number("upload_kbps"),
                     .download_kbps = section.number("download_kbps"),
                     .probe_bytes = section.number("probe_bytes"),
                     .probe_rate = section.rate("probe_rate")};
  section.finish();
  return rules;
}

ReviewRules read_review(Section section) {
  ReviewRules rules{.key_figures = section.texts("key_figures"),
                    .rate_slack = section.number("rate_slack"),
                    .findings_max = section.number("findings_max"),
                    .text_max = section.number("text_max"),
                    .open_rate = section.rate("open_rate")};
  section.finish();
  return rules;
}

LiveRules read_live(Section section) {
  LiveRules rules{.title = section.range("title"),
                  .notice_max = section.number("notice_max"),
                  .comment_max = section.number("comment_max"),
                  .comment_rate = section.rate("comment_rate"),
                  .likes_per_call = section.number("likes_per_call"),
                  .like_rate = section.rate("like_rate"),
                  .shelf_max = section.number("shelf_max"),
                  .talk = read_talk(section.section("talk")),
                  .offers = read_offers(section.section("offers")),
                  .video = read_video(section.section("video")),
                  .prepare = read_prepare(section.section("prepare")),
                  .review = read_review(section.section("review"))};
  section.finish();
  return rules;
}

}  // namespace

std::string Range::text() const {
  const std::string least = std::to_string(min);
  return min == max ? least : least + "–" + std::to_string(max);
}

const ShopKind* RegistrationRules::kind(std::string_view key) const {
  const auto found = std::ranges::find(kinds, key, &ShopKind::key);
  return found == kinds.end() ? nullptr : &*found;
}

const ProductCategory* CatalogRules::category(std::string_view name) const {
  const auto found = std::ranges::find(categories, name, &ProductCategory::name);
  return found == categories.end() ? nullptr : &*found;
}

const std::string& Profile::article(std::string_view rule) const {
  static const std::string none;
  const auto found = articles.find(rule);
  return found == articles.end() ? none : found->second;
}

Profile parse_profile(std::string_view file, std::string_view text) {
  json::error_code failed;
  const json::value value = json::parse({text.data(), text.size()}, failed);
  if (failed) {
    refuse(file, {}, "不是正确的 JSON。", "is not valid JSON: " + failed.message() + ".");
  }
  Section top(file, {}, value);
  Profile profile{.key = top.text("key"),
                  .course = top.text("course"),
                  .source = top.text("source"),
                  .rubric = top.text("rubric"),
                  .classroom = read_class(top.section("classroom")),
                  .mall = read_mall(top.section("mall")),
                  .supply = read_supply(top.section("supply")),
                  .shop = read_shop(top.section("shop")),
                  .live = read_live(top.section("live")),
                  .articles = top.map("articles")};
  top.finish();
  return profile;
}

Profiles::Profiles() : Profiles(embedded::classroom_profiles) {}

Profiles::Profiles(std::span<const base::Embedded> files) {
  for (const base::Embedded& file : files) {
    Profile profile = parse_profile(file.name, file.content);
    const std::string key = profile.key;
    texts_.emplace(key, file.content);
    if (!profiles_.emplace(key, std::move(profile)).second) {
      refuse(file.name, "key", "另一个文件已用了这个名称。", "is the key of another file too.");
    }
  }
}

const Profile* Profiles::find(std::string_view key) const {
  const auto found = profiles_.find(key);
  return found == profiles_.end() ? nullptr : &found->second;
}

std::vector<std::string> Profiles::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, profile] : profiles_) {
    keys.push_back(key);
  }
  return keys;
}

}  // namespace kaibo::classroom
