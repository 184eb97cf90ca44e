"""The file of a forecaster: networks under PyTorch's names, residuals, series, and the record as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.data import ROUNDED
from elman.engines import Network, engine_for
from elman.errors import ArgumentError, ModelFileError
from elman.forecasting.beside import (
    BESIDE,
    arrays_beside,
    check_beside,
    plain_beside,
    shapes_beside,
    unpack_beside,
)
from elman.forecasting.record import ForecastRecord
from elman.forecasting.running.rules import Rules
from elman.intervals import Conditions, Residuals
from elman.network import Parameters, parameter_shapes
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.series.calendar import plain_stamp
from elman.series.series_set import SeriesSet
from elman.storage import container
from elman.storage.fields import at_least, flag, list_of, maybe, number, record, text, whole, with_defaults
from elman.storage.kinds import Kind, register
from elman.storage.whole_file import write_whole

KIND = register(
    Kind(
        key="elman_forecaster",
        title="a forecaster (for elman forecast and elman backtest)",
    )
)
RECORD_KEY = KIND.key
"""The key of the record in the file's metadata."""
_RESIDUALS = ("probability_P", "value_QPK", "count_K")
_FARTHEST = 2.0**62
"""The largest stamp in microseconds."""


def write_forecaster(path: Path, content: bytes) -> None:
    """Writes the content of a file, in full or not at all.

    Raises:
        ArgumentError: the file cannot be written.
    """
    write_whole("model", path, content)


def forecaster_to_bytes(
    record: ForecastRecord,
    parameters: Sequence[Parameters],
    residuals: Residuals,
    remembered: SeriesSet | None,
    rules: Rules | None = None,
    conditions: Conditions | None = None,
) -> bytes:
    """Returns the content of a forecaster's file."""
    arrays: dict[str, Array] = {}
    for member, own in enumerate(parameters):
        arrays |= {_name(member, name): array for name, array in own.items()}
    arrays |= {f"residuals.{name}": np.asarray(getattr(residuals, name), np.float32) for name in _RESIDUALS}
    plain: dict[str, Any] = {"record": record.to_dict(), "series": None}
    if rules is not None and conditions is not None:
        plain["beside"] = plain_beside(rules, conditions)
        arrays |= arrays_beside(rules, conditions)
    if remembered is not None:
        y_R = np.concatenate(remembered.y)
        # A file holds finite numbers alone, so what is missing is said by a second array.
        known_R = np.where(np.isfinite(y_R), y_R, 0.0)
        arrays[_values_of(record)] = known_R.astype(record.framing.numbers)
        arrays["series.known"] = np.isfinite(y_R).astype(np.float32)
        plain["series"] = {
            "ids": list(remembered.ids),
            "lengths": [int(length) for length in remembered.lengths],
            "first": [plain_stamp(stamp) for stamp in remembered.first],
            "dates": bool(remembered.first) and isinstance(remembered.first[0], np.datetime64),
        }
        if remembered.days:
            plain["series"]["days"] = list(remembered.days)
    return container.to_bytes(KIND, plain, arrays)


def read_forecaster(
    source: Path | bytes,
) -> tuple[ForecastRecord, tuple[Network, ...], Residuals, SeriesSet | None, Rules | None, Conditions | None]:
    """Reads a file or its content. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: the file does not exist, holds no forecaster, is damaged, or has another format
            version.
    """
    (parsed, series, beside), arrays = container.read(source, KIND, _parse, _shapes)
    networks = []
    for member in range(parsed.num_networks):
        network = engine_for(parsed.spec).build(parsed.spec, loss=MSE(), optimizer=Adam())
        network.load({name: arrays[_name(member, name)] for name in parameter_shapes(parsed.spec)})
        networks.append(network)
    residuals = _unpack_residuals(arrays, container.place_of(source), corrected=beside is not None)
    rules, conditions = unpack_beside(beside, arrays)
    return (
        parsed,
        tuple(networks),
        residuals,
        _unpack_series(series, arrays, parsed, container.place_of(source)),
        rules,
        conditions,
    )


_Parsed = tuple[ForecastRecord, Mapping[str, Any] | None, Mapping[str, Any] | None]


