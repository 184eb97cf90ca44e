"""The options of `elman.fit` as typed keywords: an editor completes them, and a misspelt one is a type error.

A test holds these lists and types equal to the fields of the options. The loss may also be given by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from elman.network.losses import Loss
from elman.readers.options import Fill, Join, Merge


class ReadKeywords(TypedDict, total=False):
    """The fields of `elman.tables.ReadOptions`."""

    separator: str | None
    decimal: str | None
    thousands: str | None
    encoding: str | None
    header: bool | None
    names: Sequence[str] | str | None
    skip_lines: int | None
    missing_values: Sequence[str | float] | str | float | None
    time_format: str | None
    sort: bool
    duplicates: Merge | None
    split_gaps: bool
    step: str | float | None
    resample: Fill | Mapping[str, Fill] | str
    join: Join | None
    sheet: str | None


class ModelKeywords(ReadKeywords, total=False):
    """The fields of `elman.FitOptions` and `elman.DataOptions`."""

    cell: str
    hidden_size: int | None
    layers: int
    dropout: float
    schedule: str | None
    window: int | None
    burn_in: int | None
    finish: int | None
    members: int | None
    baseline: str | None
    batch_size: int
    learning_rate: float | None
    clip_norm: float
    weight_decay: float | None
    steps: int | None
    epochs: float | None
    budget: float | str | None
    patience: float
    trials: bool
    loss: Loss | str
    seed: int
    engine: str
    threads: int | None
    scaling: str
    missing: str
    delay: Mapping[str, int] | str | None
    validation: float
    validation_ids: tuple[str, ...] | str
    validation_data: Any


class ForecastKeywords(ReadKeywords, total=False):
    """The fields of `elman.ForecastOptions`, but the horizon."""

    season: int | str | Sequence[int] | None
    strategy: str | None
    lags: int | None
    level: str | None
    scale: str | None
    difference: int | None
    calendar: bool
    levels: str | Sequence[float]
    holidays: str | None
    non_negative: bool | None
    freq: str | None
    weekmask: str | None
    hours: str | None
    members: int
    cell: str
    hidden_size: int | None
    layers: int
    dropout: float
    window: int | None
    batch_size: int | None
    learning_rate: float | None
    clip_norm: float
    weight_decay: float
    steps: int | None
    budget: float | str | None
    patience: float
    trials: bool
    loss: Loss | str
    validation: float
    seed: int
    engine: str
    threads: int | None
