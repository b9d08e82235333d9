#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/rpc/openapi.h"
#include "generated/version.h"
#include "services/kaibo/archive/read.h"
#include "services/kaibo/archive/write.h"
#include "services/kaibo/backup.h"
#include "services/kaibo/check.h"
#include "services/kaibo/demo_loader.h"
#include "services/kaibo/move.h"
#include "services/kaibo/provision.h"
#include "services/kaibo/serve.h"
#include "services/kaibo/settings.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to us

namespace {

/// Options that several commands share; each overrides the configuration.
struct Overrides {
  std::string config_file;
  std::string data;
  std::string database;
};

struct ServeOverrides {
  std::string listen;
  int port = -1;
  std::string web;
  bool tls = false;
};

/// What the command line says; each command reads its own.
struct Arguments {
  Overrides overrides;
  ServeOverrides server;
  /// Of a backup.
  std::string folder;
  bool only_verify = false;
  /// Of the class to archive.
  std::string code;
  std::string file;
  /// The database to move to.
  std::string target;
  int classes = 1;
  int status = EXIT_SUCCESS;
};

void add_common(CLI::App& command, Overrides& overrides) {
  command.add_option("--config", overrides.config_file, "TOML file (see kaibo config default)");
  command.add_option("--data", overrides.data, "Folder of the database, the pictures and the keys");
  command.add_option("--database", overrides.database,
                     "mysql://user:password@host:port/schema instead of SQLite in the data folder");
}

kaibo::base::Config read_config(const Overrides& overrides, const ServeOverrides& server = {}) {
  kaibo::base::Config config = kaibo::declared_config();
  if (!overrides.config_file.empty()) config.read_file(overrides.config_file);
  config.read_environment(environ);
  if (!overrides.data.empty()) config.override("data.folder", overrides.data, "--data");
  if (!overrides.database.empty()) {
    config.override("database.url", overrides.database, "--database");
  }
  if (!server.listen.empty()) config.override("server.listen", server.listen, "--listen");
  if (server.port >= 0) config.override("server.port", std::to_string(server.port), "--port");
  if (!server.web.empty()) config.override("server.web", server.web, "--web");
  if (server.tls) config.override("server.tls", "true", "--tls");
  return config;
}

kaibo::base::LogForm log_form(const kaibo::Settings& settings) {
  if (settings.log_json) return kaibo::base::LogForm::json;
  const char* journal = std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): at start
  return journal != nullptr && kaibo::base::is_journal(journal) ? kaibo::base::LogForm::journal
                                                                : kaibo::base::LogForm::human;
}

kaibo::Settings checked(const kaibo::base::Config& config) {
  kaibo::Settings settings = kaibo::in_data_folder(kaibo::read_settings(config));
  kaibo::require_sound(config, settings);
  return settings;
}

kaibo::Settings read(const Overrides& overrides, const ServeOverrides& server = {}) {
  kaibo::Settings settings = checked(read_config(overrides, server));
  kaibo::base::open_log(log_form(settings), kaibo::base::log_level(settings.log_level), {});
  return settings;
}

