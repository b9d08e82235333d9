#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/db/entry.h"
#include "kaibo/audience/v1/audience.pb.h"
#include "kaibo/event/v1/event.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/audience/wording.h"

namespace kaibo::audience {

/// What has happened in a room as its simulated audience sees it, its own doings among it. Fed with
/// the events of one room in order; the same events always give the same scene. The engine goes on
/// with a copy by the same steps.
class Scene {
 public:
  struct Person {
    bool here = false;
    /// 0 before the first time.
    base::Millis entered_at = 0;
    base::Millis left_at = 0;
    /// When a question of theirs was answered last; 0 when none was.
    base::Millis answered_at = 0;
    int missed = 0;
    /// By product: the order.
    std::map<std::int64_t, std::int64_t> bought;
    base::Millis bought_at = 0;
    /// Taken, and those of them that are used.
    std::set<std::int64_t> coupons;
    std::set<std::int64_t> used_coupons;
    bool wanted_refund = false;
  };
  /// What the crew said or did about a question that is still open.
  struct Answer {
    base::Millis at = 0;
    std::int64_t seq = 0;
    /// Who said it.
    std::int64_t by = 0;
    /// It is marked as answered in the room already.
    bool marked = false;
  };
  /// What of the room's figures is the audience's.
  struct Share {
    std::int32_t comments = 0;
    std::int64_t likes = 0;
    std::int32_t orders = 0;
    std::int64_t sales_fen = 0;
  };
  /// One the room gives out.
  struct Coupon {
    std::int64_t coupon_id = 0;
    std::int32_t left = 0;
    mall::v1::CouponWish terms;
  };
  /// A lucky bag that is not drawn yet.
  struct Bag {
    std::int64_t bag_id = 0;
    /// From 1 in the order in which the room issued them.
    std::int64_t number = 0;
    /// Empty for followers.
    std::string phrase;
    base::Millis issued_at = 0;
    base::Millis draws_at = 0;
    /// Of the audience.
    std::set<std::int64_t> joined;
  };
  struct Bored {
    int count = 0;
    /// The first of them who said something, what it was, and in English.
    base::Millis at = 0;
    std::string text;
    std::string gloss;
  };

  void apply(const db::Entry& entry);

  /// The steps, by the number of a person (identity/simulated.h) and the time.
  void begin(base::Millis at);
  void enter(std::int64_t number, base::Millis at);
  void leave(std::int64_t number, base::Millis at);
  /// Numbers a question that has no number yet, and returns its number.
  std::int64_t ask(v1::Question question, const std::string& line);
  void close(std::int64_t question_id, bool answered, base::Millis after, base::Millis at);
  void say(const std::string& text);
  /// `order_id` 0 as long as it is not known.
  void buy(std::int64_t number, std::int64_t product_id, std::int64_t order_id, base::Millis at);
  /// `claim_id` 0 as long as it is not known.
  void claim(std::int64_t number, std::int64_t coupon_id, std::int64_t claim_id);
  void incident(int index, base::Millis at) { incidents_.try_emplace(index, at); }
  void bored(base::Millis at, const std::string& text, const std::string& gloss);

  bool running() const { return running_; }
  base::Millis started_at() const { return started_at_; }
  std::int64_t explaining() const { return explaining_; }
  base::Millis explaining_since() const { return explaining_since_; }
  /// When the crew did something last; the start when nothing yet.
  base::Millis crew_act_at() const { return crew_act_at_; }
  /// Number 1 is persons()[0]; who never came may be missing at the end.
  const std::vector<Person>& persons() const { return persons_; }
  Person& person(std::int64_t number);
  int present() const { return present_; }
  int come() const { return come_; }
  /// In order.
  const std::vector<v1::Question>& questions() const { return questions_; }
  /// Null when nobody did anything about it.
  const Answer* answer_to(std::int64_t question_id) const;
  bool has_open_question(std::int64_t number) const;
  bool was_asked(std::int64_t product_id, const std::string& line) const {
    return asked_.contains({product_id, line});
  }
  bool was_answered_about(std::int64_t product_id) const {
    return answered_about_.contains(product_id);
  }
  bool was_said_lately(const std::string& text) const;
  /// When incident `index` happened; 0 when it has not.
  base::Millis incident_at(int index) const;
  /// In the order in which they were issued.
  const std::vector<Coupon>& coupons() const { return coupons_; }
  /// Whether they have one that takes something off a piece.
  bool holds_coupon_for(std::int64_t number, const Good& good) const;
  /// The oldest first.
  const std::vector<Bag>& bags() const { return bags_; }
  const Share& share() const { return share_; }
  const Bored& who_left_bored() const { return bored_; }
  /// When somebody said that they are bored last; 0 when nobody did.
  base::Millis bored_line_at() const { return bored_line_at_; }

 private:
  bool is_crew(std::int64_t user_id) const { return crew_.contains(user_id); }
  /// What the audience itself did.
  void apply_audience(const event::v1::Event& event);
  void hear(const event::v1::Event& event);
  void mark_answered(const event::v1::Event& event);
  void apply_coupons(const event::v1::Event& event);
  void apply_bags(const event::v1::Event& event);
  void set_crew(const event::v1::CrewSaved& saved);
  void sell(const event::v1::RoomSale& sale, base::Millis at);
  void move(const event::v1::AudienceMoved& moved, base::Millis at);
  void note_question(const event::v1::Event& event);
  v1::Question& question(std::int64_t question_id);

  std::int64_t owner_ = 0;
  /// Who can answer: the owner, hosts and moderators.
  std::set<std::int64_t> crew_;
  bool running_ = false;
  base::Millis started_at_ = 0;
  std::int64_t explaining_ = 0;
  base::Millis explaining_since_ = 0;
  base::Millis crew_act_at_ = 0;
  std::vector<Person> persons_;
  int present_ = 0;
  int come_ = 0;
  std::vector<v1::Question> questions_;
  std::map<std::int64_t, Answer> answers_;
  std::set<std::pair<std::int64_t, std::string>> asked_;
  std::set<std::int64_t> answered_about_;
  std::deque<std::string> said_;
  std::map<int, base::Millis> incidents_;
  std::vector<Coupon> coupons_;
  /// The coupons of the audience's copies.
  std::map<std::int64_t, std::int64_t> coupon_of_claim_;
  std::vector<Bag> bags_;
  std::int64_t bags_issued_ = 0;
  Share share_;
  Bored bored_;
  base::Millis bored_line_at_ = 0;
};

/// Whether a comment says any of the keywords.
bool holds_any(const std::string& comment,
               const google::protobuf::RepeatedPtrField<std::string>& keywords);

}  // namespace kaibo::audience
