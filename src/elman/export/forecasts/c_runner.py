"""The C file of a forecaster at work: compiled, and called row by row."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

from elman.arrays import Array
from elman.errors import ExportError
from elman.export.c.compiler import find_compiler
from elman.export.forecasts.c_source import prefix
from elman.export.forecasts.parts import ExportableForecaster
from elman.export.target import Unchecked


class CompiledForecaster:
    """A compiled C file; a state is the bytes of its structure."""

    def __init__(self, content: bytes, parts: ExportableForecaster, folder: Path) -> None:
        """Compiles it.

        Raises:
            Unchecked: there is no compiler, or what it makes does not run here.
            ExportError: the file does not compile.
        """
        name = prefix(parts)
        source = folder / f"{name}.c"
        # What the state takes is the compiler's business: the file itself is asked.
        asked = f"\nunsigned long {name}_bytes(void) {{ return sizeof({name}_state); }}\n"
        source.write_bytes(content + asked.encode())
        find_compiler().compile(source, source.with_suffix(".so"), ("-shared", "-fPIC", "-lm"))
        try:
            library = ctypes.CDLL(str(source.with_suffix(".so")))
        except OSError as error:
            raise Unchecked(
                f"what the C compiler makes does not run here ({error}). Name another: CC=gcc"
            ) from None
        self._init, self._step = getattr(library, f"{name}_init"), getattr(library, f"{name}_step")
        self._init.argtypes, self._init.restype = [ctypes.c_void_p, ctypes.c_int64], None
        self._step.argtypes = [ctypes.c_void_p, ctypes.c_double, ctypes.c_void_p]
        size = getattr(library, f"{name}_bytes")
        size.restype = ctypes.c_ulong
        self._bytes = int(size())
        self._shape = (1 + 2 * len(parts.levels), parts.framing.horizon)

    def start(self, place: int) -> bytes:
        """The state before the first row."""
        memory = ctypes.create_string_buffer(self._bytes)
        self._init(memory, place)
        return memory.raw

    def run(self, y_N: Array, state: bytes) -> tuple[Array, bytes]:
        """Runs some rows: point, lower and upper ends `(N, 1 + 2 L, K)`, and the state afterwards.

        Raises:
            ExportError: the file refuses a row.
        """
        memory = ctypes.create_string_buffer(state, self._bytes)
        said_NXK = np.empty((len(y_N), *self._shape))
        for row, value in enumerate(y_N):
            code = self._step(memory, float(value), said_NXK[row].ctypes.data)
            if code:
                raise ExportError(f"the C file must take every row, and it refuses row {row} ({value}).")
        return said_NXK, memory.raw