int run_check(const Overrides& overrides) {
  const int faults = kaibo::check(read(overrides), std::cout);
  std::cout << (faults == 0 ? "everything agrees\n" : "the database is not consistent\n");
  return faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void add_serve(CLI::App& app, Arguments& given) {
  CLI::App* serve = app.add_subcommand("serve", "Run the server");
  add_common(*serve, given.overrides);
  ServeOverrides& server = given.server;
  serve->add_option("--listen", server.listen, "Address; 0.0.0.0 opens it for the local network");
  serve->add_option("--port", server.port, "Port; 0 takes a free one")->check(CLI::Range(0, 65535));
  serve->add_option("--web", server.web, "Folder of the built web client");
  serve->add_flag("--tls", server.tls, "HTTPS, with a certificate of its own");
  serve->callback([&given] {
    given.status =
        kaibo::serve(read(given.overrides, given.server), kaibo::read_supervision(environ));
  });
}

void add_backup(CLI::App& app, Arguments& given) {
  CLI::App* save =
      app.add_subcommand("backup", "Copy everything to a new folder, also while serving");
  add_common(*save, given.overrides);
  save->add_option("--to", given.folder, "New folder")->required();
  save->callback([&given] { kaibo::backup(read(given.overrides), given.folder, std::cout); });

  CLI::App* bring_back = app.add_subcommand("restore", "Bring a backup into an empty data folder");
  add_common(*bring_back, given.overrides);
  bring_back->add_option("--from", given.folder, "Folder of the backup")->required();
  bring_back->add_flag("--verify", given.only_verify, "Only compare the backup with its list");
  bring_back->callback([&given] {
    if (given.only_verify) {
      kaibo::verify_backup(given.folder, std::cout);
    } else {
      kaibo::restore(read(given.overrides), given.folder, std::cout);
    }
  });
}

void add_archive(CLI::App& app, Arguments& given) {
  CLI::App* archive = app.add_subcommand(
      "archive", "Write all that is known of a class into one file, also while serving");
  archive->require_subcommand(0, 1);
  add_common(*archive, given.overrides);
  archive->add_option("class", given.code, "Code of the class");
  archive->add_option("--to", given.file, "New file");
  CLI::App* proof = archive->add_subcommand("verify", "Prove that an archive is as it was written");
  proof->add_option("file", given.file, "The archive")->required();
  proof->callback([&given] { kaibo::archive::verify(given.file, std::cout); });
  CLI::App* listing = archive->add_subcommand("show", "The same, and print what it holds");
  listing->add_option("file", given.file, "The archive")->required();
  listing->callback([&given] { kaibo::archive::show(given.file, std::cout); });
  archive->callback([&given, archive] {
    if (!archive->get_subcommands().empty()) return;
    if (given.code.empty() || given.file.empty()) throw CLI::RequiredError("CLASS and --to FILE");
    kaibo::archive::write(read(given.overrides), given.code, given.file, std::cout);
  });
}

void add_config(CLI::App& app, Arguments& given) {
  CLI::App* config = app.add_subcommand("config", "The configuration");
  config->require_subcommand(1);
  CLI::App* defaults = config->add_subcommand("default", "Print all settings with their defaults");
  defaults->callback([] { std::cout << kaibo::declared_config().defaults(); });
  CLI::App* show =
      config->add_subcommand("show", "Print all settings as they are, and where each comes from");
  add_common(*show, given.overrides);
  show->callback([&given] { std::cout << read_config(given.overrides).show(); });
  CLI::App* verify =
      config->add_subcommand("check", "Check file, environment and keys, as serve does");
  add_common(*verify, given.overrides);
  verify->callback([&given] {
    checked(read_config(given.overrides));
    std::cout << "the configuration is right\n";
  });
}

int run(int argc, char** argv) {
  CLI::App app{"Kaibo (开播): the practice ground of a start-up training class"};
  app.require_subcommand(1);
  Arguments given;
  add_serve(app, given);

  CLI::App* demo = app.add_subcommand("demo", "Fill an empty data folder with the demo class");
  add_common(*demo, given.overrides);
  demo->callback([&] { kaibo::load_demo(read(given.overrides)); });

  CLI::App* check = app.add_subcommand("check", "Verify stock, money and journals");
  add_common(*check, given.overrides);
  check->callback([&] { given.status = run_check(given.overrides); });

  add_backup(app, given);
  add_archive(app, given);

  CLI::App* move = app.add_subcommand("move", "Copy a stopped school to another, empty database");
  add_common(*move, given.overrides);
  move->add_option("--to", given.target, "mysql://user:password@host:port/schema or sqlite:FILE")
      ->required();
  move->callback([&] { kaibo::move(read(given.overrides), given.target, std::cout); });

  CLI::App* provision =
      app.add_subcommand("provision", "Make classes with open sessions, for load runs");
  add_common(*provision, given.overrides);
  provision->add_option("--classes", given.classes, "How many")->check(CLI::Range(1, 10'000));
  provision->add_option("--json", given.file, "File for people and tokens")->required();
  provision->callback([&] { kaibo::provision(read(given.overrides), given.classes, given.file); });

  add_config(app, given);

  app.add_subcommand("openapi", "Print the contract as an OpenAPI 3.1 document")->callback([] {
    std::cout << kaibo::rpc::openapi(kaibo::version) << "\n";
  });
  app.add_subcommand("version", "Print the version")->callback([] {
    std::cout << "kaibo " << kaibo::version << "\n";
  });

  CLI11_PARSE(app, argc, argv);
  return given.status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const kaibo::base::Error& refusal) {
    std::cerr << "kaibo: " << refusal.text().zh << "\n       " << refusal.text().en << "\n";
  } catch (const std::exception& fault) {
    std::cerr << "kaibo: " << fault.what() << "\n";
  }
  return EXIT_FAILURE;
}
