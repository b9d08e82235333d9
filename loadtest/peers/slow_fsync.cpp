// A slower disk: loaded before a program (LD_PRELOAD), makes each fsync and fdatasync take
// SLOW_FSYNC_MS longer.

#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace {

using Sync = int (*)(int);

int slowly(const char* name, int file) {
  // Nobody in these programs changes the environment.
  static const char* const wait = std::getenv("SLOW_FSYNC_MS");  // NOLINT(concurrency-mt-unsafe)
  if (wait != nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(wait)));
  return reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

// The system's own names of the parameters are reserved.
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
extern "C" int fsync(int file) { return slowly("fsync", file); }
extern "C" int fdatasync(int file) { return slowly("fdatasync", file); }
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
