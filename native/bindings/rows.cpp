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

// Of any type of number and any strides.
bool read_numbers(PyObject* array, double* values, long count) {
  const nb::object converted =
      nb::steal(PyArray_FROM_OTF(array, NPY_FLOAT64, NPY_ARRAY_CARRAY_RO | NPY_ARRAY_FORCECAST));
  if (!converted.is_valid()) return failed();
  std::copy_n(data_of<double>(converted), count, values);
  return true;
}

}  // namespace

bool read_number(PyObject* object, double* value) {
  if (PyFloat_Check(object)) {
    *value = PyFloat_AS_DOUBLE(object);
    return true;
  }
  if (object == Py_None) {
    *value = NAN;
    return true;
  }
  if (is_no_number(object)) return false;
  const double number = PyFloat_AsDouble(object);
  if (number == -1.0 && PyErr_Occurred()) return failed();
  *value = number;
  return true;
}

bool read_sequence(PyObject* row, double* values, long count) {
  if (PyArray_Check(row)) {
    auto* array = reinterpret_cast<PyArrayObject*>(row);
    if (PyArray_NDIM(array) != 1 || PyArray_DIM(array, 0) != count) return false;
    const int type = PyArray_TYPE(array);
    if (PyTypeNum_ISBOOL(type) || PyTypeNum_ISINTEGER(type) || PyTypeNum_ISFLOAT(type))
      return read_numbers(row, values, count);
  }
  const nb::object items = nb::steal(PySequence_Fast(row, ""));
  if (!items.is_valid()) return failed();
  if (PySequence_Fast_GET_SIZE(items.ptr()) != count) return false;
  for (long i = 0; i < count; i++)
    if (!read_number(PySequence_Fast_GET_ITEM(items.ptr(), i), values + i)) return false;
  return true;
}

bool read_mapping(PyObject* row, const nb::tuple& names, double* values) {
  const Py_ssize_t count = PyTuple_GET_SIZE(names.ptr());
  const bool exact = PyDict_CheckExact(row);
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* name = PyTuple_GET_ITEM(names.ptr(), i);
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
