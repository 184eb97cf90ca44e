"""A linear path that is found in the data: a small system, slow and integrating states, decays of a start.

Every number in the state of a reduced filter is a signal that can be computed before anything is trained,
and so is an input that is forgotten after 8, 20, ... rows, or never. With these as columns the path is linear
least squares on the error in free run. The validation part says which of them are of use, one group after the
other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from elman.arrays import Array
from elman.data import Examples
from elman.model.fitting.prepared import PreparedData
from elman.network.filters import LinearSystem
from elman.network.linear_start import LinearPath
from elman.training.starts import starts_repeat

_FORGETS_AFTER = (8.0, 20.0, 50.0, 120.0, 300.0, 700.0, 1_600.0, 4_000.0, 10_000.0, np.inf)
"""Rows, of slow states: sums of two neighbours are nearly what lies between them."""
_MOST_INPUTS = 16
"""Beyond, every slow state would be many columns."""
_MOST_GROUPS = 4
_NEARLY = 1.02
"""Times the error of the best system, up to which fewer numbers will do."""
_LEAST_GAIN = 0.01
"""Of the error on validation, for which a group is taken."""
_RIDGE = 1e-7
_LEAST_PART = 1e-3
"""Of the largest singular value of a group: below, a state is of no use."""
_SIDE_BY_SIDE = 64
_ROWS_AT_ONCE = 1 << 15

_Name: TypeAlias = tuple[str, int]
"""Of a group of columns: what it is of, and its number."""


class FoundPath(NamedTuple):
    """A path, and what it is worth."""

    path: LinearPath
    error: float
    """RMSE in scaled units on the validation part."""
    without: float
    """The same of the columns that it was begun with."""
    described: str
    """Its states, in words."""


@dataclass(frozen=True)
class _Columns:
    """What a row is told by: a system's state, slow inputs, decays of the start, and 1."""

    systems: Sequence[LinearSystem]
    after_K: Array
    input_mean_F: Array

    @cached_property
    def system(self) -> LinearSystem:
        """All systems side by side; what they say of the targets is found anew."""
        b_SF = np.concatenate([np.zeros((0, len(self.input_mean_F))), *(own.b_SF for own in self.systems)])
        return LinearSystem(
            _block_diagonal([own.a_SS for own in self.systems]), b_SF, np.zeros((0, len(b_SF)))
        )

    def of_system(self, number: int) -> list[int]:
        """The columns of the state of one of the systems."""
        first = sum(len(own.a_SS) for own in self.systems[:number])
        return list(range(first, first + len(self.systems[number].a_SS)))

    @property
    def decay_K(self) -> Array:  # noqa: N802
        return np.exp(-1.0 / self.after_K)

    @property
    def gain_K(self) -> Array:  # noqa: N802
        """What makes a slow state as large as its input; an integrator only adds."""
        return np.where(np.isinf(self.after_K), 1.0, 1.0 - self.decay_K)

    @property
    def order(self) -> int:
        return len(self.system.a_SS)

    def of_input(self, number: int) -> list[int]:
        """The columns of the inputs that are forgotten after `after_K[number]` rows."""
        num_inputs = len(self.input_mean_F)
        first = self.order + number * num_inputs
        return list(range(first, first + num_inputs))

    def of_start(self, number: int) -> list[int]:
        """The column of a constant that is forgotten so."""
        return [self.order + len(self.after_K) * len(self.input_mean_F) + number]

    @property
    def constant(self) -> int:
        """The column of ones."""
        return self.of_start(len(self.after_K))[0]

    def pieces(self, x_BTF: Array) -> Iterator[tuple[int, Array]]:
        """The columns of sequences side by side, `(B, rows, P)`, in pieces, each with its first row."""
        num_lanes, num_rows, num_inputs = x_BTF.shape
        rows_each = max(1, _ROWS_AT_ONCE // num_lanes)
        z_BS = np.zeros((num_lanes, self.order))
        slow_BKF = np.zeros((num_lanes, len(self.after_K), num_inputs))
        decay_KF, gain_KF = self.decay_K[:, np.newaxis], self.gain_K[:, np.newaxis]
        for start in range(0, num_rows, rows_each):
            u_BTF = x_BTF[:, start : start + rows_each].astype(np.float64) - self.input_mean_F
            driven_BTS = u_BTF @ self.system.b_SF.T
            made = np.empty((u_BTF.shape[1], num_lanes, self.constant + 1))
            slow_part = np.empty((u_BTF.shape[1], num_lanes, len(self.after_K), num_inputs))
            for row in range(u_BTF.shape[1]):
                z_BS = z_BS @ self.system.a_SS.T + driven_BTS[:, row]
                slow_BKF = decay_KF * slow_BKF + gain_KF * u_BTF[:, row, np.newaxis]
                made[row, :, : self.order] = z_BS
                slow_part[row] = slow_BKF
            made[..., self.order : self.of_start(0)[0]] = slow_part.reshape(*slow_part.shape[:2], -1)
            since_T1 = np.arange(start + 1, start + 1 + u_BTF.shape[1])[:, np.newaxis]
            with np.errstate(invalid="ignore"):
                start_TK = np.where(np.isinf(self.after_K), since_T1, 1.0 - self.decay_K**since_T1)
            made[..., self.of_start(0)[0] : self.constant] = start_TK[:, np.newaxis]
            made[..., self.constant] = 1.0
            yield start, made.transpose(1, 0, 2)


class _Part:
    """Sums over some rows."""

    def __init__(self, num_columns: int, num_targets: int) -> None:
        self.gram_PP = np.zeros((num_columns, num_columns))
        self.moment_PO = np.zeros((num_columns, num_targets))
        self.square_O = np.zeros(num_targets)
        self.count = 0

    def add(self, a_NP: Array, y_NO: Array) -> None:
        """Adds rows."""
        self.gram_PP += a_NP.T @ a_NP
        self.moment_PO += a_NP.T @ y_NO
        self.square_O += (y_NO**2).sum(axis=0)
        self.count += len(a_NP)

    def mean_square(self, chosen: Sequence[int], weight_PO: Array) -> float:
        """The mean squared error of these columns with these weights."""
        gram_PP, moment_PO = self.gram_PP[np.ix_(chosen, chosen)], self.moment_PO[chosen]
        explained_O = (weight_PO * (2 * moment_PO - gram_PP @ weight_PO)).sum(axis=0)
        return float(np.mean(np.maximum(self.square_O - explained_O, 0.0)) / self.count)


class _Sums:
    """Sums over the training part and over each kind of the validation part."""

    def __init__(self, training: _Part, validation: Sequence[_Part], largest_P: Array) -> None:
        self.training = training
        self.validation = [part for part in validation if part.count]
        self.largest_P = largest_P

    @property
    def known(self) -> bool:
        """Whether there is something to learn from, and something to choose by."""
        return self.training.count > 0 and bool(self.validation)

    def solve(self, chosen: Sequence[int]) -> Array:
        """The weights of these columns, by least squares with a small ridge."""
        gram_PP = self.training.gram_PP[np.ix_(chosen, chosen)]
        unit_P = np.sqrt(np.maximum(np.diag(gram_PP), 1e-30))
        scaled_PP = gram_PP / np.outer(unit_P, unit_P) + _RIDGE * np.eye(len(chosen))
        return np.asarray(
            np.linalg.solve(scaled_PP, self.training.moment_PO[chosen] / unit_P[:, np.newaxis])
            / unit_P[:, np.newaxis]
        )

    def error(self, chosen: Sequence[int]) -> float:
        """RMSE on the validation part; each kind of sequence counts the same."""
        weight_PO = self.solve(chosen)
        return float(np.sqrt(np.mean([part.mean_square(chosen, weight_PO) for part in self.validation])))


def find_path(
    data: PreparedData,
    systems: Sequence[LinearSystem],
    input_mean_F: Array,
    targets_NO: Array,
    *,
    begin_with: bool,
) -> FoundPath | None:
    """The path that is found by adding groups of columns while the validation part gains.

    Args:
        data: what is to be fitted.
        systems: of which one may be part of the path; what they say of the targets is found anew.
        input_mean_F: what stands for an input before a sequence begins.
        targets_NO: what the path is to say, of all rows.
        begin_with: whether a system is there from the start, the smallest that is nearly as good as the best.

    Returns:
        The path; None where there is nothing to find or to choose by.
    """
    longest = max(data.examples.lengths)
    if data.examples.x_NF.shape[1] > _MOST_INPUTS:
        return None
    after = [rows for rows in _FORGETS_AFTER if rows < longest / 2 or np.isinf(rows)]
    columns = _Columns(systems, np.array(after), input_mean_F)
    sums = _add_up(data, columns, targets_NO)
    if not sums.known:
        return None
    groups = {("system", number): columns.of_system(number) for number in range(len(systems))}
    begun = _best_system(sums, groups, columns.constant) if begin_with else []
    groups |= _slow_groups(columns, starts=starts_repeat(data.training))
    without = sums.error(_chosen(columns, groups, begun))
    taken, error = _grown(sums, columns, groups, begun)
    if not taken:
        return None
    chosen = _chosen(columns, groups, taken)
    weight_PO = np.zeros((columns.constant + 1, targets_NO.shape[1]))
    weight_PO[chosen] = sums.solve(chosen)
    path = _path(columns, taken, weight_PO, sums.largest_P)
    return FoundPath(path, error, without, _describe(columns, taken))


def _best_system(sums: _Sums, groups: Mapping[_Name, list[int]], constant: int) -> list[_Name]:
    """The smallest system that is nearly as good as the best one; empty where there is none."""
    errors = {name: sums.error([*own, constant]) for name, own in groups.items()}
    least = min(errors.values(), default=0.0)
    good = [name for name, error in errors.items() if error <= _NEARLY * least]
    return sorted(good, key=lambda name: (len(groups[name]), errors[name]))[:1]


def _slow_groups(columns: _Columns, *, starts: bool) -> dict[_Name, list[int]]:
    """The columns of slow inputs, and of slow starts where sequences begin alike."""
    last = len(columns.after_K) - 1
    groups = {("inputs", k): columns.of_input(k) for k in range(last + 1)}
    groups["inputs", last] += columns.of_start(last)
    if starts:
        groups |= {("start", k): columns.of_start(k) for k in range(last)}
    return groups


def _grown(
    sums: _Sums, columns: _Columns, groups: Mapping[_Name, list[int]], begun: Sequence[_Name]
) -> tuple[list[_Name], float]:
    """The groups that are taken one after the other, and the error with them."""
    taken = list(begun)
    error = sums.error(_chosen(columns, groups, taken))
    for _ in range(_MOST_GROUPS):
        has_system = any(kind == "system" for kind, _ in taken)
        left = [name for name in groups if name not in taken and not (has_system and name[0] == "system")]
        errors = {name: sums.error(_chosen(columns, groups, [*taken, name])) for name in left}
        best = min(errors, key=errors.__getitem__)
        if not errors[best] < (1.0 - _LEAST_GAIN) * error:
            break
        error = errors[best]
        taken.append(best)
    return taken, error


def _chosen(columns: _Columns, groups: Mapping[_Name, list[int]], names: Sequence[_Name]) -> list[int]:
    """The columns of these groups, and that of ones."""
    return [columns.constant, *(number for name in names for number in groups[name])]


def _add_up(data: PreparedData, columns: _Columns, targets_NO: Array) -> _Sums:
    part_N = _parts(data)
    part_N[~np.isfinite(targets_NO).all(axis=1)] = -1
    examples = data.examples
    parts = [_Part(columns.constant + 1, targets_NO.shape[1]) for _ in range(3)]
    largest_P = np.zeros(columns.constant + 1)
    for first_B, length_B in _lanes(examples):
        row_BT = first_B[:, np.newaxis] + np.arange(length_B.max())
        inside_BT = np.arange(length_B.max()) < length_B[:, np.newaxis]
        row_BT = np.where(inside_BT, row_BT, first_B[:, np.newaxis])
        part_BT = np.where(inside_BT, part_N[row_BT], -1)
        for start, a_BTP in columns.pieces(np.where(inside_BT[..., np.newaxis], examples.x_NF[row_BT], 0.0)):
            piece = slice(start, start + a_BTP.shape[1])
            for number, part in enumerate(parts):
                mask_BT = part_BT[:, piece] == number
                if mask_BT.any():
                    part.add(a_BTP[mask_BT], targets_NO[row_BT[:, piece][mask_BT]].astype(np.float64))
                    if number == 0:
                        largest_P = np.maximum(largest_P, np.abs(a_BTP[mask_BT]).max(axis=0))
    return _Sums(parts[0], parts[1:], largest_P)


def _parts(data: PreparedData) -> Array:
    """Of each row: 0 trains, 1 validates in a new sequence, 2 in one that goes on, -1 is left out."""
    part_N = np.full(data.examples.num_rows, -1)
    first = np.cumsum([0, *data.examples.lengths])
    for sequence, start, stop in data.division.training:
        part_N[first[sequence] + start : first[sequence] + stop] = 0
    for sequence, start, stop in data.division.hidden:
        part_N[first[sequence] + start : first[sequence] + stop] = -1
    for sequence, start, stop in data.division.validation:
        part_N[first[sequence] + start : first[sequence] + stop] = 2 if start else 1
    return part_N


def _lanes(examples: Examples) -> Iterator[tuple[Array, Array]]:
    """First rows and lengths of sequences of about the same length, some at a time."""
    length_B = np.asarray(examples.lengths, np.int64)
    first_B = np.cumsum(length_B) - length_B
    order = np.argsort(-length_B, kind="stable")
    for start, stop in pairwise([*range(0, len(order), _SIDE_BY_SIDE), len(order)]):
        lanes = order[start:stop]
        yield first_B[lanes], length_B[lanes]


def _path(
    columns: _Columns, taken: Sequence[tuple[str, int]], weight_PO: Array, largest_P: Array
) -> LinearPath:
    """The chosen columns as one system: each group with as few states as say the same."""
    a, b, c, drive, largest, rows = [], [], [], [], [], []
    num_inputs = len(columns.input_mean_F)
    for kind, number in taken:
        if kind == "system":
            own, system = columns.of_system(number), columns.systems[number]
            size = float(np.abs(np.linalg.eigvals(system.a_SS)).max())
            a.append(system.a_SS)
            b.append(system.b_SF)
            c.append(weight_PO[own].T)
            drive.append(np.zeros(len(own)))
            largest.append(largest_P[own])
            rows.append(np.full(len(own), -1.0 / np.log(np.clip(size, 1e-6, 0.999999))))
            continue
        ends = bool(np.isinf(columns.after_K[number]))
        used = columns.of_input(number) if kind == "inputs" else []
        used = used + (columns.of_start(number) if kind == "start" or ends else [])
        unit_U = np.maximum(largest_P[used], 1e-12)
        left_OR, size_R, right_RU = np.linalg.svd(
            (weight_PO[used] * unit_U[:, np.newaxis]).T, full_matrices=False
        )
        kept = max(1, int((size_R > _LEAST_PART * size_R[0]).sum()))
        driven_RU = right_RU[:kept] / unit_U
        driven_RF = np.zeros((kept, num_inputs))
        if kind == "inputs":
            driven_RF = driven_RU[:, :num_inputs]
        gain = columns.gain_K[number]
        a.append(columns.decay_K[number] * np.eye(kept))
        b.append(gain * driven_RF)
        c.append(left_OR[:, :kept] * size_R[:kept])
        drive.append(gain * driven_RU[:, -1] if kind == "start" or ends else np.zeros(kept))
        largest.append(np.abs(driven_RU) @ unit_U)
        rows.append(np.full(kept, columns.after_K[number]))
    return LinearPath(
        system=LinearSystem(_block_diagonal(a), np.concatenate(b), np.concatenate(c, axis=1)),
        drive_S=np.concatenate(drive),
        input_mean_F=columns.input_mean_F,
        constant_O=weight_PO[columns.constant],
        largest_S=np.concatenate(largest),
        rows_S=np.concatenate(rows),
    )


def _block_diagonal(blocks: Sequence[Array]) -> Array:
    whole, first = np.zeros((sum(map(len, blocks)),) * 2), 0
    for block in blocks:
        own = slice(first, first + len(block))
        whole[own, own] = block
        first += len(block)
    return whole


def _describe(columns: _Columns, taken: Sequence[tuple[str, int]]) -> str:
    said = []
    for kind, number in taken:
        rows = columns.after_K[number] if kind != "system" else 0.0
        how = "are never forgotten" if np.isinf(rows) else f"are forgotten after {rows:g} rows"
        if kind == "system":
            said.append(f"a linear system of {len(columns.systems[number].a_SS)} numbers")
        elif kind == "inputs":
            said.append(f"inputs that {how}")
        else:
            said.append(f"a start that is forgotten after {rows:g} rows")
    return ", ".join(said)
