"""What is left in the errors: like each other, explained by an input, large where, of which frequency."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from elman.arrays import Array
from elman.evaluation.diagnostics import Correlation, TargetDiagnostics
from elman.page import Block, Chart, Line, Section
from elman.report.distributions import histogram, spectrum
from elman.report.material import Material


def errors_section(material: Material) -> Section:
    """Charts of the errors of each target that is drawn."""
    blocks: list[Block] = []
    for number, target in enumerate(material.drawn_targets):
        error_N = material.error(target)
        if not np.isfinite(error_N).any():
            continue
        assert material.evaluation.diagnostics is not None
        found = material.evaluation.diagnostics.targets[target]
        if found.autocorrelation is not None:
            title = material.titled("autocorrelation of the error", target)
            blocks.append(_correlation(f"auto-{number}", title, found.autocorrelation, first=1))
        blocks += _with_inputs(material, found, target, number)
        blocks.append(_histogram(material, error_N, target, number))
        blocks.append(_spectrum(material, error_N, target, number))
    return Section(title="What is left in the errors", blocks=blocks)


def _with_inputs(material: Material, found: TargetDiagnostics, target: str, number: int) -> list[Block]:
    """Of many inputs those that are told most of by the errors."""
    strength = {
        name: 0.0 if of.correlation is None else abs(of.correlation.strongest()[1]) / of.correlation.limit
        for name, of in found.inputs.items()
    }
    blocks: list[Block] = []
    for place, name in enumerate(sorted(strength, key=lambda name: -strength[name])[: material.most_inputs]):
        of_input = found.inputs[name]
        if of_input.correlation is not None:
            title = f"correlation of the error with an input: {_named(material, name, target)}"
            blocks.append(_correlation(f"cross-{number}-{place}", title, of_input.correlation, first=0))
        by_range = of_input.by_range
        if by_range.rmse:
            edges = by_range.edges
            blocks.append(
                Chart(
                    id=f"range-{number}-{place}",
                    title=f"RMSE by range of an input: {_named(material, name, target)}",
                    kind="bars",
                    x=range(1, len(by_range.rmse) + 1),
                    lines=[
                        Line(
                            name="RMSE",
                            role="plain",
                            y=[np.nan if value is None else value for value in by_range.rmse],
                        )
                    ],
                    names=[f"{low:.3g}\nto {high:.3g}" for low, high in pairwise(edges)],
                    y_label="RMSE",
                )
            )
    return blocks


def _named(material: Material, name: str, target: str) -> str:
    return f"{name} → {target}" if len(material.model.targets) > 1 else name


def _correlation(place: str, title: str, found: Correlation, *, first: int) -> Chart:
    lags = np.arange(first, len(found.values_L))
    limit_L = np.full(len(lags), found.limit)
    return Chart(
        id=place,
        title=title,
        kind="stems",
        x=lags,
        lines=[
            Line(name="correlation", role="plain", y=found.values_L[first:]),
            Line(name="99 % limit", role="limit", y=limit_L),
            Line(name="", role="limit", y=-limit_L),
        ],
        x_label="rows back",
        y_label="correlation",
    )


def _histogram(material: Material, error_N: Array, target: str, number: int) -> Chart:
    middle_P, share_P, normal_P = histogram(error_N)
    return Chart(
        id=f"histogram-{number}",
        title=material.titled("histogram of the error", target),
        x=middle_P,
        lines=[
            Line(name="error", role="error", y=share_P),
            Line(name="normal curve", role="baseline", y=normal_P),
        ],
        x_label="error",
        y_label="share of the rows",
        low=0.0,
    )


def _spectrum(material: Material, error_N: Array, target: str, number: int) -> Chart:
    lengths = material.sequences.lengths
    frequency_P, error_P = spectrum(error_N, lengths)
    _, truth_P = spectrum(material.truth(target), lengths)
    return Chart(
        id=f"spectrum-{number}",
        title=material.titled("spectrum of the error", target),
        x=frequency_P,
        lines=[
            Line(name="of the truth", role="truth", y=truth_P),
            Line(name="of the error", role="error", y=error_P),
        ],
        x_label="cycles in a row",
        y_label="power",
        log_y=True,
    )
