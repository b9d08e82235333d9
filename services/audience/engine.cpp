#include "services/audience/engine.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/base/mixed.h"
#include "services/identity/simulated.h"

namespace kaibo::audience::engine {

namespace {

using base::Millis;

constexpr std::uint64_t million = 1'000'000;
/// Echoes of an incident follow each other after so many seconds.
constexpr std::int64_t echo_every_s = 2;
/// One in so many buyers takes two pieces.
constexpr std::uint64_t buys_two = 5;

/// What a chance is drawn for: two draws for different things have nothing to do with each other.
enum class Draw : std::uint64_t {
  character,
  enters,
  patience,
  returns,
  strolls_on,
  greets,
  asks,
  asker,
  question,
  room_good,
  victim,
  incident_line,
  echo,
  remarks,
  complains,
  speaker,
  remark,
  likes,
  liker,
  follows,
  claims,
  claimer,
  buys,
  buyer,
  pieces,
  tells,
  thanks,
  refund,
  bored_line,
};

std::uint64_t roll(std::uint64_t seed, Draw what, std::int64_t first, std::int64_t second = 0) {
  std::uint64_t x = base::mixed(seed ^ base::mixed(static_cast<std::uint64_t>(what)));
  x = base::mixed(x ^ static_cast<std::uint64_t>(first));
  return base::mixed(x ^ static_cast<std::uint64_t>(second));
}

/// The audience of one span of time, second by second.
class Engine {
 public:
  Engine(const Plan& plan, Scene scene, std::vector<Good> goods)
      : plan_(plan), scene_(std::move(scene)), goods_(std::move(goods)) {
    characters_.reserve(static_cast<std::size_t>(plan.size));
    for (std::int64_t person = 1; person <= plan.size; ++person) {
      characters_.push_back(character_of(plan, person));
    }
  }

  void step(std::int64_t second) {
    second_ = second;
    now_ = scene_.started_at() + second * base::second;
    said_now_ = 0;
    close_questions();
    send_away();
    let_in();
    begin_incidents();
    echo_incidents();
    ask();
    ask_for_refund();
    remark();
    like();
    follow();
    claim();
    buy();
  }

  Doings take() { return std::move(doings_); }

 private:
  const Habits& habits() const { return plan_.script.habits(); }
  Character character(std::int64_t person) const {
    return characters_[static_cast<std::size_t>(person - 1)];
  }
  const Nature& nature(std::int64_t person) const { return plan_.script.nature(character(person)); }
  std::uint64_t roll_for(Draw what, std::int64_t more = 0) const {
    return roll(plan_.seed, what, second_, more);
  }
  /// Whether something that happens so often in a hundred happens now.
  bool percent(Draw what, std::int64_t of_hundred, std::int64_t more = 0) const {
    return static_cast<std::int64_t>(roll_for(what, more) % 100) < of_hundred;
  }
  /// How often something happens in this second that is expected `per_million` times in a million.
  std::int64_t times(Draw what, std::int64_t per_million) const {
    const auto expected = static_cast<std::uint64_t>(per_million);
    return static_cast<std::int64_t>(expected / million +
                                     (roll_for(what) % million < expected % million ? 1 : 0));
  }

  template <typename Visit>
  void each_here(Visit visit) const {
    const auto& persons = scene_.persons();
    const auto known = std::min(plan_.size, static_cast<std::int64_t>(persons.size()));
    for (std::int64_t person = 1; person <= known; ++person) {
      const Scene::Person& one = persons[static_cast<std::size_t>(person - 1)];
      if (one.here) visit(person, one);
    }
  }

  /// Somebody in the room, by weights; 0 when nobody has any.
  template <typename Weight>
  std::int64_t pick(Draw what, std::int64_t more, Weight weight) const {
    std::int64_t sum = 0;
    each_here([&](std::int64_t person, const Scene::Person& one) { sum += weight(person, one); });
    if (sum == 0) return 0;
    auto left = static_cast<std::int64_t>(roll_for(what, more) % static_cast<std::uint64_t>(sum));
    std::int64_t picked = 0;
    each_here([&](std::int64_t person, const Scene::Person& one) {
      if (picked != 0) return;
      left -= weight(person, one);
      if (left < 0) picked = person;
    });
    return picked;
  }

