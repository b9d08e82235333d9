#include "services/kaibo/settings.h"

#include <thread>

#include "common/base/error.h"
#include "common/base/private_file.h"
#include "services/kaibo/retention.h"

namespace kaibo {

namespace {

/// How late another node notices the end of a session while Redis is away.
constexpr base::Millis cluster_session_cache_ms = 2'000;

base::Setting number(std::string key, std::int64_t fallback, std::string help,
                     std::int64_t least = 0, std::int64_t most = INT64_MAX) {
  return {.key = std::move(key),
          .fallback = fallback,
          .help = std::move(help),
          .least = least,
          .most = most,
          .secret = false};
}

base::Setting text(std::string key, std::string fallback, std::string help, bool secret = false) {
  return {.key = std::move(key),
          .fallback = std::move(fallback),
          .help = std::move(help),
          .least = 0,
          .most = INT64_MAX,
          .secret = secret};
}

base::Setting choice(std::string key, std::string fallback, std::string help,
                     std::vector<std::string> choices) {
  base::Setting setting = text(std::move(key), std::move(fallback), std::move(help));
  setting.choices = std::move(choices);
  return setting;
}

base::Setting flag(std::string key, bool fallback, std::string help) {
  return {.key = std::move(key),
          .fallback = fallback,
          .help = std::move(help),
          .least = 0,
          .most = INT64_MAX,
          .secret = false};
}

base::Setting list(std::string key, std::string help) {
  return {.key = std::move(key),
          .fallback = std::vector<std::string>(),
          .help = std::move(help),
          .least = 0,
          .most = INT64_MAX,
          .secret = false};
}

db::Options database_options(const base::Config& config) {
  db::Options options;
  options.url = config.text("database.url");
  options.lanes = static_cast<std::size_t>(config.integer("database.lanes"));
  options.readers = static_cast<std::size_t>(config.integer("database.readers"));
  options.max_queue = static_cast<std::size_t>(config.integer("database.max_queue"));
  options.max_batch = static_cast<std::size_t>(config.integer("database.max_batch"));
  options.timeout = config.integer("database.timeout_ms");
  options.connect_timeout = config.integer("database.connect_timeout_ms");
  options.lock_wait = config.integer("database.lock_wait_ms");
  options.tries = static_cast<int>(config.integer("database.tries"));
  options.patience = config.integer("database.patience_ms");
  options.stuck = config.integer("database.stuck_ms");
  options.reconnect_first = config.integer("database.reconnect_first_ms");
  options.reconnect_longest = config.integer("database.reconnect_longest_ms");
  return options;
}

files::S3Options s3_options(const base::Config& config) {
  files::S3Options options{.url = config.text("files.s3_url"),
                           .region = config.text("files.s3_region"),
                           .access_key = config.text("files.s3_access_key"),
                           .secret_key = config.text("files.s3_secret_key"),
                           .timeout = config.integer("files.s3_timeout_ms")};
  if (!options.url.empty() && !config.text("files.folder").empty()) {
    throw base::Error(base::Code::invalid_argument,
                      {"files.folder 和 files.s3_url 只能设置一个：图片只放在一处。",
                       "Set either files.folder or files.s3_url: the pictures are in one place."});
  }
  return options;
}

net::Options server_options(const base::Config& config) {
  net::Options options;
  options.listen = config.text("server.listen");
  options.port = static_cast<std::uint16_t>(config.integer("server.port"));
  options.web = config.text("server.web");
  options.tls_certificate = config.text("server.tls_certificate");
  options.tls_key = config.text("server.tls_key");
  options.origins = config.list("server.origins");
  options.trusted_proxies = config.list("server.trusted_proxies");
  options.open_metrics = config.flag("server.open_metrics");
  options.retry_after_s = static_cast<int>(config.integer("server.retry_after_s"));
  options.max_connections = static_cast<std::size_t>(config.integer("server.max_connections"));
  options.max_connections_per_address =
      static_cast<std::size_t>(config.integer("server.max_connections_per_address"));
  options.drain_spread = config.integer("server.drain_spread_ms");
  return options;
}

base::Error refused(const base::Config& config, std::string_view key, std::string_view zh,
                    std::string_view en) {
  const std::string& place = config.place(key);
  return {base::Code::failed_precondition,
          {place + "：" + std::string(zh), place + ": " + std::string(en)}};
}

}  // namespace

base::Config declared_config() {
  return base::Config({
      text("data.folder", "data", "Folder of the database, the pictures and the keys"),
      choice("log.level", "info", "What is worth a line", {"debug", "info", "warning", "error"}),
      flag("log.json", false, "One JSON object a line instead of plain lines"),
      text("database.url", "",
           "mysql://user:password@host:port/schema; empty: SQLite in the data folder", true),
      number("database.lanes", 4, "Writer connections (MySQL protocol only)", 1, 64),
      number("database.readers", 4, "Reader connections", 1, 64),
      number("database.max_queue", 4096, "Units waiting on one lane before new ones are refused", 1,
             1'000'000),
      number("database.max_batch", 512, "Units in one commit at the most", 1, 4'096),
      number("database.timeout_ms", 3'000,
             "Bound on each answer of a database server, sent or received", 2'000, 600'000),
      number("database.connect_timeout_ms", 1'000, "Bound on reaching a database server", 1'000,
             600'000),
      number("database.lock_wait_ms", 1'000,
             "Bound on waiting for a row that another connection holds", 1'000, 600'000),
      number("database.tries", 3, "Runs of what fails by a deadlock or a lost connection", 1, 10),
      number("database.patience_ms", 4'000, "After so long nothing is run once more", 100, 600'000),
      number("database.stuck_ms", 10'000,
             "A commit that takes so long is reported, and broken off on a server", 1'000,
             3'600'000),
      number("database.reconnect_first_ms", 100,
             "First pause before a database that is away is tried again", 10, 60'000),
      number("database.reconnect_longest_ms", 2'000, "Longest pause between such attempts", 10,
             600'000),
      text("server.listen", "127.0.0.1", "Address to listen on; 0.0.0.0 opens it for the network"),
      number("server.port", 8080, "Port; 0 takes a free one", 0, 65'535),
      number("server.cores", 0, "Threads that serve connections; 0: one a processor core", 0, 256),
      text("cluster.redis", "",
           "redis://:password@host:port, where several nodes share a MySQL database; empty: one "
           "node",
           true),
      text("cluster.name", "kaibo", "Name of the installation among those that share a Redis"),
      text("files.folder", "",
           "Folder of the pictures and videos, shared by all nodes; empty: files in the data "
           "folder"),
      text("files.s3_url", "",
           "https://host:port/bucket of an S3-compatible store that keeps the pictures instead of "
           "the folder"),
      text("files.s3_region", "us-east-1", "Region of the store"),
      text("files.s3_access_key", "", "Access key of the store"),
      text("files.s3_secret_key", "", "Its secret", true),
      number("files.s3_timeout_ms", 5'000, "Bound on reading or writing a file there", 100, 60'000),
      text("data.key", "",
           "Key of the personal data, the same file on all nodes; empty: in the data folder"),
      number("server.node", 0, "Number of this node among those that share a database", 0, 1023),
      text("server.web", "", "Folder of the built web client; empty: none is served"),
      flag("server.tls", false, "HTTPS, with a certificate of its own unless one is given"),
      text("server.tls_certificate", "", "Certificate chain (PEM)"),
      text("server.tls_key", "", "Key of the certificate (PEM)"),
      list("server.origins", "Further origins whose pages may call"),
      list("server.trusted_proxies", "Addresses of proxies that are believed"),
      flag("server.open_metrics", false, "/metrics for everyone, not only for this machine"),
      number("server.retry_after_s", 2,
             "When to come back, for who is told that it cannot be done now", 1, 3'600),
      number("server.max_connections", 40'000, "Connections at the same time", 1, 1'000'000),
      number("server.max_connections_per_address", 4'000, "Connections of one address", 1,
             1'000'000),
      number("server.drain_notice_ms", 0,
             "So long before a stop /readyz says so, for a load balancer to turn elsewhere", 0,
             600'000),
      number("server.drain_spread_ms", 3'000,
             "Within this time after a stop sockets are to come back, each at its own moment", 0,
             600'000),
      number("server.drain_ms", 10'000, "How long a stop waits for what is under way", 0, 600'000),
      number("health.interval_ms", 2'000, "How often a node looks at itself, for /readyz", 100,
             600'000),
      number("health.patience_ms", 5'000,
             "A database that has not answered for so long is reported", 100, 600'000),
      number("health.min_free_mb", 512, "Less free space in the data folder is reported", 0,
             1'000'000'000),
      number("sign_in.password_min", 8, "Characters of a new password at least", 8, 64),
      number("sign_in.max_failures", 5, "Wrong passwords in a row that lock an account", 1, 100),
      number("sign_in.lock_ms", 900'000, "How long it stays locked", 1'000, 86'400'000),
      number("sign_in.idle_ms", 7'200'000, "A session ends after so long without a call", 60'000,
             604'800'000),
      number("sign_in.life_ms", 43'200'000, "A session ends after so long in any case", 60'000,
             2'592'000'000),
      number("sign_in.hash_passes", 2, "Passes of argon2id", 1, 20),
      number("sign_in.hash_memory_kib", 19'456, "Memory of argon2id", 8'192, 1'048'576),
      number("files.max_bytes", 8'388'608, "Largest uploaded picture", 1'024, 8'388'608),
      number("files.quota_bytes", 209'715'200, "Pictures and videos of one person together", 1'024,
             INT64_MAX),
      number("files.quota_files", 1'000, "Pictures and videos of one person", 1, 1'000'000),
      number("live.like_merge_ms", 200, "Likes of a room within this time become one event", 1,
             5'000),
      number("live.absence_ms", 10'000, "A viewer has left after so long without a connection",
             1'000, 600'000),
      number("live.figures_kept", 200, "Rooms whose figures stay in memory", 1, 100'000),
      flag("video.record", true, "Pictures of live rooms are recorded"),
      number("video.quota_mb", 50'000, "Recordings together; beyond it nothing more is recorded", 1,
             1'000'000'000),
      number("video.min_free_mb", 1'000, "Free space on the disk that no recording takes", 0,
             1'000'000'000),
      number("video.kept_days", 180, "Recordings are removed after so many days", 1, 36'500),
      list("video.stream_origins",
           "Where outside streams (HLS) of rooms may come from, as https://host"),
      number("assessment.classes_kept", 200, "Classes whose evidence stays in memory", 1, 100'000),
      number("requests.kept_hours", 72, "A repeated request gets its first answer for so long", 24,
             8'760),
      number("retention.logs_days", 3'650,
             "Days that the audit trail is kept; by law 183 at least, and as long as the marks may "
             "be asked about",
             1, 36'500),
      number("retention.archives_years", 10,
             "Years that the archive of a class is to be kept, as it says itself; by rule 10 at "
             "least",
             1, 100),
      number("agenda.interval_ms", 200, "How often due timers are looked for", 10, 60'000),
  });
}

Settings read_settings(const base::Config& config) {
  Settings settings;
  settings.data = config.text("data.folder");
  settings.node = static_cast<int>(config.integer("server.node"));
  settings.live.node = settings.node;
  settings.redis_url = config.text("cluster.redis");
  settings.cluster_name = config.text("cluster.name");
  settings.key_file = config.text("data.key");
  settings.files_folder = config.text("files.folder");
  settings.files_s3 = s3_options(config);
  const std::int64_t cores = config.integer("server.cores");
  settings.cores = cores > 0 ? static_cast<std::size_t>(cores)
                             : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  settings.database = database_options(config);
  settings.server = server_options(config);
  settings.tls = config.flag("server.tls");
  settings.files.max_bytes = config.integer("files.max_bytes");
  settings.files.quota_bytes = config.integer("files.quota_bytes");
  settings.files.quota_files = static_cast<int>(config.integer("files.quota_files"));
  settings.password_cost = {
      .passes = static_cast<unsigned long long>(config.integer("sign_in.hash_passes")),
      .memory_kib = static_cast<std::size_t>(config.integer("sign_in.hash_memory_kib"))};
  settings.identity.password_min = config.integer("sign_in.password_min");
  settings.identity.max_failures = static_cast<int>(config.integer("sign_in.max_failures"));
  settings.identity.lock_ms = config.integer("sign_in.lock_ms");
  settings.identity.idle_ms = config.integer("sign_in.idle_ms");
  if (!settings.redis_url.empty()) settings.identity.cache_ms = cluster_session_cache_ms;
  settings.identity.life_ms = config.integer("sign_in.life_ms");
  settings.live.like_merge_ms = static_cast<int>(config.integer("live.like_merge_ms"));
  settings.live.figures_kept = static_cast<std::size_t>(config.integer("live.figures_kept"));
  settings.record_video = config.flag("video.record");
  settings.live.video.quota_bytes = config.integer("video.quota_mb") * 1'000'000;
  settings.live.video.min_free_bytes = config.integer("video.min_free_mb") * 1'000'000;
  settings.live.video.stream_origins = config.list("video.stream_origins");
  settings.server.stream_origins = settings.live.video.stream_origins;
  settings.live.video.kept_days = config.integer("video.kept_days");
  settings.absence_ms = static_cast<int>(config.integer("live.absence_ms"));
  settings.classes_kept = static_cast<std::size_t>(config.integer("assessment.classes_kept"));
  settings.requests_kept_ms = config.integer("requests.kept_hours") * 3'600'000;
  const Retention retention = read_retention(config);
  settings.logs_kept_ms = retention.logs_days * 24 * 3'600'000;
  settings.archives_years = retention.archives_years;
  settings.agenda_interval_ms = static_cast<int>(config.integer("agenda.interval_ms"));
  settings.drain_notice_ms = config.integer("server.drain_notice_ms");
  settings.drain_ms = config.integer("server.drain_ms");
  settings.health = {.interval = config.integer("health.interval_ms"),
                     .patience = config.integer("health.patience_ms"),
                     .min_free_bytes = config.integer("health.min_free_mb") * 1'000'000};
  settings.log_level = config.text("log.level");
  settings.log_json = config.flag("log.json");
  return settings;
}

Settings in_data_folder(Settings settings) {
  const std::filesystem::path& data = settings.data;
  if (settings.database.url.empty()) {
    settings.database.url = "sqlite:" + (data / "kaibo.db").string();
  }
  if (settings.key_file.empty()) settings.key_file = data / "personal-data.key";
  if (settings.files_folder.empty()) settings.files_folder = data / "files";
  if (settings.record_video) settings.live.video.folder = settings.files_folder / "recordings";
  return settings;
}

void require_sound(const base::Config& config, const Settings& settings) {
  if (!settings.redis_url.empty() && settings.on_sqlite()) {
    throw refused(
        config, "cluster.redis",
        "多台服务器需要共用一个 MySQL 数据库：请设置 database.url，或去掉 cluster.redis。",
        "Several nodes need a MySQL database they share: set database.url, or leave "
        "cluster.redis out.");
  }
  const net::Options& server = settings.server;
  if (server.tls_certificate.empty() != server.tls_key.empty()) {
    const bool lacks_key = server.tls_key.empty();
    throw refused(config, lacks_key ? "server.tls_certificate" : "server.tls_key",
                  "server.tls_certificate 和 server.tls_key 要一起设置。",
                  "server.tls_certificate and server.tls_key belong together: set both.");
  }
  base::require_private(settings.key_file, "data.key");
  if (!server.tls_key.empty())
    base::require_private(server.tls_key, config.place("server.tls_key"));
  if (settings.tls) base::require_private(settings.data / "tls" / "key.pem", "server.tls");
}

}  // namespace kaibo
