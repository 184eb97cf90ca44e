#include "rows.h"

#include <algorithm>
#include <cmath>

#include "arrays.h"

namespace nb = nanobind;

namespace elman {

namespace {

// Text may be made of digits, and a complex number has a real part: they are no numbers all the same.
bool is_no_number(PyObject* object) {
  return PyUnicode_Check(object) || PyBytes_Check(object) || PyArray_IsScalar(object, ComplexFloating) ||
         (PyArray_Check(object) && PyArray_NDIM(reinterpret_cast<PyArrayObject*>(object)) > 0);
}

bool failed() {
  PyErr_Clear();
  return false;
}

// A number that no float64 holds, as 10**400, is infinite: it is refused by its name.
bool read_overflow(PyObject* object, double* value) {
  if (!PyErr_ExceptionMatches(PyExc_OverflowError)) return failed();
  PyErr_Clear();
  const nb::object zero = nb::steal(PyLong_FromLong(0));
  const int is_negative = zero.is_valid() ? PyObject_RichCompareBool(object, zero.ptr(), Py_LT) : -1;
  if (is_negative < 0) return failed();
  *value = is_negative ? -INFINITY : INFINITY;
  return true;
}

// Of any type of number and any strides.
bool read_numbers(PyObject* array, double* values, Index count) {
  const nb::object converted =
      nb::steal(PyArray_FROM_OTF(array, NPY_FLOAT64, NPY_ARRAY_CARRAY_RO | NPY_ARRAY_FORCECAST));
  if (!converted.is_valid()) return failed();
  std::copy_n(data_of<double>(converted), count, values);
  return true;
}

}  // namespace

// Functions and no macros, here and below: the stable ABI of Python has only those, and one wheel serves all
// Pythons from 3.12 on. A step takes as long (benchmarks/results/wheels_*).
bool read_number(PyObject* object, double* value) {
  if (PyFloat_Check(object)) {
    *value = PyFloat_AsDouble(object);
    return true;
  }
  if (object == Py_None) {
    *value = NAN;
    return true;
  }
  if (is_no_number(object)) return false;
  const double number = PyFloat_AsDouble(object);
  if (number == -1.0 && PyErr_Occurred()) return read_overflow(object, value);
  *value = number;
  return true;
}

bool read_sequence(PyObject* row, double* values, Index count) {
  using Floats = Array<const float, 1>;  // as many callers have them: read without a copy in between
  if (Floats::fits(row)) {
    const Floats numbers(row);
    if (numbers.shape(0) != count) return false;
    std::copy_n(numbers.data(), count, values);
    return true;
  }
  if (PyArray_Check(row)) {
    auto* array = reinterpret_cast<PyArrayObject*>(row);
    if (PyArray_NDIM(array) != 1 || PyArray_DIM(array, 0) != count) return false;
    const int type = PyArray_TYPE(array);
    if (PyTypeNum_ISBOOL(type) || PyTypeNum_ISINTEGER(type) || PyTypeNum_ISFLOAT(type))
      return read_numbers(row, values, count);
  }
  const nb::object items = nb::steal(PySequence_Fast(row, ""));
  if (!items.is_valid()) return failed();
  for (Index i = 0; i < count; i++) {
    // To read an item that is no float may run Python, which may change the list: an item is held, and the
    // length looked at again.
    if (PySequence_Size(items.ptr()) != count) return false;
    const nb::object item = nb::steal(PySequence_GetItem(items.ptr(), i));
    if (!item.is_valid()) return failed();
    if (!read_number(item.ptr(), values + i)) return false;
  }
  return PySequence_Size(items.ptr()) == count;
}

bool read_mapping(PyObject* row, const nb::tuple& names, double* values) {
  const Py_ssize_t count = PyTuple_Size(names.ptr());
  const bool exact = PyDict_CheckExact(row);
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* name = PyTuple_GetItem(names.ptr(), i);
    const nb::object value =
        exact ? nb::borrow(PyDict_GetItemWithError(row, name)) : nb::steal(PyObject_GetItem(row, name));
    if (!value.is_valid()) return failed();
    if (!read_number(value.ptr(), values + i)) return false;
  }
  return true;
}

bool is_number(PyObject* row) {
  return PyFloat_Check(row) || PyArray_IsScalar(row, Number);
}

bool is_mapping(PyObject* row) {
  if (PyDict_Check(row)) return true;
  return !PyList_Check(row) && !PyTuple_Check(row) && !PyArray_Check(row) &&
         PyObject_HasAttrString(row, "keys") == 1;
}

bool is_sequence(PyObject* row) {
  if (PyUnicode_Check(row) || PyBytes_Check(row)) return false;
  if (PyArray_Check(row)) return PyArray_NDIM(reinterpret_cast<PyArrayObject*>(row)) > 0;
  return PySequence_Check(row);
}

}  // namespace elman