  /// One of the lines that `wanted` holds of; null when none.
  template <typename Wanted>
  const Line* pick_line(Draw what, std::int64_t more, Wanted wanted) const {
    std::vector<const Line*> found;
    for (const Line& line : plan_.script.lines()) {
      if (wanted(line)) found.push_back(&line);
    }
    return found.empty() ? nullptr : found[roll_for(what, more) % found.size()];
  }

  Good* explained() {
    const auto found = std::ranges::find(goods_, scene_.explaining(), &Good::product_id);
    return scene_.explaining() == 0 || found == goods_.end() ? nullptr : &*found;
  }
  /// What is being explained, else something of the shelf, so that questions have an object.
  const Good* good_meant() {
    if (const Good* good = explained()) return good;
    return goods_.empty() ? nullptr : &goods_[roll_for(Draw::room_good) % goods_.size()];
  }

  /// Since when nobody does anything.
  Millis silent_since() {
    Millis since = scene_.crew_act_at();
    if (explained() != nullptr) {
      const Millis lasts =
          std::max(since, scene_.explaining_since()) + habits().explaining_lasts_s * base::second;
      since = std::min(now_, lasts);
    }
    return since;
  }
  bool lively() { return now_ - silent_since() <= habits().lively_s * base::second; }

  bool may_speak() const { return said_now_ < habits().say_at_once; }
  void say(std::int64_t person, const Line& line, const Good* good) {
    ++said_now_;
    Saying saying{.person = person,
                  .text = filled(line.zh, good),
                  .gloss = filled(line.en, good),
                  .question = {},
                  .line = line.id};
    scene_.say(saying.text);
    if (!line.keywords.empty()) {
      v1::Question& question = saying.question;
      question.set_asked_at(now_);
      question.set_person_id(identity::simulated_person(person));
      question.set_text(saying.text);
      question.set_gloss(saying.gloss);
      for (const std::string& word : line.keywords) question.add_keywords(filled(word, good));
      question.set_window_s(static_cast<std::int32_t>(line.window_s * plan_.demand.window / 100));
      question.set_points(static_cast<std::int32_t>(line.points));
      question.set_product_id(good != nullptr ? good->product_id : 0);
      question.set_kind(std::string(name_of(line.kind)));
      question.set_question_id(scene_.ask(question, line.id));
    }
    doings_.sayings.push_back(std::move(saying));
  }
  /// A line of noise of that kind, if there is one that fits and was not said lately.
  void chat(std::int64_t person, Kind kind, Draw what, const Good* good) {
    if (!may_speak()) return;
    const Line* line = pick_line(what, person, [&](const Line& one) {
      return one.kind == kind && one.keywords.empty() && fits(one, character(person), good) &&
             !scene_.was_said_lately(one.zh);
    });
    if (line != nullptr) say(person, *line, good);
  }

  void close_questions() {
    const std::vector<v1::Question> questions = scene_.questions();
    for (const v1::Question& question : questions) {
      if (question.state() != v1::QUESTION_STATE_OPEN) continue;
      const Millis window = question.window_s() * base::second;
      const Scene::Answer* answer = scene_.answer_to(question.question_id());
      const bool answered = answer != nullptr && answer->at - question.asked_at() <= window;
      if (!answered && now_ - question.asked_at() <= window) continue;
      Closing closing{.question = question, .answered = answered, .after = 0, .answer = {}};
      if (answered) {
        closing.answer = *answer;
        closing.after = answer->at - question.asked_at();
      }
      scene_.close(question.question_id(), answered, closing.after, now_);
      doings_.closings.push_back(std::move(closing));
      const std::int64_t asker = -question.person_id();
      if (answered && scene_.person(asker).here &&
          percent(Draw::thanks, habits().thanks_percent, asker)) {
        chat(asker, Kind::thanks, Draw::thanks, nullptr);
      }
    }
  }

  /// How long they bear that nothing happens: longer once answered, shorter when they were not.
  Millis patience_of(std::int64_t person, const Scene::Person& one) const {
    const auto spread = static_cast<std::int64_t>(roll(plan_.seed, Draw::patience, person) % 51);
    std::int64_t ms = nature(person).patience_s * plan_.demand.patience * (75 + spread) / 100 /
                      100 * base::second;
    if (one.answered_at != 0) ms *= 2;
    if (one.missed > 0) ms /= 2;
    return ms;
  }

