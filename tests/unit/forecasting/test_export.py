"""A forecaster as a C file: the same forecasts and bands, and a file that differs is not written."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import elman
from elman import Forecaster
from elman.cli import run
from elman.errors import ArgumentError, ExportError
from elman.export.forecasts.c_runner import CompiledForecaster
from elman.export.forecasts.c_source import render_source
from elman.export.forecasts.exporting import prove_c
from elman.forecasting.exports import made_up_series, make_exportable, what_it_says
from elman.forecasting.running.ensemble import Ensemble

FIT = {"horizon": 6, "steps": 20, "members": 3, "hidden_size": 6, "trials": False, "threads": 1}
FIT |= {"calendar": False, "levels": (50.0, 90.0)}
FIRST = np.datetime64("2024-01-01")


def values(rows=260, gaps=0.0):
    random = np.random.default_rng(1)
    y = 100 + 20 * np.sin(2 * np.pi * np.arange(rows) / 7) + 3 * random.normal(size=rows)
    return np.where(random.random(rows) < gaps, np.nan, y)


def fitted(y, **options):
    """Every part has its share: a made forecaster whose bands differ by phase and age."""
    made = elman.fit({"ds": FIRST + np.arange(len(y)), "y": y}, **(FIT | options))
    share_RK = np.repeat([[0.25], [0.125], [0.0625]], made.horizon, axis=1)
    rules = replace(made.rules, share_RK=share_RK)
    phases = 1 + np.arange(7) / 10
    conditions = replace(made.conditions, phase_S=phases, prior=5.0, relative=True)
    return Forecaster(made.record, made.networks, made.residuals, made.remembered, rules, conditions)


def parts_of(forecaster, name="some forecaster.c"):
    ensemble = Ensemble(forecaster.networks, forecaster.residuals, forecaster.rules, forecaster.conditions)
    levels = forecaster.record.levels
    first = forecaster.remembered.first[0]
    parts = make_exportable(forecaster.record, ensemble, levels, Path(name), first)
    known = made_up_series(forecaster.record, forecaster.remembered)
    return parts, what_it_says(forecaster.record, ensemble, levels, known)


CASES = {
    "gru": {},
    "lstm": {"cell": "lstm", "members": 2},
    "two layers": {"layers": 2, "cell": "rnn"},
    "median and mad": {"level": "median", "scale": "mad", "difference": 7},
    "running": {"level": "last", "scale": "running", "difference": 0},
    "segments": {"strategy": "segments", "horizon": 16},
}


@pytest.mark.parametrize("case", CASES)
def test_every_kind_is_within_the_limit(case, tmp_path):
    forecaster = fitted(values(gaps=0.05 * (case != "gru")), **CASES[case])
    exported = forecaster.export(tmp_path / "f.c")
    if exported.proof.unchecked is not None:
        pytest.skip(exported.proof.unchecked)
    assert exported.to == "c"
    assert set(exported.proof.differences) == {"full sequence", "chunks", "single steps"}
    assert max(exported.proof.differences.values()) <= 1e-5
    # A made-up series with missing rows is run beside the series of the fit.
    assert exported.proof.num_rows > 260 + 200


@pytest.mark.parametrize(("step", "cycles"), [("h", ("day", "week")), ("D", ("year",))])
def test_the_calendar_is_followed(step, cycles, tmp_path):
    """Hours begin at ten past, and days run through leap years, before 1970 too."""
    rows = 1300 if step == "D" else 900
    first = np.datetime64("1967-01-01" if step == "D" else "2024-02-01T00:10", "us")
    stamps = first + np.arange(rows) * np.timedelta64(1, step)
    options = {"members": 1, "season": 3, "lags": 6, "level": "last", "scale": "running", "window": 8}
    made = elman.fit({"ds": stamps, "y": values(rows)}, **(FIT | options | {"calendar": True}))
    assert set(cycles) <= set(made.record.framing.cycles)
    rules = replace(made.rules, share_RK=np.zeros_like(made.rules.share_RK))
    parts = (made.record, made.networks, made.residuals, made.remembered, rules, made.conditions)
    exported = Forecaster(*parts).export(tmp_path / "f.c")
    assert max(exported.proof.differences.values(), default=0.0) <= 1e-5
    content = (tmp_path / "f.c").read_text().replace("(state->place + state->rows) *", "(state->place) *")
    exportable, wanted = parts_of(Forecaster(*parts), "f.c")
    if exported.proof.unchecked is None:
        with pytest.raises(ExportError):
            prove_c(exportable, content.encode(), wanted)


def test_it_says_what_a_stream_says(tmp_path):
    forecaster = fitted(values(gaps=0.05))
    forecaster.export(tmp_path / "f.c")
    parts, _ = parts_of(forecaster, "f.c")
    runner = CompiledForecaster((tmp_path / "f.c").read_bytes(), parts, tmp_path)
    stream = forecaster.stream(first=str(FIRST))
    days = int((FIRST - np.datetime64("1970-01-01")).astype(int))
    y = np.concatenate([[np.nan, np.nan], values(120, 0.1)])
    said_NXK, _ = runner.run(y, runner.start(days))
    for row, value in enumerate(y):
        ahead = stream.step(value)
        wanted = np.concatenate([ahead.point_K[None], ahead.low_LK, ahead.high_LK])
        np.testing.assert_allclose(said_NXK[row], wanted, atol=1e-5 * 15)


def test_counts_have_whole_ends_and_nothing_is_below_zero(tmp_path):
    y = np.random.default_rng(0).poisson(2, 260).astype(float)
    forecaster = fitted(y)
    assert forecaster.conditions.whole
    forecaster.export(tmp_path / "f.c")
    parts, _ = parts_of(forecaster, "f.c")
    runner = CompiledForecaster((tmp_path / "f.c").read_bytes(), parts, tmp_path)
    said_NXK, _ = runner.run(y, runner.start(0))
    assert said_NXK.min() >= 0.0
    np.testing.assert_array_equal(said_NXK[:, 1:], np.rint(said_NXK[:, 1:]))


MUTANTS = (
    ("(state->place + state->rows + step)", "(state->place + state->rows + step + 1)"),
    ("0.95 * count", "0.85 * count"),
    ("rows > 2.0 *", "rows > 200.0 *"),
    ("+ mapped - middle", "- middle"),
    ("(last - middle)", "(last)"),
    ("if (known) {\n        const double centred", "if (1) {\n        const double centred"),
    ("own * unit + share * usual", "own * unit + usual"),
    ("low + share * (high - low)", "low"),
    ("said, SOME_FORECASTER_NETWORKS", "said, 1"),
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[wrong for _, wrong in MUTANTS])
def test_a_file_that_differs_is_found(mutant, mutated):
    parts, wanted, content = mutated
    right, wrong = mutant
    assert right in content
    with pytest.raises(ExportError, match="must agree with the forecaster"):
        prove_c(parts, content.replace(right, wrong).encode(), wanted)


@pytest.fixture(scope="module")
def mutated():
    parts, wanted = parts_of(fitted(values(gaps=0.05)))
    content = render_source(parts)
    if prove_c(parts, content.encode(), wanted).unchecked is not None:
        pytest.skip("there is no compiler")
    return parts, wanted, content


@pytest.mark.parametrize(
    ("options", "columns", "reason"),
    [
        (
            {"calendar": True, "window": 4, "lags": 4},
            {},
            "sees a calendar of months, weekdays or a time zone",
        ),
        ({"strategy": "recursive"}, {}, "feeds its own values back"),
        ({"loss": elman.network.losses.Pinball((0.1, 0.5, 0.9))}, {}, "forecasts quantiles"),
        ({"future": "offer"}, {"offer": np.arange(260) % 3.0}, "has covariates"),
    ],
)
def test_what_c_cannot_say_is_refused_by_name(options, columns, reason, tmp_path):
    days = FIRST + np.arange(260)
    days = (np.datetime64("2000-01") + np.arange(260)).astype("M8[D]") if "calendar" in options else days
    table = {"ds": days, "y": values(), **columns}
    forecaster = elman.fit(table, **(FIT | {"members": 1} | options))
    with pytest.raises(ArgumentError, match=reason):
        forecaster.export(tmp_path / "f.c")
    assert not list(tmp_path.iterdir())


def test_from_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fitted(values()).save("f.safetensors")
    assert run(["export", "f.safetensors", "-o", "heat-1.c"]) == 0
    assert "single steps" in capsys.readouterr().out
    assert "heat_1_step(heat_1_state *state, double value" in (tmp_path / "heat-1.c").read_text()
    assert run(["export", "f.safetensors", "-o", "f.onnx"]) == 2
    assert "can be exported to C alone" in capsys.readouterr().err
    assert not (tmp_path / "f.onnx").exists()
