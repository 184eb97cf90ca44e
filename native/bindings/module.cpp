#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "../isa/dispatch.h"
#include "../losses/score.h"
#include "../network/plan.h"
#include "../network/platform.h"
#include "../network/stream.h"
#include "../schedules/schedules.h"
#define ELMAN_IMPORTS_NUMPY
#include "arrays.h"
#include "bindings.h"
#include "running.h"

namespace nb = nanobind;
using namespace elman;

template <class Entry>
static std::vector<std::string> names_of(const Entry* entries, Index count) {
  std::vector<std::string> names;
  for (Index i = 0; i < count; i++) names.emplace_back(entries[i].name);
  return names;
}

// What the engine knows and Python need not keep lists of.
static void bind_names(nb::module_& m) {
  m.attr("most_threads") = Plan::kMaxShards;
  m.attr("most_lanes") = kMostLanes;
  m.def("num_usable_cores", num_usable_cores);
  m.def("instruction_sets", [] {
    std::vector<std::string> names;
    for (const KernelTable* table : usable_tables()) names.emplace_back(table->name);
    return names;
  });
  m.def("cells", [] { return names_of(choose_table("").cells, choose_table("").num_cells); });
  m.def("optimizers", [] { return names_of(choose_table("").optimizers, choose_table("").num_optimizers); });
  m.def("losses", [] { return names_of(kLosses, kNumLosses); });
  m.def("schedules", [] { return names_of(kSchedules, kNumSchedules); });
}

NB_MODULE(_native, m) {
#ifdef NDEBUG
  nb::set_leak_warnings(false);  // a daemon thread's network outlives the interpreter, and that is no fault
#endif
  import_numpy();
  find_main_thread();
  bind_names(m);
  bind_network(m);
  bind_stream(m);
}
