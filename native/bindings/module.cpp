#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "../isa/dispatch.h"
#include "../losses/score.h"
#define ELMAN_IMPORTS_NUMPY
#include "arrays.h"
#include "bindings.h"

namespace nb = nanobind;
using namespace elman;

// The names that the engine knows, so that Python need not keep lists of its own.
static void bind_names(nb::module_& m) {
  m.def("instruction_sets", [] {
    std::vector<std::string> names;
    for (const KernelTable* table : usable_tables()) names.emplace_back(table->name);
    return names;
  });
  m.def("cells", [] {
    std::vector<std::string> names;
    const KernelTable& table = choose_table("");
    for (int i = 0; i < table.num_cells; i++) names.emplace_back(table.cells[i].name);
    return names;
  });
}

NB_MODULE(_native, m) {
  import_numpy();
  bind_names(m);
  bind_network(m);
  bind_stream(m);
}
