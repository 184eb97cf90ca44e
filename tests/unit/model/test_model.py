"""Prediction and evaluation: the units are the table's, the network's numbers are its own."""

import numpy as np
import pytest

from elman.errors import ArgumentError, UnknownNameError
from elman.model import predicted_targets
from tests.unit.model.conftest import table


def test_a_prediction_is_the_networks_in_the_tables_units(model):
    unseen = table(60, seed=2)
    scaled = model.record.preparation
    x = (unseen["u"] - scaled.input_scaling.centre_C[0]) / scaled.input_scaling.scale_C[0]
    raw, _ = model.network.forward(x.astype(np.float32).reshape(1, -1, 1))
    wanted = raw[0] * scaled.target_scaling.scale_C[0] + scaled.target_scaling.centre_C[0]
    np.testing.assert_allclose(model.predict(unseen).values_NO, wanted, rtol=1e-5)


def test_each_sequence_starts_anew(model):
    first, second = table(50, seed=3), table(40, seed=4)
    together = model.predict([first, second])
    assert together.lengths == (50, 40)
    np.testing.assert_array_equal(together.values_NO[:50], model.predict(first).values_NO)
    np.testing.assert_array_equal(together.values_NO[50:], model.predict(second).values_NO)


def test_the_score_is_the_predictions_error(model):
    unseen = table(80, seed=5)
    evaluation = model.evaluate(unseen, skip=10)
    error = unseen["y"][10:] - model.predict(unseen).values_NO[10:, 0]
    assert evaluation.scores.network.overall["rmse"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-5)
    spread = np.sqrt(np.mean((unseen["y"][10:] - table(400)["y"][:320].mean()) ** 2))
    assert evaluation.scores.baselines["mean"].overall["rmse"] == pytest.approx(spread, rel=1e-5)
    assert set(evaluation.scores.baselines) == {"mean", "linear"}


def test_other_columns_can_be_read_as_the_models(model):
    unseen = table(70, seed=6)
    renamed = {"valve": unseen["u"], "level": unseen["y"], "u": np.zeros(70)}
    evaluation = model.evaluate(renamed, inputs=["valve"], targets=["level"])
    assert evaluation.scores.to_json() == model.evaluate(unseen).scores.to_json()


def test_a_missing_target_is_not_scored_and_changes_no_prediction(model):
    unseen = table(70, seed=7)
    holed = {"u": unseen["u"], "y": np.where(np.arange(70) % 3 == 0, np.nan, unseen["y"])}
    evaluation = model.evaluate(holed)
    np.testing.assert_array_equal(evaluation.prediction.values_NO, model.predict(unseen).values_NO)
    assert evaluation.scores.network.scored == 46


def test_inputs_beyond_the_training_range_are_said(model):
    unseen = table(70, seed=8)
    warnings = model.evaluate({"u": unseen["u"] + 40.0, "y": unseen["y"]}).scores.warnings
    assert any("u" in sentence and "range" in sentence for sentence in warnings)


def test_the_picture_has_the_score_in_its_title(model):
    evaluation = model.evaluate(table(70, seed=9), skip=3)
    (target,) = predicted_targets(evaluation)
    assert target.title.startswith(f"y: RMSE {evaluation.scores.network.overall['rmse']:.4g}, fit ")
    assert target.skip == 3


def test_a_prediction_is_a_table(model):
    columns = model.predict([table(3), table(2)]).columns()
    assert list(columns) == ["sequence", "row", "y"]
    np.testing.assert_array_equal(columns["row"], [0, 1, 2, 0, 1])


def test_wrong_columns_are_a_sentence(model):
    with pytest.raises(UnknownNameError, match="unknown column"):
        model.predict({"v": np.zeros(9)})
    with pytest.raises(ArgumentError, match=r"^inputs must be 1 columns, for u, got 2\."):
        model.predict(table(9), inputs=["u", "y"])


def test_a_stream_goes_on_where_a_prediction_ended(model):
    rows = table(60, seed=4)
    whole = model.predict(rows)
    _, state = model.predict(rows, rows=(0, 25), return_state=True)
    stream = model.stream(state=state)
    assert [stream.step({"u": u})["y"] for u in rows["u"][25:]] == whole.values_NO[25:, 0].tolist()


def test_a_batch_of_streams_has_its_lanes(model):
    batch = model.stream(batch=["a", "b"])
    rows = table(40, seed=4)["u"].astype("f4")
    found = batch.run([rows, rows[::-1]])
    for lane, u in enumerate((rows, rows[::-1])):
        assert np.allclose(found[lane], model.predict({"u": u}).values_NO, rtol=0, atol=1e-4)
    assert model.stream(batch=2, state=batch.state).state.inputs.steps_B.tolist() == [40, 40]
    assert len(model.stream(batch=5)) == 5
