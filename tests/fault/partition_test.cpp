// A database that can no longer be reached: row DB-2 of the fault catalogue.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "kaibo/live/v1/live.pb.h"
#include "tests/fault/cable.h"
#include "tests/fault/database_faults.h"
#include "tests/fault/row.h"
#include "tests/fault/viewer.h"
#include "tests/support/wait.h"

namespace kaibo::test {
namespace {

using contract::MariaDb;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

class DISABLED_Partition : public DatabaseFaults {
 protected:
  void SetUp() override {
    DatabaseFaults::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    mariadb_ = std::make_unique<MariaDb>(std::vector<std::string>{},
                                         MariaDb::Place{cable_.far(), cable_.enter()});
    start_kaibo(mariadb_->create_database(utf8));
    buyers_ = std::make_unique<Buyers>(class_, kaibo_->port(), 8);
  }

  Outcome comment() const {
    Caller caller(kaibo_->port(), class_.trainees.back().token);
    live::v1::PostCommentRequest request;
    request.set_class_id(class_.class_id);
    request.set_request_id(new_request_id());
    request.set_room_id(buyers_->stall().room_id);
    request.set_text("网络好了吗？");
    return caller.call("kaibo.live.v1.LiveService/PostComment", request.SerializeAsString());
  }

  /// Of all processes that are ours.
  static std::ptrdiff_t threads_of_kaibo() {
    std::ptrdiff_t count = 0;
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
      std::error_code gone;
      const auto program = std::filesystem::read_symlink(process.path() / "exe", gone);
      if (gone || program.filename() != "kaibo") continue;
      const std::filesystem::directory_iterator tasks(process.path() / "task", gone);
      if (!gone) count += std::distance(begin(tasks), end(tasks));
    }
    return count;
  }

  template <typename Break, typename Mend>
  void part_for(seconds time, std::string_view how, Break cut, Mend mend) {
    const Viewer viewer(kaibo_->port(), class_.trainees.back(), class_.class_id,
                        "room:" + std::to_string(buyers_->stall().room_id));
    buyers_->start();
    EXPECT_TRUE(buyers_->sold_to_each(5));
    const auto threads = threads_of_kaibo();
    buyers_->take_slowest();
    const int refused_before = buyers_->refused();
    cut();
    const auto start = steady_clock::now();
    EXPECT_TRUE(wait_until([&] { return buyers_->refused() > refused_before; }));
    const int sold = buyers_->sold();
    const auto noticed = since(start);
    while (since(start) < time) {
      EXPECT_EQ(get(kaibo_->port(), "/healthz").status, 200);
      EXPECT_EQ(get(kaibo_->port(), "/readyz").status, 503);
      EXPECT_EQ(comment().code, "unavailable") << "what cannot be kept is not said";
      std::this_thread::sleep_for(milliseconds(100));
    }
    expect_to_be_told_when_to_come_back(*buyers_);
    EXPECT_EQ(buyers_->sold(), sold) << "sold without a database";
    const milliseconds slowest = buyers_->take_slowest();
    mend();
    const auto mended = steady_clock::now();
    EXPECT_TRUE(buyers_->sold_to_each(1));
    const auto healed = since(mended);
    buyers_->stop();
    EXPECT_LE(slowest, seconds(5));
    const std::int64_t heard = viewer.last_seq();
    EXPECT_TRUE(comment().ok());
    EXPECT_TRUE(wait_until([&] { return viewer.last_seq() > heard; })) << "the room does not go on";
    EXPECT_EQ(viewer.connections(), 1);
    EXPECT_LE(threads_of_kaibo(), threads) << "threads are stuck";
    EXPECT_EQ(metric(kaibo_->port(), "kaibo_lane_queue"), 0);
    buyers_->verify();
    figure("{} {} s: noticed after {} ms, {} refused, slowest answer {} ms, sold again after {} ms",
           how, time.count(), noticed.count(), buyers_->refused() - refused_before, slowest.count(),
           healed.count());
    kaibo_->stop();
    expect_whole_books();
  }

  Cable cable_;
  std::unique_ptr<MariaDb> mariadb_;
  std::unique_ptr<Buyers> buyers_;
};

TEST_F(DISABLED_Partition, PacketsThatVanishDelayNobodyForLong) {
  part_for(
      seconds(rounds(12, 30)), "packets dropped", [this] { cable_.drop(); },
      [this] { cable_.mend(); });
}

TEST_F(DISABLED_Partition, APulledCableDelaysNobodyForLong) {
  part_for(
      seconds(rounds(12, 30)), "cable pulled", [this] { cable_.pull(); },
      [this] { cable_.plug(); });
}

}  // namespace
}  // namespace kaibo::test
