"""The files of elman taken apart and put together by the format's own library, and not by elman."""

import json
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import load, save

KEYS = (
    *("elman", "elman_forecaster", "elman_state", "elman_forecast_state"),
    *("elman_checkpoint", "elman_session", "elman_fleet_shard"),
)


@dataclass
class Parts:
    """A file in its parts; what is changed in them goes into the next file."""

    key: str
    """Of the record."""
    record: object
    """What its JSON holds."""
    arrays: dict[str, np.ndarray]
    """By name."""

    def unsealed(self):
        """The file as version 0.1.0 wrote it: without a checksum."""
        text = self.record if isinstance(self.record, str) else json.dumps(self.record)
        return save(self.arrays, metadata={self.key: text})


def take_apart(content):
    """The parts of a file."""
    header = header_of(content)
    key = next(key for key in KEYS if key in header["__metadata__"])
    return Parts(key, json.loads(header["__metadata__"][key]), load(content))


def header_of(content):
    """The header of the format: metadata, and the place of every array."""
    return json.loads(content[8 : 8 + header_length(content)])


def header_length(content):
    """Bytes of the header."""
    return int.from_bytes(content[:8], "little")
