"""TDMS files of LabVIEW: a channel is called by its group and its name, `group/channel`."""

from __future__ import annotations

from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.extras import need
from elman.readers.files import StoredFile
from elman.readers.options import ReadOptions
from elman.readers.rated import Channel, RatedTable


def open_tdms(file: StoredFile, options: ReadOptions) -> RatedTable:
    """The channels of a TDMS file.

    Raises:
        DataError: it is damaged, or has no channel.
        MissingExtraError: npTDMS is not installed.
    """
    nptdms = need("nptdms", file.label)
    try:
        opened = nptdms.TdmsFile.read(file.place())
    except Exception as error:
        # The reader meets damage with errors of many types.
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise DataError(
            f"{file.label} must be a whole TDMS file, and it cannot be read: {reason}. Write or copy it "
            "again."
        ) from None
    channels = {
        f"{group.name}/{channel.name}": channel
        for group in opened.groups()
        for channel in group.channels()
        if len(channel)
    }
    if not channels:
        raise DataError(
            f"{file.label} must have channels with rows, and it has none. Check how it was written."
        )
    timed = all("wf_increment" in channel.properties for channel in channels.values())
    return RatedTable(
        file.label,
        {name: _reader(channel, timed=timed) for name, channel in channels.items()},
        options,
        timed=timed,
    )


def _reader(channel: Any, *, timed: bool) -> Channel:
    def read() -> tuple[Array, Array]:
        values_N = channel[:]
        times_N = channel.time_track() if timed else np.arange(len(values_N), dtype=np.float64)
        return values_N, np.asarray(times_N, np.float64)

    return read