_SERIES = with_defaults(
    {"days": []},
    record(
        ids=list_of(text()),
        lengths=list_of(whole(1)),
        first=list_of(number(-_FARTHEST, _FARTHEST)),
        dates=flag(),
        days=list_of(whole(1, 31)),
    ),
)
_FIELDS = with_defaults(
    {"beside": None}, record(record=at_least(), series=maybe(_SERIES), beside=maybe(BESIDE))
)


def _parse(plain: Any) -> _Parsed:
    checked = _FIELDS("", plain)
    own, series = ForecastRecord.from_dict(plain["record"]), checked["series"]
    if series is not None:
        if len({len(series[name]) for name in ("ids", "lengths", "first")}) != 1:
            raise ArgumentError("every series must have an id, a length and a first stamp.")
        if series["days"] and len(series["days"]) != len(series["ids"]):
            raise ArgumentError("series.days must have one day for each series.")
        if series["dates"] != (own.frequency.unit != "number") and series["ids"]:
            raise ArgumentError(f"series.dates must fit the frequency ({own.frequency}), and it does not.")
    beside = checked["beside"]
    if beside is not None:
        check_beside(beside, own.framing)
    return own, series, beside


def _shapes(parts: _Parsed) -> dict[str, tuple[int, ...]]:
    parsed, series, beside = parts
    shapes = {
        _name(member, name): shape
        for member in range(parsed.num_networks)
        for name, shape in parameter_shapes(parsed.spec).items()
    }
    num_probabilities = len(Residuals.probabilities())
    shapes["residuals.probability_P"] = (num_probabilities,)
    shapes["residuals.value_QPK"] = (len(parsed.quantiles), num_probabilities, parsed.framing.horizon)
    shapes["residuals.count_K"] = (parsed.framing.horizon,)
    if beside is not None:
        shapes |= shapes_beside(beside, parsed.framing.horizon)
    if series is not None:
        rows = sum(int(length) for length in series["lengths"])
        shapes["series.known"] = (rows,)
        if parsed.framing.numbers == ROUNDED:
            shapes["series.y"] = (rows,)
    return shapes


def _values_of(record: ForecastRecord) -> str:
    """Returns the name of the remembered values in the file: float32 in files of 0.1.0, float64 since."""
    return "series.y" if record.framing.numbers == ROUNDED else "series.values"


def _name(number: int, name: str) -> str:
    return f"network{number}.{name}"


def _unpack_residuals(arrays: Mapping[str, Array], place: str, *, corrected: bool) -> Residuals:
    probability_P, value_QPK, count_K = (arrays[f"residuals.{name}"] for name in _RESIDUALS)
    inside = (probability_P > 0).all() and (probability_P < 1).all() and (np.diff(probability_P) > 0).all()
    if not inside or (count_K < 0).any():
        raise ModelFileError(
            f"the residuals of {place!r} must be counted at ascending probabilities, and they are not. "
            f"The file is damaged. {KIND.advice}"
        )
    return Residuals(
        probability_P=probability_P.astype(np.float64),
        value_QPK=value_QPK,
        count_K=count_K.astype(np.float64) if corrected else count_K.astype(np.int64),
        corrected=corrected,
    )


def _unpack_series(
    series: Mapping[str, Any] | None, arrays: Mapping[str, Array], record: ForecastRecord, place: str
) -> SeriesSet | None:
    if series is None:
        return None
    known_R, values_R = arrays["series.known"], arrays.get(_values_of(record))
    if values_R is None or values_R.dtype != record.framing.numbers or values_R.shape != known_R.shape:
        raise ModelFileError(
            f"the series of {place!r} must have {len(known_R)} values of {record.framing.numbers}, and they "
            f"have not. The file is damaged. {KIND.advice}"
        )
    y_R = np.where(known_R > 0, values_R, np.nan).astype(values_R.dtype)
    ends = np.cumsum(np.array(series["lengths"], np.int64))[:-1]
    first = [np.datetime64(stamp, "us") if series["dates"] else stamp for stamp in series["first"]]
    return SeriesSet(
        ids=tuple(str(name) for name in series["ids"]),
        y=tuple(np.split(y_R, ends)),
        first=tuple(first),
        days=tuple(series["days"]),
        frequency=record.frequency,
    )
