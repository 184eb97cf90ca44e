"""The estimator keeps scikit-learn's rules, and what it fits is what `elman.fit` fits."""

import pickle
import subprocess
import sys
from copy import deepcopy

import numpy as np
import polars
import pytest
from scipy.signal import lfilter
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from elman import Huber, SequenceRegressor
from elman.api import fit
from elman.errors import ArgumentError, UnknownNameError
from elman.model import Model

QUICK = {"hidden_size": 8, "schedule": "shuffle", "max_steps": 150, "trials": False, "random_state": 0}

EXCUSED = {
    "check_methods_sample_order_invariance": (
        "Rows are time steps: in another order they are another signal, and a memory must answer otherwise."
    ),
    "check_methods_subset_invariance": (
        "Rows predicted in small batches are cut off from the rows before them, which the network remembers."
    ),
}


@pytest.fixture(autouse=True)
def _array_interface(monkeypatch):
    # scikit-learn skips its check of NumPy arrays under the array API unless this is set.
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")


@parametrize_with_checks(
    [
        SequenceRegressor(**QUICK),
        SequenceRegressor(**(QUICK | {"schedule": "carry"}), cell="lstm", scaling="robust", missing="error"),
    ],
    expected_failed_checks=lambda estimator: EXCUSED,
)
def test_the_rules_of_scikit_learn(estimator, check):
    check(estimator)


def system(num_rows, seed=0):
    """A filter in float64, far from 0 and 1: y(t) = 40 + 0.9 (y(t - 1) - 40) + (u(t) - 3) - 5 (v(t) + 1)."""
    centre = np.array([3.0, -1.0])
    x = np.random.default_rng(seed).normal(centre, [2.0, 0.5], (num_rows, 2))
    return x, 40.0 + lfilter([1.0], [1.0, -0.9], (x - centre) @ [1.0, -5.0])


@pytest.fixture(scope="module")
def fitted():
    return SequenceRegressor(**(QUICK | {"max_steps": 600})).fit(*system(1500))


def test_a_system_with_memory_is_learned_and_the_current_row_is_not_enough(fitted):
    x, y = system(600, seed=1)
    assert Ridge().fit(*system(1500)).score(x, y) < 0.4
    assert fitted.score(x, y) > 0.95


def test_it_is_the_model_that_fit_gives(fitted):
    x, y = system(1500)
    options = {"hidden_size": 8, "schedule": "shuffle", "steps": 600, "trials": False, "seed": 0}
    table = np.column_stack([x, y])
    model = fit(table, inputs=["column_1", "column_2"], targets="column_3", **options)
    wanted, own = model.network.parameters(), fitted.model_.network.parameters()
    assert all(np.array_equal(own[name], wanted[name]) for name in wanted)
    unseen, _ = system(90, seed=2)
    np.testing.assert_array_equal(fitted.predict(unseen), model.predict(unseen).values_NO[:, 0])
    record, wanted_record = fitted.model_.record.to_dict(), model.record.to_dict()
    assert record["options"] == wanted_record["options"]
    assert record["validation"]["baselines"].keys() == {"mean", "linear"}


def test_the_seed_decides_every_bit():
    x, y = system(200)
    first, again, other = (
        SequenceRegressor(**(QUICK | {"random_state": seed})).fit(x, y).predict(x) for seed in (7, 7, 8)
    )
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.01
    drawn = [
        SequenceRegressor(**(QUICK | {"random_state": np.random.RandomState(3)})).fit(x, y).predict(x)
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*drawn)


def shuffled_sequences(lengths):
    """Ids, inputs and targets of a table whose sequences are dealt among each other, and the sequences."""
    parts = [system(length, seed=10 + place) for place, length in enumerate(lengths)]
    ids = np.random.default_rng(4).permutation(np.repeat(["b", "c", "a"][: len(lengths)], lengths))
    x, y = np.empty((len(ids), 2)), np.empty(len(ids))
    for name, (part_x, part_y) in zip(["b", "c", "a"], parts, strict=False):
        x[ids == name], y[ids == name] = part_x, part_y
    return ids, x, y, parts


def test_sequences_are_told_apart_by_their_ids(fitted):
    ids, x, y, parts = shuffled_sequences((80, 50, 70))
    together = fitted.predict(x, sequence_ids=ids)
    for name, (part_x, _) in zip("bca", parts, strict=True):
        np.testing.assert_array_equal(together[ids == name], fitted.predict(part_x))
    assert np.abs(together - fitted.predict(x)).max() > 1.0
    assert fitted.score(x, y, sequence_ids=ids) == r2_score(y, together)


