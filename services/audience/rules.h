#pragma once

#include <cstdint>
#include <vector>

#include "kaibo/audience/v1/audience.pb.h"
#include "services/audience/scene.h"
#include "services/audience/script.h"

namespace kaibo::audience::rules {

/// Throws invalid_argument naming the field.
void check_setup(const Script& script, const v1::Setup& setup);

/// What to learn from the questions and from who left: at most two points, the gravest first, each
/// with the moment and the line it rests on.
std::vector<v1::Advice> advice(const Scene& scene);

/// How an order went for its buyer.
struct Course {
  bool late = false;
  bool answered = false;
  bool missed = false;
};
/// From 1 to 5.
std::int32_t stars(const Nature& nature, const Habits& habits, const Course& course);
/// Which lines of the script a review with so many stars takes.
Kind review_kind(std::int32_t stars, const Course& course);

}  // namespace kaibo::audience::rules
