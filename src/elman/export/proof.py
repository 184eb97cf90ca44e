"""The proof of an export: the file runs on real rows in three ways, and is compared with the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.data import Sequences
from elman.engines import get_engine
from elman.errors import ArgumentError, ExportError
from elman.export.exportable import Exportable
from elman.export.sample import Sample
from elman.export.target import Runner, Target, Unchecked
from elman.export.ways import WAYS
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.prediction import predict_carried

TOLERANCE = 1e-5
"""The largest difference, in a target's scale, that float32 arithmetic in another order may cause."""

_MOST_ROUNDING = 5e-5
"""The largest distance of the native engine from the definition in float64 that such a difference may have,
as a share of a target's scale. An integrator adds up roundings: 2e-5 over 2,000 rows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """The result of running an exported file beside the native engine."""

    num_rows: int
    """The number of rows that were compared, or would have been."""
    made_up: bool
    """Whether the rows were made up because none were given."""
    differences: Mapping[str, float]
    """The largest difference of each way of running, as a share of the target's scale; empty if unchecked."""
    limit: float
    """The largest difference allowed: `TOLERANCE`, and the unavoidable rounding in the target's units. If
    that is not enough, also the distance of the native engine from the definition in float64."""
    unchecked: str | None = None
    """Why nothing was compared, and the command that would allow it; None if it was compared."""

    def __str__(self) -> str:
        if self.unchecked is not None:
            return f"not checked: {self.unchecked}"
        shares = ", ".join(f"{way} {share:.1e}" for way, share in self.differences.items())
        rows = f"{self.num_rows:,} {'made-up rows' if self.made_up else 'rows'}"
        return f"{shares} of the target's scale over {rows} (limit {self.limit:.2g})"

    def to_json(self) -> dict[str, Any]:
        """Returns the proof as a dictionary for JSON."""
        return {
            "rows": self.num_rows,
            "made_up": self.made_up,
            "differences": dict(self.differences),
            "limit": self.limit,
            "unchecked": self.unchecked,
        }


def prove(exportable: Exportable, target: Target, content: bytes, sample: Sample) -> Proof:
    """Runs a file's content beside the native engine: on whole sequences, in random chunks, row by row.

    Raises:
        ExportError: a difference is above the limit.
        ArgumentError: the model's own prediction of the sample is not finite.
    """
    wanted = run_native(exportable, sample)
    scale_O = np.array(exportable.preparation.target_scaling.scale_C)
    largest_O = np.max([np.abs(y_TO).max(axis=0) for y_TO in wanted], axis=0)
    limit_O = TOLERANCE + exportable.rounding * largest_O / scale_O
    with TemporaryDirectory(prefix="elman-export-") as folder:
        try:
            runner = target.open(content, exportable, Path(folder))
        except Unchecked as reason:
            return _proof(sample, {}, limit_O.max(), unchecked=str(reason))
        shares = {way: _share(runner, sample, wanted, scale_O, cut) for way, cut in WAYS.items()}
    if any((share_O > limit_O).any() for share_O in shares.values()):
        limit_O = limit_O + _rounding_of_native(exportable, sample, wanted, scale_O)
    # Of several targets the one nearest to its limit, or farthest over it, speaks for all.
    worst = int(np.argmax(np.max([share_O / limit_O for share_O in shares.values()], axis=0)))
    proof = _proof(sample, {way: float(share_O[worst]) for way, share_O in shares.items()}, limit_O[worst])
    if any(share > proof.limit for share in proof.differences.values()):
        raise ExportError(
            f"the {target.name} export must agree with the model, got {proof}. Nothing was written. "
            "Choose another format, and report this with the model."
        )
    return proof


def _rounding_of_native(
    exportable: Exportable, sample: Sample, wanted: Sequence[Array], scale_O: Array
) -> Array:
    """Returns how far the native engine is from the definition in float64, as a share of the target's scale.

    Two float32 programs that add in another order differ by as much, and neither is the wrong one. A network
    that loses its digits altogether is not excused: beyond `_MOST_ROUNDING` nothing is allowed.
    """
    exact = run_engine("reference", exportable, sample)
    shares = [np.abs(y_TO - own_TO).max(axis=0) / scale_O for y_TO, own_TO in zip(exact, wanted, strict=True)]
    own_O: Array = np.max(shares, axis=0)
    return np.where(own_O <= _MOST_ROUNDING, own_O, 0.0)


def _proof(sample: Sample, differences: Mapping[str, float], limit: float, **rest: Any) -> Proof:
    return Proof(
        num_rows=sample.num_rows, made_up=sample.made_up, differences=differences, limit=float(limit), **rest
    )


def _share(
    runner: Runner,
    sample: Sample,
    wanted: Sequence[Array],
    scale_O: Array,
    cut: Callable[[int], Iterator[int]],
) -> Array:
    """Returns the largest difference over all sequences, `(O,)`, run in the pieces that `cut` makes."""
    pairs = zip(sample.sequences, wanted, strict=True)
    shares = [_largest_share(_run(runner, x_TF, cut), wanted_TO, scale_O) for x_TF, wanted_TO in pairs]
    largest_O: Array = np.max(shares, axis=0)
    return largest_O


def _run(runner: Runner, x_TF: Array, cut: Callable[[int], Iterator[int]]) -> Array:
    parts, state, start = [], None, 0
    for length in cut(len(x_TF)):
        y_TO, state = runner.run(x_TF[start : start + length], state)
        parts.append(y_TO)
        start += length
        if start >= len(x_TF):
            break
    return np.concatenate(parts)


def _largest_share(y_TO: Array, wanted_TO: Array, scale_O: Array) -> Array:
    """Returns the largest difference of each target as a share of its scale; infinite if one is NaN."""
    difference_TO = np.abs(y_TO.astype(np.float64) - wanted_TO)
    largest_O: Array = np.where(np.isnan(difference_TO), np.inf, difference_TO).max(axis=0) / scale_O
    return largest_O


def run_native(exportable: Exportable, sample: Sample) -> list[Array]:
    """Returns the native engine's prediction of each sequence, `(T, O)` in units."""
    return run_engine("native", exportable, sample)


def run_engine(name: str, exportable: Exportable, sample: Sample) -> list[Array]:
    """Returns an engine's prediction of each sequence, `(T, O)` in units.

    Raises:
        ArgumentError: a prediction is not finite.
    """
    network = get_engine(name).build(exportable.spec, loss=MSE(), optimizer=Adam())
    network.load(exportable.parameters)
    sequences = Sequences(
        names=exportable.preparation.inputs,
        values_NC=np.concatenate(sample.sequences),
        lengths=tuple(len(x_TF) for x_TF in sample.sequences),
        ids=tuple(str(number) for number in range(len(sample.sequences))),
    )
    y_NO = predict_carried(network, exportable.preparation, sequences).values_NO
    finite_N = np.isfinite(y_NO).all(axis=1)
    if not finite_N.all():
        row = int(np.argmin(finite_N))
        raise ArgumentError(
            "sample must be rows that the model has a finite prediction for, "
            f"got {y_NO[row]} in row {row}. Choose other rows."
        )
    return np.split(y_NO, sequences.starts[1:])
