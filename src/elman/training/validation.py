"""The validation score: the network runs freely over rows that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from elman.arrays import Array
from elman.data import Examples, Window
from elman.engines import Network
from elman.errors import ArgumentError
from elman.network.losses import Loss
from elman.training.schedules.gather import gather, starts_of

_MOST_ROWS = 100_000
_FEWEST_ROWS = 1_000
"""Rows that are scored of a large table, and the least of each sequence: 40 validations of 100,000 rows cost
less than the 128,000 windows of 50 rows that such a table is trained on."""
_MOST_SIDE_BY_SIDE = 32


class WindowScore:
    """The weighted mean loss of a network over some windows, each from a zero state: a validation score."""

    def __init__(self, windows: Sequence[Window], loss: Loss) -> None:
        """Keeps the windows.

        Args:
            windows: to score on; a target of weight 0 does not count, whatever it holds.
            loss: what is averaged.
        """
        self._windows = windows
        self._loss = loss
        self.weight = sum(float(_weight_of(window).sum()) for window in windows)
        """Of all targets together; without any there is nothing to score."""

    def __call__(self, network: Network) -> float:
        """The mean loss of this network; NaN or infinite if its predictions are."""
        total, quantiles = 0.0, self._loss.num_quantiles
        with np.errstate(over="ignore", invalid="ignore"):
            for window in self._windows:
                prediction_BTO, _ = network.forward(window.x_BTF)
                weight_BTO = np.repeat(_weight_of(window), quantiles, axis=2)
                error_BTO = prediction_BTO - np.repeat(window.y_BTO, quantiles, axis=2)
                error_BTO = np.where(weight_BTO > 0.0, error_BTO, 0.0).astype(np.float64)
                total += float(np.sum(self._loss.value(error_BTO) * weight_BTO))
        return total / (self.weight * quantiles)


def _weight_of(window: Window) -> Array:
    assert window.weight_BTO is not None, "a window that is scored has weights"
    return window.weight_BTO


_EVERYTHING = 1 << 31
"""Rows before a sequence: more than there are."""


class FreeRun:
    """Scores a network in free run: from zeros over whole sequences, without ever seeing a target.

    The score is the mean loss over the scored targets, as the loss tells it: for the mean squared error, the
    RMSE in scaled units. Sequences of about the same length run side by
    side. Of a table beyond 100,000 rows a part is scored, the first rows of long sequences and some of
    many sequences, so that many million rows do not take the training's time.
    """

    def __init__(self, examples: Examples, loss: Loss, *, warm_up: int = 0, whole: bool = False) -> None:
        """Cuts and pads the sequences once.

        Args:
            examples: to score on.
            loss: what is averaged.
            warm_up: rows at the start of each sequence that are not scored; at most a quarter of it.
            whole: whether no sequence is cut: of a large table some are left out instead.

        Raises:
            ArgumentError: no target would be scored.
        """
        self._loss = loss
        self._mean = WindowScore(_make_windows(examples, warm_up, whole), loss)
        if self._mean.weight == 0:
            raise ArgumentError(
                "validation must have at least one target to score, got none. "
                "Give a larger share of the data to validation."
            )

    def __call__(self, network: Network) -> float:
        """The score of this network; NaN or infinite if its predictions are."""
        return self._loss.score(self.mean_loss(network))

    def mean_loss(self, network: Network) -> float:
        """The mean loss over the scored targets."""
        return self._mean(network)


class Parts:
    """The score over what a user will meet: new sequences from their start, and others that go on.

    Each kind counts the same, however many rows it has.
    """

    def __init__(self, parts: Sequence[FreeRun], loss: Loss) -> None:
        self._parts = parts
        self._loss = loss

    @classmethod
    def of(
        cls,
        train: Examples,
        validation: Examples,
        follows: Sequence[int | None],
        loss: Loss,
        *,
        lead: int | None,
        warm_up: int,
    ) -> Parts:
        """Sorts the sequences by whether they go on.

        Args:
            train: what they may go on from.
            validation: the sequences.
            follows: for each the number of the training sequence before it; None: it begins.
            loss: what is averaged.
            lead: rows of training before a sequence that goes on; None: all of them, and no sequence is cut,
                but of a large table some are left out.
            warm_up: rows that are not scored of a sequence that begins.

        Raises:
            ArgumentError: no target would be scored.
        """
        if len(follows) != len(validation):
            raise ArgumentError(
                f"validation must have the {len(follows)} sequences that validation_follows names, got "
                f"{len(validation)}. Say for each what it follows, or None."
            )
        pairs = list(zip(validation, follows, strict=True))
        begun = _joined([pair for pair, before in pairs if before is None])
        before, going_on = list(train), [(pair, number) for pair, number in pairs if number is not None]
        led = lead_in(
            _joined([before[number] for _, number in going_on]),
            _joined([pair for pair, _ in going_on]),
            _EVERYTHING if lead is None else lead,
        )
        parts = [
            FreeRun(examples, loss, warm_up=rows, whole=lead is None)
            for examples, rows in ((begun, warm_up), (led, 0))
            if np.isfinite(examples.y_NO).any()
        ]
        # Where nothing is known, the first says what is wrong.
        return cls(parts or [FreeRun(validation, loss)], loss)

    def __call__(self, network: Network) -> float:
        """The score of this network; NaN or infinite if its predictions are."""
        return self._loss.score(fmean(part.mean_loss(network) for part in self._parts))


def _joined(pairs: Sequence[tuple[Array, Array]]) -> Examples:
    """Sequences as examples; those without rows where there is none."""
    return Examples(
        x_NF=np.concatenate([x_TF for x_TF, _ in pairs] or [np.zeros((0, 1), np.float32)]),
        y_NO=np.concatenate([y_TO for _, y_TO in pairs] or [np.zeros((0, 1), np.float32)]),
        lengths=tuple(len(x_TF) for x_TF, _ in pairs),
    )


def _make_windows(examples: Examples, warm_up: int, whole: bool) -> list[Window]:
    length_B = np.asarray(examples.lengths, np.int64)
    rows = _choose_sequences(length_B) if whole else _choose_rows(length_B)
    first = starts_of(examples)
    order = np.argsort(-rows, kind="stable")
    order = order[rows[order] > 0]
    windows = []
    while len(order):
        longest = int(rows[order[0]])
        alike = order[:_MOST_SIDE_BY_SIDE][2 * rows[order[:_MOST_SIDE_BY_SIDE]] >= longest]
        order = order[len(alike) :]
        start, length = first[alike], rows[alike]
        scored = start + np.minimum(warm_up, length // 4)
        windows.append(gather(examples, start, scored, start + length, longest, carries_state=False))
    return windows


def _choose_rows(length_B: Array) -> Array:
    """How many rows of each sequence are run: whole ones, unless there are too many."""
    if length_B.sum() <= _MOST_ROWS:
        return length_B
    share = _MOST_ROWS / length_B.sum()
    row_B = np.minimum(length_B, np.maximum(_FEWEST_ROWS, (length_B * share).astype(np.int64)))
    every = max(1, int(row_B.sum() // _MOST_ROWS))
    return np.where(np.arange(len(row_B)) % every == 0, row_B, 0)


def _choose_sequences(length_B: Array) -> Array:
    """The same with whole sequences, every second (third, ...) one where there are too many."""
    every = max(1, min(len(length_B), int(length_B.sum() // _MOST_ROWS)))
    return np.where(np.arange(len(length_B)) % every == 0, length_B, 0)


def lead_in(train: Examples, validation: Examples, rows: int) -> Examples:
    """Validation sequences with the rows before them in front, whose targets are missing, so not scored.

    They bring the state up: a network that starts from zeros in the middle of a signal is wrong for a
    while, which says nothing about how well it has learned.

    Args:
        train: sequence k ends where sequence k of validation begins.
        validation: the sequences to come.
        rows: the most to put in front of each.

    Raises:
        ArgumentError: the numbers of sequences differ.
    """
    if len(train) != len(validation):
        raise ArgumentError(
            f"validation must have the {len(train)} sequences of train to follow them, got "
            f"{len(validation)}. Say that it does not follow."
        )
    return _joined(
        [
            (
                np.concatenate([x_before[-rows:], x_TF]),
                np.concatenate([np.full_like(y_before[-rows:], np.nan), y_TO]),
            )
            for (x_before, y_before), (x_TF, y_TO) in zip(train, validation, strict=True)
        ]
    )
