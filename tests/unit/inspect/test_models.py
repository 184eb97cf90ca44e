"""Models look inside themselves, and the picture is drawn of what was found."""

import numpy as np
import pytest

import elman
from elman.errors import ArgumentError
from elman.inspect import look_inside, record_activity, unroll
from elman.plots import Inside, draw_inside, draw_reaches
from tests.unit.inspect.conftest import make_case


@pytest.fixture(scope="module")
def model():
    return elman.fit(table(300), inputs="u", targets="y", steps=20, trials=False, hidden_size=4, cell="gru")


def table(rows, seed=0):
    u = np.random.default_rng(seed).normal(size=rows)
    return {"u": u, "y": np.convolve(u, 0.7 ** np.arange(9))[:rows]}


def test_a_models_states_are_those_that_it_carries(model):
    data = table(50, seed=1)
    found = model.inspect(data, steps=10)
    _, state = model.predict(data, return_state=True)
    np.testing.assert_allclose(found.activity.states["h"][:, :, -1], state["h"], atol=1e-6)
    assert found.input_names == ("u",)
    assert model.inspect(data, rows=(0, 20), steps=5).unrolled.num_rows == 20


def test_a_models_reach_is_that_of_its_network(model):
    data = table(50, seed=2)
    x_TF, y_TO = next(
        iter(model.record.preparation.examples(elman.read_sequences(data, inputs="u", targets="y"))[0])
    )
    expected = look_inside(model.network, x_TF[np.newaxis].copy(), y_TO[np.newaxis], steps=20, window=5)
    found = model.inspect(data, steps=20, window=5)
    np.testing.assert_array_equal(found.reach.whole, expected.reach.whole)


def test_the_picture_has_what_was_found(model, tmp_path):
    found = model.inspect(table(60, seed=3), steps=15)
    assert found.draw(tmp_path / "inside.png", title="a boiler") == ()
    assert (tmp_path / "inside.png").stat().st_size > 10_000
    with pytest.raises(ArgumentError, match="path must end in"):
        found.draw(tmp_path / "inside.txt")


def test_panels_hold_the_numbers():
    inside = Inside(
        units_RT=np.zeros((3, 7)),
        reach_K=np.array([1.0, 0.5, 0.0]),
        window=2,
        path_T2=np.arange(14.0).reshape(7, 2),
        share=0.9,
        constants_N=np.array([np.inf, 3.0, 1.0]),
    )
    figure = draw_inside(inside, title="t")
    units, reach, path, constants = figure.axes[:4]
    assert units.images[0].get_array().shape == (3, 7)
    np.testing.assert_array_equal(reach.lines[0].get_ydata(), [1.0, 0.5, np.nan])
    np.testing.assert_array_equal(path.lines[0].get_xydata(), inside.path_T2)
    assert [bar.get_height() for bar in constants.patches] == [3.0, 1.0]
    lines = draw_reaches({"a": np.ones(3), "b": np.ones(3)}).axes[0].lines
    assert lines[0].get_linestyle() != lines[1].get_linestyle()


def test_one_unit_alone_is_drawn(tmp_path):
    case = make_case("rnn", hidden=1)
    look_inside(case.network, case.x_BTF, case.y_BTO, steps=5).draw(tmp_path / "one.svg")


def test_a_state_may_be_given():
    case = make_case("lstm", layers=2)
    _, state = case.network.forward(case.x_BTF)
    found = look_inside(case.network, case.x_BTF, case.y_BTO, state=state, steps=4)
    again = record_activity(unroll(case.network, np.concatenate([case.x_BTF] * 2, axis=1)))
    np.testing.assert_allclose(found.activity.states["c"], again.states["c"][:, :, 30:], atol=1e-5)
