"""One pass over each series with carried state: the networks' outputs at the origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.framing import Framing, PackedSeries, make_frame
from elman.network import State
from elman.series.origins import Origins

_SIDE_BY_SIDE = 64
"""Lanes of a batch: several slices of the native kernels (6 to 12 rows each) for every core, and few enough
that the lanes of a batch have similar lengths, because the longest one decides the number of steps."""
_MOST_NUMBERS = 500_000
"""The most features and outputs in a piece of a pass, which then stays in the cache: pieces of eight times as
many took twice as long to make."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """The network's outputs and states at some origins."""

    y_MO: Array
    """The outputs of the network, scaled."""
    state: State | None
    """The state after the step of each origin; None if it was not asked for."""


def quantiles_of(network: Network, framing: Framing) -> int:
    """Returns the number of quantiles that the network forecasts for each value; 1 for a point forecast."""
    return network.spec.output_size // framing.block


def run_passes(
    network: Network,
    packed: PackedSeries,
    origins: Origins,
    *,
    keep_state: bool = False,
    context: int | None = None,
) -> Passed:
    """Runs one network; see `run_together`."""
    return run_together([network], packed, origins, keep_state=keep_state, context=context)[0]


def run_together(
    networks: Sequence[Network],
    packed: PackedSeries,
    origins: Origins,
    *,
    keep_state: bool = False,
    context: int | None = None,
) -> list[Passed]:
    """Runs networks from the first known row of each series to its last origin, once.

    Origins a multiple of the stride apart share a pass; with a stride of 24 rows, origins at every hour are
    24 passes, side by side in a batch. All networks see the same features, which are made once.

    Args:
        networks: networks of the same shape, with scaled inputs and outputs.
        packed: the series.
        origins: the rows whose outputs are collected, each at or after the first known row of its series.
        keep_state: whether the state after each origin is returned too.
        context: how many steps before its first origin a pass begins; None: as many as the framing says.
    """
    context = context or packed.framing.context or None
    outputs = networks[0].spec.output_size
    collected = [_Collected(np.zeros((len(origins), outputs), np.float32)) for _ in networks]
    for lanes in _batches(packed, origins, context):
        states: list[State | None] = [None] * len(networks)
        for first, count in _chunks(lanes, packed.framing, networks[0]):
            end_BT = lanes.begin_B[:, None] + packed.framing.stride * np.arange(first, first + count)
            end_BT = np.minimum(end_BT, lanes.last_B[:, None])
            x_BTF = make_frame(packed, lanes.series_B, end_BT).x_BTF
            for number, (network, own) in enumerate(zip(networks, collected, strict=True)):
                take = own.by_steps if keep_state else own.at_once
                states[number] = take(network, x_BTF, states[number], lanes, first)
    return [Passed(y_MO=own.y_MO, state=own.states() if keep_state else None) for own in collected]


@dataclass(frozen=True, slots=True)
class _Batch:
    series_B: Array
    begin_B: Array
    last_B: Array
    lane_M: Array
    step_M: Array
    origin_M: Array
    num_steps: int

    def wanted(self, first: int, count: int) -> tuple[Array, Array, Array]:
        """Returns lane, step within the chunk and number of the origins that lie in these steps."""
        inside = (self.step_M >= first) & (self.step_M < first + count)
        return self.lane_M[inside], self.step_M[inside] - first, self.origin_M[inside]


def _batches(packed: PackedSeries, origins: Origins, context: int | None) -> Iterator[_Batch]:
    """Yields lanes of similar length, side by side."""
    stride, series_M, end_M = packed.framing.stride, origins.series_M, origins.row_M + 1
    begin_M = packed.first_I[series_M] + 1
    begin_M = begin_M + (end_M - begin_M) % stride
    lanes_L2, lane_M = np.unique(np.stack([series_M, begin_M], axis=1), axis=0, return_inverse=True)
    lane_M = lane_M.reshape(-1)
    steps_M = (end_M - begin_M) // stride
    if context is not None:
        skipped_L = np.full(len(lanes_L2), np.iinfo(np.int64).max)
        np.minimum.at(skipped_L, lane_M, steps_M)
        skipped_L = np.maximum(skipped_L - context, 0)
        lanes_L2[:, 1] += stride * skipped_L
        steps_M = steps_M - skipped_L[lane_M]
    steps_L = np.zeros(len(lanes_L2), np.int64)
    np.maximum.at(steps_L, lane_M, steps_M)
    order = np.argsort(-steps_L, kind="stable")
    place_L = np.empty(len(order), np.int64)
    place_L[order] = np.arange(len(order))
    by_place = np.argsort(place_L[lane_M], kind="stable")
    borders = np.searchsorted(
        place_L[lane_M][by_place], np.arange(0, len(order) + _SIDE_BY_SIDE, _SIDE_BY_SIDE)
    )
    for number, low in enumerate(range(0, len(order), _SIDE_BY_SIDE)):
        chosen = order[low : low + _SIDE_BY_SIDE]
        origin_M = by_place[borders[number] : borders[number + 1]]
        series_B, begin_B = lanes_L2[chosen].T
        yield _Batch(
            series_B=series_B,
            begin_B=begin_B,
            last_B=begin_B + stride * steps_L[chosen],
            lane_M=place_L[lane_M[origin_M]] - low,
            step_M=steps_M[origin_M],
            origin_M=origin_M,
            num_steps=int(steps_L[chosen].max()) + 1,
        )


def _chunks(lanes: _Batch, framing: Framing, network: Network) -> Iterator[tuple[int, int]]:
    """Yields pieces of a pass that fit in memory: the first step and the number of steps."""
    wide = framing.num_features + framing.block + network.spec.output_size
    most = max(1, _MOST_NUMBERS // (wide * len(lanes.series_B)))
    for first in range(0, lanes.num_steps, most):
        yield first, min(most, lanes.num_steps - first)


@dataclass(frozen=True, slots=True)
class _Collected:
    """The outputs at the origins, and the states there with the numbers of the origins."""

    y_MO: Array
    kept: list[tuple[Array, State]] = field(default_factory=list)

    def at_once(
        self, network: Network, x_BTF: Array, state: State | None, lanes: _Batch, first: int
    ) -> State:
        """Runs over all steps, and takes the outputs of some."""
        y_BTO, state = network.forward(x_BTF, state)
        lane, step, origin = lanes.wanted(first, x_BTF.shape[1])
        self.y_MO[origin] = y_BTO[lane, step]
        return state

    def by_steps(
        self, network: Network, x_BTF: Array, state: State | None, lanes: _Batch, first: int
    ) -> State:
        """Runs from origin to origin to get the state at each of them."""
        count = x_BTF.shape[1]
        _, step, _ = lanes.wanted(first, count)
        borders = [0, *(int(place) + 1 for place in np.unique(step))]
        borders += [count] if borders[-1] < count else []
        for low, high in pairwise(borders):
            y_BTO, state = network.forward(np.ascontiguousarray(x_BTF[:, low:high]), state)
            lane, _, origin = lanes.wanted(first + high - 1, 1)
            if len(origin):
                self.y_MO[origin] = y_BTO[lane, -1]
                self.kept.append((origin, state.select([int(number) for number in lane])))
        assert state is not None
        return state

    def states(self) -> State:
        """Returns the states in the order of the origins."""
        joined = State.join([state for _, state in self.kept])
        order = np.empty(len(self.y_MO), np.int64)
        order[np.concatenate([origin for origin, _ in self.kept])] = np.arange(len(order))
        return joined.select([int(place) for place in order])
