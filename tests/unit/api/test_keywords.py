"""The four lists of a fit's options are one: fields, Python's keywords, the command line, the regressor."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import ClassVar, get_origin, get_type_hints

import pytest

from elman.api.keywords import ForecastKeywords, ModelKeywords
from elman.cli.fit_options import GROUPS
from elman.forecasting import ForecastOptions
from elman.model import DataOptions
from elman.network.losses import Loss
from elman.regressor import OWN_NAMES, SequenceRegressor
from elman.tables import ReadOptions
from elman.tables.columns import READ_OPTIONS
from elman.training import FitOptions

ROOT = Path(__file__).parents[3]
OF_MODELS = {**get_type_hints(FitOptions), **get_type_hints(DataOptions)}
OF_FORECASTS = get_type_hints(ForecastOptions)


def as_keywords(hints):
    """The types of fields as keywords have them."""
    return {
        name: Loss | str if name == "loss" else kind
        for name, kind in hints.items()
        if get_origin(kind) is not ClassVar and name != "horizon"
    }


@pytest.mark.parametrize(
    ("keywords", "hints"), [(ModelKeywords, OF_MODELS), (ForecastKeywords, OF_FORECASTS)]
)
def test_the_typed_keywords_are_the_fields(keywords, hints):
    assert get_type_hints(keywords) == as_keywords(hints) | get_type_hints(ReadOptions)


def test_the_options_of_reading_are_known_without_loading_them():
    assert {field.name for field in fields(ReadOptions)} == READ_OPTIONS
    assert READ_OPTIONS.isdisjoint(OF_MODELS | OF_FORECASTS)


def test_the_command_line_has_each_option_under_one_heading():
    listed = [name for names in GROUPS.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) == as_keywords(OF_MODELS).keys() | as_keywords(OF_FORECASTS).keys()


def test_the_regressor_has_every_option_with_its_default():
    own = {field.name: field for field in fields(SequenceRegressor)}
    of_models = {field.name: field for owner in (FitOptions, DataOptions) for field in fields(owner)}
    # Tables of its own have no place among an estimator's parameters.
    assert {OWN_NAMES.get(name, name) for name in own} == of_models.keys() - {"validation_data"}
    for name, field in own.items():
        if name not in ("loss", "random_state"):
            assert field.default == of_models[OWN_NAMES.get(name, name)].default, name


def test_files_keep_every_option():
    for owner in (FitOptions, ForecastOptions):
        assert sorted(owner.FILE_ORDER) == sorted(field.name for field in fields(owner))


PROGRAM = """
import elman
table = {"u": [1.0], "y": [2.0]}
model: elman.Model = elman.fit(table, inputs="u", targets="y", hidden_size=4, budget="10m", loss="mae")
forecaster: elman.Forecaster = elman.fit(table, horizon=3, season="24,168", levels=[80], strategy="direct")
elman.fit(table, inputs="u", targets="y", hiden_size=4)
elman.fit(table, inputs="u", targets="y", lags=4)
elman.fit(table, horizon=3, epochs=4)
elman.fit(table, inputs="u", targets="y", layers="two")
elman.FitOptions(hiden_size=4)
"""
WRONG_LINES = [6, 7, 8, 9, 10]


def test_a_misspelt_option_is_a_type_error(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", tmp_path / "program.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line.split("program.py:")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert sorted({int(line.split(":")[0]) for line in found}) == WRONG_LINES, done.stdout
