#include "services/kaibo/schema.h"

#include "generated/embedded/agenda_schema.h"
#include "generated/embedded/assessment_schema.h"
#include "generated/embedded/audience_schema.h"
#include "generated/embedded/classroom_schema.h"
#include "generated/embedded/cluster_schema.h"
#include "generated/embedded/files_schema.h"
#include "generated/embedded/identity_schema.h"
#include "generated/embedded/journal_schema.h"
#include "generated/embedded/live_schema.h"
#include "generated/embedded/mall_schema.h"
#include "generated/embedded/observe_schema.h"
#include "generated/embedded/rpc_schema.h"
#include "generated/embedded/supply_schema.h"

namespace kaibo {

std::vector<SchemaPart> schema_parts() {
  return {{"journal", embedded::journal_schema},
          {"agenda", embedded::agenda_schema},
          {"cluster", embedded::cluster_schema},
          {"rpc", embedded::rpc_schema},
          {"observe", embedded::observe_schema},
          {"files", embedded::files_schema},
          {"identity", embedded::identity_schema},
          {"classroom", embedded::classroom_schema},
          {"mall", embedded::mall_schema},
          {"supply", embedded::supply_schema},
          {"live", embedded::live_schema},
          {"audience", embedded::audience_schema},
          {"assessment", embedded::assessment_schema}};
}

}  // namespace kaibo
