"""What a program could say to elman 0.1.0 it can say today, if with a DeprecationWarning.

The names are those that 0.1.0 itself listed (`files_0_1_0/names.json`, written by `make_files_0_1_0.py`).
"""

import importlib
import json
import os
import warnings
from pathlib import Path

import numpy as np
import pytest

import elman
from tests.golden.replay_0_1_0 import array, held_objects

FILES = Path(__file__).parent / "files_0_1_0"
FROZEN = json.loads((FILES / "names.json").read_text(encoding="utf-8"))
NAMES = [(package, name) for package, names in FROZEN["names"].items() for name in names]
OF_FOLDERS = [(package, name) for package, name in NAMES if package.count(".") < 2]
OF_INNER_FOLDERS = [(package, name) for package, name in NAMES if package.count(".") == 2]
FOLDERS = "data demo engines errors evaluation export forecasting model network optimizers plots prediction "
FOLDERS += "pytorch training"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def held():
    """What a user holds, by the name of its class."""
    before = Path.cwd()
    os.chdir(FILES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return held_objects()
    finally:
        os.chdir(before)


def test_the_list_of_names_is_whole():
    assert len(FROZEN["names"]["elman"]) == 52
    assert len(FROZEN["names"]) == 38
    assert len(NAMES) == len(OF_FOLDERS) + len(OF_INNER_FOLDERS) == 373


@pytest.mark.parametrize(("package", "name"), OF_FOLDERS, ids=".".join)
def test_a_public_name_is_still_there(package, name):
    """From `elman` and from its folders, where users were told to import from."""
    assert hasattr(importlib.import_module(package), name)


@pytest.mark.parametrize(("package", "name"), OF_INNER_FOLDERS, ids=".".join)
def test_a_name_of_an_inner_folder_is_still_there(package, name):
    """Such as `elman.evaluation.metrics`: public names too, for whoever adds something of his own."""
    assert hasattr(importlib.import_module(package), name)


@pytest.mark.parametrize("folder", FOLDERS.split())
def test_a_folder_is_still_an_attribute(folder):
    assert getattr(elman, folder).__name__.startswith("elman")


@pytest.mark.parametrize("kind", FROZEN["members"])
def test_an_object_still_has_what_it_had(kind, held):
    assert [name for name in FROZEN["members"][kind] if not hasattr(held[kind], name)] == []


def test_old_and_new_names_of_arrays_are_the_same_arrays(held):
    old = {
        "Prediction": {"values": "values_NO"},
        "Forecast": {"point": "point_MK", "low": "low_LMK", "high": "high_LMK"},
        "Ahead": {"point": "point_K", "low": "low_LK", "high": "high_LK"},
    }
    for kind, names in old.items():
        for plain, lettered in names.items():
            assert np.array_equal(array(held[kind], plain), getattr(held[kind], lettered))


PAIRS = {"u": np.sin(np.arange(80) / 3), "y": np.cos(np.arange(80) / 3)}
QUICK = {"hidden_size": 2, "steps": 2, "trials": False}
FIT_OPTIONS = {
    "cell": "lstm",
    "hidden_size": 3,
    "num_layers": 2,
    "dropout": 0.1,
    "schedule": "carry",
    "window": 7,
    "burn_in": 3,
    "batch_size": 2,
    "learning_rate": 0.02,
    "clip_norm": 0.5,
    "weight_decay": 0.1,
    "steps": 3,
    "epochs": 0.5,
    "seconds": 0.2,
    "patience": 1.0,
    "trials": False,
    "loss": "mae",
    "seed": 4,
    "engine": "reference",
    "threads": 1,
}
DATA_OPTIONS = {"scaling": "robust", "missing": "error", "validation": 0.3}
FORECAST_OPTIONS = {
    "season": 12,
    "head": "recursive",
    "lags": 3,
    "level": "mean",
    "scale": "mad",
    "difference": 0,
    "calendar": False,
    "loss": "pinball",
    "levels": (50.0, 70.0),
    "members": 2,
    "cell": "rnn",
    "hidden_size": 3,
    "num_layers": 2,
    "dropout": 0.1,
    "window": 7,
    "batch_size": 2,
    "learning_rate": 0.02,
    "weight_decay": 0.1,
    "clip_norm": 0.5,
    "steps": 3,
    "seconds": 0.2,
    "patience": 0.9,
    "validation": 0.2,
    "trials": False,
    "seed": 4,
    "engine": "reference",
    "threads": 1,
}
REGRESSOR_OPTIONS = {
    name: FIT_OPTIONS[name] for name in FIT_OPTIONS if name not in ("steps", "epochs", "seconds")
}
REGRESSOR_OPTIONS |= {"scaling": "robust", "missing": "error", "validation_fraction": 0.3, "max_steps": 3}
REGRESSOR_OPTIONS |= {"max_epochs": 0.5, "max_seconds": 0.2, "random_state": 4}
del REGRESSOR_OPTIONS["seed"]


def quick(options):
    """A short fit with these options; a budget of theirs stands instead of the short one."""
    budget = {"epochs", "seconds"} & set(options)
    return {name: value for name, value in QUICK.items() if not (budget and name == "steps")} | options


def held_fields(owner):
    return set(FROZEN["members"][owner]) - {"quantiles", "seasons", "horizon"}


def test_the_lists_of_options_are_whole():
    assert set(FIT_OPTIONS) == held_fields("FitOptions")
    assert set(DATA_OPTIONS) == held_fields("DataOptions")
    assert set(FORECAST_OPTIONS) == held_fields("ForecastOptions")


@pytest.mark.parametrize("name", [*FIT_OPTIONS, *DATA_OPTIONS])
def test_fit_takes_every_option_of_a_model(name):
    value = (FIT_OPTIONS | DATA_OPTIONS)[name]
    model = elman.fit(PAIRS, inputs="u", targets="y", **quick({name: value}))
    assert array(model.predict(PAIRS), "values").shape == (80, 1)


@pytest.mark.parametrize("name", FORECAST_OPTIONS)
def test_fit_takes_every_option_of_a_forecaster(name):
    options = quick({"members": 1, "season": 1} | {name: FORECAST_OPTIONS[name]})
    forecaster = elman.fit(PAIRS, targets="y", horizon=2, **options)
    assert array(forecaster.forecast(), "point").shape == (1, 2)


@pytest.mark.parametrize(
    ("owner", "options"),
    [("FitOptions", FIT_OPTIONS), ("DataOptions", DATA_OPTIONS), ("ForecastOptions", FORECAST_OPTIONS)],
)
def test_options_are_made_by_their_names_and_have_them(owner, options):
    needed = {"horizon": 2} if owner == "ForecastOptions" else {}
    for name, value in options.items():
        given = elman.MAE() if name == "loss" else value
        assert getattr(getattr(elman, owner)(**needed, **{name: given}), name) == given


@pytest.mark.parametrize("name", REGRESSOR_OPTIONS)
def test_the_regressor_takes_every_parameter(name):
    own = {"hidden_size": 2, "max_steps": 2, "trials": False, "random_state": 0}
    if name in ("max_epochs", "max_seconds"):
        del own["max_steps"]
    regressor = elman.SequenceRegressor(**own | {name: REGRESSOR_OPTIONS[name]})
    assert regressor.fit(PAIRS["u"][:, None], PAIRS["y"]).predict(PAIRS["u"][:, None]).shape == (80,)


def test_a_fit_takes_its_places_by_their_names(tmp_path):
    """`start`, `checkpoint`, `rows`, `id` and `time` of a model; the columns of a forecaster."""
    saved = tmp_path / "run.checkpoint"
    first = elman.fit(
        FILES / "pairs.csv", inputs=["u"], targets=["y"], id="run", time="t", rows=(0, 130), **QUICK
    )
    again = {"start": first, "checkpoint": saved, "steps": 2, "trials": False}
    assert elman.fit(FILES / "pairs.csv", inputs="u", targets="y", id="run", **again).targets == ("y",)
    ahead = {
        "future": ["offer"],
        "past": "visitors",
        "static": ("kind",),
        "checkpoint": tmp_path / "f.checkpoint",
    }
    columns = {"targets": "y", "id": "unique_id", "time": "ds", "rows": None}
    quicker = QUICK | {"members": 1, "season": 7}
    assert elman.fit(FILES / "shops.csv", horizon=3, **columns, **ahead, **quicker).horizon == 3


def test_a_model_takes_its_arguments_by_their_names(held, tmp_path):
    model, fresh = held["Model"], FILES / "fresh.csv"
    read = {"inputs": ["u", "v"], "id": "run", "time": "t", "rows": (0, 50)}
    _, state = model.predict(fresh, **read, state=None, return_state=True)
    model.predict(fresh, **read, state=state)
    assert model.evaluate(fresh, **read, targets=["y", "z"], skip=3).skip == 3
    assert model.read_inputs(fresh, **read).names == ("u", "v")
    assert model.export(tmp_path / "model.c", to="c", sample=fresh).to == "c"
    model.save(tmp_path / "model.safetensors")
    assert model.stream(state=state, batch=state.inputs.ids).lanes == ("a", "b")
    sequences = elman.read_sequences(fresh, inputs="u", targets="y", id="run", time="t", rows=(0, 9))
    assert sequences.names == ("u", "y")


def test_a_forecaster_takes_its_arguments_by_their_names(held):
    forecaster, heat = held["Forecaster"], FILES / "heat.csv"
    made = forecaster.forecast(heat, horizon=3, levels=[50], back=6, rows=(0, 150))
    assert array(made, "low").shape == (1, 1, 3)
    told = {"levels": [50], "adaptive": True, "baselines": ["naive"], "decided_by": "smape", "rows": (0, 150)}
    assert forecaster.backtest(heat, count=2, stride=3, first=40, **told).num_origins == 2
    refit = elman.forecasting.refit_like(forecaster, threads=1)
    assert forecaster.backtest(heat, count=1, refit=refit).num_origins == 1
    stream = forecaster.stream(first="2025-01-06T00:00", levels=[50], adaptive=True, state=None)
    assert array(stream.step({"heat": 50.0}), "high").shape == (1, 6)
    recursive = elman.load(FILES / "forecasters/recursive.safetensors")
    assert recursive.sample_paths(heat, num_paths=2, seed=1, rows=(0, 150)).shape == (2, 1, 4)
