"""Tables of forecasts with the names that the data's own columns have."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from elman.arrays import Array
from elman.series.columns import SeriesColumns
from elman.tables.grouping import ID_JOINT

_CUSTOMARY = ("unique_id", "ds", "y")


def with_own_names(table: Mapping[str, Array], columns: SeriesColumns) -> dict[str, Array]:
    """The table with the ids, the time and the value called as in the data.

    Several id columns are several again. Where a part of an id holds the sign that joins them, they stay
    together in one column, whose name joins theirs. With several targets each series is one of them, so the
    values keep the name `y`.

    Args:
        table: with the columns `unique_id`, `ds` and perhaps `y`.
        columns: what is what in the data.
    """
    found: dict[str, Array] = {}
    for name, values in table.items():
        if name == "unique_id":
            found |= _ids(values, columns)
        elif name == "ds":
            found[columns.time or name] = values
        elif name == "y" and len(columns.targets) == 1:
            found[columns.targets[0]] = values
        else:
            found[name] = values
    return found


def _ids(ids_R: Array, columns: SeriesColumns) -> dict[str, Array]:
    names = columns.by_role()["id"]
    if len(columns.targets) > 1 or not names:
        return {"unique_id": ids_R}
    parts = [str(name).split(ID_JOINT) for name in ids_R]
    if len(names) == 1 or any(len(part) != len(names) for part in parts):
        return {ID_JOINT.join(names): ids_R}
    return {
        name: np.array(column, object) for name, column in zip(names, zip(*parts, strict=True), strict=True)
    }
