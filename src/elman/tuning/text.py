"""The result of a search in a few lines, and the command line that repeats its best."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from statistics import fmean
from typing import Any

from elman.evaluation import describe_scores
from elman.tuning.result import Trial, TuneResult

_SHOWN = 10


def describe_search(result: TuneResult) -> str:
    """The trials, what mattered, and what the best is worth."""
    blocks = [_table(result), _importance(result), _worth(result)]
    if result.warning:
        blocks.append(f"Warning: {result.warning}")
    blocks.append("the best on the last rows, which no trial saw:\n" + describe_scores(result.held_out))
    return "\n\n".join(blocks)


def command_line(result: TuneResult, data: Sequence[Path]) -> str:
    """What fits the best options to the data again, all of them, with the trial's own seed."""
    columns = result.request.columns
    words = ["elman", "fit", *map(str, data)]
    words += [f"--input={name}" for name in columns.inputs]
    words += [f"--target={name}" for name in columns.targets]
    ids = (columns.id,) if isinstance(columns.id, str) else columns.id or ()
    words += [f"--id={name}" for name in ids]
    words += [f"--time={columns.time}"] if columns.time else []
    words += [word for name, value in result.best_options.items() for word in _option(name, value)]
    return shlex.join([*words, "--output=model.safetensors"])


def _option(name: str, value: Any) -> list[str]:
    typed = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{typed}" if value else f"--no-{typed}"]
    return [] if value is None else [f"--{typed}={value}"]


def _table(result: TuneResult) -> str:
    """The best trials, those that went furthest first."""
    order = sorted(result.trials, key=lambda trial: (-trial.share, trial.score, trial.number))
    ended = sum(trial.share == 1.0 for trial in order)
    lines = [f"{len(order)} trials, {ended} of them to their end; score on validation (scaled):"]
    lines += [_line(trial) for trial in order[:_SHOWN]]
    return "\n".join(lines)


def _line(trial: Trial) -> str:
    tried = ", ".join(f"{name} {value}" for name, value in trial.options.items()) or "default options"
    score = f"{trial.score:.4g}" if isfinite(trial.score) else "failed"
    return f"  {trial.number:>4}  {trial.share:>4.0%}  {score:>8}  {tried}"


def _importance(result: TuneResult) -> str:
    shares = ", ".join(f"{name} {share:.0%}" for name, share in result.importance.items())
    return f"share of the differences that an option explains by itself: {shares}"


def _worth(result: TuneResult) -> str:
    best, default = result.errors("best"), result.errors("default")
    said = f"NRMSE on rows that no trial saw: best {fmean(best):.4g} ({len(best)} seeds)"
    if not default or result.gain is None:
        return said
    return f"{said}, default {fmean(default):.4g} ({len(default)} seeds), gain {result.gain:.3g}"
