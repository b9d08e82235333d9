#pragma once

#include <cstdint>

#include "common/db/transaction.h"
#include "kaibo/live/v1/review.pb.h"

namespace kaibo::live::review_records {

/// All that a person has written about a room; empty when nothing.
v1::Review find(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id);

/// Enters one figure, or enters it anew.
void set_figure(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id,
                const v1::EnteredFigure& figure);

/// Replaces all findings.
void set_findings(db::Transaction& tx, std::int64_t room_id, std::int64_t user_id,
                  const google::protobuf::RepeatedPtrField<v1::Finding>& findings);

}  // namespace kaibo::live::review_records
