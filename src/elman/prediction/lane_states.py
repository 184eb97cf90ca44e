"""The states of a stream's lanes, copied out of the extension and back into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elman import _native
from elman.arrays import Array
from elman.data import ROUNDED, Preparation
from elman.engines import Network
from elman.engines.native import NativeNetwork
from elman.errors import ArgumentError
from elman.evaluation import InputRange
from elman.network import InputState, State

_POLICIES = ("error", "hold")
"""The policies for missing inputs that native/network/stream.cpp has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneStates:
    """The network's states of B lanes, their held inputs, and the counts of their health."""

    values_SLBH: Array
    """The state of the network."""
    held_BF: Array
    """The last known inputs, scaled; NaN before the first known one."""
    steps_B: Array
    """The number of rows since each lane began."""
    inputs_BF: Array
    """Three counts for each input: rows below and above its training range, and missing; `(B, F, 3)`."""
    lanes_B: Array
    """Two counts for each lane: rows, and rows whose prediction was not finite; `(B, 2)`."""

    @classmethod
    def zeros(cls, network: Network, num_inputs: int, num_lanes: int) -> LaneStates:
        """Before the first row.

        Raises:
            ArgumentError: too many lanes.
        """
        check_lanes(num_lanes)
        return cls(
            values_SLBH=State.zeros(network.spec, num_lanes, "", np.float32).values_SLBH,
            held_BF=np.full((num_lanes, num_inputs), np.nan, np.float32),
            steps_B=np.zeros(num_lanes, np.int64),
            inputs_BF=np.zeros((num_lanes, num_inputs, 3), np.int64),
            lanes_B=np.zeros((num_lanes, 2), np.int64),
        )

    @classmethod
    def of_state(cls, state: State, network: Network, num_inputs: int) -> LaneStates:
        """Makes lanes from a state, with counts of 0. A state that an engine made holds no inputs."""
        states = cls.zeros(network, num_inputs, state.batch_size)
        states.values_SLBH[:] = state.values_SLBH
        if state.inputs is not None:
            states.held_BF[:] = state.inputs.held_BF
            states.steps_B[:] = state.inputs.steps_B
        return states

    def to_state(self, network: Network, preparation: Preparation, ids: tuple[str, ...]) -> State:
        """Returns the state from which predictions go on."""
        inputs = InputState(
            held_BF=self.held_BF, steps_B=self.steps_B, fingerprint=preparation.fingerprint, ids=ids
        )
        return State(network.spec.cell_definition.states, self.values_SLBH, network.fingerprint, inputs)

    def select(self, lanes: Sequence[int]) -> LaneStates:
        """Returns these lanes alone, in this order."""
        wanted = list(lanes)
        return LaneStates(
            values_SLBH=np.ascontiguousarray(self.values_SLBH[:, :, wanted]),
            held_BF=self.held_BF[wanted],
            steps_B=self.steps_B[wanted],
            inputs_BF=self.inputs_BF[wanted],
            lanes_B=self.lanes_B[wanted],
        )

    def join(self, other: LaneStates) -> LaneStates:
        """Returns these lanes followed by the other's lanes."""
        return LaneStates(
            values_SLBH=np.concatenate([self.values_SLBH, other.values_SLBH], axis=2),
            held_BF=np.concatenate([self.held_BF, other.held_BF]),
            steps_B=np.concatenate([self.steps_B, other.steps_B]),
            inputs_BF=np.concatenate([self.inputs_BF, other.inputs_BF]),
            lanes_B=np.concatenate([self.lanes_B, other.lanes_B]),
        )

    def begin(self, lanes: Sequence[int]) -> None:
        """Puts these lanes before their first row; the counts stay."""
        wanted = list(lanes)
        self.values_SLBH[:, :, wanted] = 0
        self.held_BF[wanted] = np.nan
        self.steps_B[wanted] = 0


def check_lanes(num_lanes: int) -> None:
    """Checks a number of lanes before anything is made for each of them.

    Raises:
        ArgumentError: more than the extension runs in one stream.
    """
    if num_lanes > _native.most_lanes:
        raise ArgumentError(
            f"lanes must be at most {_native.most_lanes}, got {num_lanes}. Run them in several batches."
        )


def read_lane_states(stream: _native.Stream, network: Network, num_inputs: int, num_lanes: int) -> LaneStates:
    """Returns a copy of what a stream of the extension remembers."""
    states = LaneStates.zeros(network, num_inputs, num_lanes)
    stream._read_state(states.values_SLBH, states.held_BF, states.steps_B)
    stream._read_health(states.inputs_BF, states.lanes_B)
    return states


def write_lane_states(stream: _native.Stream, states: LaneStates) -> None:
    """Writes lane states into a stream of the extension."""
    stream._write_state(states.values_SLBH, states.held_BF, states.steps_B)
    stream._write_health(states.inputs_BF, states.lanes_B)


def core_of(network: Network) -> _native.Network:
    """The network in the extension.

    Raises:
        ArgumentError: it is of another engine.
    """
    if not isinstance(network, NativeNetwork):
        raise ArgumentError(
            f"network must be one of the native engine, on which streams run, got {type(network).__name__}. "
            'Build it with elman.get_engine("native") and load the parameters of this one.'
        )
    return network.core


def stream_config(
    network: Network, preparation: Preparation, training_range: InputRange | None, num_lanes: int
) -> _native.StreamConfig:
    """What the extension has to know of the channels.

    Raises:
        ArgumentError: they do not fit the network, there are too many lanes, or the extension lacks the
            policy for missing inputs.
    """
    check_lanes(num_lanes)
    _check_channels(network, preparation, training_range)
    if preparation.missing not in _POLICIES:
        raise ArgumentError(
            f"missing must be one of {', '.join(_POLICIES)} in a stream, got {preparation.missing!r}. "
            "Predict whole sequences with this model."
        )
    config = _native.StreamConfig()
    config.inputs, config.targets = (
        [_native.Channel(*pair) for pair in zip(scaling.centre_C, scaling.scale_C, strict=True)]
        for scaling in (preparation.input_scaling, preparation.target_scaling)
    )
    unknown = [float("nan")] * len(preparation.inputs)
    config.low = unknown if training_range is None else [float(low) for low in training_range.low_F]
    config.high = unknown if training_range is None else [float(high) for high in training_range.high_F]
    config.hold = preparation.missing == "hold"
    config.rounded = preparation.numbers == ROUNDED
    config.num_lanes = num_lanes
    return config


def _check_channels(network: Network, preparation: Preparation, training_range: InputRange | None) -> None:
    spec, counts = network.spec, [len(preparation.inputs), len(preparation.targets)]
    if training_range is not None:
        counts += [len(training_range.low_F), len(training_range.high_F)]
    if counts[:2] != [spec.input_size, spec.output_size] or {*counts[2:]} - {spec.input_size}:
        raise ArgumentError(
            f"preparation must have {spec.input_size} inputs, with their training range, and "
            f"{spec.output_size} targets, got {counts}. Give those of this network."
        )
