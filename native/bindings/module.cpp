#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "../isa/dispatch.h"
#include "../network/plan.h"
#include "../network/platform.h"
#include "../network/stream.h"
#define ELMAN_IMPORTS_NUMPY
#include "arrays.h"
#include "bindings.h"
#include "running.h"

namespace nb = nanobind;
using namespace elman;

// What the engine knows and Python need not keep lists of.
static void bind_names(nb::module_& m) {
  m.def("instruction_sets", [] {
    std::vector<std::string> names;
    for (const KernelTable* table : usable_tables()) names.emplace_back(table->name);
    return names;
  });
  m.attr("most_threads") = Plan::kMaxShards;
  m.attr("most_lanes") = kMostLanes;
  m.def("num_usable_cores", num_usable_cores);
  m.def("cells", [] {
    std::vector<std::string> names;
    const KernelTable& table = choose_table("");
    for (int i = 0; i < table.num_cells; i++) names.emplace_back(table.cells[i].name);
    return names;
  });
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
