"""The C file at work: compiled, its self-test run, and called row by row."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from elman.arrays import Array
from elman.errors import ExportError
from elman.export.c.compiler import find_compiler
from elman.export.target import Unchecked

_SHARED = ("-shared", "-fPIC")


class Compiled:
    """A compiled C file; see `Runner`. A state is the bytes of its structure."""

    def __init__(
        self,
        library: ctypes.CDLL,
        name: str,
        num_outputs: int,
        state_bytes: int,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self._dtype = np.dtype(dtype)
        self._initialize = getattr(library, f"{name}_init")
        self._step = getattr(library, f"{name}_step")
        self._initialize.argtypes, self._initialize.restype = [ctypes.c_void_p], None
        self._step.argtypes, self._step.restype = [ctypes.c_void_p] * 3, ctypes.c_int
        self._num_outputs = num_outputs
        self._state_bytes = state_bytes

    def run(self, x_TF: Array, state: Any) -> tuple[Array, bytes]:
        """Runs some rows, one call each.

        Raises:
            ExportError: the C file refuses a row.
        """
        memory = ctypes.create_string_buffer(self._state_bytes)
        if state is None:
            self._initialize(memory)
        else:
            memory.raw = state
        x_TF = np.ascontiguousarray(x_TF, self._dtype)
        y_TO = np.empty((len(x_TF), self._num_outputs), self._dtype)
        x, y = x_TF.ctypes.data, y_TO.ctypes.data
        for row in range(len(x_TF)):
            code = self._step(memory, x + row * x_TF.strides[0], y + row * y_TO.strides[0])
            if code:
                raise ExportError(
                    f"the C file must take every row, and it refuses row {row} with the code {code}. "
                    "Leave that row out."
                )
        return y_TO, memory.raw


def open_compiled(
    source: Path, name: str, num_outputs: int, state_bytes: int, dtype: npt.DTypeLike = np.float64
) -> Compiled:
    """Compiles a C file, runs its self-test, and loads it.

    Args:
        source: in a folder where files may be made.
        name: the prefix of its functions.
        num_outputs: outputs a row.
        state_bytes: the size of its state.
        dtype: of its columns.

    Raises:
        Unchecked: there is no compiler, or what it makes does not run here.
        ExportError: the file does not compile, or fails its own test.
    """
    compiler = find_compiler()
    library, program = source.with_suffix(".so"), source.with_suffix(".test")
    compiler.compile(source, library, _SHARED)
    compiler.compile(source, program, [f"-D{name.upper()}_SELF_TEST"])
    _run_self_test(program)
    try:
        loaded = ctypes.CDLL(str(library))
    except OSError as error:
        raise Unchecked(f"what {compiler} makes does not run here ({error}). Name another: CC=gcc") from None
    return Compiled(loaded, name, num_outputs, state_bytes, dtype)


def _run_self_test(program: Path) -> None:
    try:
        done = subprocess.run([program], capture_output=True, text=True, check=False)
    except OSError as error:
        raise Unchecked(
            f"what the C compiler makes does not run here ({error.strerror}). Name another: CC=gcc"
        ) from None
    if done.returncode:
        said = done.stdout.strip() or f"exit code {done.returncode}"
        raise ExportError(
            f"the C file must pass its self-test, and it does not: {said}. Nothing was written. "
            "Report this with the model."
        )
