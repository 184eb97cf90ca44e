// One function for each topic of the extension module.
#pragma once

#include <nanobind/nanobind.h>

void bind_network(nanobind::module_& m);
void bind_stream(nanobind::module_& m);
