"""Every object that a user holds can be looked at: in a line, a summary, a notebook, a picture, a frame."""

import html.parser
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import elman
from elman.demo import DemoOptions
from elman.engines.identity import IdentifiedNetwork
from elman.shown import COLUMNS, About, Drawn, Shown, Tabular, counted, fitting_lines, listed

RUNS = np.repeat(["a", "b"], 60)
TABLE = {
    "u": np.sin(np.arange(120) / 3),
    "y": np.cos(np.arange(120) / 3),
    "run": RUNS,
    "time": np.arange(120.0),
}
SERIES = {"y": np.sin(np.arange(200) / 4)}
QUICK = {"steps": 2, "trials": False, "seed": 0}


@pytest.fixture(scope="module")
def held():
    """One of every kind, by the name of its class."""
    model = elman.fit(TABLE, inputs="u", targets="y", id="run", hidden_size=2, **QUICK)
    forecaster = elman.fit(SERIES, targets="y", horizon=3, members=1, hidden_size=2, **QUICK)
    forecast = forecaster.forecast()
    networks = [
        elman.get_engine(name).build(
            elman.NetworkSpec(input_size=1), loss=elman.MSE(), optimizer=elman.Adam()
        )
        for name in ("native", "reference", "pytorch")
    ]
    objects = [
        model,
        model.predict(TABLE, id="run"),
        model.evaluate(TABLE, id="run", time="time"),
        elman.read_sequences(TABLE, inputs="u", targets="y", id="run", time="time"),
        forecaster,
        forecast,
        forecast.series,
        forecaster.backtest(count=2),
        forecaster.stream().step(0.5),
        elman.run_demo(DemoOptions(num_windows=30)),
        elman.compare({"one": model, "other": model}, TABLE, id="run"),
        *networks,
    ]
    return {type(thing).__name__: thing for thing in objects}


