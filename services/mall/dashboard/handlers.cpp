#include "services/mall/dashboard/handlers.h"

#include "services/classroom/rules.h"

namespace kaibo::mall {

using db::Transaction;
using rpc::Call;

void register_dashboard(rpc::Dispatcher& dispatcher, Mall& mall) {
  Dashboard& dashboard = mall.dashboard;
  dispatcher.read<v1::GetDashboardRequest, v1::GetDashboardResponse>(
      "kaibo.mall.v1.DashboardService/GetDashboard",
      [&dashboard](const Call& call, Transaction& tx, const v1::GetDashboardRequest& request) {
        const bool of_another =
            request.owner_id() != 0 && classroom::is_staff(call.signed_in(), request.class_id());
        return dashboard.of_owner(tx, request.class_id(),
                                  of_another ? request.owner_id() : call.user_id());
      });
}

}  // namespace kaibo::mall
