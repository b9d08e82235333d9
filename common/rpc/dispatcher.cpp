#include "common/rpc/dispatcher.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "common/base/error.h"
#include "common/base/log.h"
#include "common/rpc/contract.h"
#include "common/rpc/requests.h"
#include "kaibo/access/v1/access.pb.h"

namespace kaibo::rpc {

namespace {

namespace pb = google::protobuf;

constexpr std::size_t usual_max_request_kib = 64;

const pb::FieldDescriptor* field_of(const pb::Descriptor& message, int number, const char* name,
                                    pb::FieldDescriptor::Type type) {
  const pb::FieldDescriptor* field = message.FindFieldByNumber(number);
  const bool is_it =
      field != nullptr && field->name() == name && field->type() == type && !field->is_repeated();
  return is_it ? field : nullptr;
}

void check_deadline(const Call& call, base::Millis now) {
  if (call.deadline == 0 || now <= call.deadline) return;
  throw base::Error(base::Code::deadline_exceeded,
                    {"服务器现在太忙，没能及时完成，请再试一次。",
                     "The server is too busy and could not finish in time: please try again."});
}

void check_size(std::size_t size, std::size_t max_request) {
  if (size <= max_request) return;
  throw base::Error(base::Code::resource_exhausted,
                    {fmt::format("内容太大了：最多 {} KB。", max_request / 1024),
                     fmt::format("Too large: at most {} KiB are taken.", max_request / 1024)});
}

base::Error unavailable() {
  return {base::Code::unavailable,
          {"服务器暂时无法保存数据，请稍后再试。",
           "The server cannot reach its data just now: please try again."}};
}

/// What the caller is told of a failure; what it is not told goes to the log.
base::Error to_refusal(const std::exception_ptr& failure, const Call& call) {
  try {
    std::rethrow_exception(failure);
  } catch (const base::Error& e) {
    if (e.code() == base::Code::permission_denied) {
      base::log(base::LogLevel::info, "call refused",
                {{"method", call.method}, {"user", call.user_id()}, {"why", e.what()}});
    }
    return e;
  } catch (const db::Transient& e) {
    base::log(base::LogLevel::warning, "database unavailable",
              {{"method", call.method}, {"why", e.what()}});
    return unavailable();
  } catch (const std::exception& e) {
    return base::Error::fault(base::log_fault(call.method, e.what()));
  } catch (...) {
    return base::Error::fault(base::log_fault(call.method, "something that is no exception"));
  }
}

/// What protobuf would print on the error stream, as about broken text in a request.
void log_protobuf(pb::LogLevel level, const char*, int, const std::string& message) {
  const bool is_serious = level >= pb::LOGLEVEL_FATAL;
  base::log(is_serious ? base::LogLevel::error : base::LogLevel::debug, "protobuf",
            {{"what", message}});
}

}  // namespace

struct Dispatcher::Impl {
  struct Entry : Method {
    Types types;
    /// Null where the request has no such field.
    const pb::FieldDescriptor* class_id = nullptr;
    const pb::FieldDescriptor* request_id = nullptr;
    UnitHandler unit;
    TaskHandler task;

    std::int64_t class_of(const pb::Message& request) const {
      return class_id == nullptr ? 0 : request.GetReflection()->GetInt64(request, class_id);
    }
  };

  db::Database& database;
  const base::Clock& clock;
  Finished finished = [](std::string_view, std::string_view, double) {};
  /// By the name that the entry holds.
  std::unordered_map<std::string_view, std::unique_ptr<Entry>> entries;