def every_kind():
    """Every class of the library that can be looked at."""
    for module in pkgutil.walk_packages(elman.__path__, "elman."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    kinds, left = set(), [Shown]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        kinds |= {kind} - {Shown, Drawn, Tabular, IdentifiedNetwork}
    return {kind.__name__ for kind in kinds if kind.__module__.startswith("elman.")}


def test_every_kind_is_here(held):
    assert every_kind() - set(held) == set()


class Balance(html.parser.HTMLParser):
    """Whether every tag is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_object_can_be_looked_at(held):
    for thing in held.values():
        assert len(repr(thing)) < 200, repr(thing)
        assert "\n" not in repr(thing)
        lines = thing.summary().splitlines()
        assert len(lines) < 24, thing.summary()
        assert max(map(len, lines)) <= COLUMNS, thing.summary()
        assert lines[0].startswith(type(thing).__name__)
        written = thing._repr_html_()
        assert len(written.encode()) < 50_000
        parser = Balance()
        parser.feed(written)
        assert parser.open == []


def test_completion_shows_public_names_alone(held):
    for thing in held.values():
        assert dir(thing) == [name for name in dir(thing) if not name.startswith("_")]
        for name in dir(thing):
            assert not name.rpartition("_")[2].isupper(), (type(thing), name)
            getattr(thing, name)


def test_public_names_stand_alone_in_help(held):
    for thing in held.values():
        for name in dir(thing):
            member = inspect.getattr_static(type(thing), name, None)
            assert not isinstance(member, property) or member.__doc__, (type(thing), name)


def test_what_has_a_picture_is_drawn(held, tmp_path):
    for name, thing in held.items():
        if isinstance(thing, Drawn):
            figure = thing.plot(tmp_path / f"{name}.png")
            assert (tmp_path / f"{name}.png").stat().st_size > 5_000
            assert figure._repr_png_().startswith(b"\x89PNG")


def test_a_picture_cannot_go_anywhere(held, tmp_path):
    with pytest.raises(elman.ArgumentError, match="must end in"):
        held["Forecast"].plot(tmp_path / "picture.doc")


def test_frames_have_the_same_numbers(held):
    for thing in held.values():
        if isinstance(thing, Tabular):
            polars, pandas = thing.to_polars(), thing.to_pandas()
            assert list(pandas.columns) == polars.columns
            assert len(pandas) == len(polars) > 0
            for name in polars.columns:
                if polars[name].dtype.is_numeric():
                    assert np.array_equal(polars[name].to_numpy(), pandas[name].to_numpy(), equal_nan=True)


def test_frames_have_ids_and_truth(held):
    evaluation, forecast = held["Evaluation"], held["Forecast"]
    frame = evaluation.to_polars()
    assert frame["sequence"].to_list() == list(RUNS)
    assert np.array_equal(frame["y-truth"], TABLE["y"])
    assert np.array_equal(frame["y"], evaluation.prediction.values[:, 0])
    assert {"run", "time"} <= set(frame.columns)
    assert {"unique_id", "ds", "forecast", "low-80", "truth"} <= set(forecast.to_polars().columns)
    assert np.array_equal(held["SeriesSet"].to_polars()["y"], SERIES["y"])


def test_plain_names_are_the_arrays(held):
    for kind, names in {
        "Prediction": {"values": "values_NO"},
        "Evaluation": {"truth": "truth_NO"},
        "Sequences": {"values": "values_NC"},
        "Forecast": {"point": "point_MK", "low": "low_LMK", "high": "high_LMK", "origins": "origins_M"},
        "Ahead": {"point": "point_K", "low": "low_LK", "high": "high_LK", "stamps": "stamps_K"},
    }.items():
        for plain, lettered in names.items():
            assert getattr(held[kind], plain) is getattr(held[kind], lettered)
    trace = held["DemoResult"].unseen
    assert (trace.angle is trace.angle_T, trace.truth is trace.truth_T) == (True, True)


class Odd(Shown):
    """Everything that could go wrong."""

    def _about(self):
        return About(
            facts={"named": "<b>\x1b[31m" * 100},
            sentences=["<script>\n" * 200] * 50,
            table=[["a" * 500, *["b" * 30] * 40]] * 5_000,
        )


def test_whatever_it_holds_fits_and_is_harmless():
    odd = Odd()
    assert len(repr(odd)) < 200
    assert "\x1b" not in repr(odd) + odd.summary() + odd._repr_html_()
    assert "<script>" not in odd._repr_html_()
    assert len(odd._repr_html_().encode()) < 50_000
    lines = odd.summary().splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= COLUMNS


def test_one_is_no_plural():
    assert (counted(1, "gap"), counted(2, "gap"), counted(1, "series", "series")) == (
        "1 gap",
        "2 gaps",
        "1 series",
    )


def test_a_wide_table_loses_its_last_columns():
    lines = fitting_lines([["name", *(f"metric {n}" for n in range(20))]])
    assert max(map(len, lines)) <= COLUMNS
    assert "metric 0" in lines[0]


def test_choices_are_a_list_with_reasons_and_trials_a_table():
    said = (
        "gru with 8 units [the best of 2 trials], 1,000 steps [what the budget allows, or less], "
        "windows of 5 rows [as asked] (90 rows in 2 sequences; trials on validation: carry, seed 0: 0.137; "
        "shuffle, seed 1: inf; a linear start: 0.2 on validation, against 0.3)"
    )
    assert listed(said, [0.25, 12.0]) == [
        "  gru with 8 units   the best of 2 trials",
        "  1,000 steps        what the budget allows, or less",
        "  windows of 5 rows  as asked",
        "  because of",
        "    90 rows in 2 sequences",
        "    a linear start: 0.2 on validation, against 0.3",
        "  trials on validation  score  seconds",
        "  carry, seed 0         0.137      0.2",
        "  shuffle, seed 1         inf     12.0",
    ]


def test_choices_of_0_1_0_are_a_list_too():
    said = "2 networks, level last, 16 lags (81 rows; trials on validation: a, b: 1.77; c: 2); all: a 1, b 1"
    assert listed(said) == [
        "  2 networks",
        "  level last",
        "  16 lags",
        "  because of",
        "    81 rows",
        "    all: a 1, b 1",
        "  trials on validation  score",
        "  a, b                   1.77",
        "  c                         2",
    ]
