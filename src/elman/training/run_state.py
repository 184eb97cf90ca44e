"""The state of a training run between two windows: what a checkpoint keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from elman.engines import Snapshot
from elman.network import State
from elman.training.history import History
from elman.training.plan import Plan


@dataclass(frozen=True, slots=True)
class Best:
    """The weights with the best validation score so far."""

    snapshot: Snapshot
    """The network then."""
    step: int
    """Training steps before it."""
    score: float
    """Its score; lower is better."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a diverging run goes back to."""

    snapshot: Snapshot
    """The network then."""
    carried: State | None
    """The network's state, which the next window begins with."""
    step: int
    """Training steps before it."""


@dataclass(slots=True)
class RunState:
    """A run between two windows."""

    plan: Plan
    """What it follows; a recovery or a late machine replaces it."""
    chosen: Plan
    """What it began with."""
    anchor: Anchor
    """Where a diverging run goes back to."""
    carried: State | None = None
    """The network's state, which the next window begins with."""
    best: Best | None = None
    """None before the first validation."""
    history: History = field(default_factory=History)
    """Losses, scores, time."""
    num_recoveries: int = 0
    """Times it went back."""
    events: list[str] = field(default_factory=list)
    """What happened on the way, one sentence each."""
    finished: bool = False
    """Whether there is nothing left to do."""
    reasons: str = ""
    """Why the first plan was chosen: a resumed run is described as the uninterrupted one."""