  /// `is_read`: what the handler is, where it matters.
  Entry& add(std::string_view name, Types types, std::optional<bool> is_read);
  Task<std::string> run(Call& call, const Entry& entry, std::string_view request, Format format);
  Task<std::string> run_write(const Call& call, const Entry& entry, const pb::Message& request,
                              Format format);
  std::string run_unit(const Call& call, const Entry& entry, const pb::Message& request,
                       db::Transaction& tx);
  std::string run_once(const Call& call, const Entry& entry, const pb::Message& request,
                       db::Transaction& tx);
};

Dispatcher::Impl::Entry& Dispatcher::Impl::add(std::string_view name, Types types,
                                               std::optional<bool> is_read) {
  std::string dotted(name);
  std::ranges::replace(dotted, '/', '.');
  const pb::MethodDescriptor* method =
      pb::DescriptorPool::generated_pool()->FindMethodByName(dotted);
  if (method == nullptr) {
    throw std::logic_error(fmt::format("the contract has no method {}", name));
  }
  if (method->input_type() != types.request.GetDescriptor() ||
      method->output_type() != types.response.GetDescriptor()) {
    throw std::logic_error(fmt::format("{} takes and returns other messages", name));
  }
  const bool has_no_effects =
      method->options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS;
  if (is_read && *is_read != has_no_effects) {
    throw std::logic_error(
        fmt::format("{} is {}a read in the contract", name, has_no_effects ? "" : "not "));
  }
  const int own_limit = method->options().GetExtension(kaibo::access::v1::max_request_kib);
  const std::size_t kib =
      own_limit > 0 ? static_cast<std::size_t>(own_limit) : usual_max_request_kib;
  const pb::Descriptor& request = *method->input_type();
  auto entry = std::make_unique<Entry>(Entry{
      Method{method_name(*method), method,
             method->options().idempotency_level() == pb::MethodOptions::NO_SIDE_EFFECTS,
             kib * 1024, AccessRule(*method)},
      types, field_of(request, 1, "class_id", pb::FieldDescriptor::TYPE_INT64),
      field_of(request, 2, "request_id", pb::FieldDescriptor::TYPE_STRING), nullptr, nullptr});
  const auto [place, is_new] = entries.try_emplace(entry->name, nullptr);
  if (!is_new) throw std::logic_error(fmt::format("{} has two handlers", name));
  place->second = std::move(entry);
  return *place->second;
}

Task<std::string> Dispatcher::Impl::run(Call& call, const Entry& entry, std::string_view request,
                                        Format format) {
  check_deadline(call, clock.now());
  check_size(request.size(), entry.max_request);
  // Nothing is decoded for strangers.
  if (entry.access.needs_sign_in()) call.signed_in();
  const std::unique_ptr<pb::Message> message = decode(entry.types.request, request, format);
  entry.access.require(call.caller.get(), entry.class_of(*message));

  if (entry.task) {
    const std::unique_ptr<pb::Message> response = co_await entry.task(call, *message);
    co_return encode(*response, format);
  }
  if (!entry.is_read) {
    std::string answer = co_await run_write(call, entry, *message, format);
    co_return answer;
  }
  const std::unique_ptr<pb::Message> response =
      co_await database.read([&call, &entry, &message](db::Transaction& tx) {
        check_deadline(call, tx.now());
        return entry.unit(call, tx, *message);
      });
  co_return encode(*response, format);
}

Task<std::string> Dispatcher::Impl::run_write(const Call& call, const Entry& entry,
                                              const pb::Message& request, Format format) {
  const std::int64_t lane = entry.class_of(request);
  std::string answer =
      co_await database.write(lane, [this, &call, &entry, &request](db::Transaction& tx) {
        return run_unit(call, entry, request, tx);
      });
  if (format == Format::binary) co_return answer;
  // What is kept is binary, so that the answer can be given again in either format.
  const std::unique_ptr<pb::Message> response =
      decode(entry.types.response, answer, Format::binary);
  co_return encode(*response, format);
}

std::string Dispatcher::Impl::run_unit(const Call& call, const Entry& entry,
                                       const pb::Message& request, db::Transaction& tx) {
  check_deadline(call, tx.now());
  if (entry.request_id != nullptr && call.caller) return run_once(call, entry, request, tx);
  return entry.unit(call, tx, request)->SerializeAsString();
}

std::string Dispatcher::Impl::run_once(const Call& call, const Entry& entry,
                                       const pb::Message& request, db::Transaction& tx) {
  std::string scratch;
  const std::string& request_id =
      request.GetReflection()->GetStringReference(request, entry.request_id, &scratch);
  check_request_id(request_id);
  const std::string content = canonical(request);
  const RequestKey key{call.user_id(), request_id, entry.name, content};
  // An optimistic run takes the request for a new one; an answer given earlier shows by its key.
  if (!tx.optimistic()) {
    if (std::optional<std::string> earlier = earlier_answer(tx, key)) return std::move(*earlier);
  }
  std::string answer;
  try {
    answer = entry.unit(call, tx, request)->SerializeAsString();
  } catch (const base::Error&) {
    if (tx.optimistic() && earlier_answer(tx, key)) throw db::RunAgain("a request came again");
    throw;
  }
  remember_answer(tx, key, answer);
  return answer;
}

Dispatcher::Dispatcher(db::Database& database, const base::Clock& clock)
    : impl_(new Impl{.database = database, .clock = clock}) {
  pb::SetLogHandler(&log_protobuf);
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::add_unit(std::string_view method, bool is_read, Types types, UnitHandler handler) {
  impl_->add(method, types, is_read).unit = std::move(handler);
}

void Dispatcher::add_task(std::string_view method, Types types, TaskHandler handler) {
  impl_->add(method, types, std::nullopt).task = std::move(handler);
}

void Dispatcher::on_finished(Finished finished) { impl_->finished = std::move(finished); }

void Dispatcher::check_complete() const {
  std::string wrong;
  const auto blame = [&wrong](std::string_view method, std::string_view what) {
    wrong += fmt::format("\n  {} {}", method, what);
  };
  const Contract contract;
  for (const pb::MethodDescriptor* method : contract.methods()) {
    const std::string name = method_name(*method);
    const AccessRule rule(*method);
    if (!rule.exists()) blame(name, "has no access rule");
    const bool has_class =
        field_of(*method->input_type(), 1, "class_id", pb::FieldDescriptor::TYPE_INT64) != nullptr;
    if (rule.needs_class() && !has_class) {
      blame(name, "asks for a role in a class, but its request has no int64 class_id = 1");
    }
    if (find(name) == nullptr) blame(name, "has no handler");
  }
  if (!wrong.empty()) throw std::logic_error("the contract is not kept:" + wrong);
}

const Method* Dispatcher::find(std::string_view name) const {
  const auto found = impl_->entries.find(name);
  return found == impl_->entries.end() ? nullptr : found->second.get();
}

std::vector<const Method*> Dispatcher::methods() const {
  std::vector<const Method*> methods;
  for (const auto& [name, entry] : impl_->entries) methods.push_back(entry.get());
  std::ranges::sort(methods, {}, &Method::name);
  return methods;
}

Task<std::string> Dispatcher::call(Call& call, const Method& method, std::string_view request,
                                   Format format) {
  const auto& entry = static_cast<const Impl::Entry&>(method);
  const auto started = std::chrono::steady_clock::now();
  const auto finish = [this, &entry, started](std::string_view code) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    impl_->finished(entry.name, code, seconds.count());
  };
  call.method = entry.name;
  std::exception_ptr failure;
  try {
    std::string answer = co_await impl_->run(call, entry, request, format);
    finish("ok");
    co_return answer;
  } catch (...) {
    failure = std::current_exception();
  }
  const base::Error refusal = to_refusal(failure, call);
  finish(base::code_name(refusal.code()));
  throw base::Error(refusal);
}

}  // namespace kaibo::rpc
