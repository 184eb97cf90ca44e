"""What this machine can do at best: fused multiply-adds from registers, and NumPy's matrix product."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

_SOURCE = Path(__file__).parent / "native" / "fused_multiply_add.cpp"
_WIDTHS = {"baseline": ("4",), "avx2": ("8", "-mavx2", "-mfma"), "avx512": ("16", "-mavx512f", "-mfma")}
_ROUNDS = 20_000
"""About a fifth of a millisecond: short enough to fall between two interruptions."""

Counted = Callable[[], float]
"""Does some arithmetic and returns how many operations it was."""


def make_fused_multiply_add(instruction_set: str) -> Counted:
    """The loop that keeps both multiply-add units of a core busy, compiled on the spot.

    Raises:
        RuntimeError: no C++ compiler was found.
    """
    compiler = shutil.which("c++")
    if compiler is None:
        raise RuntimeError("a C++ compiler must be there to measure the ceiling, got none: apt install g++")
    width, *flags = _WIDTHS[instruction_set]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "fused_multiply_add.so"
        options = ["-O2", "-ffp-contract=fast", "-shared", "-fPIC", f"-DkWidth={width}", *flags]
        subprocess.run([compiler, *options, _SOURCE, "-o", library], check=True)
        function = ctypes.CDLL(str(library)).fused_multiply_adds
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_long]
    return lambda: float(function(_ROUNDS))


def make_matrix_product(size: int = 512) -> Counted:
    """NumPy's float32 product of two square matrices (on one thread if its library was told so)."""
    left = np.random.default_rng(0).standard_normal((size, size), dtype=np.float32)
    result = np.empty_like(left)

    def multiply() -> float:
        np.matmul(left, left, out=result)
        return 2.0 * size**3

    return multiply
