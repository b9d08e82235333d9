#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kaibo/assessment/v1/assessment.pb.h"
#include "kaibo/live/v1/live.pb.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "loadtest/journal.h"
#include "loadtest/world.h"

namespace kaibo::load {

/// Discrepancies in words; empty when all is well.
using Findings = std::vector<std::string>;

/// Everything acknowledged stands in the journal exactly once, and nothing stands there that nobody
/// was told of (unless the world is unsure).
Findings check_journal(const World& world, const Journal& journal);

/// What the pages show at the end.
struct Pictures {
  std::vector<mall::v1::Product> products;
  assessment::v1::GetBoardResponse board;
  /// Play money spent since the beginning, by trainee.
  std::map<std::int64_t, std::int64_t> spent_fen;
  /// Of each person's own sales: received, and waiting for the confirmation.
  std::map<std::int64_t, mall::v1::GetWalletResponse> wallets;
  /// By room.
  std::map<std::int64_t, live::v1::Figures> figures;
};

/// Stock, money, class board and room figures agree with what was acknowledged and what the journal
/// says.
Findings check_pictures(const World& world, const Journal& journal, const Pictures& pictures);

}  // namespace kaibo::load
