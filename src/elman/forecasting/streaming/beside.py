"""The covariates of a stream: of the last rows, of the rows ahead, and what never changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from elman.arrays import Array
from elman.framing import Framing
from elman.framing.covariates import encode_rows
from elman.series.categories import Categories

AheadOf = Callable[[int, int], Array]
"""From which row, and how many: the future columns of these rows `(N, C)`, fewer where no more are known."""


class Beside:
    """What stands beside the values: as `pack_series` lays it out, to the bit.

    Attributes:
        past_RF: the last rows of the past columns, as features.
        held_C: the last known number of each past column.
        before_C: the future columns at the newest row, missing numbers held.
        behind_RF: the last rows of the future columns, as features, which the linear map looks back on.
        static_1F: what never changes, as features.
    """

    _ARRAYS = ("past_RF", "held_C", "before_C", "behind_RF", "static_1F")

    def __init__(
        self,
        framing: Framing,
        categories: Categories,
        past_names: tuple[str, ...],
        future_names: tuple[str, ...],
        static_1F: Array,
        ahead: AheadOf | None = None,
    ) -> None:
        """Before the first row.

        Args:
            framing: with the columns as they were fitted.
            categories: what texts stand for.
            past_names: the past columns, in the order of a row's values.
            future_names: the future columns, in the order of `ahead`.
            static_1F: what never changes.
            ahead: what is known ahead; None where nothing has to be.
        """
        self._framing = framing
        self._categories = categories
        self._past_names, self._future_names = past_names, future_names
        self._ahead = ahead
        self._dtype = np.dtype(framing.numbers)
        self.static_1F = static_1F
        features = sum(len(column.feature_names) for column in framing.covariates.past)
        self.past_RF = np.zeros((framing.rows_before, features), np.float32)
        ahead_features = sum(len(column.feature_names) for column in framing.covariates.future)
        self.behind_RF = np.zeros((framing.rows_before, ahead_features), np.float32)
        self.held_C = np.full(len(past_names), np.nan)
        self.before_C = np.full(len(future_names), np.nan)

    def take(self, past_C: Array | None, row: int, *, begins: bool) -> None:
        """Goes on by a row.

        Args:
            past_C: its past columns, texts by their places; None: all are missing.
            row: its number in the stream.
            begins: whether it is the first row with a value.
        """
        columns = self._framing.covariates
        if columns.past:
            past_C = np.full(len(self._past_names), np.nan) if past_C is None else past_C
            self.held_C = np.where(np.isfinite(past_C), past_C, self._held(self._past_names, self.held_C))
            one_1F = encode_rows(columns.past, self._past_names, self._as_kept(self.held_C), self._categories)
            self.past_RF = np.concatenate([self.past_RF[1:], one_1F])
            if begins:
                self.past_RF[:] = one_1F
        if columns.future and self._ahead is not None:
            self._take_future(self._ahead(row, 1))
            before_1C = self._as_kept(self.before_C)
            one_1F = encode_rows(columns.future, self._future_names, before_1C, self._categories)
            self.behind_RF = np.concatenate([self.behind_RF[1:], one_1F])
            if begins:
                self.behind_RF[:] = one_1F

    def _take_future(self, now_NC: Array) -> None:
        """Beyond the rows that are known the last of them stands."""
        if len(now_NC):
            held_C = self._held(self._future_names, self.before_C)
            self.before_C = np.where(np.isfinite(now_NC[0]), now_NC[0], held_C)

    def laid_out(self, before: int, row: int) -> Mapping[str, Array]:
        """The arrays by their names in `PackedSeries`.

        Args:
            before: rows of the past that are laid out.
            row: the number of the next row.
        """
        after = self._framing.rows_after
        past_RF = np.pad(self.past_RF, ((before - len(self.past_RF), after), (0, 0)), mode="edge")
        return {
            "past_RF": past_RF,
            "future_RF": self._future(before, row, after),
            "static_IF": self.static_1F,
        }

    def arrays(self) -> dict[str, Array]:
        """A copy of all that it holds; a file holds no NaN, so a second array tells what is known."""
        arrays = {f"beside_{name}": getattr(self, name).copy() for name in self._ARRAYS}
        for name in ("beside_held_C", "beside_before_C"):
            arrays[f"{name}_known"] = np.isfinite(arrays[name])
            arrays[name] = np.where(arrays[f"{name}_known"], arrays[name], 0.0)
        return arrays

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """The inverse."""
        for name in self._ARRAYS:
            setattr(self, name, arrays[f"beside_{name}"].copy())
        for name in ("held_C", "before_C"):
            known_C = arrays[f"beside_{name}_known"]
            setattr(self, name, np.where(known_C, getattr(self, name), np.nan))

    def _future(self, before: int, row: int, after: int) -> Array:
        columns = self._framing.covariates.future
        if not columns or self._ahead is None:
            return np.zeros((before + after, 0), np.float32)
        rows_NC = np.concatenate([self.before_C[None], self._ahead(row, after)])
        ahead_NF = encode_rows(columns, self._future_names, self._as_kept(rows_NC), self._categories)
        ahead_NF = np.pad(ahead_NF, ((0, after + 1 - len(ahead_NF)), (0, 0)), mode="edge")[1:]
        behind_RF = np.pad(self.behind_RF, ((before - len(self.behind_RF), 0), (0, 0)), mode="edge")
        return np.concatenate([behind_RF, ahead_NF])

    def _held(self, names: tuple[str, ...], last_C: Array) -> Array:
        """Missing numbers are held; a missing text is missing."""
        is_text_C = np.array([name in self._categories for name in names], bool)
        return np.where(is_text_C, np.nan, last_C)

    def _as_kept(self, values: Array) -> Array:
        return values.reshape(-1, values.shape[-1]).astype(self._dtype)