  void send_away() {
    const Millis silent = silent_since();
    std::vector<std::int64_t> bored;
    std::vector<std::int64_t> strolling;
    each_here([&](std::int64_t person, const Scene::Person& one) {
      const Millis waits_since = std::max({silent, one.entered_at, one.answered_at});
      if (now_ - waits_since > patience_of(person, one)) {
        bored.push_back(person);
      } else if (character(person) == Character::passer_by &&
                 roll_for(Draw::strolls_on, person) %
                         static_cast<std::uint64_t>(10 * nature(person).patience_s) ==
                     0) {
        strolling.push_back(person);
      }
    });
    if (!bored.empty()) tell_bored(bored.front());
    doings_.bored += static_cast<int>(bored.size());
    bored.insert(bored.end(), strolling.begin(), strolling.end());
    for (const std::int64_t person : bored) {
      scene_.leave(person, now_);
      doings_.left.push_back(person);
    }
  }

  void tell_bored(std::int64_t person) {
    const Millis pause = habits().bored_line_every_s * base::second;
    if (scene_.bored_line_at() != 0 && now_ - scene_.bored_line_at() < pause) return;
    const std::size_t before = doings_.sayings.size();
    chat(person, Kind::bored, Draw::bored_line, nullptr);
    if (doings_.sayings.size() == before) return;
    const Saying& said = doings_.sayings.back();
    scene_.bored(now_, said.text, said.gloss);
    doings_.bored_line = said.text;
    doings_.bored_gloss = said.gloss;
  }

  /// The second in which somebody comes first: more of them early.
  std::int64_t enters_at(std::int64_t person) const {
    const auto part = static_cast<std::int64_t>(roll(plan_.seed, Draw::enters, person) % 1000);
    return plan_.scenario.enter_within_s * part * part / static_cast<std::int64_t>(million);
  }

  bool comes_now(std::int64_t person) {
    const Scene::Person& one = scene_.person(person);
    if (one.here) return false;
    if (one.entered_at == 0) return enters_at(person) <= second_;
    if (now_ - one.left_at < habits().returns_after_s * base::second || !lively()) return false;
    const auto per_second =
        static_cast<std::uint64_t>(habits().returns_per_10min) * million / (100 * 600);
    return roll_for(Draw::returns, person) % million < per_second;
  }

  void let_in() {
    std::int64_t places = habits().enter_at_once;
    for (std::int64_t person = 1; person <= plan_.size && places > 0; ++person) {
      if (!comes_now(person)) continue;
      --places;
      scene_.enter(person, now_);
      doings_.entered.push_back(person);
      if (percent(Draw::greets, habits().greets_percent, person)) {
        chat(person, Kind::greeting, Draw::greets, nullptr);
      }
    }
  }

  void begin_incidents() {
    int index = -1;
    for (const Incident& incident : plan_.scenario.incidents) {
      ++index;
      if (incident.at_s > second_ || scene_.incident_at(index) != 0) continue;
      const Good* good = good_meant();
      const std::int64_t person =
          pick(Draw::victim, index, [](std::int64_t, const Scene::Person&) { return 1; });
      if (good == nullptr || person == 0) continue;
      const Line* line = pick_line(Draw::incident_line, index, [&](const Line& one) {
        return one.kind == incident.kind && !one.keywords.empty() && fits_good(one, good) &&
               !scene_.was_asked(good->product_id, one.id);
      });
      if (line == nullptr) continue;
      say(best_for(*line, person), *line, good);
      scene_.incident(index, now_);
      doings_.incidents.push_back(index);
    }
  }

  /// Somebody in the room whose character the line fits; else `other`.
  std::int64_t best_for(const Line& line, std::int64_t other) const {
    const std::int64_t found =
        pick(Draw::victim, -1, [&](std::int64_t person, const Scene::Person&) {
          return line.who.test(static_cast<std::size_t>(character(person))) ? 1 : 0;
        });
    return found == 0 ? other : found;
  }

  void echo_incidents() {
    int index = -1;
    for (const Incident& incident : plan_.scenario.incidents) {
      ++index;
      const Millis began = scene_.incident_at(index);
      if (began == 0) continue;
      const std::int64_t since = (now_ - began + base::second / 2) / base::second;
      if (since <= 0 || since % echo_every_s != 0) continue;
      if (since / echo_every_s >= incident.persons) continue;
      const std::int64_t person =
          pick(Draw::echo, index, [](std::int64_t, const Scene::Person&) { return 1; });
      if (person != 0) chat(person, incident.kind, Draw::echo, good_meant());
    }
  }

