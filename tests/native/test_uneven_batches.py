"""A batch that does not divide evenly, over a sequence long enough to be predicted in chunks of time."""

import numpy as np
import pytest

from elman import MSE, Adam, NetworkSpec, State, get_engine


@pytest.mark.parametrize("batch", [9, 44])
def test_a_long_prediction_of_an_uneven_batch_stays_in_its_memory(batch):
    """Smaller slices once took longer chunks than there was room for, and wrote behind the buffer."""
    spec = NetworkSpec(input_size=5, hidden_size=16, output_size=7, cell="gru")
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=3, threads=1)
    random = np.random.default_rng(0)
    x_BTF = random.standard_normal((batch, 200, 5)).astype(np.float32)
    state = State.zeros(spec, batch, network.fingerprint, np.float32)
    state.values_SLBH[:] = random.standard_normal(state.values_SLBH.shape)
    whole_BTO, after = network.forward(x_BTF, state)
    parts = []
    for first in range(0, 200, 23):
        part_BTO, state = network.forward(np.ascontiguousarray(x_BTF[:, first : first + 23]), state)
        parts.append(part_BTO)
    assert np.array_equal(whole_BTO, np.concatenate(parts, axis=1))
    assert np.array_equal(after.values_SLBH, state.values_SLBH)
