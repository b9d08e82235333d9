#pragma once

namespace kaibo::security {

/// Prepares libsodium; once is enough, more do no harm. Throws std::runtime_error when it cannot be
/// used. Thread-safe.
void prepare_sodium();

}  // namespace kaibo::security