  bool asks_now(std::int64_t person, const Scene::Person& one) const {
    return now_ - one.entered_at >= base::second && !scene_.has_open_question(person);
  }

  void ask() {
    const std::int64_t per_10min =
        plan_.scenario.questions_per_10min * plan_.demand.questions / 100;
    if (times(Draw::asks, per_10min * static_cast<std::int64_t>(million) / 600) == 0) return;
    const std::int64_t person =
        pick(Draw::asker, 0, [&](std::int64_t number, const Scene::Person& one) {
          return asks_now(number, one) ? nature(number).asks : 0;
        });
    if (person == 0 || !may_speak()) return;
    const bool about_room = explained() == nullptr;
    const Good* good = good_meant();
    if (good == nullptr) return;
    const Line* line = pick_line(Draw::question, 0, [&](const Line& one) {
      return one.kind == Kind::question && one.about_room == about_room &&
             fits(one, character(person), good) && !scene_.was_asked(good->product_id, one.id);
    });
    if (line != nullptr) say(person, *line, good);
  }

  void ask_for_refund() {
    if (!may_speak()) return;
    const std::int64_t person =
        pick(Draw::refund, 0, [&](std::int64_t number, const Scene::Person& one) {
          const bool due = one.bought_at != 0 && !one.wanted_refund &&
                           now_ - one.bought_at >= habits().refund_after_s * base::second;
          const bool wants = static_cast<std::int64_t>(roll(plan_.seed, Draw::refund, number) %
                                                       100) < plan_.scenario.refunds_percent;
          return due && wants ? 1 : 0;
        });
    if (person == 0) return;
    const std::int64_t product_id = *scene_.person(person).bought.rbegin();
    const auto good = std::ranges::find(goods_, product_id, &Good::product_id);
    if (good == goods_.end()) return;
    const Line* line = pick_line(Draw::refund, person, [&](const Line& one) {
      return one.kind == Kind::refund && fits(one, character(person), &*good) &&
             !scene_.was_asked(good->product_id, one.id);
    });
    if (line != nullptr) say(person, *line, &*good);
  }

  void remark() {
    const std::int64_t per_10min =
        plan_.scenario.remarks_per_10min_per_100 * scene_.present() / 100;
    std::int64_t remarks =
        times(Draw::remarks, per_10min * static_cast<std::int64_t>(million) / 600);
    for (; remarks > 0 && may_speak(); --remarks) {
      const std::int64_t person =
          pick(Draw::speaker, remarks,
               [&](std::int64_t number, const Scene::Person&) { return nature(number).says; });
      if (person == 0) return;
      const bool complains = percent(Draw::complains, plan_.scenario.complaints_percent, remarks);
      chat(person, complains ? Kind::complaint : Kind::remark, Draw::remark, explained());
    }
  }

  void like() {
    if (!lively()) return;
    const std::int64_t per_minute =
        plan_.scenario.likes_per_minute_per_100 * scene_.present() / 100;
    const std::int64_t likes =
        times(Draw::likes, per_minute * static_cast<std::int64_t>(million) / 60);
    for (std::int64_t nth = 0; nth < likes; ++nth) {
      const std::int64_t person =
          pick(Draw::liker, nth,
               [&](std::int64_t number, const Scene::Person&) { return nature(number).likes; });
      if (person == 0) return;
      const auto known =
          std::ranges::find(doings_.likes, person, &std::pair<std::int64_t, std::int32_t>::first);
      if (known != doings_.likes.end()) {
        ++known->second;
      } else {
        doings_.likes.emplace_back(person, 1);
      }
    }
  }

  /// Each decides once a visit, some time after they came.
  void follow() {
    const auto span =
        static_cast<std::uint64_t>(habits().follows_within_s - habits().follows_after_s + 1);
    each_here([&](std::int64_t person, const Scene::Person& one) {
      const std::uint64_t chance = roll(plan_.seed, Draw::follows, person);
      if (static_cast<std::int64_t>(chance % 100) >= plan_.scenario.follows_percent) return;
      const auto more = static_cast<std::int64_t>(chance / 100 % span);
      const bool now = (now_ - one.entered_at) / base::second == habits().follows_after_s + more;
      if (now) doings_.follows.push_back(person);
    });
  }

