from dataclasses import MISSING, fields

import pytest

from elman.field_texts import read_fields
from elman.forecasting import ForecastOptions
from elman.model import DataOptions
from elman.tables import ReadOptions
from elman.training import FitOptions

OWNERS = {
    ReadOptions: ("readers/options.py", "ReadOptions"),
    FitOptions: ("training/options.py", "TrainingOptions", "FitOptions"),
    DataOptions: ("model/fitting/prepared.py", "DataOptions"),
}


def read(owner):
    if owner is ForecastOptions:
        below = read_fields("training/options.py", "TrainingOptions")
        return below | read_fields("forecasting/options.py", "ForecastOptions")
    return read_fields(*OWNERS[owner])


@pytest.mark.parametrize("owner", [FitOptions, DataOptions, ForecastOptions, ReadOptions])
def test_what_is_read_is_what_the_class_has(owner):
    found = read(owner)
    assert set(found) == {field.name for field in fields(owner)}
    for field in fields(owner):
        text = found[field.name]
        assert text.kind == field.type
        has_default = (field.default, field.default_factory) != (MISSING, MISSING)
        assert (text.default is not None) == has_default
        if field.default is not MISSING:
            assert eval(text.default) == field.default


@pytest.mark.parametrize("owner", [FitOptions, DataOptions, ForecastOptions, ReadOptions])
def test_every_option_has_a_text_and_says_what_none_means(owner):
    for field in read(owner).values():
        assert len(field.text) > 8, field.name
        assert not field.text.endswith("."), field.name
        assert (field.default == "None") == (field.unless_given is not None), field.name


def test_a_text_is_one_line_in_two_parts():
    field = read(FitOptions)["schedule"]
    assert field.text.startswith("Where windows come from: carry (lanes")
    assert "\n" not in field.text
    assert field.unless_given == "settled by a trial on validation"


def test_options_of_one_name_have_one_text():
    of_models, of_forecasts = read(FitOptions) | read(DataOptions), read(ForecastOptions)
    shared = of_models.keys() & of_forecasts.keys()
    assert len(shared) == 19
    assert {name: of_models[name].text for name in shared} == {
        name: of_forecasts[name].text for name in shared
    }
