#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "loadtest/class_run.h"
#include "loadtest/report.h"

namespace {

using kaibo::load::ClassOptions;
using kaibo::load::Report;
using kaibo::load::Rush;

struct Outputs {
  std::string json;
  std::string html;
};

void add_outputs(CLI::App& command, Outputs& outputs) {
  command.add_option("--json", outputs.json, "Write the report as JSON to this file");
  command.add_option("--html", outputs.html, "Write the report as a page with charts to this file");
}

void add_run(CLI::App& command, ClassOptions& options) {
  command.add_option("--classes", options.classes, "Number of classes")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--minutes", options.minutes, "Length of the lesson (0.5 is 30 s)")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "The same seed makes the same people")
      ->capture_default_str();
  CLI::Option* url =
      command.add_option("--url", options.url, "Use this running server (http://host:port)");
  CLI::Option* provision =
      command.add_option("--provision", options.provision,
                         "What `kaibo provision` wrote for that server: fresh classes");
  url->needs(provision);
  provision->needs(url);
  command.add_option("--data", options.data,
                     "Data folder: the own server's (kept), or where to run `kaibo check`");
}

int finish(const Report& report, const Outputs& outputs) {
  std::fputs(as_text(report).c_str(), stdout);
  if (!outputs.json.empty()) kaibo::load::write_file(outputs.json, as_json(report));
  if (!outputs.html.empty()) kaibo::load::write_file(outputs.html, as_html(report));
  return report.is_clean() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Plays virtual people against a Kaibo server and checks every answer and event.");
  app.require_subcommand(1);
  ClassOptions options;
  Outputs outputs;
  CLI::App& class_command = *app.add_subcommand(
      "class", "Whole classes of 35 trainees and an instructor, from first page to results");
  Rush flash{.stock = 100, .clicks = 10};
  CLI::App& rush_command = *app.add_subcommand(
      "rush", "A flash sale: in each class 34 buyers click on one product until it is sold out");
  rush_command.add_option("--stock", flash.stock, "Pieces")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  rush_command.add_option("--clicks", flash.clicks, "Orders each has under way at a time")
      ->check(CLI::Range(1, 30))
      ->capture_default_str();
  for (CLI::App* command : {&class_command, &rush_command}) {
    add_run(*command, options);
    add_outputs(*command, outputs);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e);
  }
  try {
    if (rush_command.parsed()) options.rush = flash;
    options.kaibo = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "kaibo";
    return finish(kaibo::load::run_classes(options), outputs);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "kaibo-load: %s\n", e.what());
    return 2;
  }
}
