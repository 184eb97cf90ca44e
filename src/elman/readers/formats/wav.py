"""WAV files: each channel is a column, and full scale is 1."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import DataError, MissingExtraError
from elman.readers.column import Column
from elman.readers.files import StoredFile
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows


class WavTable:
    """A sound file, with the columns `channel_1`, `channel_2` and so on, and values from -1 to 1.

    Files of whole numbers (PCM of 8, 16, 24 and 32 bits) need only Python; others need the extra `audio`.
    """

    numbered = False
    index = None

    def __init__(self, file: StoredFile, options: ReadOptions) -> None:
        self.label = file.label
        data = file.whole()
        try:
            self._values_NC, self.rate = _read_integers(data)
        except (wave.Error, EOFError):
            self._values_NC, self.rate = _read_with_soundfile(self.label, data)
        num_channels = self._values_NC.shape[1]
        self.names = tuple(f"channel_{place}" for place in range(1, num_channels + 1))
        self.notes = (f"{self.label} has {num_channels} channels at {self.rate} Hz.",)
        if not len(self._values_NC):
            raise DataError(f"{self.label} must have samples, and it has none. Check how it was written.")

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some channels; see `Table`."""
        return [Column(self._values_NC[slice(*rows), place].copy()) for place in places]


def _read_integers(data: bytes) -> tuple[Array, int]:
    """Returns the samples of a PCM file and their rate."""
    with wave.open(io.BytesIO(data)) as sound:
        raw = np.frombuffer(sound.readframes(sound.getnframes()), np.uint8)
        width, channels, rate = sound.getsampwidth(), sound.getnchannels(), sound.getframerate()
    raw = raw[: len(raw) // (width * channels) * (width * channels)].reshape(-1, width)
    if width == 1:
        samples = (raw[:, 0].astype(np.float32) - 128) / 128
    else:
        # The bytes at the upper end of an int32: every width has the same full scale.
        wide = np.zeros((len(raw), 4), np.uint8)
        wide[:, 4 - width :] = raw
        samples = wide.view("<i4")[:, 0] / 2.0**31
        samples = samples if width == 4 else samples.astype(np.float32)  # 24 bits fit
    return samples.reshape(-1, channels), rate


def _read_with_soundfile(label: str, data: bytes) -> tuple[Array, int]:
    try:
        soundfile: Any = import_module("soundfile")
    except ImportError:
        if not data.startswith((b"RIFF", b"RF64")):
            raise _not_sound(label) from None
        raise MissingExtraError(
            f"{label} holds sound in another form than whole numbers, which needs the extra audio. "
            "Install it: pip install soundfile."
        ) from None
    try:
        values_NC, rate = soundfile.read(io.BytesIO(data), dtype="float64", always_2d=True)
    except RuntimeError:
        raise _not_sound(label) from None
    return values_NC, rate


def _not_sound(label: str) -> DataError:
    return DataError(f"{label} must be a WAV file, and it is not, or it is cut off. Write or copy it again.")
