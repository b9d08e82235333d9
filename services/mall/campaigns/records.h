#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "kaibo/mall/v1/promotion.pb.h"
#include "services/mall/campaigns/rules.h"

namespace kaibo::mall::campaign_records {

void insert(db::Transaction& tx, std::int64_t class_id, const v1::Promotion& promotion);

/// Without a report.
std::optional<v1::Promotion> find(db::Transaction& tx, std::int64_t class_id,
                                  std::int64_t promotion_id);
/// The newest first, with reports.
std::vector<v1::Promotion> of_shop(db::Transaction& tx, std::int64_t class_id,
                                   std::int64_t shop_id);
/// Those that run or are planned, the oldest first; of all shops when `shop_id` is 0.
std::vector<v1::Promotion> open(db::Transaction& tx, std::int64_t class_id, std::int64_t shop_id);

/// Its terms and state; of one that is planned.
void change(db::Transaction& tx, const v1::Promotion& promotion);
/// False when it was not planned any more.
bool begin(db::Transaction& tx, std::int64_t promotion_id);
/// False when it is not open any more.
bool stop(db::Transaction& tx, std::int64_t promotion_id, v1::PromotionState state);

/// Takes from the budget; false when so much is not left, or it is not open any more.
bool spend(db::Transaction& tx, std::int64_t promotion_id, std::int64_t fen);
void give_back(db::Transaction& tx, std::int64_t promotion_id, std::int64_t fen);

/// Pieces that the person has by the promotion, in orders that are not closed.
std::int64_t pieces_of(db::Transaction& tx, std::int64_t promotion_id, std::int64_t buyer_id);

/// False when the person came by it before.
bool visit(db::Transaction& tx, std::int64_t class_id, const v1::VisitPromotionRequest& visited,
           std::int64_t visitor_id);

/// Promotions that spent otherwise than their orders say, or beyond their budgets.
std::vector<std::int64_t> wrong_promotions(db::Transaction& tx);
/// Orders whose lines do not have exactly what their deductions say.
std::vector<std::int64_t> wrong_orders(db::Transaction& tx);

}  // namespace kaibo::mall::campaign_records
