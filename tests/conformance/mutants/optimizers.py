"""Wrong optimizers, schedules and clipping."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elman.engines.reference import ReferenceNetwork
from elman.optimizers import Adam, AdamW, Constant, Cosine
from tests.conformance.mutants.mutant import Mutant, builder

ADAM = Adam(learning_rate=0.02, epsilon=1e-3, weight_decay=0.1)
ADAMW = AdamW(learning_rate=0.02, epsilon=1e-3, weight_decay=0.1)
SCHEDULED = replace(ADAM, schedule=Cosine(6))
CLIPPED = replace(ADAM, clip_norm=0.1)


class Changed(ReferenceNetwork):
    """Trains with another optimizer than it was given."""

    def __init__(self, spec, *, optimizer, **parts):
        super().__init__(spec, optimizer=self.change(optimizer), **parts)

    def change(self, optimizer):
        return optimizer


class NoBiasCorrection(ReferenceNetwork):
    def _step(self, gradients):
        before, self._num_steps = self._num_steps, 10**6
        super()._step(gradients)
        self._num_steps = before + 1


class EpsilonInsideRoot(Changed):
    def change(self, optimizer):
        return replace(optimizer, epsilon=np.sqrt(optimizer.epsilon))


class EpsilonBeforeCorrection(ReferenceNetwork):
    """epsilon is added to sqrt(v), and the sum corrected."""

    def _step(self, gradients):
        correction = np.sqrt(1.0 - self._optimizer.beta2 ** (self._num_steps + 1))
        kept, self._optimizer = self._optimizer, replace(self._optimizer, epsilon=1e-3 / correction)
        super()._step(gradients)
        self._optimizer = kept


class DecayOfTheOther(Changed):
    """Adam decays as AdamW does, and the other way round."""

    def change(self, optimizer):
        options = {name: getattr(optimizer, name) for name in optimizer.__dataclass_fields__}
        return (AdamW if isinstance(optimizer, Adam) else Adam)(**options)


class DecayIgnored(Changed):
    def change(self, optimizer):
        return replace(optimizer, weight_decay=0.0)


class BetasSwapped(Changed):
    def change(self, optimizer):
        return replace(optimizer, beta1=optimizer.beta2, beta2=optimizer.beta1)


class ScheduleIgnored(Changed):
    def change(self, optimizer):
        return replace(optimizer, schedule=Constant())


class ScheduleOneLate(Changed):
    def change(self, optimizer):
        return replace(optimizer, schedule=_Late(optimizer.schedule))


class _Late(Constant):
    def __init__(self, schedule):
        object.__setattr__(self, "schedule", schedule)
        object.__setattr__(self, "total_steps", schedule.total_steps)

    __slots__ = ("schedule", "total_steps")

    def factor(self, step):
        return self.schedule.factor(max(step - 1, 0))


class ClippedByValue(ReferenceNetwork):
    def _clip(self, gradients, norm):
        return np.clip(gradients, -self._optimizer.clip_norm, self._optimizer.clip_norm)


class ClippedArrayByArray(ReferenceNetwork):
    def _clip(self, gradients, norm):
        half = len(gradients) // 2
        parts = np.split(gradients, [half])
        return np.concatenate([super(ClippedArrayByArray, self)._clip(p, np.linalg.norm(p)) for p in parts])


class NotClipped(ReferenceNetwork):
    def _clip(self, gradients, norm):
        return gradients


def _mutant(name, network, optimizer, rejected_by=("training",)):
    return Mutant(name=name, build=builder(network), optimizer=optimizer, rejected_by=rejected_by)


OPTIMIZER_MUTANTS = [
    _mutant("adam without bias correction", NoBiasCorrection, ADAM),
    _mutant("adam with epsilon inside the root", EpsilonInsideRoot, ADAM),
    _mutant("adam with epsilon before the correction", EpsilonBeforeCorrection, ADAM),
    _mutant("adam with adamw's decay", DecayOfTheOther, ADAM),
    _mutant("adamw with adam's decay", DecayOfTheOther, ADAMW),
    _mutant("adamw without decay", DecayIgnored, ADAMW),
    _mutant("betas swapped", BetasSwapped, ADAM),
    _mutant("schedule ignored", ScheduleIgnored, SCHEDULED, ("training", "schedule_end")),
    _mutant("schedule one step late", ScheduleOneLate, SCHEDULED, ("training", "schedule_end")),
    _mutant("clipped by value", ClippedByValue, CLIPPED),
    _mutant("clipped array by array", ClippedArrayByArray, CLIPPED),
    _mutant("not clipped", NotClipped, CLIPPED),
]
