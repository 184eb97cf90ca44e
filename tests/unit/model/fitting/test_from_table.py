"""A fit delegates: options to their owners, data to their preparation, training to `fit_network`."""

import numpy as np
import pytest

import elman
from elman.errors import ArgumentError
from elman.model import baseline_score, read_prepared, split_options
from elman.network.losses import Huber
from elman.tables.columns import Columns
from elman.training import FitOptions
from tests.unit.model.conftest import table

FEW = {"steps": 40, "trials": False, "hidden_size": 6, "threads": 1}


def prepared(**options):
    data_options, _ = split_options(options)
    return read_prepared(table(300), Columns(inputs=("u",), targets=("y",)), data_options)


def test_options_go_to_their_owners():
    data_options, fit_options = split_options({"scaling": "robust", "window": 7, "loss": "huber"})
    assert data_options.scaling == "robust"
    assert fit_options == FitOptions(window=7, loss=Huber())


def test_an_unknown_option_is_named():
    with pytest.raises(ArgumentError, match=r"^unknown option 'windows'\. Known: .*Did you mean 'window'"):
        elman.fit(table(50), inputs="u", targets="y", windows=3)


def test_scaling_is_fitted_on_the_training_part_alone():
    training = table(300)["y"][:225]
    scaling = prepared(validation=0.25).preparation.target_scaling
    assert scaling.centre_C[0] == pytest.approx(training.mean(), rel=1e-6)
    assert scaling.scale_C[0] == pytest.approx(training.std(), rel=1e-6)


def test_the_best_baseline_is_scored_on_the_validation_part():
    data = prepared()
    name, error = baseline_score(data, FitOptions())
    assert name == "linear"
    x_TF, y_TO = next(iter(data.examples))
    wanted = (data.baselines["linear"].predict(x_TF, y_TO) - y_TO)[240:]
    assert error == pytest.approx(np.sqrt(np.mean(wanted**2)), rel=1e-6)
    assert baseline_score(data, FitOptions(loss=Huber())) is None


def test_a_fit_repeats_and_its_record_says_how(tmp_path):
    one = elman.fit(table(300), inputs="u", targets="y", seed=4, **FEW)
    two = elman.fit(table(300), inputs="u", targets="y", seed=4, **FEW)
    assert one.to_bytes() == two.to_bytes()
    record = one.record
    assert record.options["seed"] == 4
    assert record.steps == 40
    scores = one.evaluate_sequences(prepared().sequences, leads=[240]).scores
    assert record.validation["overall"] == scores.to_json()["overall"]
    assert one.evaluate_sequences(prepared().sequences, skip=240).scores.network == scores.network


def test_a_model_is_fitted_further_with_its_own_preparation():
    first = elman.fit(table(300), inputs="u", targets="y", **FEW)
    other = {"valve": table(200, seed=1)["u"] + 1.0, "level": table(200, seed=1)["y"]}
    second = elman.fit(other, inputs="valve", targets="level", start=first, steps=20, trials=False)
    assert second.record.preparation == first.record.preparation
    assert second.record.spec == first.record.spec
    with pytest.raises(ArgumentError, match="must be as many as the model's"):
        elman.fit(table(90) | {"v": np.ones(90)}, inputs=["u", "v"], targets="y", start=first)


def test_a_start_brings_its_columns_and_may_be_a_file(tmp_path):
    first = elman.fit(table(300), inputs="u", targets="y", **FEW)
    first.save(tmp_path / "first.safetensors")
    second = elman.fit(table(200, seed=1), start=tmp_path / "first.safetensors", steps=20, trials=False)
    assert (second.inputs, second.targets) == (("u",), ("y",))
    assert second.record.preparation.to_dict() == first.record.preparation.to_dict()


def test_a_state_of_the_fitted_model_is_one_of_the_saved_model():
    fitted = elman.fit(table(300), inputs="u", targets="y", **FEW)
    saved = elman.Model.from_bytes(fitted.to_bytes())
    whole = fitted.predict({"u": table(300)["u"]})
    first, state = fitted.predict({"u": table(300)["u"]}, rows=(0, 200), return_state=True)
    second = saved.predict({"u": table(300)["u"]}, rows=(200, 300), state=state)
    assert np.array_equal(np.concatenate([first, second]), whole)
