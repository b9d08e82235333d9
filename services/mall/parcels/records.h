#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"

namespace kaibo::mall::parcel_records {

/// A parcel as stored.
struct Stored {
  v1::Parcel parcel;
  std::int64_t seller_id = 0;
  std::int64_t buyer_id = 0;
  base::Millis sent_class_at = 0;
  /// Steps of the courier's plan that are done.
  std::size_t steps_done = 0;
};

/// With its lines; without steps.
void insert(db::Transaction& tx, std::int64_t class_id, const Stored& stored);

/// Both with lines and steps.
std::optional<Stored> find(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id);
/// In the order in which they were sent.
std::vector<Stored> of_orders(db::Transaction& tx, std::span<const std::int64_t> order_ids);
/// Neither delivered nor lost; the newest first, at most `limit`.
std::vector<Stored> under_way(db::Transaction& tx, std::int64_t class_id, int limit);

/// Of the first line in it.
std::string title_of(db::Transaction& tx, const v1::Parcel& parcel);

/// The next step of the courier's plan; false when `stored` is not as it stands any more.
bool move(db::Transaction& tx, const Stored& stored, const v1::TrackStep& step);
/// False when it has arrived or is lost already.
bool lose(db::Transaction& tx, const Stored& stored, const v1::TrackStep& step);
/// Another parcel stands for this lost one; false when one does already.
bool replace(db::Transaction& tx, std::int64_t lost_parcel_id, std::int64_t parcel_id);

}  // namespace kaibo::mall::parcel_records
