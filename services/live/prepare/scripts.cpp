#include "services/live/prepare/scripts.h"

#include <google/protobuf/util/json_util.h>

#include <set>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/text.h"
#include "generated/embedded/live_script_templates.h"
#include "services/live/prepare/records.h"
#include "services/live/prepare/rules.h"
#include "services/live/tell.h"

namespace kaibo::live {

namespace {

using base::Code;
using base::Error;

std::set<std::int64_t> products_of(const v1::Room& room) {
  std::set<std::int64_t> products;
  for (const v1::ShelfItem& item : room.shelf()) products.insert(item.product().product_id());
  return products;
}

v1::ScriptRow tidied(v1::ScriptRow row) {
  row.set_words(base::tidy(row.words()));
  row.set_who(base::tidy(row.who()));
  return row;
}

void tell_saved(db::Transaction& tx, const v1::SaveScriptRequest& wish, std::int64_t user_id,
                const v1::SaveScriptResponse& saved) {
  event::v1::Event event;
  event::v1::ScriptSaved& said = *event.mutable_script_saved();
  said.set_room_id(wish.room_id());
  said.set_rows(saved.script().rows_size());
  said.set_total_seconds(saved.check().total_seconds());
  said.set_planned_seconds(saved.check().planned_seconds());
  for (const int section : saved.check().sections()) said.add_sections(section);
  std::set<std::int64_t> products;
  for (const v1::ScriptRow& row : saved.script().rows()) {
    if (row.product_id() != 0) products.insert(row.product_id());
  }
  said.mutable_product_ids()->Assign(products.begin(), products.end());
  said.set_adds_up(saved.check().adds_up());
  tell_room(tx, wish.class_id(), user_id, wish.room_id(), event);
}

}  // namespace

v1::ScriptCheck Scripts::check_of(db::Transaction& tx, std::int64_t class_id,
                                  const v1::Room& room) {
  const v1::Script script =
      prepare_records::script(tx, room.room_id()).value_or(v1::Script::default_instance());
  return prepare_rules::check_script(classroom_.profile_of(tx, class_id).live.prepare,
                                     script.planned_minutes(), script.rows(), products_of(room));
}

v1::GetScriptResponse Scripts::show(db::Transaction& tx, std::int64_t class_id,
                                    std::int64_t room_id, std::int64_t reader_id, bool sees_all) {
  if (!sees_all) rooms_.require_crew(tx, class_id, reader_id, room_id, rules::Duty::assist);
  const v1::Room room = rooms_.show(tx, class_id, room_id);
  const classroom::PrepareRules& rules = classroom_.profile_of(tx, class_id).live.prepare;
  v1::GetScriptResponse response;
  response.set_least_minutes(static_cast<std::int32_t>(rules.script_minutes.min));
  if (auto script = prepare_records::script(tx, room_id)) {
    *response.mutable_script() = *std::move(script);
  } else {
    response.mutable_script()->set_planned_minutes(response.least_minutes());
  }
  *response.mutable_check() = prepare_rules::check_script(
      rules, response.script().planned_minutes(), response.script().rows(), products_of(room));
  return response;
}

v1::ScriptCheck Scripts::check(db::Transaction& tx, std::int64_t user_id,
                               const v1::CheckScriptRequest& wish) {
  rooms_.require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::assist);
  const classroom::PrepareRules& rules = classroom_.profile_of(tx, wish.class_id()).live.prepare;
  prepare_rules::require_storable(rules, wish.planned_minutes(), wish.rows());
  return prepare_rules::check_script(rules, wish.planned_minutes(), wish.rows(),
                                     products_of(rooms_.show(tx, wish.class_id(), wish.room_id())));
}

v1::SaveScriptResponse Scripts::save(db::Transaction& tx, std::int64_t user_id,
                                     const v1::SaveScriptRequest& wish) {
  Rooms::require_not_ended(
      rooms_.require_crew(tx, wish.class_id(), user_id, wish.room_id(), rules::Duty::assist));
  const classroom::PrepareRules& rules = classroom_.profile_of(tx, wish.class_id()).live.prepare;
  v1::SaveScriptResponse response;
  v1::Script& script = *response.mutable_script();
  script.set_planned_minutes(wish.planned_minutes());
  script.set_version(wish.version() + 1);
  script.set_saved_at(tx.now());
  for (const v1::ScriptRow& row : wish.rows()) *script.add_rows() = tidied(row);
  prepare_rules::require_storable(rules, script.planned_minutes(), script.rows());
  if (!prepare_records::save_script(tx, wish.class_id(), wish.room_id(), script, wish.version())) {
    throw Error(Code::aborted, {"脚本刚刚在别处保存过，请刷新后再改",
                                "The script was saved elsewhere just now; reload"});
  }
  *response.mutable_check() =
      prepare_rules::check_script(rules, script.planned_minutes(), script.rows(),
                                  products_of(rooms_.show(tx, wish.class_id(), wish.room_id())));
  tell_saved(tx, wish, user_id, response);
  return response;
}

std::vector<v1::ScriptTemplate> script_templates() {
  std::vector<v1::ScriptTemplate> templates;
  for (const base::Embedded& file : embedded::live_script_templates) {
    const auto status = google::protobuf::util::JsonStringToMessage(
        {file.content.data(), file.content.size()}, &templates.emplace_back());
    if (status.ok()) continue;
    const std::string what = std::string(file.name) + ": " + status.ToString();
    throw Error(Code::failed_precondition,
                {"脚本模板有误：" + what, "A script template is broken: " + what});
  }
  return templates;
}

}  // namespace kaibo::live
