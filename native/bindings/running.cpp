#include "running.h"

namespace nb = nanobind;

namespace elman {

static unsigned long main_thread = 0;

void find_main_thread() {
  const nb::object thread = nb::module_::import_("threading").attr("main_thread")();
  main_thread = nb::cast<unsigned long>(thread.attr("ident"));
}

bool is_main_thread() {
  return PyThread_get_thread_ident() == main_thread;
}

}  // namespace elman
