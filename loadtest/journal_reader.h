#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "loadtest/client.h"
#include "loadtest/journal.h"
#include "loadtest/loop.h"

namespace kaibo::load {

/// Reads a class's journal from its first event to its present end, over a new socket of somebody
/// who may hear everything. Nothing when it does not arrive within a minute.
Task<std::optional<Journal>> read_journal(boost::asio::io_context& io, Target target,
                                          std::string token, std::int64_t class_id);

}  // namespace kaibo::load
