#include "services/kaibo/program.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "common/base/error.h"
#include "generated/version.h"
#include "services/classroom/handlers.h"
#include "services/identity/handlers.h"
#include "services/kaibo/figures.h"
#include "services/kaibo/neighbours.h"
#include "services/kaibo/schema.h"

namespace kaibo {

namespace {

/// Pictures waiting to be decoded before uploads are refused.
constexpr std::size_t picture_queue = 64;

/// The settings as they are used, once the data folder exists.
Settings with_folder(Settings settings) {
  std::error_code error;
  std::filesystem::create_directories(settings.data, error);
  if (error) {
    const std::string folder = settings.data.string();
    throw base::Error(base::Code::failed_precondition,
                      {"无法创建数据文件夹 " + folder + "：" + error.message(),
                       "The data folder " + folder + " cannot be made: " + error.message()});
  }
  return settings;
}

std::unique_ptr<files::Blobs> open_files(const Settings& settings) {
  return settings.files_s3.url.empty() ? files::in_folder(settings.files_folder)
                                       : files::in_s3(settings.files_s3);
}

}  // namespace

Program::Program(Settings given, const base::Clock& time)
    : settings(with_folder(std::move(given))),
      clock(time),
      ids(clock, settings.node),
      runtime(settings.cores),
      hub(runtime),
      journal_writer([this](std::vector<db::Entry> entries) { publish(std::move(entries)); },
                     !settings.redis_url.empty()),
      database(db::Database::open(settings.database, clock, &journal_writer)),
      sealer(security::Sealer::open(settings.key_file)),
      passwords(settings.password_cost),
      limiter(clock),
      files(open_files(settings), settings.files),
      picture_pool("pictures", 1, picture_queue, async::Pool::Priority::background),
      identity(settings.identity, sealer, ids),
      sessions(settings.identity, *database, clock, hub),
      classroom(profiles, identity, ids),
      mall(ids, identity, classroom),
      supply(ids, identity, classroom, mall),
      live(settings.live, {.ids = ids,
                           .identity = identity,
                           .classroom = classroom,
                           .mall = mall,
                           .database = *database,
                           .runtime = runtime,
                           .hub = hub,
                           .clock = clock,
                           .limiter = limiter}),
      audience({.ids = ids, .classroom = classroom, .live = live}, settings.live.figures_kept),
      assessment({.rubrics = rubrics,
                  .ids = ids,
                  .identity = identity,
                  .classroom = classroom,
                  .clock = clock},
                 settings.classes_kept),
      agenda(*database, runtime, clock),
      upkeep(agenda, ids,
             {.requests_ms = settings.requests_kept_ms, .logs_ms = settings.logs_kept_ms}),
      dispatcher(*database, clock),
      vitals(*this) {
  migrate();
  database->write_now(classroom::school_stream, [this](db::Transaction& tx) {
    classroom.ensure_school(tx);
    upkeep.begin(tx);
  });
  mall.register_timers(agenda);
  supply.register_timers(agenda);
  live.register_timers(agenda);
  audience.register_timers(agenda);
  live.rooms.on_started(
      [this](db::Transaction& tx, std::int64_t class_id, const live::v1::Room& room) {
        audience.room_started(tx, class_id, room);
      });
  if (!settings.on_sqlite()) neighbours = std::make_unique<Neighbours>(*this);
  collect_figures(*this);
}

Program::~Program() {
  // Callers of the database resume on the cores, and the cores hold what the other parts gave them.
  database->stop();
  runtime.stop();
}

void Program::publish(std::vector<db::Entry> entries) {
  if (neighbours) {
    neighbours->relay.committed(std::move(entries));
  } else {
    hub.publish(std::move(entries));
  }
}

void Program::migrate() {
  for (const SchemaPart& part : schema_parts()) database->migrate(part.name, part.migrations);
}

void Program::register_handlers(
    std::function<std::vector<identity::v1::DemoAccount>()> demo_accounts) {
  const identity::ClassDirectory classes{
      .find_code = [this](db::Transaction& tx,
                          std::string_view code) -> std::optional<std::int64_t> {
        const auto found = classroom.find_code(tx, code);
        return found ? std::optional(found->class_id) : std::nullopt;
      },
      .name =
          [this](db::Transaction& tx, std::int64_t class_id) {
            const auto found = classroom.find(tx, class_id);
            return found ? found->name : std::string();
          }};
  identity::register_handlers(dispatcher, {.identity = identity,
                                           .sessions = sessions,
                                           .database = *database,
                                           .passwords = passwords,
                                           .limiter = limiter,
                                           .ids = ids,
                                           .clock = clock,
                                           .classes = classes,
                                           .version = std::string(version),
                                           .demo_accounts = std::move(demo_accounts)});
  classroom::register_handlers(dispatcher, {.classroom = classroom,
                                            .identity = identity,
                                            .sessions = sessions,
                                            .database = *database,
                                            .passwords = passwords,
                                            .sealer = sealer,
                                            .files = files,
                                            .picture_pool = picture_pool,
                                            .limiter = limiter,
                                            .ids = ids});
  mall::register_handlers(dispatcher, mall, classroom, limiter);
  supply::register_handlers(dispatcher, {.supply = supply,
                                         .classroom = classroom,
                                         .database = *database,
                                         .files = files,
                                         .picture_pool = picture_pool});
  live::register_handlers(dispatcher, live);
  audience::register_handlers(dispatcher, audience);
  assessment::register_handlers(dispatcher, assessment);
  dispatcher.check_complete();
}

}  // namespace kaibo
