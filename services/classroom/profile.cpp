#include "services/classroom/profile.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <set>

#include "common/base/text.h"
#include "generated/embedded/classroom_profiles.h"

namespace kaibo::classroom {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse(std::string_view file, const std::string& path, std::string_view zh,
                         std::string_view en) {
  const std::string place = std::string(file) + (path.empty() ? "" : ", " + path);
  throw base::Error(base::Code::failed_precondition,
                    {"课程配置有误（" + place + "）：" + std::string(zh),
                     "Course profile " + place + ": " + std::string(en)});
}

/// An object of a profile, read key by key: asking for a key that is missing or of another type
/// refuses the file, and so does a key that nobody asked for.
class Section {
 public:
  Section(std::string_view file, std::string path, const json::value& value)
      : file_(file), path_(std::move(path)) {
    if (!value.is_object()) {
      refuse(file_, path_, "应为对象。", "must be an object.");
    }
    object_ = &value.get_object();
  }

  Section section(std::string_view key) { return {file_, path_of(key), value(key)}; }

  std::string text(std::string_view key) { return text_in(value(key), path_of(key)); }

  std::int64_t number(std::string_view key) { return number_in(value(key), path_of(key)); }

  /// A number from 1 to the largest of an int.
  int small(std::string_view key) {
    const std::int64_t number_here = number(key);
    if (number_here < 1 || number_here > std::numeric_limits<int>::max()) {
      refuse(file_, path_of(key), "数字超出范围。", "is out of range.");
    }
    return static_cast<int>(number_here);
  }

  Range range(std::string_view key) {
    const json::value& here = value(key);
    if (!here.is_array() || here.get_array().size() != 2) {
      refuse(file_, path_of(key), "应为 [最小, 最大]。", "must be [least, most].");
    }
    const Range range{.min = number_in(here.get_array()[0], path_of(key)),
                      .max = number_in(here.get_array()[1], path_of(key))};
    if (range.min > range.max) {
      refuse(file_, path_of(key), "最小值大于最大值。", "has its least above its most.");
    }
    return range;
  }

  Rate rate(std::string_view key) {
    Section here = section(key);
    const Rate rate{.burst = here.small("burst"), .refill_ms = here.small("refill_ms")};
    here.finish();
    return rate;
  }

  /// At least one.
  std::vector<std::int64_t> numbers(std::string_view key) {
    const json::value& here = value(key);
    if (!here.is_array() || here.get_array().empty()) {
      refuse(file_, path_of(key), "应为非空的数字列表。", "must be a list of numbers, not empty.");
    }
    std::vector<std::int64_t> numbers;
    for (const json::value& item : here.get_array()) {
      numbers.push_back(number_in(item, path_of(key)));
    }
    return numbers;
  }

  /// At least one text, none twice.
  std::vector<std::string> texts(std::string_view key) {
    const json::value& here = value(key);
    if (!here.is_array() || here.get_array().empty()) {
      refuse(file_, path_of(key), "应为非空的文字列表。", "must be a list of texts, not empty.");
    }
    std::vector<std::string> texts;
    std::set<std::string> seen;
    for (const json::value& item : here.get_array()) {
      texts.push_back(text_in(item, path_of(key)));
      if (!seen.insert(texts.back()).second) {
        refuse(file_, path_of(key), "“" + texts.back() + "”重复了。",
               "holds \"" + texts.back() + "\" twice.");
      }
    }
    return texts;
  }

  std::map<std::string, std::string, std::less<>> map(std::string_view key) {
    const Section here = section(key);
    std::map<std::string, std::string, std::less<>> map;
    for (const json::key_value_pair& pair : *here.object_) {
      map.emplace(pair.key(), text_in(pair.value(), here.path_of(pair.key())));
    }
    return map;
  }

  /// Refuses keys that were not asked for.
  void finish() const {
    for (const json::key_value_pair& pair : *object_) {
      if (!asked_.contains(std::string(pair.key()))) {
        refuse(file_, path_of(pair.key()), "没有这个设置项。", "is not a known key.");
      }
    }
  }

  std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }

 private:
  const json::value& value(std::string_view key) {
    asked_.emplace(key);
    const json::value* found = object_->if_contains(key);
    if (found == nullptr) {
      refuse(file_, path_of(key), "缺少这个设置项。", "is missing.");
    }
    return *found;
  }

  std::string text_in(const json::value& value, const std::string& path) const {
    if (!value.is_string() || value.get_string().empty()) {
      refuse(file_, path, "应为非空文字。", "must be a text, not empty.");
    }
    return std::string(value.get_string());
  }

  std::int64_t number_in(const json::value& value, const std::string& path) const {
    if (!value.is_int64() || value.get_int64() < 0) {
      refuse(file_, path, "应为不小于零的整数。", "must be a whole number, not below zero.");
    }
    return value.get_int64();
  }

  std::string_view file_;
  std::string path_;
  const json::object* object_;
  std::set<std::string> asked_;
};

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
                  .coupons = read_coupons(section.section("coupons"))};
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
