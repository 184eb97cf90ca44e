// One row of inputs as Python may give it. Whatever cannot be used is only found here, not explained.
#pragma once

#include <nanobind/nanobind.h>

#include "../index.h"

namespace elman {

// Each of them writes one number an input, NaN for None, and is false where the row is not one.
bool read_number(PyObject* object, double* value);
bool read_sequence(PyObject* row, double* values, Index count);
bool read_mapping(PyObject* row, const nanobind::tuple& names, double* values);

// A Python float or a NumPy scalar; other numbers are told by being nothing else.
bool is_number(PyObject* row);
bool is_mapping(PyObject* row);
bool is_sequence(PyObject* row);

}  // namespace elman
