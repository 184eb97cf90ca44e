"""A fit with nothing left to choose."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from elman import registry
from elman.data import Examples
from elman.engines import Network, get_engine
from elman.network import NetworkSpec, Parameters
from elman.network.losses import MSE, Loss
from elman.network.spec import SPEC_FIELDS
from elman.optimizers import AdamW, Cosine
from elman.storage.fields import Check, either, flag, maybe, number, record, text, whole
from elman.training.schedules import SCHEDULES, WindowSchedule, WindowSource

_MOST = 2**31 - 1
_FIELDS: dict[str, Check] = {
    "spec": SPEC_FIELDS,
    "schedule": maybe(text()),
    "window": whole(1, _MOST),
    "burn_in": whole(0, _MOST),
    "batch_size": whole(1, _MOST),
    "learning_rate": number(above=0.0),
    "weight_decay": number(0.0),
    "clip_norm": number(above=0.0),
    "steps": whole(1, _MOST),
    "patience": number(above=0.0),
    "seed": whole(0, 2**63 - 1),
    "engine": text(),
}
PLAN_FIELDS = either(record(**_FIELDS), record(**_FIELDS, starts=flag()))
"""The fields of a plan in a file."""
_NO_SCHEDULE_IN_0_1 = "origins"
"""What version 0.1 wrote for windows that are not made of examples; no registry knew the name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Everything that decides the bits of a training run, but the data."""

    spec: NetworkSpec
    """The network's shape."""
    schedule: str | None
    """Where windows come from, by the name in `SCHEDULES`; None: they are not made of examples."""
    window: int
    """Scored rows of a window."""
    burn_in: int
    """Unscored rows before them; validation leaves out as many at the start of a sequence."""
    batch_size: int
    """Sequences side by side."""
    learning_rate: float
    """At the first step."""
    weight_decay: float
    """AdamW's."""
    clip_norm: float
    """Largest norm of the gradient."""
    steps: int
    """Training steps, over which the learning rate falls to 0."""
    patience: float = 1.0
    """Share of the steps without a better score after which the run ends."""
    loss: Loss = field(default_factory=MSE)
    """What is minimised."""
    seed: int = 0
    """Of all draws."""
    engine: str = "native"
    """What does the arithmetic."""
    starts: bool = False
    """Whether the first rows of a sequence are scored in training."""

    def build(self, *, threads: int | None = None, initial: Parameters | None = None) -> Network:
        """The network before its first step; `initial` replaces elman's default parameters."""
        network = get_engine(self.engine).build(
            self.spec,
            loss=self.loss,
            optimizer=AdamW(
                learning_rate=self.learning_rate,
                weight_decay=self.weight_decay,
                clip_norm=self.clip_norm,
                schedule=Cosine(self.steps),
            ),
            seed=self.seed,
            threads=threads,
        )
        if initial is not None:
            network.load(initial)
        return network

    @property
    def rows_per_step(self) -> int:
        """Rows that a lane of one window has, most often."""
        return self._schedule().rows_per_step

    def windows(self, examples: Examples) -> WindowSource:
        """The windows over these examples."""
        return self._schedule().windows(examples)

    def _schedule(self) -> WindowSchedule:
        assert self.schedule is not None, "a plan without a schedule has no windows of examples"
        return registry.lookup("schedule", SCHEDULES, self.schedule)(
            window=self.window,
            burn_in=self.burn_in,
            batch_size=self.batch_size,
            seed=self.seed,
            starts=self.starts,
        )

    def fields(self) -> dict[str, Any]:
        """Every field but the loss, as JSON takes it; without `starts` where version 0.1 says the same."""
        fields = asdict(self)
        del fields["loss"]
        if not self.starts:
            del fields["starts"]
        return fields

    @classmethod
    def from_fields(cls, fields: dict[str, Any], loss: Loss) -> Plan:
        """The plan that `fields` were made of."""
        schedule = None if fields["schedule"] == _NO_SCHEDULE_IN_0_1 else fields["schedule"]
        return cls(**{**fields, "spec": NetworkSpec(**fields["spec"]), "schedule": schedule}, loss=loss)


def fingerprint_examples(*parts: Examples) -> str:
    """Changes with every number, and with how the rows are cut into sequences."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr((part.lengths, part.x_NF.shape, part.y_NO.shape)).encode())
        digest.update(np.ascontiguousarray(part.x_NF).data)
        digest.update(np.ascontiguousarray(part.y_NO).data)
    return digest.hexdigest()[:16]