def test_a_fit_on_several_sequences_is_the_one_of_fit():
    ids, x, y, _ = shuffled_sequences((120, 60, 90))
    regressor = SequenceRegressor(**QUICK).fit(x, y, sequence_ids=ids)
    options = {"hidden_size": 8, "schedule": "shuffle", "steps": 150, "trials": False, "seed": 0}
    table = {"column_1": x[:, 0], "column_2": x[:, 1], "y": y, "id": ids}
    model = fit(table, inputs=["column_1", "column_2"], targets="y", id="id", **options)
    np.testing.assert_array_equal(
        regressor.model_.network.parameters()["out.weight"], model.network.parameters()["out.weight"]
    )
    assert regressor.model_.record.data_fingerprint == model.record.data_fingerprint


def test_several_targets_have_a_column_each():
    x, y = system(600)
    both = np.column_stack([y, 3.0 - 100.0 * y])
    regressor = SequenceRegressor(**QUICK).fit(x, both)
    prediction = regressor.predict(x)
    assert prediction.shape == (600, 2)
    assert prediction.dtype == np.float64
    assert regressor.score(x, both) == pytest.approx(r2_score(both, prediction), rel=1e-6)
    weight = np.random.default_rng(5).uniform(size=600)
    wanted = r2_score(both, prediction, sample_weight=weight)
    assert regressor.score(x, both, sample_weight=weight) == pytest.approx(wanted, rel=1e-6)
    assert regressor.model_.targets == ("y_1", "y_2")


def test_missing_values(fitted):
    x, y = system(300, seed=6)
    holed_x, holed_y = x.copy(), np.where(np.arange(300) % 3 == 0, np.nan, y)
    holed_x[50:55, 0] = np.nan
    held = x.copy()
    held[50:55, 0] = x[49, 0]
    np.testing.assert_array_equal(fitted.predict(holed_x), fitted.predict(held))
    known = ~np.isnan(holed_y)
    wanted = r2_score(y[known], fitted.predict(x)[known])
    assert fitted.score(x, holed_y) == pytest.approx(wanted, rel=1e-6)
    again = SequenceRegressor(**QUICK).fit(holed_x, holed_y)
    assert again.score(x, y) > 0.5
    with pytest.raises(ValueError, match="contains NaN"):
        SequenceRegressor(**QUICK, missing="error").fit(holed_x, y)


def test_frames_bring_their_names():
    x, y = system(100)
    frame = polars.DataFrame(x, schema=["valve", "load"])
    regressor = SequenceRegressor(**QUICK).fit(frame, polars.Series("level", y))
    assert (regressor.model_.inputs, regressor.model_.targets) == (("valve", "load"), ("level",))
    assert list(regressor.feature_names_in_) == ["valve", "load"]
    with pytest.raises(ValueError, match="feature names should match"):
        regressor.predict(frame.rename({"load": "lode"}))
    lagged = SequenceRegressor(**QUICK).fit(frame, polars.Series("load", y))
    assert lagged.model_.targets == ("load_",)


def test_the_model_goes_into_a_file(fitted, tmp_path):
    path = tmp_path / "model.safetensors"
    fitted.model_.save(path)
    x, _ = system(70, seed=7)
    np.testing.assert_array_equal(Model.load(path).predict(x).values_NO[:, 0], fitted.predict(x))


@pytest.mark.parametrize("copied", [lambda made: pickle.loads(pickle.dumps(made)), deepcopy])
def test_a_pickle_holds_the_bytes_of_the_model_file(fitted, copied):
    assert b"rnn.weight_ih_l0" in pickle.dumps(fitted)
    assert b"_native" not in pickle.dumps(fitted)
    again = copied(fitted)
    x, y = system(70, seed=8)
    np.testing.assert_array_equal(again.predict(x), fitted.predict(x))
    assert again.get_params() == fitted.get_params()
    evaluations = [
        made.model_.evaluate(np.column_stack([x, y]), targets=["column_3"]) for made in (again, fitted)
    ]
    assert evaluations[0].scores.to_json() == evaluations[1].scores.to_json()
    assert isinstance(fitted.model_, Model)


def test_a_clone_is_not_fitted_and_has_the_options():
    made = SequenceRegressor(**QUICK, loss=Huber(delta=0.5), cell="lstm")
    cloned = clone(made)
    assert cloned.get_params() == made.get_params()
    cloned.fit(*system(60))
    assert not hasattr(made, "model_")
    assert cloned.model_.record.options["loss_numbers"] == [0.5]
    assert cloned.set_params(loss="mae").fit(*system(60)).model_.record.options["loss"] == "mae"


def test_a_search_with_splits_in_time_finds_the_network_that_can():
    x, y = system(600)
    options = QUICK | {"max_steps": 500}
    pipeline = make_pipeline(StandardScaler(), SequenceRegressor(**options))
    # One unit, and hardly a step, is no match.
    grid = {"sequenceregressor__max_steps": [1, 500]}
    search = GridSearchCV(pipeline, grid, cv=TimeSeriesSplit(n_splits=2), error_score="raise").fit(x, y)
    assert search.best_params_ == {"sequenceregressor__max_steps": 500}
    assert search.score(*system(300, seed=9)) > 0.8


