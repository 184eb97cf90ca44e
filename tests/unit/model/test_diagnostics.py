import json

import numpy as np

import elman
from elman.model.responses import step_responses
from tests.unit.model.conftest import table


def test_an_evaluation_is_diagnosed(model):
    evaluation = model.evaluate(table(200, seed=2))
    found = evaluation.diagnostics.targets["y"]
    assert evaluation.describe().count("diagnostics:") == 1
    assert set(json.loads(json.dumps(evaluation.to_json(), allow_nan=False))["diagnostics"]) == {
        "targets",
        "delays",
    }
    assert found.inputs["u"].response.step == model.record.preparation.input_scaling.scale_C[0]


def test_rows_that_are_skipped_are_not_looked_at(model):
    data = table(200, seed=2)
    spoiled = data | {"y": data["y"].copy()}
    spoiled["y"][:50] = 1e6
    one, other = (model.evaluate(each, skip=50).diagnostics.targets["y"] for each in (data, spoiled))
    np.testing.assert_array_equal(one.autocorrelation.values_L, other.autocorrelation.values_L)
    assert one.inputs["u"].by_range == other.inputs["u"].by_range


def test_a_step_response_is_the_prediction_of_a_step(model):
    """In units, by the model's own `predict`."""
    scaling = model.record.preparation.input_scaling
    low, high = scaling.centre_C[0], scaling.centre_C[0] + scaling.scale_C[0]
    predicted = model.predict({"u": np.repeat([low, high], 500)}).values_NO[:, 0].astype(np.float64)
    response = step_responses(model.network, model.record.preparation)[("u", "y")]
    np.testing.assert_allclose(response.values_T, predicted[500:] - predicted[499], atol=1e-3)
    assert response.settled


def test_a_fit_is_not_diagnosed():
    report = elman.fit(table(200), inputs="u", targets="y", steps=5, trials=False, hidden_size=3)
    assert (
        report.evaluate_sequences(elman.read_sequences(table(50), inputs="u", targets="y")).diagnostics
        is None
    )
