#include "services/kaibo/retention.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string>

#include "common/base/embedded.h"
#include "common/base/error.h"
#include "generated/embedded/kaibo_data.h"

namespace kaibo {

namespace {

namespace json = boost::json;

json::array legal_minimums() {
  const std::string_view content = base::content_of(embedded::kaibo_data, "legal-minimums.json");
  return json::parse(json::string_view(content.data(), content.size())).as_array();
}

std::string text(const json::value& value) { return json::value_to<std::string>(value); }

}  // namespace

Retention read_retention(const base::Config& config) {
  for (const json::value& minimum : legal_minimums()) {
    const std::string setting = text(minimum.at("setting"));
    const std::int64_t least = minimum.at("least").to_number<std::int64_t>();
    const std::int64_t given = config.integer(setting);
    if (given >= least) continue;
    const std::string zh = text(minimum.at("rule").at("zh"));
    const std::string en = text(minimum.at("rule").at("en"));
    throw base::Error(
        base::Code::failed_precondition,
        {fmt::format("{} 不能是 {}，至少为 {}（{}）", setting, given, least, zh),
         fmt::format("{} must not be {}: at least {} ({})", setting, given, least, en)},
        setting, zh);
  }
  return {.logs_days = config.integer("retention.logs_days"),
          .archives_years = config.integer("retention.archives_years")};
}

}  // namespace kaibo
