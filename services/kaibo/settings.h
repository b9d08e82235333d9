#pragma once

#include <filesystem>
#include <string>

#include "common/base/config.h"
#include "common/db/database.h"
#include "common/files/store.h"
#include "common/net/server.h"
#include "common/security/password.h"
#include "services/identity/settings.h"
#include "services/kaibo/vitals.h"
#include "services/live/live.h"

namespace kaibo {

/// Everything an operator can set, with its defaults; `kaibo config default` prints it.
base::Config declared_config();

/// The configuration, sorted to the parts that use it.
struct Settings {
  /// Rather than on a database server.
  bool on_sqlite() const { return database.url.starts_with("sqlite:"); }

  std::filesystem::path data;
  /// Of the pictures.
  std::filesystem::path files_folder;
  /// Takes the place of the folder unless its url is empty.
  files::S3Options files_s3;
  /// Key of the sealed personal data.
  std::filesystem::path key_file;
  int node = 0;
  /// Empty: no other node shares the database.
  std::string redis_url;
  /// Different for each database that uses the same Redis.
  std::string cluster_name;
  std::size_t cores = 1;
  db::Options database;
  net::Options server;
  bool tls = false;
  files::Limits files;
  security::PasswordCost password_cost;
  identity::Settings identity;
  live::Settings live;
  /// Pictures of rooms are kept, with the other files.
  bool record_video = true;
  /// Answers to requests are kept so long.
  base::Millis requests_kept_ms = 0;
  /// Lines of the audit trail are kept so long.
  base::Millis logs_kept_ms = 0;
  /// Archives say that they are to be kept so long.
  std::int64_t archives_years = 0;
  /// How often due timers are looked for.
  int agenda_interval_ms = 0;
  /// A viewer has left a room after so long without a connection.
  int absence_ms = 0;
  /// Between a stopping signal and the stop.
  base::Millis drain_notice_ms = 0;
  /// How long a stop waits for what is under way.
  base::Millis drain_ms = 0;
  Vitals::Options health;
  /// Classes whose evidence stays in memory.
  std::size_t classes_kept = 0;
  std::string log_level;
  bool log_json = false;
};

/// Throws base::Error for what the law does not allow.
Settings read_settings(const base::Config& config);

/// Puts what was left empty into the data folder: database, key, pictures.
Settings in_data_folder(Settings settings);

/// Refuses (failed_precondition, with the place of the setting) settings that do not fit together,
/// and keys that others may read. `settings` are those of `config`, in their data folder.
void require_sound(const base::Config& config, const Settings& settings);

}  // namespace kaibo
