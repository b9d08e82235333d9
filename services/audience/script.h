#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/embedded.h"
#include "kaibo/audience/v1/audience.pb.h"

/// What a simulated audience is made of, as data: characters, what they say, and the scenarios.
namespace kaibo::audience {

/// What kind of person somebody in the audience is.
enum class Character { curious, hesitant, price_sensitive, expert, troll, passer_by };
inline constexpr std::size_t character_count = 6;

/// What makes a character buy what is being explained.
enum class BuysWhen {
  always,
  /// A question about it was answered.
  answered,
  /// It costs less in the room than in the shop.
  cheaper,
  never,
};

/// Weights say how often one of this character is the one who does it.
struct Nature {
  /// So long nothing may happen before they leave.
  std::int64_t patience_s = 0;
  std::int64_t asks = 0;
  std::int64_t says = 0;
  std::int64_t likes = 0;
  std::int64_t buys = 0;
  BuysWhen buys_when = BuysWhen::never;
  /// Of a hundred: who take part in a lucky bag; who confirm receipt themselves, the others leave
  /// it to time; who review what they bought.
  std::int64_t joins_percent = 0;
  std::int64_t confirms_percent = 0;
  std::int64_t reviews_percent = 0;
  /// They give for an order that went as it should.
  std::int64_t stars = 0;
};

/// What a difficulty makes of a scenario's numbers, in percent.
struct Demand {
  std::int64_t questions = 0;
  std::int64_t window = 0;
  std::int64_t patience = 0;
  std::int64_t orders = 0;
};

/// Numbers that all scenarios share.
struct Habits {
  /// So long somebody is in the room before they buy.
  std::int64_t looks_around_s = 0;
  /// So long after the crew did something the room is lively: people like and come back.
  std::int64_t lively_s = 0;
  /// A product being explained keeps the room from being silent for so long.
  std::int64_t explaining_lasts_s = 0;
  std::int64_t returns_after_s = 0;
  /// Of a hundred who have left a lively room.
  std::int64_t returns_per_10min = 0;
  std::int64_t greets_percent = 0;
  std::int64_t thanks_percent = 0;
  std::int64_t tells_purchase_percent = 0;
  /// Who follows does so between these after they came.
  std::int64_t follows_after_s = 0;
  std::int64_t follows_within_s = 0;
  std::int64_t refund_after_s = 0;
  /// At most in one second.
  std::int64_t enter_at_once = 0;
  std::int64_t say_at_once = 0;
  std::int64_t join_at_once = 0;
  /// The bored who leave say so at most so often.
  std::int64_t bored_line_every_s = 0;
  /// Seconds that are made up after a standstill; what was missed beyond that is left out.
  std::int64_t catch_up_s = 0;
  /// On the class clock: after their parcels arrived, and after the order was finished.
  std::int64_t confirms_within_h = 0;
  std::int64_t reviews_within_h = 0;
  /// What changes the stars: sent late; a question of theirs that nobody answered; answered.
  std::int64_t late_costs_stars = 0;
  std::int64_t missed_costs_stars = 0;
  std::int64_t answered_adds_stars = 0;
};

/// What a line is for.
enum class Kind {
  /// These want an answer in their window.
  question,
  refund,
  /// Incidents: the first line wants an answer, others echo it.
  wrong_price,
  sold_out,
  malicious,
  off_platform,
  /// Noise.
  greeting,
  remark,
  complaint,
  thanks,
  bought,
  bored,
  /// Reviews: of a good order, a middling one, a bad one, and of one that was sent late.
  review_good,
  review_fair,
  review_poor,
  review_late,
};
std::string_view name_of(Kind kind);

/// Something a person may say. In texts and keywords stand {product}, {price} (yuan), {yuan} (whole
/// yuan), {stock} and {wrong} (a price that is wrong).
struct Line {
  std::string id;
  Kind kind = Kind::remark;
  std::bitset<character_count> who;
  /// Of products it fits; empty for all.
  std::vector<std::string> categories;
  /// It fits only products whose title has one of them; empty for all.
  std::vector<std::string> words;
  /// It is asked while nothing is being explained.
  bool about_room = false;
  /// It fits only while fewer are left; 0: always.
  std::int64_t stock_below = 0;
  std::string zh;
  std::string en;
  /// Any of them in an answer; none for what wants no answer.
  std::vector<std::string> keywords;
  std::int64_t window_s = 0;
  std::int64_t points = 0;
};

/// Something that goes wrong in a broadcast at its time.
struct Incident {
  std::int64_t at_s = 0;
  Kind kind = Kind::malicious;
  /// Who take part in it, the one who begins among them.
  std::int64_t persons = 0;
};

/// How an audience behaves: its characters, and how often they do what.
struct Scenario {
  std::string id;
  std::int64_t order = 0;
  std::string name;
  std::string name_en;
  std::string about;
  std::string about_en;
  std::int64_t enter_within_s = 0;
  /// Weights by Character.
  std::array<std::int64_t, character_count> characters{};
  std::int64_t questions_per_10min = 0;
  /// "per 100": of persons in the room.
  std::int64_t remarks_per_10min_per_100 = 0;
  std::int64_t complaints_percent = 0;
  std::int64_t likes_per_minute_per_100 = 0;
  std::int64_t orders_per_10min_per_100 = 0;
  std::int64_t follows_percent = 0;
  /// Of each coupon the room gives out.
  std::int64_t claims_per_10min_per_100 = 0;
  /// Pieces, and copies of a coupon, that the audience leaves to people.
  std::int64_t leave_stock = 0;
  /// Of those who bought.
  std::int64_t refunds_percent = 0;
  std::vector<Incident> incidents;
};

/// All of it, read once. Immutable, so any thread may ask.
class Script {
 public:
  /// What is inside the program.
  Script();
  /// `lines` holds characters.json and lines.json. Throws base::Error naming the file and what is
  /// wrong with it.
  Script(std::span<const base::Embedded> lines, std::span<const base::Embedded> scenarios);

  const Nature& nature(Character character) const {
    return natures_[static_cast<std::size_t>(character)];
  }
  const Demand& demand(v1::Difficulty difficulty) const { return demands_.at(difficulty); }
  const Habits& habits() const { return habits_; }
  const std::vector<Line>& lines() const { return lines_; }
  /// In their order.
  const std::vector<Scenario>& scenarios() const { return scenarios_; }
  /// What a title says the product is; else `otherwise`.
  const std::string& category_of(std::string_view title, const std::string& otherwise) const;
  /// Null when there is none.
  const Scenario* find(std::string_view id) const;

 private:
  void read_characters(std::string_view text);
  void read_lines(std::string_view text);
  void read_scenario(std::string_view text);

  std::array<Nature, character_count> natures_;
  std::map<v1::Difficulty, Demand> demands_;
  Habits habits_;
  std::vector<Line> lines_;
  /// Words of titles and the category each stands for, in the order in which they are looked for.
  std::vector<std::pair<std::string, std::string>> titles_;
  std::vector<Scenario> scenarios_;
};

}  // namespace kaibo::audience
