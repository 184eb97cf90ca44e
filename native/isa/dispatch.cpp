#include "dispatch.h"

#include <stdexcept>

namespace elman {

namespace baseline {
extern const KernelTable kTable;
}
#ifdef ELMAN_X86
namespace avx2 {
extern const KernelTable kTable;
}
namespace avx512 {
extern const KernelTable kTable;
}

static bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

const std::vector<const KernelTable*>& usable_tables() {
  static const std::vector<const KernelTable*> tables = [] {
    std::vector<const KernelTable*> found;
#ifdef ELMAN_X86
    if (has_avx512()) found.push_back(&avx512::kTable);
    if (has_avx2()) found.push_back(&avx2::kTable);
#endif
    found.push_back(&baseline::kTable);
    return found;
  }();
  return tables;
}

const KernelTable& choose_table(const std::string& name) {
  std::string known;
  for (const KernelTable* table : usable_tables()) {
    if (name.empty() || name == table->name) return *table;
    known += known.empty() ? table->name : std::string(", ") + table->name;
  }
  throw std::invalid_argument("ELMAN_ISA must be one that this machine can run (" + known + "), got '" +
                              name + "'. Unset it to have the best one chosen.");
}

}  // namespace elman
