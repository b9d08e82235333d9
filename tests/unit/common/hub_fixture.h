#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/async/runtime.h"
#include "common/journal/hub.h"
#include "tests/support/cores.h"
#include "tests/support/fake_listener.h"

/// A hub with two cores, and listeners that remember what they were told.
namespace kaibo::hub_test {

inline constexpr std::int64_t stream = 42;

inline db::Entry entry(std::int64_t seq, std::string topic, std::string also = {}) {
  db::Entry entry;
  entry.stream = stream;
  entry.seq = seq;
  entry.topic = std::move(topic);
  entry.also = std::move(also);
  return entry;
}

class HubTest : public testing::Test {
 protected:
  /// Before what the cores tell is gone.
  void TearDown() override { runtime_.stop(); }

  std::shared_ptr<test::FakeListener> connect(std::size_t core, std::int64_t user_id,
                                              std::int64_t session_id = 1) {
    auto listener = std::make_shared<test::FakeListener>(core, user_id, session_id);
    add(listener);
    return listener;
  }
  void add(const std::shared_ptr<test::FakeListener>& listener) {
    test::on_core(runtime_, listener->core(), [&] { hub_.add(listener); });
  }
  std::shared_ptr<journal::Subscription> hold(const test::FakeListener& listener,
                                              const std::string& topic) {
    return test::on_core(runtime_, listener.core(),
                         [&] { return hub_.listen(listener, stream, topic); });
  }
  bool release(const test::FakeListener& listener, journal::Subscription& subscription,
               std::int64_t last_seq) {
    return test::on_core(runtime_, listener.core(), [&] { return subscription.release(last_seq); });
  }
  std::shared_ptr<journal::Subscription> listen(const test::FakeListener& listener,
                                                const std::string& topic,
                                                std::int64_t last_seq = 0) {
    return test::on_core(runtime_, listener.core(), [&] {
      auto subscription = hub_.listen(listener, stream, topic);
      EXPECT_TRUE(subscription->release(last_seq));
      return subscription;
    });
  }
  void unlisten(const test::FakeListener& listener, const std::string& topic) {
    test::on_core(runtime_, listener.core(), [&] { hub_.unlisten(listener, stream, topic); });
  }
  void remove(const test::FakeListener& listener) {
    test::on_core(runtime_, listener.core(), [&] { hub_.remove(listener); });
  }
  void publish(std::vector<db::Entry> entries) {
    hub_.publish(std::move(entries));
    test::settle(runtime_);
  }

  async::Runtime runtime_{2};
  journal::Hub hub_{runtime_};
};

}  // namespace kaibo::hub_test
