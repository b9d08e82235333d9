#pragma once

#include <cstdint>
#include <string>

namespace kaibo::identity {

/// Persons of a simulated audience (模拟观众) have no account: their ids are below zero, in events,
/// comments, likes and orders alike. Figures show them apart from people, under the mark 模拟; for
/// marks they never count as buyers or viewers.
constexpr bool is_simulated(std::int64_t user_id) { return user_id < 0; }

/// Different names there are.
constexpr std::int64_t most_simulated = 500;

/// The `nth` person, from 1 to most_simulated: the same in every room.
constexpr std::int64_t simulated_person(std::int64_t nth) { return -nth; }

/// "小雨", "湘潭的阿杰": the same id has the same name everywhere, and no two the same name.
std::string simulated_name(std::int64_t user_id);

}  // namespace kaibo::identity
