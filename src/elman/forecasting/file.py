"""The file of a forecaster: networks under PyTorch's names, residuals, series, and the record as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.engines import Network, engine_for
from elman.errors import ModelFileError
from elman.forecasting.intervals import Residuals
from elman.forecasting.record import ForecastRecord
from elman.network import Parameters, parameter_shapes
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.series.series_set import SeriesSet
from elman.storage import container
from elman.storage.whole_file import whole_file

RECORD_KEY = "elman_forecaster"
"""Of the record in the file's metadata."""
_RESIDUALS = ("probability_P", "value_QPK", "count_K")
_MISSING = np.float32(0.0)


def write_forecaster(path: Path, content: bytes) -> None:
    """Writes the content of a file, in full or not at all.

    Raises:
        ArgumentError: the file cannot be written.
    """
    with whole_file("model", path) as partial:
        partial.write_bytes(content)


def forecaster_to_bytes(
    record: ForecastRecord,
    parameters: Sequence[Parameters],
    residuals: Residuals,
    remembered: SeriesSet | None,
) -> bytes:
    """The content of the file."""
    arrays: dict[str, Array] = {}
    for number, own in enumerate(parameters):
        arrays |= {_name(number, name): array for name, array in own.items()}
    arrays |= {f"residuals.{name}": np.asarray(getattr(residuals, name), np.float32) for name in _RESIDUALS}
    plain: dict[str, Any] = {"record": record.to_dict(), "series": None}
    if remembered is not None:
        y_R = np.concatenate(remembered.y)
        # A file holds finite numbers alone, so what is missing is said by a second array.
        arrays["series.y"] = np.where(np.isfinite(y_R), y_R, _MISSING)
        arrays["series.known"] = np.isfinite(y_R).astype(np.float32)
        plain["series"] = {
            "ids": list(remembered.ids),
            "lengths": [int(length) for length in remembered.lengths],
            "first": [_plain_stamp(stamp) for stamp in remembered.first],
            "dates": bool(remembered.first) and isinstance(remembered.first[0], np.datetime64),
        }
    return container.to_bytes(RECORD_KEY, plain, arrays)


def read_forecaster(
    source: Path | bytes,
) -> tuple[ForecastRecord, tuple[Network, ...], Residuals, SeriesSet | None]:
    """Reads a file, or its content. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: it is not there, no forecaster, damaged, or of another format version.
    """
    (record, series), arrays = container.read(source, RECORD_KEY, _parse, _shapes)
    networks = []
    for number in range(record.num_networks):
        network = engine_for(record.spec).build(record.spec, loss=MSE(), optimizer=Adam())
        network.load({name: arrays[_name(number, name)] for name in parameter_shapes(record.spec)})
        networks.append(network)
    parts = {name: arrays[f"residuals.{name}"] for name in _RESIDUALS}
    parts["count_K"] = parts["count_K"].astype(np.int64)
    parts["probability_P"] = parts["probability_P"].astype(np.float64)
    return record, tuple(networks), Residuals(**parts), _unpack_series(series, arrays, record)


_Parsed = tuple[ForecastRecord, Mapping[str, Any] | None]


def _parse(plain: Any) -> _Parsed:
    if not isinstance(plain, Mapping) or set(plain) != {"record", "series"}:
        raise ModelFileError("a forecaster's record must hold record and series, and it does not.")
    return ForecastRecord.from_dict(plain["record"]), plain["series"]


def _shapes(parsed: _Parsed) -> dict[str, tuple[int, ...]]:
    record, series = parsed
    shapes = {
        _name(number, name): shape
        for number in range(record.num_networks)
        for name, shape in parameter_shapes(record.spec).items()
    }
    num_probabilities = len(Residuals.probabilities())
    shapes["residuals.probability_P"] = (num_probabilities,)
    shapes["residuals.value_QPK"] = (len(record.quantiles), num_probabilities, record.framing.horizon)
    shapes["residuals.count_K"] = (record.framing.horizon,)
    if series is not None:
        rows = sum(int(length) for length in series["lengths"])
        shapes |= {"series.y": (rows,), "series.known": (rows,)}
    return shapes


def _name(number: int, name: str) -> str:
    return f"network{number}.{name}"


def _plain_stamp(stamp: Any) -> int | float:
    if isinstance(stamp, np.datetime64):
        return int(stamp.astype("M8[us]").astype(np.int64))
    plain: int | float = stamp.item() if isinstance(stamp, np.generic) else stamp
    return plain


def _unpack_series(
    series: Mapping[str, Any] | None, arrays: Mapping[str, Array], record: ForecastRecord
) -> SeriesSet | None:
    if series is None:
        return None
    y_R = np.where(arrays["series.known"] > 0, arrays["series.y"], np.float32(np.nan)).astype(np.float32)
    ends = np.cumsum(np.array(series["lengths"], np.int64))[:-1]
    first = [np.datetime64(stamp, "us") if series["dates"] else stamp for stamp in series["first"]]
    return SeriesSet(
        ids=tuple(str(name) for name in series["ids"]),
        y=tuple(np.split(y_R, ends)),
        first=tuple(first),
        frequency=record.frequency,
    )
