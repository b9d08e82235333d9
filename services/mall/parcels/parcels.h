#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/agenda/agenda.h"
#include "common/base/ids.h"
#include "common/db/transaction.h"
#include "kaibo/mall/v1/mall.pb.h"
#include "services/classroom/classroom.h"
#include "services/identity/identity.h"
#include "services/mall/watcher.h"

namespace kaibo::mall {

/// Parcels and the simulated courier who carries them: 揽收 → 运输中 (→ 异常) → 派件 → 签收, on the
/// class clock, each parcel by a plan of its own (the course profile's times).
class Parcels : public Watched {
 public:
  Parcels(base::IdSource& ids, identity::Identity& identity, classroom::Classroom& classroom)
      : ids_(ids), identity_(identity), classroom_(classroom) {}

  struct NewParcel {
    std::int64_t class_id = 0;
    /// Its id, persons and lines' products.
    const v1::Order& order;
    v1::ParcelKind kind = v1::PARCEL_KIND_GOODS;
    std::int64_t after_sale_id = 0;
    std::string_view courier;
    std::string_view waybill;
    std::vector<v1::ParcelLine> lines;
  };
  /// Hands it to the courier. Throws invalid_argument naming the field.
  v1::Parcel send(db::Transaction& tx, const NewParcel& wish);

  /// The lost one is settled by another. Throws failed_precondition when it is not lost, or settled
  /// already.
  void replace(db::Transaction& tx, const v1::Parcel& lost, std::int64_t parcel_id);

  /// Throws not_found.
  v1::Parcel require(db::Transaction& tx, std::int64_t class_id, std::int64_t parcel_id);
  /// By order, in the order in which they were sent.
  std::multimap<std::int64_t, v1::Parcel> of_orders(db::Transaction& tx,
                                                    std::span<const std::int64_t> order_ids);
  v1::ListParcelsUnderWayResponse under_way(db::Transaction& tx, std::int64_t class_id);

  /// An incident. Throws failed_precondition when it has arrived or is lost already.
  v1::Parcel lose(db::Transaction& tx, std::int64_t class_id, std::int64_t actor,
                  std::int64_t parcel_id);

  /// Called in the same unit when a parcel has arrived. Before start.
  using Delivered = std::function<void(db::Transaction&, std::int64_t class_id, const v1::Parcel&)>;
  void on_delivered(Delivered hook) { delivered_ = std::move(hook); }

  /// The courier's steps.
  void register_timers(agenda::Agenda& agenda);

 private:
  void advance(db::Transaction& tx, const agenda::Timer& timer);

  base::IdSource& ids_;
  identity::Identity& identity_;
  classroom::Classroom& classroom_;
  Delivered delivered_;
};

}  // namespace kaibo::mall
