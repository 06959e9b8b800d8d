#include "experiments/search/evolve.hpp"
#include "sim/errors.hpp"

#include <filesystem>

#include <dlfcn.h>
#include <fmt/format.h>

namespace concord {

NextGeneration& load_evolution() {
  const std::filesystem::path module =
      std::filesystem::read_symlink("/proc/self/exe").replace_filename("concord_evolve.so");
  void* library = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* found = library == nullptr ? nullptr : ::dlsym(library, "concord_next_generation");
  if (found == nullptr)
    throw FileError(module.string(),
                    fmt::format("cannot be loaded ({}); a search needs this file beside the program, and "
                                "Debian's package libpagmo-dev",
                                ::dlerror()));
  return **static_cast<NextGeneration**>(found);
}

}  // namespace concord
