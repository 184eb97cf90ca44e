"""The history that a state needs: what is run from there gives what whole histories give."""

import numpy as np
import pytest

from elman import MSE, Adam, NetworkSpec, SeriesSet, get_engine
from elman.forecasting.fitting import context as contexts
from elman.forecasting.fitting.context import measure_context
from elman.forecasting.running.passes import run_together
from elman.framing import Framing, pack_series
from elman.series.origins import Origins

FRAMING = Framing(horizon=4, block=4, lags=5)


def packed_of(rows=1500):
    y_N = np.random.default_rng(0).normal(size=rows).cumsum()
    return pack_series(FRAMING, SeriesSet(ids=("a",), y=(y_N,), first=(0,)))


def networks_of(count=2):
    spec = NetworkSpec(input_size=FRAMING.num_features, hidden_size=8, output_size=4, cell="gru")
    build = get_engine("native").build
    return [build(spec, loss=MSE(), optimizer=Adam(), seed=seed, threads=1) for seed in range(count)]


def outputs(networks, packed, context=None):
    origins = Origins(series_M=np.zeros(1, np.int64), row_M=np.array([1400]))
    return np.stack([own.y_MO for own in run_together(networks, packed, origins, context=context)])


def test_the_context_gives_the_same_numbers_within_rounding(monkeypatch):
    monkeypatch.setattr(contexts, "_LEAST", 1)
    networks, packed = networks_of(), packed_of()
    context = measure_context(networks, packed)
    assert 0 < context <= 512
    whole = outputs(networks, packed)
    np.testing.assert_allclose(outputs(networks, packed, context), whole, rtol=0, atol=2e-6)
    # A mutant: a fraction of the context has not forgotten where it began.
    assert np.abs(outputs(networks, packed, 2) - whole).max() > 1e-4


def test_it_is_at_least_512_steps_and_all_of_short_series():
    networks = networks_of()
    assert measure_context(networks, packed_of()) == 512
    assert measure_context(networks, packed_of(rows=100)) == 0


def test_a_context_longer_than_the_history_changes_no_bit():
    networks, packed = networks_of(), packed_of()
    np.testing.assert_array_equal(outputs(networks, packed, 1401), outputs(networks, packed))


@pytest.mark.parametrize("stride", [1, 3])
def test_a_pass_begins_so_many_steps_before_its_first_origin(stride):
    """Run by hand from there, the outputs are the same bits."""
    from dataclasses import replace

    from elman.framing import make_frame

    framing = replace(FRAMING, stride=stride)
    packed = pack_series(framing, SeriesSet(ids=("a",), y=(np.arange(200.0) ** 1.1,), first=(0,)))
    (network,) = networks_of(1)
    origins = Origins(series_M=np.zeros(2, np.int64), row_M=np.array([150, 150 + 2 * stride]))
    (passed,) = run_together([network], packed, origins, context=7)
    ends = 151 - 7 * stride + stride * np.arange(10)
    y_BTO, _ = network.forward(make_frame(packed, np.array([0]), ends[None]).x_BTF)
    np.testing.assert_array_equal(passed.y_MO, y_BTO[0, [7, 9]])