  void claim() {
    if (!lively()) return;
    const std::int64_t per_10min = plan_.scenario.claims_per_10min_per_100 * scene_.present() / 100;
    const std::vector<Scene::Coupon> coupons = scene_.coupons();
    std::int64_t index = 0;
    for (const Scene::Coupon& coupon : coupons) {
      ++index;
      const std::int64_t claims =
          times(Draw::claims, per_10min * static_cast<std::int64_t>(million) / 600);
      for (std::int64_t nth = 0; nth < claims; ++nth) {
        if (coupon.left - nth <= plan_.scenario.leave_stock) break;
        // By their places: ids differ from one broadcast to the next.
        const std::int64_t person =
            pick(Draw::claimer, 100 * index + nth, [&](std::int64_t number, const auto& one) {
              return one.coupons.contains(coupon.coupon_id) ? 0 : nature(number).buys;
            });
        if (person == 0) break;
        scene_.claim(person, coupon.coupon_id);
        doings_.claims.emplace_back(person, coupon.coupon_id);
      }
    }
  }

  bool is_won_for(std::int64_t person, const Good& good) const {
    switch (nature(person).buys_when) {
      case BuysWhen::always:
        return true;
      case BuysWhen::answered:
        return scene_.was_answered_about(good.product_id);
      case BuysWhen::cheaper:
        return good.price_fen < good.shop_price_fen;
      case BuysWhen::never:
        return false;
    }
    return false;
  }

  void buy() {
    Good* good = explained();
    if (good == nullptr) return;
    const std::int64_t per_10min =
        plan_.scenario.orders_per_10min_per_100 * plan_.demand.orders * scene_.present() / 100;
    std::int64_t orders =
        times(Draw::buys, per_10min * static_cast<std::int64_t>(million) / 600 / 100);
    for (; orders > 0; --orders) {
      const std::int64_t person =
          pick(Draw::buyer, orders, [&](std::int64_t number, const Scene::Person& one) {
            const bool ready = now_ - one.entered_at >= habits().looks_around_s * base::second &&
                               !one.bought.contains(good->product_id);
            return ready && is_won_for(number, *good) ? nature(number).buys : 0;
          });
      if (person == 0) return;
      const bool may_take_two = good->per_person != 1;
      const std::int32_t pieces =
          may_take_two && roll_for(Draw::pieces, person) % buys_two == 0 ? 2 : 1;
      if (good->stock - pieces < plan_.scenario.leave_stock) return;
      good->stock -= pieces;
      scene_.buy(person, good->product_id, now_);
      doings_.purchases.push_back({person, good->product_id, pieces, good->price_fen});
      if (percent(Draw::tells, habits().tells_purchase_percent, person)) {
        chat(person, Kind::bought, Draw::tells, nullptr);
      }
    }
  }

  const Plan& plan_;
  Scene scene_;
  std::vector<Good> goods_;
  std::vector<Character> characters_;
  Doings doings_;
  std::int64_t second_ = 0;
  Millis now_ = 0;
  std::int64_t said_now_ = 0;
};

}  // namespace

Plan plan_of(const Script& script, const v1::Setup& setup) {
  return {.script = script,
          .scenario = *script.find(setup.scenario()),
          .demand = script.demand(setup.difficulty()),
          .size = setup.size(),
          .seed = static_cast<std::uint64_t>(setup.seed())};
}

Character character_of(const Plan& plan, std::int64_t person) {
  std::int64_t sum = 0;
  for (const std::int64_t weight : plan.scenario.characters) sum += weight;
  auto left = static_cast<std::int64_t>(roll(plan.seed, Draw::character, person) %
                                        static_cast<std::uint64_t>(sum));
  for (std::size_t i = 0; i < character_count; ++i) {
    left -= plan.scenario.characters[i];
    if (left < 0) return static_cast<Character>(i);
  }
  return Character::passer_by;
}

Doings act(const Plan& plan, Scene scene, std::vector<Good> goods, std::int64_t from,
           std::int64_t to) {
  Engine engine(plan, std::move(scene), std::move(goods));
  for (std::int64_t second = from + 1; second <= to; ++second) engine.step(second);
  return engine.take();
}

}  // namespace kaibo::audience::engine
