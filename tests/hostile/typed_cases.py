"""Parquet, Arrow and WAV files."""

import io
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tests.hostile.case import GOOD, GOOD_VALUES, Case, at


def wav(samples: np.ndarray, width: int) -> bytes:
    """PCM of some bytes a sample, from whole numbers (N, channels)."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(samples.shape[1])
        sound.setsampwidth(width)
        sound.setframerate(8000)
        wide = samples.astype("<i4").reshape(-1, 1).view(np.uint8)
        sound.writeframes(wide[:, :width].tobytes())
    return file.getvalue()


def float_wav(samples: np.ndarray) -> bytes:
    """Floating-point samples, which Python's own reader refuses."""
    data = samples.astype("<f4").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, 8000, 32000, 4, 32)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def frame(write: str, **columns: Any) -> Callable[[Path], None]:
    """Writes a frame of polars."""
    return getattr(pl.DataFrame(columns), write)


def truncated(write: Callable[[Path], None]) -> Callable[[Path], None]:
    """Writes a file and cuts it in the middle."""

    def cut(path: Path) -> None:
        write(path)
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])

    return cut


TYPED = {"u": [1.0, 3.0, 5.0], "y": [2.0, 4.0, 6.0]}

TYPED_FILES = [
    Case(name="parquet", file="data.parquet", content=frame("write_parquet", **TYPED), values=GOOD_VALUES),
    Case(name="arrow", file="data.arrow", content=frame("write_ipc", **TYPED), values=GOOD_VALUES),
    Case(
        name="part of parquet",
        file="data.parquet",
        content=frame("write_parquet", **TYPED),
        options={"rows": (1, 2)},
        values=((3, 4),),
    ),
    Case(
        name="parquet cut off",
        file="data.parquet",
        content=truncated(frame("write_parquet", **TYPED)),
        error=r"data\.parquet must be a whole Parquet file",
    ),
    Case(
        name="parquet empty",
        file="data.parquet",
        content=b"",
        error=r"data\.parquet must be a whole Parquet file",
    ),
    Case(
        name="arrow cut off",
        file="data.feather",
        content=truncated(frame("write_ipc", **TYPED)),
        error=r"data\.feather must be a whole Arrow file",
    ),
    Case(
        name="csv as parquet",
        file="data.parquet",
        content=GOOD,
        error=r"data\.parquet must be a whole Parquet file",
    ),
    Case(
        name="parquet without rows",
        file="data.parquet",
        content=frame("write_parquet", u=[], y=[]),
        error=r"data\.parquet must have rows, and it has none",
    ),
    Case(
        name="column of lists",
        file="data.parquet",
        content=frame("write_parquet", u=[[1.0], [2.0]], y=[1.0, 2.0]),
        error=r"column 'u' of data\.parquet must hold numbers, got List\(Float64\)",
    ),
    Case(
        name="infinite in parquet",
        file="data.parquet",
        content=frame("write_parquet", u=[1.0, 1e300], y=[1.0, 2.0]),
        error=rf"column 'u' .* got 1e\+300 in {at(1, 'data.parquet')}",
    ),
]

SOUND = [
    Case(
        name=f"wav of {8 * width} bits",
        file="data.wav",
        content=wav(np.array([[0, -1], [1, 0]]) << (8 * width - 2), width),
        options={"inputs": ["channel_1"], "targets": ["channel_2"]},
        notes=(r"data\.wav has 2 channels at 8000 Hz",),
        values=((0, -0.5), (0.5, 0)),
    )
    for width in (2, 3, 4)
] + [
    Case(
        name="wav of 8 bits",
        file="data.wav",
        content=wav(np.array([[128, 64], [192, 128]]), 1),
        options={"inputs": ["channel_1"], "targets": ["channel_2"]},
        notes=(r"data\.wav has 2 channels",),
        values=((0, -0.5), (0.5, 0)),
    ),
    Case(
        name="wav that is none", file="data.wav", content=b"not sound", error=r"data\.wav must be a WAV file"
    ),
    Case(
        name="wav without samples",
        file="data.wav",
        content=wav(np.zeros((0, 1), int), 2),
        error=r"data\.wav must have samples",
    ),
    Case(
        name="wav asked for u",
        file="data.wav",
        content=wav(np.zeros((3, 1), int), 2),
        error=r"unknown column of data\.wav 'u'\. Known: channel_1",
    ),
]

TYPED_CASES = [*TYPED_FILES, *SOUND]
