#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "common/security/secrets.h"
#include "tests/support/databases.h"
#include "tests/support/refusal.h"

namespace kaibo::security {
namespace {

constexpr std::string_view id_card = "430102199001011234";
constexpr std::string_view place = "identity_person.id_card:17";

class KeyFile : public ::testing::Test {
 protected:
  std::string content() const {
    std::ifstream stream(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void write(const std::string& content) const {
    std::ofstream(file_, std::ios::binary) << content;
    ::chmod(file_.c_str(), 0600);
  }
  base::Error refusal() const {
    return test::refusal_of([this] { Sealer::open(file_); });
  }

  test::TempFolder folder_;
  std::filesystem::path file_ = folder_.path() / "key";
};

TEST_F(KeyFile, IsMadeAtTheFirstStartForItsOwnerOnly) {
  Sealer::open(file_);
  struct stat status{};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(KeyFile, IsTheSameAtTheNextStart) {
  const std::string sealed = Sealer::open(file_).seal(id_card, place);
  const std::string before = content();
  EXPECT_EQ(Sealer::open(file_).open_sealed(sealed, place), id_card);
  EXPECT_EQ(content(), before);
}

TEST_F(KeyFile, TwoThatStartAtOnceUseTheSameKey) {
  std::vector<std::string> hashes(8);
  std::vector<std::thread> threads;
  for (std::string& hash : hashes) {
    threads.emplace_back([this, &hash] { hash = Sealer::open(file_).lookup_hash(id_card); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& hash : hashes) EXPECT_EQ(hash, hashes.front());
}

TEST_F(KeyFile, IsRefusedWhenOthersMayReadIt) {
  Sealer::open(file_);
  for (const mode_t mode : {0640, 0604, 0660, 0777}) {
    ::chmod(file_.c_str(), mode);
    const base::Error error = refusal();
    EXPECT_EQ(error.code(), base::Code::failed_precondition);
    EXPECT_NE(error.text().en.find("chmod 600"), std::string::npos);
  }
}

TEST_F(KeyFile, IsRefusedWhenItIsDamaged) {
  Sealer::open(file_);
  const std::string whole = content();
  for (const std::string& damaged : {std::string(), whole.substr(0, 40), "x" + whole, whole + whole,
                                     std::string("kaibo-key-1 ")}) {
    write(damaged);
    EXPECT_NE(refusal().text().en.find("damaged"), std::string::npos) << damaged;
  }
  write(whole);
  EXPECT_NO_THROW(Sealer::open(file_));
}

TEST_F(KeyFile, CannotBeMadeInAFolderThatDoesNotExist) {
  file_ = folder_.path() / "nowhere" / "key";
  EXPECT_EQ(refusal().code(), base::Code::failed_precondition);
}

TEST_F(KeyFile, ASealedValueOpensInItsPlaceOnly) {
  const Sealer sealer = Sealer::open(file_);
  const std::string sealed = sealer.seal(id_card, place);
  EXPECT_EQ(sealed.find(id_card), std::string::npos);
  EXPECT_EQ(sealer.open_sealed(sealed, place), id_card);
  EXPECT_EQ(sealer.open_sealed(sealed, "identity_person.id_card:18"), std::nullopt);
  EXPECT_EQ(sealer.open_sealed(sealed, ""), std::nullopt);
  EXPECT_EQ(sealer.open_sealed(sealer.seal("", place), place), "");
}

TEST_F(KeyFile, ASealedValueThatWasChangedDoesNotOpen) {
  const Sealer sealer = Sealer::open(file_);
  const std::string sealed = sealer.seal(id_card, place);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(sealer.open_sealed(changed, place), std::nullopt) << i;
    EXPECT_EQ(sealer.open_sealed(sealed.substr(0, i), place), std::nullopt) << i;
  }
  EXPECT_EQ(sealer.open_sealed(sealed + "A", place), std::nullopt);
  EXPECT_EQ(sealer.open_sealed("", place), std::nullopt);
  EXPECT_EQ(sealer.open_sealed("s1.!!!!", place), std::nullopt);
}

TEST_F(KeyFile, TheSameValueIsNeverSealedAlikeButIsFoundByItsHash) {
  const Sealer sealer = Sealer::open(file_);
  EXPECT_NE(sealer.seal(id_card, place), sealer.seal(id_card, place));
  EXPECT_EQ(sealer.lookup_hash(id_card), sealer.lookup_hash(id_card));
  EXPECT_NE(sealer.lookup_hash(id_card), sealer.lookup_hash("430102199001011235"));
  EXPECT_EQ(sealer.lookup_hash(id_card).size(), 64U);
}

TEST_F(KeyFile, AnotherKeyOpensNothingAndFindsNothing) {
  const Sealer sealer = Sealer::open(file_);
  const Sealer other = Sealer::open(folder_.path() / "other");
  EXPECT_EQ(other.open_sealed(sealer.seal(id_card, place), place), std::nullopt);
  EXPECT_NE(other.lookup_hash(id_card), sealer.lookup_hash(id_card));
  EXPECT_NE(sealer.lookup_hash(id_card), digest(id_card));
}

}  // namespace
}  // namespace kaibo::security
