#include "services/kaibo/check.h"

#include <ostream>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/journal/journal.h"
#include "services/kaibo/program.h"

namespace kaibo {

namespace {

std::vector<std::string> check_journals(Program& program, db::Transaction& tx) {
  std::vector<std::int64_t> streams{classroom::school_stream};
  for (const classroom::ClassRecord& record : program.classroom.list(tx)) {
    streams.push_back(record.class_id);
  }
  std::vector<std::string> wrong;
  for (const std::int64_t stream : streams) {
    const std::int64_t gap = journal::find_gap(tx, stream);
    if (gap == 0) continue;
    wrong.push_back("the journal of class " + std::to_string(stream) + " is broken at line " +
                    std::to_string(gap));
  }
  return wrong;
}

}  // namespace

int check(const Settings& settings, std::ostream& out) {
  const base::SystemClock clock;
  Program program(settings, clock);
  int faults = 0;
  const auto report = [&](std::string_view what, const std::vector<std::string>& wrong) {
    out << (wrong.empty() ? "ok    " : "WRONG ") << what << "\n";
    for (const std::string& line : wrong) out << "      " << line << "\n";
    faults += static_cast<int>(wrong.size());
  };
  program.database->read_now([&](db::Transaction& tx) {
    report("journals have every line once", check_journals(program, tx));
    report("stock, money and coupons agree with the orders", mall::check(tx));
    report("suppliers' stock and money agree with the supply orders", supply::check(tx));
    report("flash sales and lucky bags keep what they promise", live::check(tx));
    report("no room holds stock after its end", live::Live::check(tx));
  });
  return faults;
}

}  // namespace kaibo
