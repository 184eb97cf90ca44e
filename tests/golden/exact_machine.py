"""The environment in which elman gives the same bits on every x86-64 machine."""

import os

import numpy as np

_GLIBC = "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F"


def exact_environment():
    """Variables for a process of its own: what chooses code by the processor is told to choose the oldest.

    elman's own kernels, NumPy's loops, the matrix products below NumPy and the C library's sine and
    exponential each have several versions, whose last bits differ.
    """
    features = np.show_config(mode="dicts")["SIMD Extensions"]
    return os.environ | {
        "ELMAN_ISA": "baseline",
        "ELMAN_THREADS": "1",
        "NPY_DISABLE_CPU_FEATURES": " ".join(features.get("found", [])),
        "OPENBLAS_CORETYPE": "Nehalem",
        "OPENBLAS_NUM_THREADS": "1",
        "GLIBC_TUNABLES": _GLIBC,
    }