def test_ids_are_routed_through_a_search():
    ids, x, y, _ = shuffled_sequences((150, 150, 150))
    with config_context(enable_metadata_routing=True):
        regressor = SequenceRegressor(**QUICK).set_fit_request(sequence_ids=True)
        regressor.set_score_request(sequence_ids=True)
        search = GridSearchCV(
            regressor, {"cell": ["gru"]}, cv=TimeSeriesSplit(n_splits=2), error_score="raise"
        )
        search.fit(x, y, sequence_ids=ids)
    train, test = list(TimeSeriesSplit(n_splits=2).split(x))[1]
    alone = SequenceRegressor(**QUICK).fit(x[train], y[train], sequence_ids=ids[train])
    wanted = alone.score(x[test], y[test], sequence_ids=ids[test])
    assert search.cv_results_["split1_test_score"][0] == wanted
    assert search.best_estimator_.model_.record.data_fingerprint == (
        SequenceRegressor(**QUICK).fit(x, y, sequence_ids=ids).model_.record.data_fingerprint
    )


SMALL = {
    "two rows": (np.array([[1.0], [2.0]]), np.array([1.0, 3.0])),
    "a constant input": (np.column_stack([np.ones(30), np.arange(30.0)]), np.arange(30.0) ** 2),
    "a constant target": (np.random.default_rng(1).normal(size=(30, 2)), np.full(30, 7.0)),
    "whole numbers": (np.arange(24).reshape(12, 2), np.arange(12) % 3),
}


@pytest.mark.parametrize("case", SMALL)
@pytest.mark.parametrize("schedule", ["carry", "shuffle"])
def test_small_tables(case, schedule):
    x, y = SMALL[case]
    regressor = SequenceRegressor(**(QUICK | {"schedule": schedule})).fit(x, y)
    assert np.isfinite(regressor.predict(x)).all()
    assert regressor.predict(x[:1]).shape == (1,)


def test_an_interrupted_fit_keeps_its_model_and_passes_the_interrupt_on(monkeypatch):
    from elman.training.run import Run

    validate = Run.validate

    def interrupt(run):
        validate(run)
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "validate", interrupt)
    regressor = SequenceRegressor(**QUICK)
    x, y = system(100)
    with pytest.raises(KeyboardInterrupt):
        regressor.fit(x, y)
    assert regressor.model_.record.options["interrupted"]
    assert np.isfinite(regressor.predict(x)).all()


WRONG = {
    "cell": ({"cell": "gur"}, UnknownNameError, r"^unknown cell 'gur'\. .*Did you mean 'gru'"),
    "loss": ({"loss": "mze"}, UnknownNameError, r"^unknown loss 'mze'"),
    "quantiles": ({"loss": "pinball"}, ArgumentError, r"^loss must be mse, mae or huber, got 'pinball'"),
    "budgets": ({"max_epochs": 2.0}, ArgumentError, r"^a fit must have one of steps, epochs and budget"),
    "size": ({"hidden_size": 0}, ArgumentError, r"^hidden_size must be a whole number of at least 1, got 0"),
    "seed": ({"random_state": -1}, ArgumentError, r"^seed must be a whole number of at least 0, got -1"),
    "fraction": ({"validation_fraction": 1.5}, ArgumentError, r"^validation must be between 0 and 1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_option_is_a_sentence(case):
    options, error, sentence = WRONG[case]
    with pytest.raises(error, match=sentence):
        SequenceRegressor(**(QUICK | options)).fit(*system(50))


def test_wrong_data_are_a_sentence(fitted):
    x, y = system(50)
    with pytest.raises(ArgumentError, match="must be finite, got inf"):
        fitted.predict(x * 1e39)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        fitted.predict(x, sequence_ids=np.zeros(49))
    with pytest.raises(
        ArgumentError, match=r"^sequence_ids must have a value in every row, .* none in row 3\."
    ):
        fitted.predict(x, sequence_ids=np.where(np.arange(50) == 3, np.nan, 0.0))
    with pytest.raises(
        ArgumentError, match=r"^sequence_ids must be one value a row, got the shape \(50, 2\)"
    ):
        fitted.predict(x, sequence_ids=x)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        fitted.score(x, y[:49])
    with pytest.raises(ArgumentError, match="at least 2 rows to be split, got 50 sequences"):
        SequenceRegressor(**QUICK).fit(x, y, sequence_ids=np.arange(50))


@pytest.mark.parametrize("program", ["import elman.regressor", "import elman; elman.SequenceRegressor"])
def test_a_missing_scikit_learn_is_answered_by_the_command(program):
    program = f"import sys; sys.modules['sklearn'] = None; {program}"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "elman.errors.MissingExtraError: scikit-learn 1.6 or newer must be installed for this, got none. "
        "Run: pip install scikit-learn"
    )
