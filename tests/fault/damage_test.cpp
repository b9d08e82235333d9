// Files that are no longer, or never were, a whole database of this program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "tests/fault/crowd.h"
#include "tests/fault/integrity.h"
#include "tests/fault/row.h"
#include "tests/support/folder.h"
#include "tests/support/program.h"

namespace kaibo::test {
namespace {

namespace fs = std::filesystem;

constexpr std::streamoff page = 4096;

class Damage : public testing::Test {
 protected:
  void SetUp() override {
    Kaibo kaibo(Kaibo::Setup{});
    const PracticeClass practice = kaibo.provision(1).front();
    kaibo.start();
    {
      Crowd crowd(practice, kaibo.port());
      crowd.start({kaibo.port()});
      ASSERT_TRUE(crowd.wait_for(100));
      kaibo.kill();
    }
    fs::copy(kaibo.folder() / "data", killed_, fs::copy_options::recursive);
    kaibo.start();
    kaibo.stop();
    fs::copy(kaibo.folder() / "data", whole_, fs::copy_options::recursive);
  }

  static std::string start_of(Kaibo& kaibo) {
    try {
      kaibo.start();
    } catch (const std::runtime_error& refusal) {
      return refusal.what();
    }
    return "it started";
  }

  /// Damages a copy, and starts on it.
  using Harm = std::function<void(const fs::path& file)>;
  void refused(const std::string& what, const fs::path& data, const Harm& harm,
               const std::string& says = "The database file") {
    SCOPED_TRACE(what);
    Kaibo kaibo(Kaibo::Setup{});
    fs::copy(data, kaibo.folder() / "data", fs::copy_options::recursive);
    const fs::path file = kaibo.folder() / "data" / "kaibo.db";
    const fs::path log = file.string() + "-wal";
    harm(file);
    const std::string before = digest_of(file);
    const std::string log_before = fs::exists(log) ? digest_of(log) : "none";
    EXPECT_THAT(start_of(kaibo), testing::HasSubstr(says));
    EXPECT_EQ(digest_of(file), before) << "the file was touched";
    EXPECT_EQ(fs::exists(log) ? digest_of(log) : "none", log_before) << "the log was touched";
    ++cases_;
  }

  static void overwrite(const fs::path& file, std::streamoff at, std::size_t size) {
    std::fstream io(file, std::ios::in | std::ios::out | std::ios::binary);
    std::string bytes(size, '\0');
    io.seekg(at).read(bytes.data(), static_cast<std::streamsize>(size));
    for (char& byte : bytes) byte = static_cast<char>(~byte);
    io.seekp(at).write(bytes.data(), static_cast<std::streamsize>(size));
  }

  static void sql(const fs::path& file, const char* statements) {
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    EXPECT_EQ(sqlite3_exec(db, statements, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  TempFolder folder_;
  const fs::path whole_ = folder_.path() / "whole";
  const fs::path killed_ = folder_.path() / "killed";
  int cases_ = 0;
};

TEST_F(Damage, IsRefusedWithAClearMessageAndTheFileLeftAsItIs) {
  const auto size = static_cast<std::streamoff>(fs::file_size(whole_ / "kaibo.db"));
  refused("half of it", whole_, [&](const fs::path& file) {
    fs::resize_file(file, static_cast<std::uintmax_t>(size / page / 2 * page));
  });
  refused("its end is missing", whole_, [&](const fs::path& file) {
    fs::resize_file(file, static_cast<std::uintmax_t>(size - 1000));
  });
  refused("another head", whole_, [](const fs::path& file) { overwrite(file, 0, 100); });
  for (const std::streamoff number : {1, 2, 3, 5, 8, 13, 21, 34}) {
    refused("a flipped page: " + std::to_string(number), whole_, [&](const fs::path& file) {
      overwrite(file, number * page, static_cast<std::size_t>(page));
    });
  }
  refused("half of it, and a log", killed_, [&](const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) / page / 2 * page);
    overwrite(file, 2 * page, static_cast<std::size_t>(page));
  });
  refused(
      "without its log", killed_, [](const fs::path& file) { fs::remove(file.string() + "-wal"); },
      "-wal is missing");
  refused("a text", whole_, [](const fs::path& file) {
    fs::resize_file(file, 0);
    std::ofstream(file) << std::string(10'000, 'x');
  });
  refused(
      "another program's", whole_,
      [](const fs::path& file) {
        fs::remove(file);
        sql(file, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)");
      },
      "another program");
  for (const char* part : {"journal", "assessment"}) {
    refused(
        "a newer " + std::string(part), whole_,
        [&](const fs::path& file) {
          sql(file, fmt::format("INSERT INTO db_migration (part, name, hash, done, applied_at) "
                                "VALUES ('{}', '999_later.sql', 'x', 1, 1)",
                                part)
                        .c_str());
        },
        "newer program");
  }
  figure("{} cases, all refused: {}", cases_, HasFailure() ? "NO" : "yes");
}

TEST_F(Damage, AnUndamagedCopyStarts) {
  for (const fs::path& data : {whole_, killed_}) {
    Kaibo kaibo(Kaibo::Setup{});
    fs::copy(data, kaibo.folder() / "data", fs::copy_options::recursive);
    EXPECT_EQ(start_of(kaibo), "it started");
  }
}

}  // namespace
}  // namespace kaibo::test
