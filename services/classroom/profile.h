#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/embedded.h"
#include "common/base/error.h"
#include "services/classroom/conduct.h"

namespace kaibo::classroom {

/// An inclusive range.
struct Range {
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool holds(std::int64_t value) const { return min <= value && value <= max; }
  /// For a sentence: "2–20", or "2" when there is but one.
  std::string text() const;
};

/// How often something may be done: `burst` at once, then one more every `refill_ms`.
struct Rate {
  int burst = 0;
  std::int64_t refill_ms = 0;
};

/// Limits of a class itself.
struct ClassRules {
  std::int64_t max_trainees = 0;
  /// Instructors who teach it.
  Range lecturers;
  std::int64_t class_hours = 0;
  /// 100 is real time.
  Range clock_speed_percent;
};

/// Limits of coupons.
struct CouponRules {
  std::int64_t name_max = 0;
  /// The most one coupon takes off an order.
  std::int64_t most_off_fen = 0;
  /// What a discount lets the buyer pay, of 100.
  Range percent;
  std::int64_t max_total = 0;
  std::int64_t max_per_person = 0;
  /// On the class clock.
  std::int64_t max_days = 0;
};

/// Two kinds of promotions that may be used together on one line of an order; "coupon" is one, too.
struct PromotionPair {
  std::string kind;
  std::string other;
};

/// Promotions beside coupons. Kinds go by name: "limited_price", "bundle", "full".
struct PromotionRules {
  std::int64_t name_max = 0;
  /// Of one shop at a time.
  std::int64_t max_running = 0;
  /// On the class clock.
  std::int64_t max_days = 0;
  /// What a limited-time price or a bundle leaves to be paid at least and at most, of 100.
  Range percent;
  std::int64_t max_per_person = 0;
  Range bundle_products;
  std::int64_t max_steps = 0;
  Range budget_fen;
  /// In which the kinds are applied, each to what those before it left.
  std::vector<std::string> order;
  std::vector<PromotionPair> together;
};

/// What may be done with an order, and how its texts are bounded.
struct OrderRules {
  /// What the seller may change the price to before payment, of 100 of what it was.
  Range price_change_percent;
  std::int64_t reason_max = 0;
  std::int64_t remark_max = 0;
  /// Shops in one checkout.
  std::int64_t checkout_shops = 0;
};

/// The simulated courier; times on the class clock, from one step to the next.
struct CourierRules {
  Range collect_minutes;
  Range transit_minutes;
  Range delivering_minutes;
  Range delivered_minutes;
  /// Parcels of 100 that are held up on their way, and for how long.
  std::int64_t delay_percent = 0;
  Range delay_minutes;
};

/// After-sale (售后); times on the class clock.
struct AfterSaleRules {
  /// Since an order was finished.
  std::int64_t ask_days = 0;
  std::int64_t most_for_a_line = 0;
  std::int64_t answer_refund_hours = 0;
  std::int64_t answer_return_hours = 0;
  std::int64_t send_back_days = 0;
  std::int64_t receive_days = 0;
  std::int64_t resend_hours = 0;
  std::int64_t confirm_days = 0;
  std::int64_t appeal_days = 0;
  /// A refund that the seller cannot pay when its time is over is tried again after so long at
  /// first, and after so long at most.
  Range refund_again_minutes;
  std::int64_t pictures_max = 0;
  std::int64_t text_max = 0;
  std::vector<std::string> reasons;
};

/// Talks between buyers and shops (客服). People answer, so its times are real time.
struct ChatRules {
  std::int64_t text_max = 0;
  /// A first answer within so many seconds is in time.
  std::int64_t in_time_seconds = 0;
  /// The automatic answer comes again when nothing was said for so long.
  std::int64_t automatic_minutes = 0;
  /// Quick answers of a shop, and characters of one.
  std::int64_t quick_answers_max = 0;
  std::int64_t quick_answer_max = 0;
  /// Class members who help in one shop beside its owner.
  std::int64_t helpers_max = 0;
  /// Messages of one person.
  Rate say_rate;
};

/// What buyers say of what they bought (评价).
struct BuyerReviewRules {
  std::int64_t text_max = 0;
  std::int64_t pictures_max = 0;
  std::int64_t reply_max = 0;
  /// After an order was finished, on the class clock; then the line gets so many stars by itself.
  std::int64_t days = 0;
  std::int64_t automatic_stars = 0;
};

/// What a buyer may come back to.
struct BrowsingRules {
  std::int64_t favourites_max = 0;
  /// Products looked at last that are kept.
  std::int64_t footprints_max = 0;
};

/// A product's video.
struct ProductVideoRules {
  std::int64_t max_mb = 0;
  std::int64_t max_seconds = 0;
  std::int64_t max_bytes() const { return max_mb * 1024 * 1024; }
};

/// Numbers of the simulated mall.
struct MallRules {
  std::int64_t initial_money_fen = 0;
  /// On the class clock.
  std::int64_t unpaid_minutes = 0;
  std::int64_t ship_hours = 0;
  std::int64_t confirm_days = 0;
  /// Categories of shops, products and rooms.
  std::vector<std::string> categories;
  /// All lengths are in characters.
  Range shop_name;
  std::int64_t introduction_max = 0;
  Range title;
  Range pictures;
  ProductVideoRules product_video;
  std::int64_t description_max = 0;
  Range price_fen;
  std::int64_t max_stock = 0;
  /// What a well-made product has at least; fewer is a weakness, not a refusal.
  std::int64_t good_title = 0;
  std::int64_t good_pictures = 0;
  std::int64_t good_description = 0;
  /// 绝对化用语 and the like, which a title or description should not hold.
  std::vector<std::string> banned_words;
  std::vector<std::string> couriers;
  /// Letters and digits of a waybill number.
  Range waybill;
  /// Different products in one order, and pieces of each.
  std::int64_t max_lines = 0;
  std::int64_t max_quantity = 0;
  OrderRules orders;
  CourierRules courier;
  AfterSaleRules after_sale;
  ChatRules chat;
  BuyerReviewRules reviews;
  CouponRules coupons;
  PromotionRules promotions;
  BrowsingRules browsing;
  ConductRules conduct;
  /// Looks of one person at one product within so many minutes, in real time, count once.
  std::int64_t view_again_minutes = 0;
};

/// Numbers of the simulated supply market; times on the class clock.
struct SupplyRules {
  Range supplier_name;
  /// Characters of a supplier's introduction, a good's specification, the reason of a return.
  std::int64_t introduction_max = 0;
  std::int64_t specification_max = 0;
  std::int64_t reason_max = 0;
  std::int64_t freight_max_fen = 0;
  /// Marking up: the rule that the form starts with, and how far one may go.
  std::int64_t usual_percent = 0;
  Range percent;
  Range fixed_fen;
  /// Pieces that a shop offers at most, unless its seller says otherwise.
  std::int64_t own_cap = 0;
  /// What a platform keeps of a sale, for the profit calculator.
  std::int64_t platform_fee_percent = 0;
  /// After a supply order was received.
  std::int64_t return_days = 0;
  /// How a supplier behaves unless the instructor says otherwise (kaibo.supply.v1.Behaviour).
  std::int64_t accept_minutes = 0;
  std::int64_t prepare_minutes = 0;
  std::int64_t late_percent = 0;
  std::int64_t late_minutes = 0;
  std::int64_t short_percent = 0;
  std::int64_t inspect_minutes = 0;
  std::int64_t reject_percent = 0;
  /// The longest that an instructor may make any of these.
  std::int64_t minutes_max = 0;
  /// How far an incident moves a price, up or down, of 100 of what it was.
  std::int64_t incident_percent = 0;
};

/// A (simulated) paper that a kind of shop asks for: a picture of it, or a text of so many
/// characters.
struct PaperRule {
  std::string key;
  base::Text name;
  bool picture = false;
  Range characters;
};

/// 个人, 个体工商户, 企业.
struct ShopKind {
  std::string key;
  base::Text name;
  std::int64_t deposit_fen = 0;
  std::vector<PaperRule> papers;
};

/// How a shop is registered.
struct RegistrationRules {
  /// An instructor reviews what the automatic checks let pass.
  bool review = false;
  std::vector<ShopKind> kinds;
  int agreement_version = 0;
  base::Text agreement;
  std::int64_t introduction_min = 0;
  bool logo_needed = false;
  /// What the name of a shop must not claim.
  std::vector<std::string> name_words;
  std::int64_t reason_max = 0;

