"""Whether what was read is the table, as sequences and as series."""

from typing import Any

import numpy as np

from elman.data import read_sequences
from elman.series import SeriesColumns, read_series
from tests.disguises.truth import IDS, NUMBERS, Truth


def check(source: Any, truth: Truth, *, time: str | None = "when", utc: bool = False, **options: Any) -> None:
    """Reads the source both ways and compares."""
    check_sequences(source, truth, time=time, **options)
    check_series(source, truth, time=time, utc=utc, **options)


def check_sequences(
    source: Any,
    truth: Truth,
    *,
    time: str | None,
    id: Any = "station",  # noqa: A002
    **options: Any,
) -> None:
    """Ids, lengths and values, missing ones included."""
    read = read_sequences(source, inputs=NUMBERS[:2], targets="huge", id=id, time=time, **options)
    assert read.ids == IDS
    assert read.names == NUMBERS
    order = np.concatenate([truth.part(name) for name in IDS])
    wanted = np.stack([getattr(truth, name)[order] for name in NUMBERS], axis=1).astype(read.values_NC.dtype)
    np.testing.assert_allclose(
        read.values_NC, wanted, rtol=1e-15 if wanted.dtype == np.float64 else 2e-7, atol=0
    )
    assert read.lengths == tuple(len(truth.part(name)) for name in IDS)


def check_series(
    source: Any,
    truth: Truth,
    *,
    time: str | None,
    utc: bool = False,
    id: Any = "station",  # noqa: A002
    **options: Any,
) -> None:
    """Ids, first stamps, the step, values on the grid, and the text."""
    columns = SeriesColumns(targets=("level",), id=id, time=time, past=("tiny",), future=("kind",))
    read = read_series(source, columns, **options)
    assert read.ids == IDS
    assert read.categories == {"kind": ("dry", "wet")}
    for place, name in enumerate(IDS):
        rows = truth.part(name)
        known = rows[~np.isnan(truth.level[rows])]
        assert read.first[place] == truth.moment[known[0]], (read.first[place], truth.moment[known[0]])
        stamps = read.frequency.stamps(read.first[place], read.lengths[place])
        at = np.searchsorted(stamps, truth.moment[known])
        np.testing.assert_array_equal(stamps[at], truth.moment[known])
        got = read.y[place][at]
        np.testing.assert_allclose(got, truth.level[known].astype(got.dtype), rtol=2e-7, atol=0)
        assert np.isnan(np.delete(read.y[place], at)).all()
        kinds = [("dry", "wet").index(truth.kind[row]) for row in known]
        np.testing.assert_array_equal(read.future[place][at, 0], kinds)
    if utc:
        assert read.frequency.zone is not None
