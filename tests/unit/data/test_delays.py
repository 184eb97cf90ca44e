import numpy as np
import pytest

from elman.data import Preparation, Sequences
from elman.data.delays import read_delays
from elman.data.scaling import Scaling
from elman.errors import ArgumentError

CENTRE = (5.0, -1.0)


def preparation(delays=(3, 0), missing="hold"):
    return Preparation(
        inputs=("u", "v"),
        targets=("y",),
        input_scaling=Scaling(method="standard", centre_C=CENTRE, scale_C=(2.0, 0.5)),
        target_scaling=Scaling(method="none", centre_C=(0.0,), scale_C=(1.0,)),
        missing=missing,
        delays=delays,
    )


def sequences(*lengths):
    values_NC = np.arange(3.0 * sum(lengths), dtype=np.float32).reshape(-1, 3)
    return Sequences(
        names=("u", "v", "y"), values_NC=values_NC, lengths=lengths, ids=tuple("ab"[: len(lengths)])
    )


@pytest.mark.parametrize("missing", ["hold", "error"])
def test_an_input_is_taken_as_it_was_and_before_the_start_as_its_centre(missing):
    data = sequences(5, 2)
    examples, notes = preparation(missing=missing).examples(data)
    u_N, v_N = data.values_NC[:, 0], data.values_NC[:, 1]
    late_N = np.concatenate([[5.0, 5.0, 5.0], u_N[:2], [5.0, 5.0]])
    np.testing.assert_allclose(examples.x_NF[:, 0], (late_N - 5.0) / 2.0, rtol=1e-6)
    np.testing.assert_allclose(examples.x_NF[:, 1], (v_N + 1.0) / 0.5, rtol=1e-6)
    assert not notes


def test_pieces_are_prepared_as_the_whole():
    whole, way = preparation(delays=(4, 1)), sequences(20)
    x_NF, _ = whole.examples(way)[0].x_NF, None
    past_BDF, parts = whole.nothing_past(1), []
    for start, stop in ((0, 1), (1, 3), (3, 12), (12, 20)):
        values_NC = way.values_NC[start:stop]
        piece = Sequences(names=way.names, values_NC=values_NC, lengths=(stop - start,), ids=("a",))
        parts.append(whole.examples(piece, past_BDF=past_BDF)[0].x_NF)
        past_BDF = whole.past_after(values_NC[:, :2], piece.lengths, past_BDF)
    np.testing.assert_array_equal(np.concatenate(parts), x_NF)


def test_without_delays_nothing_is_new_in_the_file():
    plain = preparation(delays=())
    assert "delays" not in plain.to_dict()
    assert plain.fingerprint == preparation(delays=(0, 0)).fingerprint != preparation().fingerprint
    for one in (plain, preparation()):
        assert Preparation.from_dict(one.to_dict()) == one


def test_delays_are_read_from_text_and_mappings():
    assert read_delays("u=60, v=3", ("u", "v")) == (60, 3)
    assert read_delays({"v": 7}, ("u", "v")) == (0, 7)
    assert read_delays("", ("u", "v")) == (0, 0)
    assert read_delays("a=b=2", ("a=b",)) == (2,)


@pytest.mark.parametrize("given", ["u", "u=", "u=-3", "u=2.5", {"u": -1}, {"u": True}, {"u": 2.0}])
def test_wrong_delays(given):
    with pytest.raises(ArgumentError, match=r"^delay must be rows of inputs, as u=60, each from 0 to "):
        read_delays(given, ("u", "v"))


def test_a_delay_of_no_input():
    with pytest.raises(ArgumentError, match="unknown input with a delay 'w'"):
        read_delays({"w": 3}, ("u", "v"))
    with pytest.raises(ArgumentError, match="delays must be one for each of 2 inputs"):
        preparation(delays=(3,))
