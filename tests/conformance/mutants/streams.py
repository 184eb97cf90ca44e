"""Streams that are wrong in one way each, and the check that must see it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elman.data.scaling import Scaling
from elman.prediction import Stream, StreamBatch
from elman.prediction.lane_states import write_lane_states


class _Altered(Stream):
    """Changes what is remembered after every call."""

    def run(self, rows):
        answer = super().run(rows)
        self._alter()
        return answer

    def step(self, row):
        answer = super().step(row)
        self._alter()
        return answer

    def _alter(self):
        states = self._lane_states()
        self.alter(states)
        write_lane_states(self, states)


class ForgetsTheHeldValue(_Altered):
    def alter(self, states):
        states.held_BF[:] = 0


class ForgetsTheState(_Altered):
    def alter(self, states):
        states.values_SLBH[:] = 0


class ForgetsTheUpperLayer(_Altered):
    def alter(self, states):
        states.values_SLBH[:, 1:] = 0


class CountsCallsNotRows(_Altered):
    def alter(self, states):
        states.steps_B[:] = 1


class SavesNoHeldValue(Stream):
    @property
    def state(self):
        state = super().state
        state.inputs.held_BF[:] = 0
        return state


class ScalesInFloat32(Stream):
    """The arithmetic of the scaling is left to NumPy, in float32; the stream itself scales by 1."""

    def __init__(self, network, preparation, training_range, *, state=None):
        channels = len(preparation.inputs)
        identity = Scaling(method="none", centre_C=(0.0,) * channels, scale_C=(1.0,) * channels)
        super().__init__(network, replace(preparation, input_scaling=identity), training_range, state=state)
        self._centre_F = np.array(preparation.input_scaling.centre_C, np.float32)
        self._scale_F = np.array(preparation.input_scaling.scale_C, np.float32)

    def run(self, rows):
        return super().run((rows - self._centre_F) / self._scale_F)


class RoundsInputs(Stream):
    """As elman 0.1.0 did."""

    def run(self, rows):
        return super().run(rows.astype(np.float32))


class RoundsOutputs(Stream):
    """As elman 0.1.0 did."""

    def run(self, rows):
        return super().run(rows).astype(np.float32)


class LooksAhead(Stream):
    """What comes first stands for the missing values before it."""

    def run(self, rows):
        rows = rows.copy()
        for column_T in rows.T:
            known = np.flatnonzero(~np.isnan(column_T))
            column_T[: known[0]] = column_T[known[0]]
        return super().run(rows)


class TakesZeroForMissing(Stream):
    def run(self, rows):
        return super().run(np.nan_to_num(rows))


class TakesWhatItCan(Stream):
    """The rows before the one that is refused."""

    def run(self, rows):
        return np.array([self.step(row) for row in rows])


class ForkSharesAll(Stream):
    def fork(self):
        return self


class CountsMissingAsBelow(Stream):
    @property
    def health(self):
        health = super().health
        counts = {name: health.below[name] + health.missing[name] for name in health.below}
        return replace(health, below=counts)


class ResetsEveryLane(StreamBatch):
    def reset(self, ids=None):
        super().reset()


class LosesTheOrder(StreamBatch):
    """Whoever leaves, it is the last lane that goes."""

    def leave(self, ids):
        state = super().leave([self.lanes[-1]])
        self._ids = tuple(name for name in (*self._ids, state.inputs.ids[0]) if name not in ids)
        state.inputs = replace(state.inputs, ids=tuple(ids))
        return state


class ForgetsWhoeverWasThere(StreamBatch):
    def join(self, newcomers):
        ids = super().join(newcomers)
        super().reset()
        return ids


STREAM_MUTANTS = (
    (ForgetsTheHeldValue, "pieces"),
    (ForgetsTheState, "pieces"),
    (ForgetsTheUpperLayer, "pieces"),
    (CountsCallsNotRows, "pieces"),
    (SavesNoHeldValue, "pieces"),
    (ScalesInFloat32, "definition"),
    (RoundsInputs, "definition"),
    (RoundsOutputs, "definition"),
    (LooksAhead, "definition"),
    (TakesZeroForMissing, "definition"),
    (TakesWhatItCan, "refusal"),
    (ForkSharesAll, "fork"),
    (CountsMissingAsBelow, "health"),
    (ResetsEveryLane, "lanes"),
    (LosesTheOrder, "lanes"),
    (ForgetsWhoeverWasThere, "lanes"),
)
