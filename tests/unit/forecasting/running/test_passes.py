"""One carried pass gives at every origin what the network gives when it is run to the origin alone."""

import numpy as np
import pytest

from elman import MSE, Adam, NetworkSpec, SeriesSet, get_engine
from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.passes import run_passes
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import Framing, make_frame, pack_series
from elman.series.origins import Origins

DIRECT = Framing(horizon=5, block=5, lags=6, level="mean", level_rows=3, season=3, difference=3)
SEGMENTS = Framing(horizon=7, block=7, stride=4, lags=4)
RECURSIVE = Framing(horizon=11, block=4, stride=2, lags=6, scale="deviation")
# Batches of other sizes round differently in float32; values are of order one.
TOLERANCE = 2e-5


def network_of(framing, seed=1, quantiles=1):
    spec = NetworkSpec(
        input_size=framing.num_features, hidden_size=9, output_size=framing.block * quantiles, cell="gru"
    )
    return get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=seed, threads=1)


def series_of(seed=0):
    random = np.random.default_rng(seed)
    y = [random.normal(size=rows).cumsum().astype(np.float32) for rows in (40, 75, 12)]
    y[1][:9] = np.nan
    y[1][30:33] = np.nan
    return SeriesSet(ids=("a", "b", "c"), y=tuple(y), first=(0, 0, 0))


ORIGINS = Origins(series_M=np.array([0, 0, 0, 0, 1, 1, 1, 2]), row_M=np.array([8, 9, 21, 39, 9, 33, 74, 11]))


def by_hand(network, framing, series, which, row):
    """The network's outputs for the series cut at the origin, step by step from its first known row."""
    known = series.select([which]).cut([row])
    packed = pack_series(framing, known)
    end, first = row + 1, int(packed.first_I[0])
    ends = list(range(first + 1 + (end - first - 1) % framing.stride, end + 1, framing.stride))
    state = None
    for at in ends:
        frame = make_frame(packed, np.array([0]), np.array([[at]]))
        y_BTO, state = network.forward(frame.x_BTF, state)
    said = list(frame.invert(y_BTO)[0, 0])
    values = known.y[0]
    while len(said) < framing.horizon:
        values = np.concatenate([known.y[0], said]).astype(np.float64)
        said += _next_block(network, framing, packed, values, end + len(said), state)
        state = _next_block.state
    return np.array(said[: framing.horizon])


def _next_block(network, framing, packed, values, end, state):
    """Feeds what was said back as if it had come true, with the running deviation of the origin."""
    longer = pack_series(framing, SeriesSet(ids=("x",), y=(values.astype(np.float32),), first=(0,)))
    origin = int(packed.length_I[0])
    start = int(longer.start_I[0])
    longer.running_R[start + origin :] = packed.running_R[int(packed.start_I[0]) + origin]
    for at in range(end - framing.block + framing.stride, end + 1, framing.stride):
        frame = make_frame(longer, np.array([0]), np.array([[at]]))
        y_BTO, state = network.forward(frame.x_BTF, state)
    _next_block.state = state
    return list(frame.invert(y_BTO)[0, 0])


@pytest.mark.parametrize("framing", [DIRECT, SEGMENTS, RECURSIVE], ids=["direct", "segments", "recursive"])
def test_one_pass_is_every_window_run_by_itself(framing):
    series, network = series_of(), network_of(framing)
    packed = pack_series(framing, series)
    together = forecast_origins(network, packed, ORIGINS)[..., 0]
    for said_K, which, row in zip(together, ORIGINS.series_M, ORIGINS.row_M, strict=True):
        alone_K = by_hand(network, framing, series, int(which), int(row))
        np.testing.assert_allclose(said_K, alone_K, rtol=1e-5, atol=TOLERANCE)


@pytest.mark.parametrize("mutant", ["the row after the origin", "the state of a step before"])
def test_the_check_rejects(mutant):
    series, network = series_of(), network_of(DIRECT)
    packed = pack_series(DIRECT, series)
    at = Origins(series_M=np.array([0]), row_M=np.array([21]))
    said = forecast_origins(network, packed, at)[0, :, 0]
    off = {"the row after the origin": 1, "the state of a step before": -1}[mutant]
    other = by_hand(network, DIRECT, series, 0, 21 + off)
    assert not np.allclose(said, other, rtol=1e-5, atol=TOLERANCE)


def test_passes_in_pieces_are_the_same(monkeypatch):
    series, network = series_of(), network_of(DIRECT)
    packed = pack_series(DIRECT, series)
    whole = run_passes(network, packed, ORIGINS, keep_state=True)
    monkeypatch.setattr("elman.forecasting.running.passes._MOST_NUMBERS", 200)
    pieces = run_passes(network, packed, ORIGINS, keep_state=True)
    plain = run_passes(network, packed, ORIGINS)
    np.testing.assert_array_equal(whole.y_MO, pieces.y_MO)
    np.testing.assert_array_equal(whole.y_MO, plain.y_MO)
    np.testing.assert_array_equal(whole.state.values_SLBH, pieces.state.values_SLBH)


def test_quantiles_never_cross():
    series, network = series_of(), network_of(DIRECT, quantiles=3)
    values_MKQ = forecast_origins(network, pack_series(DIRECT, series), ORIGINS)
    assert (np.diff(values_MKQ, axis=2) >= 0).all()


def test_several_networks_forecast_their_median():
    series = series_of()
    packed = pack_series(DIRECT, series)
    networks = [network_of(DIRECT, seed) for seed in range(3)]
    parts = [forecast_together([one], packed, ORIGINS).values_MKQ for one in networks]
    together = forecast_together(networks, packed, ORIGINS).values_MKQ
    np.testing.assert_array_equal(together, np.median(parts, axis=0))


def test_before_the_first_known_value_the_forecast_is_zero():
    packed = pack_series(DIRECT, series_of())
    origins = Origins(series_M=np.array([1, 1]), row_M=np.array([3, 20]))
    spread = forecast_together([network_of(DIRECT)], packed, origins)
    assert not spread.values_MKQ[0].any()
    assert spread.values_MKQ[1].any()
    assert spread.unit_M[0] == 0.0 < spread.unit_M[1]
