"""Which data it was: a short hash that a model keeps of what it was trained on."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from elman.data.sequences import Sequences

CHUNK = 1 << 18


def fingerprint(sequences: Sequences) -> str:
    """A hash of names, lengths and values: 32 hexadecimal digits.

    Every missing value counts the same, whatever the bits of its NaN; ids and notes do not count.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps([sequences.names, sequences.lengths]).encode())
    for start in range(0, len(sequences.values_NC), CHUNK):
        chunk_NC = sequences.values_NC[start : start + CHUNK].astype("<f8")
        chunk_NC[np.isnan(chunk_NC)] = np.nan
        digest.update(chunk_NC.tobytes())
    return digest.hexdigest()
