"""MDF files of measurements in vehicles (`.mf4`, `.mdf`): channels with their own times."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.extras import need
from elman.readers.files import StoredFile
from elman.readers.options import ReadOptions
from elman.readers.rated import Channel, RatedTable


def open_mdf(file: StoredFile, options: ReadOptions) -> RatedTable:
    """The channels of an MDF file; of several with one name, `group2/name` is that of the second group.

    Raises:
        DataError: it is damaged, or has no channel.
        MissingExtraError: asammdf is not installed.
    """
    asammdf = need("asammdf", file.label)
    try:
        measurement = asammdf.MDF(file.place())
    except Exception as error:
        # The reader meets damage with errors of many types.
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise DataError(
            f"{file.label} must be a whole MDF file, and it cannot be read: {reason}. Write or copy it again."
        ) from None
    found = [
        (channel.name, group, index)
        for group, content in enumerate(measurement.groups)
        for index, channel in enumerate(content.channels)
        if index != measurement.masters_db.get(group)
    ]
    if not found:
        raise DataError(f"{file.label} must have channels, and it has none. Check how it was written.")
    counts = Counter(name for name, _, _ in found)
    channels = {
        name if counts[name] == 1 else f"group{group + 1}/{name}": _reader(measurement, name, group, index)
        for name, group, index in found
    }
    return RatedTable(file.label, channels, options, timed=True)


def _reader(measurement: Any, name: str, group: int, index: int) -> Channel:
    def read() -> tuple[Array, Array]:
        signal = measurement.get(name, group=group, index=index)
        return signal.samples, np.asarray(signal.timestamps, np.float64)

    return read