  /// Null when there is none.
  const ShopKind* kind(std::string_view key) const;
};

/// Specifications and attributes of products.
struct AttributeRule {
  std::string name;
  bool required = false;
  /// To choose from; any text when empty.
  std::vector<std::string> values;
};

/// A category a product may be in, and the attributes that are asked of it there.
struct ProductCategory {
  std::string group;
  std::string name;
  std::vector<AttributeRule> attributes;
};

/// What a product is described by. Lengths are in characters.
struct CatalogRules {
  std::vector<ProductCategory> categories;
  std::int64_t attribute_max = 0;
  std::int64_t code_max = 0;
  std::int64_t max_weight_grams = 0;
  std::int64_t axes_max = 0;
  /// Of one axis, and characters of its name and of a value.
  std::int64_t axis_values_max = 0;
  std::int64_t axis_text_max = 0;
  std::int64_t skus_max = 0;
  /// Of one bulk import; one for each specification.
  std::int64_t import_rows = 0;

  /// Null when there is none.
  const ProductCategory* category(std::string_view name) const;
};

/// How a shop is set up and decorated. Lengths are in characters.
struct ShopRules {
  RegistrationRules registration;
  CatalogRules catalog;
  /// Where goods are sent to.
  std::vector<std::string> regions;
  std::int64_t announcement_max = 0;
  std::int64_t categories_max = 0;
  std::int64_t freight_templates_max = 0;
  /// Of categories, templates and titles of blocks.
  Range short_name;
  Range freight_units;
  std::int64_t freight_max_fen = 0;
  std::int64_t blocks_max = 0;
  std::int64_t block_text_max = 0;
  std::int64_t grid_products_max = 0;
};

/// Limits of what a live room offers beside its shelf; times in real time.
struct OfferRules {
  /// Until a flash sale starts, and how long it lasts.
  std::int64_t max_flash_lead_seconds = 0;
  Range flash_seconds;
  Range bag_seconds;
  std::int64_t bag_winners_max = 0;
  /// Of one prize.
  Range bag_prize_fen;
  std::int64_t bag_phrase_max = 0;
  /// How long the coupon or voucher of a prize is good for, on the class clock.
  std::int64_t bag_coupon_days = 0;
};

/// What is said in a live room, and who keeps it in order.
struct TalkRules {
  /// People in a room's crew besides its owner.
  std::int64_t crew_max = 0;
  /// Whatever holds one of these asks something of the host.
  std::vector<std::string> questions;
  /// Words that are starred out, keep a comment back for the crew, or refuse it.
  std::vector<std::string> mask_words;
  std::vector<std::string> hold_words;
  std::vector<std::string> refuse_words;
  /// How long a person may be muted.
  std::vector<std::int64_t> mute_minutes;
  /// Of an onlooker's remark, and of the reason for stopping a broadcast.
  std::int64_t remark_max = 0;
};

/// The picture of a live room.
struct VideoRules {
  /// Lines that a browser is asked to send.
  int height = 0;
  /// Asked for, and the most that is taken.
  int kbit = 0;
  int max_kbit = 0;
  /// Between two key frames.
  int key_frame_ms = 0;
  /// Whoever lost the connection has so long to come back.
  int resume_ms = 0;
};

/// What comes before a broadcast: preview, script, shelf, check-list.
struct PrepareRules {
  /// From the announcement to the planned time.
  Range announce_ahead_minutes;
  /// A preview that has not started is shown so long after its planned time.
  std::int64_t overdue_minutes = 0;
  /// A script's length; its least is the time a practice broadcast must last.
  Range script_minutes;
  std::int64_t script_rows = 0;
  std::int64_t script_words = 0;
  std::int64_t script_who = 0;
  /// Lines of a selling-points card, where there is one, and characters of a line.
  Range selling_points;
  std::int64_t selling_point = 0;
  /// Products a shelf should hold.
  std::int64_t shelf_least = 0;
  /// Items of the check-list: found by the server, and in the host's browser.
  std::vector<std::string> checklist;
  std::vector<std::string> checklist_by_host;
  /// What the way to the server should give, and bytes of one measurement.
  std::int64_t upload_kbps = 0;
  std::int64_t download_kbps = 0;
  std::int64_t probe_bytes = 0;
  Rate probe_rate;
};

/// What a broadcast is reviewed by.
struct ReviewRules {
  /// Names of FigureKind (kaibo.live.v1) that a trainee is asked for.
  std::vector<std::string> key_figures;
  /// What a rate entered may be off, in ten-thousandths.
  std::int64_t rate_slack = 0;
  /// Problems with cause and action, and the characters of each text.
  std::int64_t findings_max = 0;
  std::int64_t text_max = 0;
  /// Products a viewer opens.
  Rate open_rate;
};

/// Numbers of the simulated live rooms.
struct LiveRules {
  Range title;
  std::int64_t notice_max = 0;
  std::int64_t comment_max = 0;
  Rate comment_rate;
  std::int64_t likes_per_call = 0;
  Rate like_rate;
  std::int64_t shelf_max = 0;
  TalkRules talk;
  OfferRules offers;
  VideoRules video;
  PrepareRules prepare;
  ReviewRules review;
};

/// A course profile: every number and word list a class runs by, as data.
struct Profile {
  std::string key;
  /// "网络创业培训（直播版）"
  std::string course;
  /// The document the numbers come from.
  std::string source;
  /// Id of the rubric of the practical results.
  std::string rubric;
  ClassRules classroom;
  MallRules mall;
  SupplyRules supply;
  ShopRules shop;
  LiveRules live;
  /// Article by the name of a rule ("classroom.max_trainees"), for those a document lays down.
  std::map<std::string, std::string, std::less<>> articles;

  /// The article to name in a refusal ("003 四1"); empty for a rule of our own.
  const std::string& article(std::string_view rule) const;
};

/// Reads one profile. Throws base::Error (failed_precondition) naming the file, the place in it and
/// what is wrong: a missing, unknown or mistyped key, an empty list, a range upside down.
Profile parse_profile(std::string_view file, std::string_view text);

/// All profiles of the program, read once at start. Immutable, so any thread may ask.
class Profiles {
 public:
  /// Those inside the program.
  Profiles();
  /// The files outlive it.
  explicit Profiles(std::span<const base::Embedded> files);

  /// Null when there is none.
  const Profile* find(std::string_view key) const;
  /// As its file says it. Throws std::out_of_range when there is none.
  std::string_view text(const std::string& key) const { return texts_.at(key); }
  std::vector<std::string> keys() const;

 private:
  std::map<std::string, std::string_view> texts_;
  std::map<std::string, Profile, std::less<>> profiles_;
};

}  // namespace kaibo::classroom
