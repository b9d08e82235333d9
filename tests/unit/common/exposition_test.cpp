#include "tests/support/exposition.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace kaibo::test {
namespace {

const std::string head = "# HELP a Things\n# TYPE a counter\n";

void refused(const std::string& text) {
  EXPECT_THROW(read_exposition(text), std::runtime_error) << text;
}

TEST(Exposition, ReadsFamiliesWithTheirSamples) {
  const auto families = read_exposition(head + "a{x=\"1\",y=\"b\\\"c\"} 2\na{x=\"2\"} 3\n");
  ASSERT_EQ(families.at("a").samples.size(), 2U);
  EXPECT_EQ(families.at("a").samples[0].labels.at("y"), "b\\\"c");
  EXPECT_EQ(families.at("a").samples[1].value, 3);
}

TEST(Exposition, RefusesWhatPrometheusWouldRefuse) {
  refused("a 1\n");
  refused("# TYPE a counter\na 1\n");
  refused(head + "b 1\n");
  refused(head + "a 1\na 1\n");
  refused(head + "a{x=1} 1\n");
  refused(head + "a one\n");
  refused(head + "a 1");
  refused(head);
  refused(head + "a 1\n# HELP b B\n# TYPE b gauge\nb 1\n" + head + "a 2\n");
}

TEST(Exposition, RefusesAHistogramThatDoesNotAddUp) {
  const std::string histogram = "# HELP h H\n# TYPE h histogram\n";
  EXPECT_NO_THROW(read_exposition(histogram + "h_count 2\nh_sum 3\nh_bucket{le=\"1\"} 1\n"
                                              "h_bucket{le=\"+Inf\"} 2\n"));
  refused(histogram + "h_count 2\nh_sum 3\nh_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\n");
  refused(histogram + "h_count 2\nh_sum 3\nh_bucket{le=\"1\"} 1\n");
  refused(histogram + "h_count 3\nh_sum 3\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n");
}

}  // namespace
}  // namespace kaibo::test
