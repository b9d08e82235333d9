#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace kaibo::base {

/// The codes of the Connect protocol; the only error vocabulary of the program.
enum class Code {
  canceled = 1,
  unknown,
  invalid_argument,
  deadline_exceeded,
  not_found,
  already_exists,
  permission_denied,
  resource_exhausted,
  failed_precondition,
  aborted,
  out_of_range,
  unimplemented,
  internal,
  unavailable,
  data_loss,
  unauthenticated,
};

/// "invalid_argument" and so on, as on the wire.
std::string_view code_name(Code code);

/// A sentence for a person, in both languages of the web client.
struct Text {
  std::string zh;
  std::string en;
};

/// A refusal: what is wrong and what to do. Thrown by rules and faces; inside a unit of work it
/// rolls back that unit alone. Anything else that is thrown counts as an internal fault.
class Error : public std::runtime_error {
 public:
  /// `field` is the request field at fault, if a single one is; `rule` the course rule with its
  /// article ("003 四1"), if one refuses.
  Error(Code code, Text text, std::string field = {}, std::string rule = {});

  Code code() const { return code_; }
  const Text& text() const { return text_; }
  const std::string& field() const { return field_; }
  const std::string& rule() const { return rule_; }
  /// Under which an internal fault stands in the log; empty for refusals.
  const std::string& fault_id() const { return fault_id_; }

  /// Under HTTP a status of its own says so: nothing was stored, since the disk is full.
  bool is_disk_full() const { return disk_full_; }

  /// An internal fault as its caller sees it: the id and nothing of what went wrong.
  static Error fault(std::string fault_id);
  /// What was to be stored was not. Passes when somebody makes room.
  static Error disk_full();

 private:
  Code code_;
  Text text_;
  std::string field_;
  std::string rule_;
  std::string fault_id_;
  bool disk_full_ = false;
};

/// Throws invalid_argument for `field` unless `ok`.
void require(bool ok, std::string_view field, Text text);

}  // namespace kaibo::base
