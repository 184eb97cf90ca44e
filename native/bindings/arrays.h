// NumPy's arrays as arguments and results, through NumPy's own C interface: looking at one takes a few
// nanoseconds, where nanobind's way by DLPack takes 0.12 microseconds, much of a small network's step.
#pragma once

#include <nanobind/nanobind.h>

// One file of the extension defines ELMAN_IMPORTS_NUMPY and calls import_numpy; the others share its table.
#define PY_ARRAY_UNIQUE_SYMBOL elman_numpy
#ifndef ELMAN_IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#endif
#define NPY_NO_DEPRECATED_API NPY_1_23_API_VERSION
#include <numpy/arrayobject.h>

#include <initializer_list>
#include <type_traits>

#include "../index.h"

namespace elman {

#ifdef ELMAN_IMPORTS_NUMPY
inline void import_numpy() {
  if (_import_array() < 0) nanobind::raise_python_error();
}
#endif

template <class Number>
constexpr int kNumpyType = -1;
template <>
inline constexpr int kNumpyType<float> = NPY_FLOAT32;
template <>
inline constexpr int kNumpyType<double> = NPY_FLOAT64;
template <>
inline constexpr int kNumpyType<int64_t> = NPY_INT64;

// A C-contiguous, aligned array of `kDims` dimensions and exactly this type of number, in this machine's
// byte order; writable unless the number is const. It belongs to the caller, and is seen for one call.
// Anything else does not fit the function: nothing is converted. None, where allowed, is not valid.
template <class Number, int kDims>
class Array {
 public:
  Array() = default;

  static bool fits(PyObject* object) {
    if (!PyArray_Check(object)) return false;
    auto* array = reinterpret_cast<PyArrayObject*>(object);
    const bool usable = std::is_const_v<Number> ? PyArray_ISCARRAY_RO(array) : PyArray_ISCARRAY(array);
    return usable && PyArray_TYPE(array) == kNumpyType<std::remove_const_t<Number>> &&
           PyArray_NDIM(array) == kDims;
  }

  // Of an object that fits.
  explicit Array(PyObject* object) : array_(reinterpret_cast<PyArrayObject*>(object)) {}

  bool is_valid() const { return array_ != nullptr; }
  Number* data() const { return static_cast<Number*>(PyArray_DATA(array_)); }
  Index shape(int axis) const { return PyArray_DIM(array_, axis); }
  Index size() const { return PyArray_SIZE(array_); }

 private:
  PyArrayObject* array_ = nullptr;
};

// A new array, whose numbers are to be written.
template <class Number>
nanobind::object new_array(std::initializer_list<npy_intp> shape) {
  PyObject* array = PyArray_SimpleNew(static_cast<int>(shape.size()), std::data(shape), kNumpyType<Number>);
  if (!array) nanobind::raise_python_error();
  return nanobind::steal(array);
}

template <class Number>
Number* data_of(const nanobind::object& array) {
  return static_cast<Number*>(PyArray_DATA(reinterpret_cast<PyArrayObject*>(array.ptr())));
}

}  // namespace elman

namespace nanobind::detail {

template <class Number, int kDims>
struct type_caster<elman::Array<Number, kDims>> {
  using Array = elman::Array<Number, kDims>;
  NB_TYPE_CASTER(Array, const_name("numpy.ndarray"))

  // None comes here only where the argument allows it.
  bool from_python(handle source, uint32_t, cleanup_list*) noexcept {
    if (source.is_none()) return true;
    if (!Array::fits(source.ptr())) return false;
    value = Array(source.ptr());
    return true;
  }
};

}  // namespace nanobind::detail
