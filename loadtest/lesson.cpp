#include "loadtest/lesson.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "loadtest/journal_reader.h"

namespace kaibo::load {
namespace {

/// Share of the sockets that are lost once on the way.
constexpr double lost_sockets = 0.05;
/// The last events are on everybody's screen by then.
constexpr std::chrono::seconds lesson_patience{10};

/// Whose browser that is. The first trainee, who may be a seller or a host, has one only.
int owner_of(int browser, int trainees) {
  return browser == 0 ? 0 : 1 + (browser - 1) % (trainees - 1);
}

/// "room" of "room:17".
std::string kind_of(const std::string& topic) { return topic.substr(0, topic.find(':')); }

}  // namespace

Lesson::Lesson(Stage& stage, const ProvisionedClass& provisioned, std::uint64_t seed)
    : stage_(stage), world_(provisioned.class_id), seed_(seed) {
  std::mt19937_64 seeds(seed);
  std::vector<Account> accounts;
  std::vector<std::int64_t> ids;
  std::optional<Account> instructor;
  for (const Account& account : provisioned.people) {
    if (!account.is_instructor) {
      accounts.push_back(account);
      ids.push_back(account.user_id);
    } else if (!instructor) {
      instructor = account;
    }
  }
  if (accounts.size() < 2 || !instructor) {
    throw std::runtime_error(
        fmt::format("class {} has no trainees or no instructor", provisioned.class_id));
  }
  const int count = static_cast<int>(accounts.size());
  for (int number = 0; number < browsers_in(stage_.script, count); ++number) {
    const Account& account = accounts[static_cast<std::size_t>(owner_of(number, count))];
    trainees_.push_back(std::make_unique<Trainee>(stage_, world_, account, seeds(), number));
  }
  instructor_ = std::make_unique<Instructor>(stage_, world_, *instructor, seeds(), std::move(ids));
}

std::vector<Person*> Lesson::everybody() {
  std::vector<Person*> people;
  for (const std::unique_ptr<Trainee>& trainee : trainees_) people.push_back(trainee.get());
  people.push_back(instructor_.get());
  return people;
}

std::vector<Task<void>> Lesson::play() {
  std::vector<Person*> people = everybody();
  std::vector<Task<void>> tasks;
  for (Person* person : people) tasks.push_back(person->play());
  std::mt19937_64 random(seed_ + 1);
  std::ranges::shuffle(people, random);
  const auto lost =
      static_cast<std::size_t>(std::ceil(lost_sockets * static_cast<double>(people.size())));
  for (std::size_t i = 0; i < lost; ++i) {
    const double when = std::uniform_real_distribution<double>(0.3, 0.9)(random);
    tasks.push_back(people[i]->lose_socket_at(when));
  }
  return tasks;
}

Task<void> Lesson::wait_until_heard(const Journal& journal) {
  const Time until = Clock::now() + lesson_patience;
  for (Person* person : everybody()) {
    while (!person->has_heard(journal) && Clock::now() < until) {
      co_await sleep_until(Clock::now() + std::chrono::milliseconds(50));
    }
  }
}

void Lesson::compare_events(const Journal& journal, Report& report) {
  for (const Person* person : everybody()) {
    for (const std::unique_ptr<Heard>& heard : person->heard()) {
      const EventCounts counts = compare(*heard, journal, person->heard());
      report.events.add(counts);
      report.events_by_topic[kind_of(heard->topic)].add(counts);
      ++report.subscriptions;
      if (counts.all_well()) continue;
      report.discrepancies.push_back(fmt::format(
          "class {}: {} on {}: {} missing, {} twice, {} out of order, {} altered, {} unasked",
          world_.class_id(), person->account().account, heard->topic, counts.missing,
          counts.duplicated, counts.out_of_order, counts.altered, counts.unasked));
    }
  }
}

Task<Pictures> Lesson::look_at_all() {
  Pictures pictures = co_await instructor_->look_at_all();
  for (const std::unique_ptr<Trainee>& trainee : trainees_) {
    const std::optional<std::int64_t> before = trainee->money_at_start();
    if (pictures.wallets.contains(trainee->account().user_id)) continue;
    const auto purse = co_await trainee->look_in_purse();
    if (!purse || !before) continue;
    const std::int64_t user_id = trainee->account().user_id;
    pictures.spent_fen[user_id] = *before - purse->balance_fen();
    pictures.wallets[user_id] = *purse;
  }
  co_return pictures;
}

Task<void> Lesson::check(Report& report) {
  const Pictures pictures = co_await look_at_all();
  const std::optional<Journal> journal = co_await read_journal(
      stage_.io, stage_.target, instructor_->account().token, world_.class_id());
  if (!journal) {
    report.discrepancies.push_back(
        fmt::format("class {}: the journal cannot be read", world_.class_id()));
    co_return;
  }
  report.journal_events += journal->last_seq();
  co_await wait_until_heard(*journal);
  compare_events(*journal, report);
  for (std::string& finding : check_journal(world_, *journal)) {
    report.discrepancies.push_back(std::move(finding));
  }
  for (std::string& finding : check_pictures(world_, *journal, pictures)) {
    report.discrepancies.push_back(std::move(finding));
  }
}

void Lesson::leave() {
  for (Person* person : everybody()) person->leave();
}

}  // namespace kaibo::load
