#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/async/pool.h"
#include "common/async/runtime.h"
#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/journal/hub.h"
#include "common/journal/journal.h"
#include "common/observe/metrics.h"
#include "common/rpc/dispatcher.h"
#include "common/security/limits.h"
#include "common/security/password.h"
#include "common/security/secrets.h"
#include "kaibo/identity/v1/identity.pb.h"
#include "services/assessment/assessment.h"
#include "services/assessment/rubric.h"
#include "services/audience/audience.h"
#include "services/classroom/classroom.h"
#include "services/classroom/profile.h"
#include "services/identity/identity.h"
#include "services/identity/sessions.h"
#include "services/kaibo/settings.h"
#include "services/kaibo/upkeep.h"
#include "services/kaibo/vitals.h"
#include "services/live/live.h"
#include "services/mall/mall.h"
#include "services/supply/supply.h"

namespace kaibo {

class Neighbours;

/// Every part of the program, built by hand in the order in which they rest on each other: the only
/// place that knows them all. Opens the data folder and brings the database's schema up to date.
struct Program {
  /// `time` outlives the program. Throws base::Error with a sentence for the operator.
  Program(Settings given, const base::Clock& time);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Registers every RPC and checks that the contract is complete.
  void register_handlers(std::function<std::vector<identity::v1::DemoAccount>()> demo_accounts);

  const Settings settings;
  const base::Clock& clock;
  base::IdSource ids;
  async::Runtime runtime;
  journal::Hub hub;
  journal::Writer journal_writer;
  std::unique_ptr<db::Database> database;

  security::Sealer sealer;
  security::Passwords passwords;
  security::RateLimiter limiter;
  observe::Metrics metrics;
  files::Store files;
  async::Pool picture_pool;

  classroom::Profiles profiles;
  assessment::Rubrics rubrics;

  identity::Identity identity;
  identity::Sessions sessions;
  classroom::Classroom classroom;
  mall::Mall mall;
  supply::Supply supply;
  live::Live live;
  audience::Audience audience;
  assessment::Assessment assessment;

  agenda::Agenda agenda;
  Upkeep upkeep;
  rpc::Dispatcher dispatcher;
  /// Null for a node alone.
  std::unique_ptr<Neighbours> neighbours;
  Vitals vitals;

 private:
  void publish(std::vector<db::Entry> entries);
  void migrate();
};

}  // namespace kaibo
