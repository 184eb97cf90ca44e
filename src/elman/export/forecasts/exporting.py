"""From a forecaster to a file of another format, which is written only if it proves itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, ExportError
from elman.export.exporting import Exported
from elman.export.forecasts.c_runner import CompiledForecaster
from elman.export.forecasts.c_source import prefix, render_source
from elman.export.forecasts.parts import ExportableForecaster
from elman.export.proof import TOLERANCE, Proof
from elman.export.target import Unchecked
from elman.export.ways import WAYS
from elman.storage.whole_file import check_target, whole_file

SUFFIX = ".c"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Wanted:
    """What the forecaster itself says of a series, at every row."""

    y_N: Array
    """The series; NaN where missing."""
    place: int
    """The number of its first row among the steps of the calendar."""
    said_NXK: Array
    """Point, lower ends, upper ends: `(N, 1 + 2 L, K)`, before whole numbers are made of ends."""
    scale_N: Array
    """The deviation of the series, or the scale of the moment where that is larger."""


def check_output(path: Path, to: str | None) -> None:
    """Checks that the format is one that forecasters can go to.

    Raises:
        ArgumentError: it is not.
    """
    if to not in (None, "c") or path.suffix.lower() != SUFFIX:
        raise ArgumentError(
            f"a forecaster can be exported to C alone (a file that ends in {SUFFIX}), got "
            f"{to or str(path)!r}: its levels, scales, seasons and bands are in no other format yet. Name a "
            "file such as forecaster.c, or run it with elman stream."
        )
    check_target("output", path)


def export_forecaster(
    parts: ExportableForecaster, path: Path, wanted: Sequence[Wanted], *, made_up: bool = False
) -> Exported:
    """Writes a forecaster as C, in full or not at all.

    Args:
        parts: of the forecaster.
        path: where the file goes.
        wanted: what it says of some series, to prove the file on.
        made_up: whether these are no one's measurements.

    Raises:
        ExportError: the file does not agree with the forecaster.
        ArgumentError: it cannot be written.
    """
    check_output(path, "c")
    content = render_source(parts).encode()
    proof = prove_c(parts, content, wanted, made_up=made_up)
    with whole_file("output", path) as partial:
        partial.write_bytes(content)
    called = prefix(parts)
    notes = () if called == parts.name.lower() else (f"{parts.name!r} is called {called!r} in C.",)
    return Exported(to="c", proof=proof, notes=notes)


def prove_c(
    parts: ExportableForecaster, content: bytes, wanted: Sequence[Wanted], *, made_up: bool = False
) -> Proof:
    """Runs the file beside the forecaster: whole series, chunks of random sizes, single rows.

    Raises:
        ExportError: points or bands differ by more than 1e-5 of the scale.
    """
    rows = sum(len(one.y_N) for one in wanted)
    with TemporaryDirectory(prefix="elman-export-") as folder:
        try:
            runner = CompiledForecaster(content, parts, Path(folder))
        except Unchecked as reason:
            return Proof(
                num_rows=rows, made_up=made_up, differences={}, limit=TOLERANCE, unchecked=str(reason)
            )
        shares = {
            way: max(_share(parts, one, _run(runner, one, cut)) for one in wanted)
            for way, cut in WAYS.items()
        }
    proof = Proof(num_rows=rows, made_up=made_up, differences=shares, limit=TOLERANCE)
    if not all(share <= TOLERANCE for share in shares.values()):
        raise ExportError(
            f"the C export must agree with the forecaster, got {proof}. Nothing was written. "
            "Report this with the forecaster."
        )
    return proof


def _run(runner: CompiledForecaster, one: Wanted, cut: Callable[[int], Iterator[int]]) -> Array:
    parts, state, start = [], runner.start(one.place), 0
    for length in cut(len(one.y_N)):
        said_NXK, state = runner.run(one.y_N[start : start + length], state)
        parts.append(said_NXK)
        start += length
        if start >= len(one.y_N):
            break
    return np.concatenate(parts)


def _share(parts: ExportableForecaster, one: Wanted, said_NXK: Array) -> float:
    """The largest difference as a share of the scale, and of what double leaves of the value.

    Ends that are whole numbers may be those of any value within the tolerance.
    """
    unit_N11 = one.scale_N[:, None, None] + 2.0**-32 * np.abs(one.said_NXK)
    low_NXK, high_NXK = (_limited(parts, one.said_NXK + sign * TOLERANCE * unit_N11) for sign in (-1.0, 1.0))
    outside_NXK = np.maximum(low_NXK - said_NXK, said_NXK - high_NXK)
    if parts.conditions.whole:
        plain_NXK = np.where(outside_NXK > 0.0, TOLERANCE * unit_N11 + outside_NXK, 0.0)
    else:
        plain_NXK = np.abs(said_NXK - _limited(parts, one.said_NXK))
    share_NXK = plain_NXK / unit_N11
    return float(np.where(np.isnan(share_NXK), np.inf, share_NXK).max(initial=0.0))


def _limited(parts: ExportableForecaster, said_NXK: Array) -> Array:
    """Point and ends within what can be."""
    levels = len(parts.levels)
    point_NK = said_NXK[:, 0]
    low_LNK = said_NXK[:, 1 : 1 + levels].transpose(1, 0, 2)
    high_LNK = said_NXK[:, 1 + levels :].transpose(1, 0, 2)
    point_NK, low_LNK, high_LNK = parts.conditions.limit(point_NK, low_LNK, high_LNK)
    return np.concatenate(
        [point_NK[:, None], low_LNK.transpose(1, 0, 2), high_LNK.transpose(1, 0, 2)], axis=1
    )
